// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, one, run } from "./site_under_test.mjs";

const site = copySite();
// What is published here is what the deposit says: rows that it lacks are gone.
const definition = path.join(site, "datasets/chantiers.toml");
fs.writeFileSync(definition, `absent = "removed"\n${fs.readFileSync(definition, "utf8")}`);
assert.equal(ingest(site).code, 0);
const server = await Server.start(site, "--desk", "--upload-limit-mb", "2");
test.after(() => server.stop());
const works = fs.readFileSync(path.join(site, "fichiers/chantiers.csv"), "utf8");

function form(fields, file) {
  const mark = "----parvis-essai";
  let body = "";
  for (const [name, value] of Object.entries(fields)) body += `--${mark}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  if (file) body += `--${mark}\r\nContent-Disposition: form-data; name="fichier"; filename="${file.name}"\r\nContent-Type: text/csv\r\n\r\n${file.text}\r\n`;
  return { type: `multipart/form-data; boundary=${mark}`, body: body + `--${mark}--\r\n` };
}

function post(target, { type, body }, headers = {}) {
  const all = { Host: `127.0.0.1:${server.port}`, Connection: "close", "Content-Type": type, "Content-Length": Buffer.byteLength(body), Cookie: server.cookie, ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return server.exchange(Buffer.concat([Buffer.from(`POST ${target} HTTP/1.1\r\n${head}\r\n`), Buffer.from(body)]), { time: 60000 });
}

const look = (target, from = server) => from.get(target, { Cookie: from.cookie });
const page = await look("/depot");
const key = /name="cle" value="([0-9a-f]+)"/.exec(page.body.toString())?.[1];
const deposits = path.join(site, "data/deposits");
const pending = () => (fs.existsSync(deposits) ? fs.readdirSync(deposits) : []);

test("a deposit is checked first, published when confirmed, and its file is kept", { timeout: 120000 }, async () => {
  assert.ok(key);
  const text = works.split("\n").slice(0, 31).join("\n") + "\nT999;Fin avant début;10/10/2026;01/01/2026;Alternat;1.05;49.05\n";
  const sent = await post("/depot", form({ cle: key, jeu: "chantiers" }, { name: "Travaux d’automne.csv", text }));
  assert.equal(sent.status, 303, sent.body.toString());
  const target = one(sent, "location");
  const checked = (await look(target)).body.toString();
  assert.match(checked, /Travaux d’automne\.csv/);
  assert.match(checked, /<dd>30<\/dd>/);
  // The rows that would go are named: the first twenty, and how many more.
  assert.match(checked, /60 lignes publiées aujourd’hui ne seront plus publiées/);
  assert.equal([...checked.matchAll(/<code>T\d+<\/code> <span class="quiet">elle n’est pas dans le fichier/g)].length, 20);
  assert.ok(checked.includes("<code>T031</code>") && !checked.includes("<code>T030</code>"));
  assert.match(checked, /… et 40 autres\./);
  const before = await server.json("/collections/chantiers/items?limit=1");
  assert.equal(before.numberMatched, 90);

  const confirmed = await post(`${target}/confirmer`, form({ cle: key }));

  assert.equal(confirmed.status, 303, confirmed.body.toString());
  assert.match((await look(target)).body.toString(), /Version 2 publiée/);
  await new Promise((go) => setTimeout(go, 1500));
  assert.equal((await server.json("/collections/chantiers/items?limit=1")).numberMatched, 30);
  const kept = fs.readdirSync(path.join(site, "data/uploads/chantiers"), { recursive: true });
  assert.ok(kept.length >= 2);
  assert.deepEqual(pending(), []);
  assert.match(ingest(site, "chantiers").out, /fichier déposé le .*Travaux d’automne\.csv/);
  assert.equal((await server.json("/collections/chantiers/items?limit=1")).numberMatched, 30);
});

test("a cancelled deposit changes nothing and leaves nothing", { timeout: 60000 }, async () => {
  const sent = await post("/depot", form({ cle: key, jeu: "chantiers" }, { name: "a.csv", text: works }));
  const target = one(sent, "location");
  assert.doesNotMatch((await look(target)).body.toString(), /de moins que dans la version|ne ser(a|ont) plus publié/);
  await post(`${target}/annuler`, form({ cle: key }));
  assert.match((await look(target)).body.toString(), /annulé/);
  assert.deepEqual(pending(), []);
  assert.equal((await server.json("/collections/chantiers/items?limit=1")).numberMatched, 30);
});

test("a file that is nothing known is refused in one sentence", { timeout: 60000 }, async () => {
  const sent = await post("/depot", form({ cle: key, jeu: "chantiers" }, { name: "../../x.csv", text: "\u0000\u0001\u0002" }));
  assert.equal(sent.status, 303);
  const shown = (await look(one(sent, "location"))).body.toString();
  assert.match(shown, /role="alert"/);
  assert.ok(!fs.existsSync(path.join(site, "x.csv")));
});

const refused = [
  ["without the key of the form", () => post("/depot", form({ jeu: "chantiers" }, { name: "a.csv", text: works })), 403],
  ["with a wrong key", () => post("/depot", form({ cle: "0".repeat(32), jeu: "chantiers" }, { name: "a.csv", text: works })), 403],
  ["from a page of another site", () => post("/depot", form({ cle: key, jeu: "chantiers" }, { name: "a.csv", text: works }), { Origin: "http://ailleurs.example" }), 403],
  ["under another name for this machine", () => post("/depot", form({ cle: key, jeu: "chantiers" }, { name: "a.csv", text: works }), { Host: "ailleurs.example" }), 403],
  ["without the cookie of the desk", () => post("/depot", form({ cle: key, jeu: "chantiers" }, { name: "a.csv", text: works }), { Cookie: `parvis-depot-${server.port}=0` }), 403],
  ["through a proxy", () => post("/depot", form({ cle: key, jeu: "chantiers" }, { name: "a.csv", text: works }), { "X-Forwarded-For": "10.0.0.1" }), 403],
  ["that is larger than the limit", () => post("/depot", form({ cle: key, jeu: "chantiers" }, { name: "a.csv", text: "x".repeat(3_000_000) })), 413],
  ["of a dataset that is none", () => post("/depot", form({ cle: key, jeu: "../../etc" }, { name: "a.csv", text: works })), 422],
];
for (const [what, send, status] of refused) {
  test(`a deposit ${what} is refused (${status}) and nothing stays`, async () => {
    const reply = await send();
    assert.equal(reply.status, status, reply.body.toString().slice(0, 300));
    assert.match(one(reply, "content-type"), /^text\/html/);
    assert.match(reply.body.toString(), what.startsWith("without the cookie") ? /terminal où Parvis/ : what === "through a proxy" || what.startsWith("under") ? /réservée à cette machine/ : /role="alert"/);
    assert.deepEqual(pending(), []);
  });
}

const upload = async (name, text = works, dataset = "chantiers") => one(await post("/depot", form({ cle: key, jeu: dataset }, { name, text })), "location");
const shown = async (target) => (await look(target)).body.toString();
const published = async (dataset = "chantiers") => {
  await new Promise((go) => setTimeout(go, 1200)); // the server looks twice a second
  return (await server.json(`/collections/${dataset}/items?limit=1`)).numberMatched;
};
const first = (rows) => works.split("\n").slice(0, rows + 1).join("\n") + "\n";

test("a form cut short, or in the wrong shape, leaves nothing", async () => {
  const whole = form({ cle: key, jeu: "chantiers" }, { name: "a.csv", text: works });
  for (const body of [whole.body.slice(0, 3000), whole.body.slice(0, -20), "x"]) {
    const reply = await post("/depot", { type: whole.type, body });
    assert.equal(reply.status, 400, body.slice(-40));
    assert.match(reply.body.toString(), /role="alert"/);
    assert.deepEqual(pending(), []);
  }
  const two = whole.body.replace(/------parvis-essai--\r\n$/, "") + whole.body.slice(whole.body.lastIndexOf('------parvis-essai\r\nContent-Disposition: form-data; name="fichier"'));
  assert.equal((await post("/depot", { type: whole.type, body: two })).status, 400);
  assert.deepEqual(pending(), []);
});

test("two files that wait do not know of each other", { timeout: 120000 }, async () => {
  const [ten, twenty] = await Promise.all([upload("dix.csv", first(10)), upload("vingt.csv", first(20))]);
  assert.equal(pending().length, 2);
  assert.match(await shown(ten), /dix\.csv/);
  await post(`${twenty}/confirmer`, form({ cle: key }));
  assert.equal(await published(), 20);
  assert.equal(pending().length, 1);
  await post(`${ten}/annuler`, form({ cle: key }));
  assert.equal(await published(), 20);
  assert.deepEqual(pending(), []);
});

test("a double click on the button publishes once and both answers lead to the same page", { timeout: 120000 }, async () => {
  const target = await upload("quinze.csv", first(15));
  const replies = await Promise.all([1, 2, 3].map(() => post(`${target}/confirmer`, form({ cle: key }))));
  assert.deepEqual(replies.map((reply) => [reply.status, one(reply, "location")]), Array(3).fill([303, target]));
  assert.match(await shown(target), /Version \d+ publiée/);
  const versions = fs.readdirSync(path.join(site, "data/versions/chantiers")).length;
  assert.equal((await post(`${target}/confirmer`, form({ cle: key }))).status, 303);
  assert.equal(fs.readdirSync(path.join(site, "data/versions/chantiers")).length, versions);
  const late = await post(`${target}/annuler`, form({ cle: key }));
  assert.equal(late.status, 409);
  assert.match(late.body.toString(), /Trop tard/);
  assert.equal(await published(), 15);
});

test("what was cancelled cannot be confirmed any more", { timeout: 60000 }, async () => {
  const target = await upload("a.csv");
  await post(`${target}/annuler`, form({ cle: key }));
  const late = await post(`${target}/confirmer`, form({ cle: key }));
  assert.equal(late.status, 409);
  assert.match(late.body.toString(), /annulé/);
  assert.equal(await published(), 15);
});

test("files for two datasets at once are both taken", { timeout: 120000 }, async () => {
  const equipment = fs.readFileSync(path.join(site, "fichiers/equipements.csv"), "utf8");
  const targets = await Promise.all([upload("t.csv", first(12)), upload("e.csv", equipment.split("\n").slice(0, 6).join("\n") + "\n", "equipements")]);
  const replies = await Promise.all(targets.map((target) => post(`${target}/confirmer`, form({ cle: key }))));
  assert.deepEqual(replies.map((reply) => reply.status), [303, 303]);
  assert.equal(await published(), 12);
  assert.equal(await published("equipements"), 5);
});

test("the oldest that was decided makes room first, never one that waits", { timeout: 300000 }, async () => {
  const waiting = await upload("attend.csv");
  for (let i = 0; i < 24; ++i) {
    const target = await upload("a.csv", "\u0000\u0001");
    if (i === 0) assert.match(await shown(target), /role="alert"/);
  }
  assert.match(await shown(waiting), /attend\.csv/);
  assert.equal(pending().length, 1);
  await post(`${waiting}/annuler`, form({ cle: key }));
});

test("the dates of files decide nothing; a changed file of the site wins and the report says so", { timeout: 60000 }, () => {
  const own = path.join(site, "fichiers/chantiers.csv");
  fs.utimesSync(own, new Date(2040, 1), new Date(2040, 1));
  assert.match(ingest(site, "chantiers").out, /fichier déposé le .*t\.csv/);
  fs.writeFileSync(own, first(7));
  fs.utimesSync(own, new Date(2001, 1), new Date(2001, 1));
  const changed = ingest(site, "chantiers");
  assert.match(changed.out, /le fichier du site a changé depuis le dépôt du .*t\.csv/);
  assert.match(changed.out, /gardées 7/);
});

// What nginx's plain `proxy_pass http://127.0.0.1:8080;` makes of a stranger's request.
test("a proxy that says nothing of itself opens no desk, the address in the terminal does", async () => {
  const stranger = await server.get("/depot");
  assert.equal(stranger.status, 403);
  assert.match(stranger.body.toString(), /terminal où Parvis a été lancé/);
  assert.doesNotMatch(stranger.body.toString(), /name="cle"|cle=/);
  assert.equal((await server.get("/depot?cle=" + "0".repeat(32))).status, 403);
  assert.equal((await server.get("/depot", { Cookie: server.cookie, "X-Forwarded-Proto": "https" })).status, 403);

  const { pathname, search } = new URL(server.desk);
  const entered = await server.get(pathname + search);
  assert.equal(entered.status, 303);
  assert.equal(one(entered, "location"), "/depot");
  assert.equal(one(entered, "set-cookie"), `${server.cookie}; Path=/depot; SameSite=Strict; HttpOnly`);
  assert.equal((await look("/depot")).status, 200);
});

test("a deposit whose reading dies after it was published is said to be published", { timeout: 120000 }, async () => {
  const target = await upload("onze.csv", first(11));
  const versions = path.join(site, "data/versions");
  const count = fs.readdirSync(path.join(versions, "chantiers")).length;
  // The crossing waits for its lock: time to end the child that has published already.
  const holder = spawn("flock", [path.join(versions, "communes/.lock"), "sleep", "60"], { detached: true });
  await new Promise((go) => setTimeout(go, 500));
  const answer = post(`${target}/confirmer`, form({ cle: key }));
  const doctor = () => run("versions", "--site", site, "--json", "chantiers").out;
  const before = doctor();
  for (let i = 0; i < 300 && doctor() === before; ++i) await new Promise((go) => setTimeout(go, 100));
  assert.equal(fs.readdirSync(path.join(versions, "chantiers")).length, count + 1);
  for (const pid of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    let words = [];
    try {
      words = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    } catch {} // it has ended
    if (words[1] === "ingest" && words.includes(site)) process.kill(Number(pid), "SIGKILL");
  }
  assert.equal((await answer).status, 303);
  process.kill(-holder.pid, "SIGKILL");
  assert.match(await shown(target), /Version \d+ publiée/);
  assert.equal(await published(), 11);
});

test("a second desk, on the same port or another, leaves the first one's deposits alone", { timeout: 60000 }, async () => {
  const target = await upload("attend.csv");
  for (const port of [server.port, 0]) {
    const second = run("serve", "--site", site, "--port", String(port), "--desk");
    assert.equal(second.code, 1);
    assert.match(second.err, port === 0 ? /déjà ouverte par un autre/ : /./);
    assert.equal(pending().length, 1);
  }
  const reply = await post(`${target}/annuler`, form({ cle: key }));
  assert.equal(reply.status, 303);
  assert.deepEqual(pending(), []);
});

test("the desk and a trusted proxy are not to be had together", () => {
  const both = run("serve", "--site", site, "--port", "0", "--desk", "--behind-proxy");
  assert.equal(both.code, 2);
  assert.match(both.err, /ne vont pas ensemble/);
});

test("no other site may read the desk, and without --desk there is none", async () => {
  assert.equal(page.headers["access-control-allow-origin"], undefined);
  assert.equal((await server.get("/depot", { Host: "ailleurs.example" })).status, 403);
  const closed = await Server.start(site);
  assert.equal((await closed.get("/depot")).status, 404);
  assert.equal((await closed.get("/depot", {}, "POST")).status, 405);
  await closed.stop();
});

test("after a restart the page says so, and the file can be sent again", { timeout: 60000 }, async () => {
  const target = await upload("a.csv");
  await server.stop();
  assert.deepEqual(pending(), []);
  const again = await Server.start(site, "--desk");
  assert.equal((await look(target, { port: again.port, cookie: server.cookie, get: server.get, exchange: server.exchange, connect: server.connect })).status, 403);
  server.port = again.port;
  server.cookie = again.cookie;
  const reply = await post(`${target}/confirmer`, form({ cle: key }));
  assert.equal(reply.status, 403);
  assert.match(reply.body.toString(), /redémarré/);
  assert.match(reply.body.toString(), /name="fichier"/);
  assert.equal((await look(target, again)).status, 404);
  await again.stop();
});
