// SPDX-License-Identifier: EUPL-1.2
// Changes of works as others follow them: by page, by stream, by webhook; over restarts, kills, slow readers.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import test from "node:test";
import { Listener } from "./event_stream.mjs";
import { Server, copySite, ingest, lastEvent, one, run } from "./site_under_test.mjs";

function newSite(lines = "") {
  const site = copySite();
  const definition = path.join(site, "datasets/chantiers.toml");
  fs.writeFileSync(definition, `absent = "removed"\n${lines}${fs.readFileSync(definition, "utf8")}`);
  assert.equal(ingest(site).code, 0);
  return site;
}
const file = (site) => path.join(site, "fichiers/chantiers.csv");
const original = fs.readFileSync(file(copySite()), "utf8").trimEnd().split("\n");
const total = original.length - 1;
let edits = 0;
/** Writes the works as `edit` makes them of the original rows; publishes them unless told not to. */
function publish(site, edit, { ingests = true } = {}) {
  const rows = edit(original.slice(1).map((row) => row.split(";")));
  fs.writeFileSync(file(site), [original[0], ...rows.map((row) => row.join(";"))].join("\n") + "\n");
  if (ingests) assert.equal(ingest(site, "chantiers").code, 0);
}
/** Gives work number `index` a title that no other version had. */
const renamed = (index) => (rows) => {
  rows[index][1] = `Essai ${++edits}`;
  return rows;
};
// Two seconds is what is promised (works_within tells what it takes); a machine that builds meanwhile has twice that.
const soon = 4000;
const pause = (ms) => new Promise((later) => setTimeout(later, ms));
const numbers = (listener) => listener.changes().map(({ number }) => number);
const rising = (list) => list.every((number, i) => i === 0 || number === list[i - 1] + 1);

test("a page of changes: how to begin, updates and tombstones in order, ETag, what is forgotten", async () => {
  const site = newSite();
  const server = await Server.start(site);
  const begin = await server.json("/works/changes");
  assert.equal(begin.newest, begin.next);
  assert.ok(begin.how.length > 20);
  const list = await server.get(new URL(begin.links.find(({ rel }) => rel === "list").href).pathname);
  assert.equal(list.status, 200);
  const none = await server.get(`/works/changes?since=${begin.next}`);
  assert.deepEqual(JSON.parse(none.body).changes, []);
  assert.equal((await server.get(`/works/changes?since=${begin.next}`, { "If-None-Match": one(none, "etag") })).status, 304);

  publish(site, (rows) => {
    rows[0][1] = "Un nouveau titre";
    return rows.slice(0, -1);
  });
  const page = await server.json(`/works/changes?since=${begin.next}&limit=1`);
  assert.equal(page.changes.length, 1);
  assert.equal(page.more, true);
  const rest = await server.json(`/works/changes?since=${page.next}`);
  const both = [...page.changes, ...rest.changes];
  assert.deepEqual(both.map(({ number }) => number), [begin.next + 1, begin.next + 2]);
  const changed = both.find(({ type }) => type === "update");
  assert.equal(changed.change, "changed");
  assert.deepEqual(changed.members.map(({ member, to }) => [member, to]), [["titre", "Un nouveau titre"]]);
  assert.equal(changed.work.properties.titre, "Un nouveau titre");
  assert.equal(changed.work.geometry.type, "Point");
  const item = await server.get(changed.work.properties.phases[0].adresse);
  assert.equal(item.status, 200);
  const gone = both.find(({ type }) => type === "gone");
  assert.equal(gone.change, "departed");
  assert.equal(gone.work, undefined);
  assert.notEqual((await server.get(`/works/changes?since=${begin.next}`, { "If-None-Match": one(none, "etag") })).status, 304);

  const old = await server.get("/works/changes?since=5");
  assert.equal(old.status, 410);
  assert.equal(JSON.parse(old.body).newest, rest.newest);
  for (const wrong of ["since=-1", "since=a", "limit=0", "commune=nulle", "bbox=1,2", "filter=rien%3D1", "quoi=1", "since=1&since=2"]) {
    assert.equal((await server.get(`/works/changes?${wrong}`)).status, 400, wrong);
  }
  assert.equal((await server.get("/works/changes", {}, "DELETE")).status, 405);
  assert.equal((await server.get("/works/webhooks")).status, 404);
  await server.stop();
});

test("a stream: all works, then each change soon after the command that made it", async () => {
  const site = newSite();
  const server = await Server.start(site);
  const listener = await Listener.open(`${server.base}/works/stream`);
  assert.equal(listener.status, 200);
  assert.match(listener.headers["content-type"], /^text\/event-stream/);
  assert.equal(listener.headers["content-length"], undefined);
  const held = await listener.snapshot();
  assert.equal(held.size, total);
  // The works of the demonstration are invented, and say so wherever they go.
  for (const { properties } of held.values()) assert.equal(properties.donnee_exemple, true);
  assert.equal(listener.retry, 2000);
  publish(site, renamed(3));
  await listener.until(() => listener.changes().length === 1, soon);
  assert.equal(listener.changes()[0].work.properties.titre, `Essai ${edits}`);
  assert.equal(listener.changes()[0].work.properties.donnee_exemple, true);
  // What people take back is a change too.
  assert.equal(run("rollback", "--site", site, "chantiers", "--by", "Voirie", "--why", "essai").code, 0);
  await listener.until(() => listener.changes().length === 2, soon);
  assert.equal(listener.changes()[1].work.properties.titre, held.get(listener.changes()[1].chantier).properties.titre);
  // Items and feeds say the same by then.
  const changed = listener.changes()[1];
  const feed = await server.json("/works/feeds/geojson");
  assert.ok(feed.features.some(({ properties }) => properties.chantier === changed.chantier && properties.titre === changed.work.properties.titre));
  assert.equal((await server.get("/works/stream", {}, "HEAD")).status, 200);
  assert.equal((await server.get("/works/stream?commune=nulle")).status, 400);
  assert.equal((await server.get("/works/stream", { Accept: "application/json" })).status, 406);
  listener.close();
  await server.stop();
});

test("a file that is looked at again by itself is in the stream within two seconds of its version", { timeout: 60000 }, async () => {
  const site = newSite('refresh = "every 10s"\n');
  const server = await Server.start(site);
  const listener = await Listener.open(`${server.base}/works/stream?snapshot=false`);
  publish(site, renamed(7), { ingests: false });
  await listener.until(() => listener.changes().length === 1, 30000);
  const heard = Date.now();
  const { versions } = lastEvent(run("versions", "--site", site, "chantiers", "--json").out);
  const created = versions.map(({ created }) => Date.parse(created)).sort((a, b) => a - b).at(-1);
  // Written to the second.
  assert.ok(heard - created < 3000, `${heard - created} ms`);
  listener.close();
  await server.stop();
});

test("who comes back after a kill or a restart hears each change once, in order, ingests that no server saw among them", { timeout: 120000 }, async () => {
  const site = newSite();
  let server = await Server.start(site);
  const first = await Listener.open(`${server.base}/works/stream`);
  const held = await first.snapshot();
  const heard = [];
  let listener = first;
  for (const signal of ["SIGKILL", "SIGTERM", "SIGKILL"]) {
    for (let i = 0; i < 3; ++i) {
      publish(site, renamed(i));
      await pause(i === 1 ? 400 : 0);
    }
    server.child.ref();
    server.child.kill(signal);
    await server.ended;
    await listener.until((_, { ended }) => ended);
    heard.push(...listener.changes());
    publish(site, renamed(9));  // nobody serves
    server = await Server.start(site);
    const resumes = signal === "SIGTERM" ? [`?last_event_id=${listener.lastId}`, {}] : ["", { "Last-Event-ID": listener.lastId }];
    const last = listener.lastId;
    listener = await Listener.open(`${server.base}/works/stream${resumes[0]}`, resumes[1]);
    await listener.until(() => Number(listener.lastId) > Number(last));
    assert.ok(!listener.events.some(({ type }) => type === "work" || type === "begin-anew"));
  }
  publish(site, renamed(11));
  await listener.until(() => listener.changes().some(({ work }) => work?.properties.titre === `Essai ${edits}`));
  heard.push(...listener.changes());
  const all = heard.map(({ number }) => number);
  assert.ok(rising(all), all.join(" "));
  for (const change of heard) {
    if (change.type === "gone") held.delete(change.chantier);
    else held.set(change.chantier, change.work);
  }
  const anew = await Listener.open(`${server.base}/works/stream`);
  assert.deepEqual([...(await anew.snapshot())].sort(), [...held].sort());
  // A number that nobody gave begins anew, and says so.
  const lost = await Listener.open(`${server.base}/works/stream?last_event_id=3`);
  assert.equal((await lost.snapshot()).size, total);
  assert.equal(lost.events[0].type, "begin-anew");
  for (const one of [listener, anew, lost]) one.close();
  await server.stop();
});

test("many who come back from different places hear each change once, while more come", { timeout: 60000 }, async () => {
  const site = newSite();
  const server = await Server.start(site);
  const { newest } = await server.json("/works/changes");
  publish(site, (rows) => rows.map((row) => [row[0], `Essai ${++edits}`, ...row.slice(2)]));
  await server.json("/works/changes");
  const opening = Array.from({ length: 12 }, (_, i) => Listener.open(`${server.base}/works/stream`, { "Last-Event-ID": String(newest + 3 * i) }));
  await pause(5);
  publish(site, (rows) => rows.map((row) => [row[0], `Essai ${++edits}`, ...row.slice(2)]));
  const { newest: last } = await server.json("/works/changes");
  assert.equal(last, newest + 2 * total);
  for (const [i, opened] of opening.entries()) {
    const listener = await opened;
    await listener.until((_, self) => Number(self.lastId) >= last);
    assert.deepEqual(numbers(listener), Array.from({ length: 2 * total - 3 * i }, (_, k) => newest + 3 * i + k + 1));
    listener.close();
  }
  await server.stop();
});

test("filters by commune, box and CQL2: what leaves them is told as gone", async () => {
  const site = newSite();
  const server = await Server.start(site);
  const { features } = await server.json("/collections/chantiers/items?f=json&limit=1000");
  const commune = features[0].properties.commune;
  const [lon, lat] = features[0].geometry.coordinates;
  const queries = {
    commune: `commune=${commune}`,
    pole: `pole=${features[0].properties.pole}`,
    box: `bbox=${lon - 0.005},${lat - 0.005},${lon + 0.005},${lat + 0.005}`,
    closed: `filter=${encodeURIComponent("effet = 'rue_barree'")}`,
    none: `filter=${encodeURIComponent("titre = 'jamais'")}`,
  };
  const listeners = {};
  const held = {};
  for (const [name, query] of Object.entries(queries)) {
    listeners[name] = await Listener.open(`${server.base}/works/stream?${query}`);
    held[name] = await listeners[name].snapshot();
  }
  assert.ok(held.commune.size > 0 && held.commune.size < total);
  assert.ok(held.pole.size > held.commune.size && held.pole.size < total);
  assert.ok(held.box.size > 0 && held.box.size < total);
  assert.equal(held.closed.size, features.filter(({ properties }) => properties.effet === "rue_barree").length);
  assert.equal(held.none.size, 0);
  const follower = await Listener.open(`${server.base}/works/stream?snapshot=false`);
  publish(site, (rows) => {
    rows[0][4] = rows[0][4] === "Rue barrée" ? "Alternat" : "Rue barrée";
    [rows[0][5], rows[0][6]] = [rows[1][5], rows[1][6]];  // to another place
    rows[1][1] = `Essai ${++edits}`;
    return rows;
  });
  await follower.until(() => follower.changes().length === 2);
  await pause(300);
  const id = `chantiers/${features[0].id}`;
  for (const name of ["commune", "box"]) {
    assert.deepEqual(listeners[name].changes().filter(({ chantier }) => chantier === id).map(({ type }) => type), ["gone"], name);
  }
  for (const [name, query] of Object.entries(queries)) {
    for (const change of listeners[name].changes()) {
      if (change.type === "gone") held[name].delete(change.chantier);
      else held[name].set(change.chantier, change.work);
    }
    const anew = await Listener.open(`${server.base}/works/stream?${query}`);
    assert.deepEqual([...(await anew.snapshot())].sort(), [...held[name]].sort(), name);
    anew.close();
    listeners[name].close();
  }
  // The page of changes takes the same filters.
  const since = numbers(follower)[0] - 1;
  const page = await server.json(`/works/changes?since=${since}&${queries.commune}`);
  assert.ok(page.changes.some(({ chantier, type }) => chantier === id && type === "gone"));
  follower.close();
  await server.stop();
});

test("streams have limits, in all and for each address; a page is answered beside them all", async () => {
  const site = newSite();
  const server = await Server.start(site, "--workers", "2", "--streams", "30", "--streams-per-address", "20");
  const open = (localAddress) => Listener.open(`${server.base}/works/stream?snapshot=false`, {}, { localAddress });
  const mine = await Promise.all(Array.from({ length: 20 }, () => open("127.0.0.1")));
  assert.deepEqual(new Set(mine.map(({ status }) => status)), new Set([200]));
  const refused = await open("127.0.0.1");
  assert.equal(refused.status, 429);
  assert.equal(refused.headers["retry-after"], "60");
  const theirs = await Promise.all(Array.from({ length: 10 }, () => open("127.0.0.2")));
  assert.deepEqual(new Set(theirs.map(({ status }) => status)), new Set([200]));
  const full = await open("127.0.0.3");
  assert.equal(full.status, 503);
  assert.equal(full.headers["retry-after"], "60");
  const begun = Date.now();
  assert.equal((await server.get("/collections")).status, 200);
  assert.ok(Date.now() - begun < 1000);
  for (const one of theirs) one.close();
  for (let i = 0; i < 50; ++i) {
    const again = await open("127.0.0.3");
    again.close();
    if (again.status === 200) break;
    assert.ok(i < 49, "a place that was left is free");
    await pause(50);
  }
  const ended = Promise.all(mine.map((one) => one.until((_, { ended: over }) => over)));
  const stopping = Date.now();
  assert.equal(await server.stop(), 0);
  await ended;
  assert.ok(Date.now() - stopping < 5000);
});

test("a client that does not read is cut, and nobody waits for it", { timeout: 120000 }, async () => {
  const site = newSite();
  const server = await Server.start(site);
  const slow = await server.connect();
  slow.pause();
  let cut = false;
  slow.on("error", () => (cut = true));
  slow.write("GET /works/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  const reader = await Listener.open(`${server.base}/works/stream?snapshot=false`);
  await pause(300);
  // Titles long enough that what waits for the one goes beyond 4 MB.
  const long = "x".repeat(20_000);
  let slowest = 0;
  for (let turn = 0; turn < 14; ++turn) {
    const before = reader.changes().length;
    publish(site, (rows) => rows.map((row, i) => (i < 60 ? [row[0], `${long}${turn}`, ...row.slice(2)] : row)));
    const published = Date.now();
    await reader.until(() => reader.changes().length >= before + 60, 5000);
    slowest = Math.max(slowest, Date.now() - published);
  }
  assert.ok(slowest < soon, `${slowest} ms`);
  assert.ok(rising(numbers(reader)));
  const closed = new Promise((resolve) => slow.on("close", resolve).on("end", resolve));
  let bytes = 0;
  slow.on("data", (piece) => (bytes += piece.length));
  slow.resume();
  await closed;
  assert.ok(cut || bytes < 14 * 60 * 3 * long.length, `${bytes} bytes`);
  reader.close();
  await server.stop();
});

/** A receiver that answers what `answer` says, and keeps what it was sent. */
async function receiver(answer) {
  const sent = [];
  const listening = http.createServer((request, reply) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      sent.push({ headers: request.headers, body, json: JSON.parse(body), at: Date.now() });
      reply.writeHead(answer(sent.length)).end("merci");
    });
  });
  await new Promise((ready) => listening.listen(0, "127.0.0.1", ready));
  listening.unref();
  return { sent, listening, url: `http://127.0.0.1:${listening.address().port}/chantiers` };
}
async function until(condition, time = 40000) {
  for (const begun = Date.now(); !condition(); await pause(20)) {
    if (Date.now() - begun > time) throw new Error(`not in ${time} ms: ${condition}`);
  }
}

test("a webhook is signed, retried in order, and parked when it is gone", { timeout: 120000 }, async () => {
  const site = newSite();
  const hook = await receiver((count) => (count <= 2 ? 500 : 200));
  for (const [url, words] of [
    [hook.url, []],
    ["https://user:secret@example.org/", []],
    ["ftp://example.org/", ["--allow-loopback"]],
    ["https://example.org/", ["--filter", "commune=nulle"]],
  ]) {
    const refused = run("webhook", "add", "--site", site, url, ...words);
    assert.equal(refused.code, 1, url);
    assert.equal(refused.out, "");
  }
  const added = run("webhook", "add", "--site", site, hook.url, "--allow-loopback");
  assert.equal(added.code, 0, added.err);
  const secret = added.out.trim();
  assert.match(secret, /^parvis_hook_[0-9a-f]{64}$/);
  const dead = await receiver(() => 410);
  assert.equal(run("webhook", "add", "--site", site, dead.url, "--allow-loopback").code, 0);
  const list = () => JSON.parse(run("webhook", "list", "--site", site, "--json").out);
  assert.ok(!JSON.stringify(list()).includes(secret));
  assert.equal(fs.statSync(path.join(site, "data/works.sqlite")).mode & 0o777, 0o600);

  const server = await Server.start(site, "--desk");
  publish(site, renamed(0));
  publish(site, renamed(1));
  await until(() => hook.sent.length >= 3 && list()[0].failures === 0);
  publish(site, renamed(2));
  const titles = () => hook.sent.slice(2).flatMap(({ json }) => json.changes.map(({ work }) => work.properties.titre));
  await until(() => titles().includes(`Essai ${edits}`));
  const told = hook.sent.slice(2).flatMap(({ json }) => json.changes.map(({ number }) => number));
  assert.ok(rising(told), told.join(" "));
  assert.deepEqual(hook.sent[0].json.changes[0], hook.sent[2].json.changes[0]);
  assert.ok(hook.sent[1].at - hook.sent[0].at >= 900 && hook.sent[2].at - hook.sent[1].at >= 3900, "waits longer each time");
  for (const { headers, body, at } of hook.sent) {
    const [, time, mark] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers["parvis-signature"]);
    assert.equal(mark, crypto.createHmac("sha256", secret).update(`${time}.${body}`).digest("hex"));
    assert.ok(Math.abs(at / 1000 - time) < 10);
    assert.match(headers["parvis-delivery"], /^\d+-\d+$/);
  }
  await until(() => list()[1].state === "parked");
  assert.equal(dead.sent.length, 1);
  assert.match(run("doctor", "--site", site).out, /Remarque : le webhook .* mis de côté/);
  const desk = await server.get("/depot/webhooks?f=json", { Cookie: server.cookie });
  assert.equal(desk.status, 200);
  assert.deepEqual(JSON.parse(desk.body).map(({ state }) => state), ["active", "parked"]);
  assert.ok(!desk.body.includes(secret));
  const page = await server.get("/depot/webhooks", { Cookie: server.cookie, Accept: "text/html" });
  assert.match(page.body.toString(), /arrêté/);
  assert.match((await server.get("/depot", { Cookie: server.cookie, Accept: "text/html" })).body.toString(), /href="\/depot\/webhooks"/);
  assert.equal((await server.get("/depot/webhooks")).status, 403);
  const [, { id }] = list();
  assert.equal(run("webhook", "retry", "--site", site, id).code, 0);
  await until(() => dead.sent.length === 2);
  assert.equal(run("webhook", "remove", "--site", site, id).code, 0);
  assert.equal(run("webhook", "remove", "--site", site, id).code, 1);
  assert.equal(list().length, 1);
  await server.stop();
  for (const { listening } of [hook, dead]) listening.close();
});

test("a receiver that never answers keeps no other waiting", { timeout: 60000 }, async () => {
  const site = newSite();
  const silent = http.createServer((request) => request.resume());
  await new Promise((ready) => silent.listen(0, "127.0.0.1", ready));
  silent.unref();
  const hook = await receiver(() => 200);
  // More of them than are told at a time: the last one neither waits for the first.
  const last = await receiver(() => 200);
  for (const url of [`http://127.0.0.1:${silent.address().port}/`, ...Array(15).fill(hook.url), last.url]) assert.equal(run("webhook", "add", "--site", site, url, "--allow-loopback").code, 0);
  const server = await Server.start(site);
  for (let i = 1; i <= 3; ++i) {
    publish(site, renamed(0));
    await until(() => hook.sent.length >= 15 * i && last.sent.length >= i, 5000);
  }
  await server.stop();
  silent.closeAllConnections();
  for (const listening of [silent, hook.listening, last.listening]) listening.close();
});

test("a webhook leads nowhere else: no redirect is followed, no address inside is connected to", { timeout: 60000 }, async () => {
  const site = newSite();
  let inside = 0;
  const target = http.createServer((_, reply) => (++inside, reply.end()));
  await new Promise((ready) => target.listen(0, "127.0.0.1", ready));
  target.on("connection", () => ++inside);
  target.unref();
  const { port } = target.address();
  const moved = http.createServer((request, reply) => request.resume().on("end", () => reply.writeHead(307, { Location: `http://127.0.0.1:${port}/` }).end()));
  await new Promise((ready) => moved.listen(0, "127.0.0.1", ready));
  moved.unref();
  const urls = [`http://127.0.0.1:${moved.address().port}/`, `https://127.0.0.1:${port}/`, `https://localhost:${port}/`, `https://[::ffff:127.0.0.1]:${port}/`, "https://192.168.0.1/", "https://169.254.169.254/", "https://[fe80::1]/", "https://0/"];
  urls.forEach((url, i) => assert.equal(run("webhook", "add", "--site", site, url, ...(i === 0 ? ["--allow-loopback"] : [])).code, 0, url));
  const server = await Server.start(site);
  publish(site, renamed(0));
  const list = () => JSON.parse(run("webhook", "list", "--site", site, "--json").out);
  await until(() => list().every(({ failures }) => failures > 0));
  const [first, ...others] = list();
  assert.match(first.error, /307/);
  for (const { url, error } of others) assert.match(error, /pas sur l’internet public/, url);
  assert.equal(inside, 0);
  await server.stop();
  for (const listening of [target, moved]) listening.close();
});

test("two servers of one site number each change once, and both tell it", async () => {
  const site = newSite();
  const servers = [await Server.start(site), await Server.start(site)];
  const listeners = await Promise.all(servers.map(({ base }) => Listener.open(`${base}/works/stream?snapshot=false`)));
  for (let i = 0; i < 6; ++i) publish(site, renamed(i));
  await Promise.all(listeners.map((one) => one.until(() => one.changes().at(-1)?.work?.properties.titre === `Essai ${edits}` || one.changes().some(({ work }) => work?.properties.titre === `Essai ${edits}`))));
  await pause(500);
  assert.ok(rising(numbers(listeners[0])));
  assert.deepEqual(numbers(listeners[0]), numbers(listeners[1]));
  for (const one of listeners) one.close();
  for (const server of servers) await server.stop();
});
