// SPDX-License-Identifier: EUPL-1.2
// Sources that come by themselves: from a server of this machine, from a folder, by serve's clock.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, parvis } from "./site_under_test.mjs";

/** parvis beside this process, whose own server has to answer it meanwhile. */
function run(...words) {
  return new Promise((resolve) => {
    const child = spawn(parvis, words, { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.on("data", (piece) => (out += piece));
    child.stderr.on("data", (piece) => (err += piece));
    child.on("exit", (code) => resolve({ code, out, err }));
  });
}
const fetchSource = (site) => run("fetch", "--site", site, "chantiers");
const listed = async (site) => JSON.parse((await run("versions", "--site", site, "chantiers", "--json")).out);

/** A server that answers as `this.reply(request, response)` does, and remembers what it was asked. */
async function source() {
  const heard = [];
  const state = { heard, body: "", etag: undefined, reply: undefined };
  const server = http.createServer((request, response) => {
    heard.push({ url: request.url, headers: request.headers });
    if (state.reply) return state.reply(request, response);
    if (state.etag && request.headers["if-none-match"] === state.etag) return response.writeHead(304).end();
    response.writeHead(200, { "Content-Type": "text/csv", ...(state.etag ? { ETag: state.etag } : {}) });
    response.end(state.body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  test.after(() => server.close());
  state.port = server.address().port;
  state.url = `http://127.0.0.1:${state.port}/chantiers.csv`;
  return state;
}

/** The fixture site with its works from elsewhere. */
function siteWith(lines, sourceText) {
  const site = copySite();
  const file = path.join(site, "datasets/chantiers.toml");
  const own = 'source = "fichiers/chantiers.csv"';
  const text = fs.readFileSync(file, "utf8");
  assert.ok(text.includes(own));
  fs.writeFileSync(file, text.replace(own, `source = "${sourceText}"\n${lines}`));
  return site;
}
process.setMaxListeners(50);  // each copy of the site goes with the process
const works = fs.readFileSync(path.join(copySite(), "fichiers/chantiers.csv"), "utf8");
const half = works.trimEnd().split("\n").slice(0, 46).join("\n") + "\n";

test("a private address is refused, by number and by name, before anything is sent", async () => {
  const from = await source();
  for (const url of [from.url, `http://localhost:${from.port}/chantiers.csv`, `http://[::1]:${from.port}/chantiers.csv`]) {
    const done = await fetchSource(siteWith("", url));
    assert.equal(done.code, 1);
    assert.match(done.err, /allow_private/, url);
  }
  assert.equal(from.heard.length, 0);
});

test("what was received is not sent again, and comes to be published", async () => {
  const from = await source();
  from.body = works;
  from.etag = '"one"';
  const site = siteWith("allow_private = true", from.url);
  assert.match(ingest(site, "chantiers").err, /pas encore été lu/);
  assert.match((await fetchSource(site)).out, /reçu/);
  assert.match((await fetchSource(site)).out, /inchangé/);
  assert.equal(from.heard[1].headers["if-none-match"], '"one"');
  assert.match(ingest(site, "chantiers").out, /lues 90.*version 1/);
  assert.match(ingest(site, "chantiers").out, /inchangé/);
  // Another answer takes the place of the first only once it is whole.
  from.etag = '"two"';
  from.reply = (_, response) => {
    response.writeHead(200, { "Content-Length": works.length });
    response.write(works.slice(0, 1000), () => response.destroy());
  };
  const broken = await fetchSource(site);
  assert.equal(broken.code, 1);
  assert.match(broken.err, /Ce qui était reçu reste/);
  assert.match(ingest(site, "chantiers").out, /lues 90/);
  const folder = path.join(site, "data/fetched/chantiers");
  assert.deepEqual(fs.readdirSync(folder).filter((name) => name.startsWith(".new")), []);
});

test("redirects are followed five times, loops and floods and slow servers end in a sentence", async () => {
  const from = await source();
  from.body = works;
  from.reply = (request, response) => {
    const left = Number(request.url.slice(1));
    if (left > 0) return response.writeHead(302, { Location: `/${left - 1}` }).end("elsewhere");
    response.end(works);
  };
  const at = (hops, lines = "") => siteWith(`allow_private = true\n${lines}`, `http://127.0.0.1:${from.port}/${hops}`);
  assert.equal((await fetchSource(at(5))).code, 0);
  assert.match((await fetchSource(at(6))).err, /renvois/);

  from.reply = (_, response) => response.writeHead(302, { Location: "file:///etc/passwd" }).end();
  assert.equal((await fetchSource(at(0))).code, 1);

  // Neither said in advance nor ever ending.
  const flood = Buffer.alloc(1 << 16);
  from.reply = (_, response) => {
    const pour = () => {
      while (!response.destroyed && response.write(flood));
      if (!response.destroyed) response.once("drain", pour);
    };
    pour();
  };
  assert.match((await fetchSource(at(0, "max_mb = 2"))).err, /plus grand que permis/);

  from.reply = (_, response) => response.writeHead(200).write("numero");
  const start = Date.now();
  assert.match((await fetchSource(at(0, "timeout_s = 2"))).err, /à temps/);
  assert.ok(Date.now() - start < 10000);
});

test("a source that goes or shrinks raises an alert and keeps the last good version", async () => {
  const from = await source();
  from.body = works;
  const site = siteWith('allow_private = true\nabsent = "removed"', from.url);
  await fetchSource(site);
  assert.equal(ingest(site).code, 0);
  const server = await Server.start(site);
  test.after(() => server.stop());
  const alerts = async (count) => {
    for (let turn = 0; turn < 40; ++turn) {
      const found = (await server.json("/health")).alerts;
      if (found.length === count) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`never ${count} alerts`);
  };
  assert.deepEqual(await alerts(0), []);

  from.reply = (_, response) => response.writeHead(404).end();
  assert.match((await fetchSource(site)).err, /n’existe pas ou plus/);
  ingest(site, "chantiers");
  const [gone] = await alerts(1);
  assert.equal(gone.dataset, "chantiers");
  assert.equal(gone.kind, "gone");
  assert.match((await run("versions", "--site", site)).out, /Alerte, chantiers/);
  const page = await server.get("/collections/chantiers?f=html");
  assert.match(page.body.toString(), /la source de ces données n’existe plus/);

  from.reply = undefined;
  from.body = half;
  await fetchSource(site);
  const shrunk = ingest(site, "chantiers");
  assert.match(shrunk.err, /45 lignes, alors que le fichier d’avant en avait 90/);
  for (let turn = 0; (await alerts(1))[0].kind !== "shrunk"; ++turn) {
    assert.ok(turn < 100);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.equal((await server.json("/collections/chantiers/items?limit=1")).numberMatched, 90);

  assert.match(ingest(site, "chantiers", "--accept-shrink").out, /gardées 45/);
  assert.deepEqual(await alerts(0), []);
});

test("of a folder the newest file counts, and none is an alert", async () => {
  const site = siteWith('pattern = "chantiers-*.csv"\nabsent = "removed"\nshrink_alert = 0.9', "depot");
  const folder = path.join(site, "depot");
  fs.mkdirSync(folder);
  assert.match(ingest(site, "chantiers").err, /aucun fichier/);
  fs.writeFileSync(path.join(folder, "chantiers-b.csv"), works);
  fs.writeFileSync(path.join(folder, "chantiers-a.csv"), half);
  fs.writeFileSync(path.join(folder, "autre.csv"), "x\n");
  const old = new Date(Date.now() - 60000);
  fs.utimesSync(path.join(folder, "chantiers-b.csv"), old, old);
  assert.match(ingest(site, "chantiers").out, /lues 45/);
  fs.rmSync(path.join(folder, "chantiers-a.csv"));
  assert.match(ingest(site, "chantiers").out, /lues 90/);
  fs.rmSync(path.join(folder, "chantiers-b.csv"));
  assert.equal(ingest(site, "chantiers").code, 1);
  const { versions, alerts } = await listed(site);
  assert.deepEqual(alerts.map((one) => [one.dataset, one.kind]), [["chantiers", "gone"]]);
  assert.match(alerts[0].since, /^\d{4}-\d\d-\d\dT/);
  assert.match(alerts[0].message, /aucun fichier/);
  assert.equal(versions.find((one) => one.state === "published").kept, 90);
});

test("serve asks again by itself, and old versions go as the site says", { timeout: 120000 }, async () => {
  const from = await source();
  from.body = works;
  const site = siteWith('allow_private = true\nrefresh = "every 10s"\nabsent = "removed"\nkeep_versions = 2\nshrink_alert = 1', from.url);
  assert.equal(ingest(site, "population", "equipements").code, 0);
  const server = await Server.start(site);
  test.after(() => server.stop());
  const reaches = async (count) => {
    for (let turn = 0; turn < 300; ++turn) {
      const reply = await server.get("/collections/chantiers/items?limit=1");
      if (reply.status === 200 && JSON.parse(reply.body).numberMatched === count) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`never ${count} rows`);
  };
  await reaches(90);
  for (const [text, count] of [[half, 45], [works, 90]]) {
    from.body = text;
    await reaches(count);
  }
  // Walks that were under way when a version was given up come to their end: another server has
  // nothing of it open.
  const other = await Server.start(site);
  const gone = await other.get("/collections/chantiers/items?version=1&limit=1");
  assert.equal(gone.status, 410);
  assert.match(gone.body.toString(), /n'est pas conservée/);
  await other.stop();
  const listed = await server.json("/collections/chantiers/versions");
  assert.deepEqual(listed.versions.map((one) => one.version), [3, 2]);
  assert.deepEqual(listed.noLongerKept.map((one) => one.version), [1]);
  assert.equal(listed.noLongerKept[0].decisions[0].state, "pruned");
  assert.match((await server.get("/collections/chantiers/versions?f=html")).body.toString(), /ne sont plus conservés/);
  assert.equal((await run("doctor", "--site", site)).code, 0);
});

test("an old deposit does not come back when the file that overtook it vanishes", { timeout: 60000 }, async () => {
  const site = copySite();
  const definition = path.join(site, "datasets/chantiers.toml");
  fs.writeFileSync(definition, `absent = "removed"\nrefresh = "every 1h"\n${fs.readFileSync(definition, "utf8")}`);
  const own = path.join(site, "fichiers/chantiers.csv");
  const head = (rows) => works.split("\n").slice(0, rows + 1).join("\n") + "\n";
  fs.writeFileSync(own, head(50));
  assert.equal(ingest(site).code, 0);
  const made = await run("token", "new", "--site", site, "--dataset", "chantiers", "--name", "Voirie");
  const server = await Server.start(site);
  const body = head(40);
  const reply = await server.exchange(`PUT /datasets/chantiers/source HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${made.out.trim()}\r\nContent-Type: text/csv\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, { time: 30000 });
  // 200 where the server's own look at the source was faster and has published it already.
  assert.ok([200, 201].includes(reply.status), reply.body.toString());
  await server.stop();
  const published = async () => (await listed(site)).versions.find(({ state }) => state === "published");
  assert.equal((await published()).kept, 40);
  fs.writeFileSync(own, head(60));
  assert.match(ingest(site, "chantiers").out, /a changé depuis le dépôt/);
  assert.equal((await published()).kept, 60);
  fs.renameSync(own, `${own}.away`);
  assert.equal(ingest(site, "chantiers").code, 1);
  assert.equal((await published()).kept, 60);
  assert.equal((await listed(site)).alerts[0].kind, "gone");
  fs.renameSync(`${own}.away`, own);
  assert.equal(ingest(site, "chantiers").code, 0);
  assert.equal((await published()).kept, 60);
});
