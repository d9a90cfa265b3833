// SPDX-License-Identifier: EUPL-1.2
// Kills a serving desk (SIGKILL) at random moments of uploads and refreshes, alone or with its
// children, and looks at the whole site after each kill and after the next start: what was
// acknowledged is there as its version, whole; nothing is half; nothing is left lying about.
// usage: PARVIS=… node kill_serve.mjs [SECONDS [SEED]]
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { Server, copySite, ingest, one, run } from "../http/site_under_test.mjs";

process.setMaxListeners(0); // each server goes with the process
const seconds = Number(process.argv[2] ?? 45);
const seed = Number(process.argv[3] ?? 20261125);
const leastTurns = 16;
const site = copySite();
const data = path.join(site, "data");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const pause = (milliseconds) => new Promise((go) => setTimeout(go, milliseconds));

// What was started does not keep this process: nothing else may end it early.
const alive = setInterval(() => {}, 1000);

// mulberry32: two machines draw the same moments.
let state = seed;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

// Works come by uploads, equipment from a server: every row says of which turn it is.
const works = fs.readFileSync(path.join(site, "fichiers/chantiers.csv"), "utf8").trimEnd().split("\n");
const equipment = fs.readFileSync(path.join(site, "fichiers/equipements.csv"), "utf8").trimEnd().split("\n");
const rowsOfWorks = 1500;
function worksOf(turn) {
  const text = [works[0]];
  for (let i = 0; i < rowsOfWorks; ++i) {
    const cells = works[1 + (i % (works.length - 1))].split(";");
    text.push([`T${i}`, `Tour ${turn}, rue n° ${i}`, ...cells.slice(2)].join(";"));
  }
  return text.join("\n") + "\n";
}
const nameColumn = equipment[0].split(";").indexOf("nom");
function equipmentOf(turn) {
  const rows = equipment.slice(1).map((row) => row.split(";").map((cell, i) => (i === nameColumn ? `Tour ${turn}, ${cell}` : cell)).join(";"));
  return [equipment[0], ...rows].join("\n") + "\n";
}
const made = { chantiers: new Map(), equipements: new Map() }; // SHA-256 → {turn, rows}
function remember(dataset, turn, text) {
  made[dataset].set(sha256(text), { turn, rows: text.trimEnd().split("\n").length - 1 });
  return text;
}

let served = { turn: 0, text: remember("equipements", 0, equipmentOf(0)) };
let asked = 0; // answers that were begun
const source = http.createServer(async (request, response) => {
  const { turn, text } = served;
  const etag = `"${turn}"`;
  if (request.headers["if-none-match"] === etag) return response.writeHead(304).end();
  ++asked;
  response.writeHead(200, { "Content-Type": "text/csv", "Content-Length": Buffer.byteLength(text), ETag: etag });
  response.write(text.slice(0, 500));
  await pause(100); // a server far away
  response.end(text.slice(500));
});
source.on("clientError", (_, socket) => socket.destroy());
await new Promise((go) => source.listen(0, "127.0.0.1", go));
source.unref();

function define(id, own, lines) {
  const file = path.join(site, `datasets/${id}.toml`);
  const text = fs.readFileSync(file, "utf8");
  assert.ok(text.includes(own));
  fs.writeFileSync(file, text.replace(own, lines));
}
define("chantiers", 'source = "fichiers/chantiers.csv"', 'source = "fichiers/chantiers.csv"\nabsent = "removed"');
define("equipements", 'source = "fichiers/equipements.csv"',
  `source = "http://127.0.0.1:${source.address().port}/equipements.csv"\nallow_private = true\nrefresh = "every 10s"`);
fs.writeFileSync(path.join(site, "fichiers/chantiers.csv"), remember("chantiers", 0, worksOf(0)));
assert.equal(ingest(site, "population", "chantiers").code, 0);

/** A form as a browser sends it; a file makes it an upload. */
function post(server, target, fields, file) {
  const mark = "----parvis-essai";
  let body = "";
  for (const [name, value] of Object.entries(fields)) body += `--${mark}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  if (file) body += `--${mark}\r\nContent-Disposition: form-data; name="fichier"; filename="${file.name}"\r\nContent-Type: text/csv\r\n\r\n${file.text}\r\n`;
  body += `--${mark}--\r\n`;
  return Buffer.from(
    `POST ${target} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\nCookie: ${server.cookie}\r\n` +
    `Content-Type: multipart/form-data; boundary=${mark}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
const token = run("token", "new", "--site", site, "--dataset", "chantiers", "--name", "Voirie").out.trim();
const put = (server, { name, text }) => Buffer.from(
  `PUT /datasets/chantiers/source?name=${name} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n` +
  `Content-Type: text/csv\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
const send = (server, bytes) => server.exchange(bytes, { time: 60000 });

/** Processes that work on this site. */
function processes() {
  return fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid).filter((pid) => {
    try {
      return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(site);
    } catch {
      return false; // it has ended
    }
  });
}

const hits = {};
const hit = (moment) => (hits[moment] = (hits[moment] ?? 0) + 1);
const acknowledged = []; // {turn, sum, name}
const seen = new Map(); // "dataset version" → manifest_sha256
const newestTurn = { chantiers: -1, equipements: -1 };

function checkVersion(dataset, version) {
  const folder = path.join(data, "versions", dataset, String(version.version));
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, "manifest.json"), "utf8"));
  const origin = made[dataset].get(manifest.source.sha256);
  assert.ok(origin, `${dataset} ${version.version} is of a file that was never whole`);
  const features = fs.readFileSync(path.join(folder, "features.geojsonl"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(features.length, origin.rows, `${dataset} ${version.version}`);
  assert.equal(version.kept, origin.rows);
  const title = dataset === "chantiers" ? "titre" : "nom";
  for (const feature of features) assert.ok(feature.properties[title].startsWith(`Tour ${origin.turn},`), JSON.stringify(feature));
  return { sum: manifest.source.sha256, turn: origin.turn };
}

const sums = new Map(); // version of works → its source
/** Looks at the site while nothing runs. */
function look(turn) {
  const doctor = run("doctor", "--site", site);
  assert.equal(doctor.code, 0, doctor.out + doctor.err);
  const { versions } = JSON.parse(run("versions", "--site", site, "--json").out);
  const now = new Map(versions.map((one) => [`${one.dataset} ${one.version}`, one.manifest_sha256]));
  for (const [version, sum] of seen) assert.equal(now.get(version), sum, `turn ${turn}: ${version} was there and is lost or changed`);
  for (const version of [...versions].sort((a, b) => a.version - b.version)) {
    const key = `${version.dataset} ${version.version}`;
    if (!seen.has(key) && made[version.dataset]) {
      const { sum, turn: of } = checkVersion(version.dataset, version);
      sums.set(key, sum);
      assert.ok(of > newestTurn[version.dataset], `turn ${turn}: ${key} is of turn ${of}, after ${newestTurn[version.dataset]}`);
      newestTurn[version.dataset] = of;
    }
    seen.set(key, version.manifest_sha256);
  }
  const published = (dataset) => versions.find((one) => one.dataset === dataset && one.state === "published");
  for (const { turn: of, sum, name } of acknowledged) {
    const version = versions.find((one) => one.dataset === "chantiers" && sums.get(`chantiers ${one.version}`) === sum);
    assert.ok(version, `turn ${turn}: the upload of turn ${of} was acknowledged and is no version`);
    assert.ok(["published", "superseded"].includes(version.state));
    const kept = path.join(data, "uploads/chantiers", sum, name);
    assert.equal(sha256(fs.readFileSync(kept)), sum, `turn ${turn}: the file of turn ${of} is damaged`);
  }
  const current = made.chantiers.get(sums.get(`chantiers ${published("chantiers").version}`));
  assert.ok(current.turn >= (acknowledged.at(-1)?.turn ?? 0), `turn ${turn}: what is published is older than what was acknowledged`);
  for (const [folder, name] of [["uploads/chantiers", "newest.json"], ["fetched/equipements", "last.json"]]) {
    const marker = path.join(data, folder, name);
    if (!fs.existsSync(marker)) continue;
    const { sha256: sum, name: file, file: stored } = JSON.parse(fs.readFileSync(marker, "utf8"));
    if (sum === "") continue; // nothing was ever received
    assert.equal(sha256(fs.readFileSync(path.join(data, folder, stored ?? `${sum}/${file}`))), sum, `turn ${turn}: ${marker}`);
  }
  return { versions, published };
}

const uploads = path.join(data, "uploads/chantiers");
const hidden = (folder) => (fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.startsWith(".new") || name.startsWith(".last")) : []);

async function start() {
  const server = await Server.startIn({ detached: true }, site, "--desk");
  // Nobody waits any more for what the killed server had received.
  assert.deepEqual(fs.existsSync(path.join(data, "deposits")) ? fs.readdirSync(path.join(data, "deposits")) : [], []);
  assert.deepEqual(hidden(uploads), []);
  const page = await server.get("/depot", { Cookie: server.cookie });
  server.key = /name="cle" value="([0-9a-f]+)"/.exec(page.body.toString())[1];
  return server;
}

async function kill(server) {
  const withChildren = random() < 0.5;
  process.kill(withChildren ? -server.child.pid : server.child.pid, "SIGKILL");
  await server.ended;
  const ended = Date.now() + 60000;
  while (processes().length > 0) {
    assert.ok(Date.now() < ended, `still running: ${processes()}`);
    await pause(20);
  }
  hit(withChildren ? "with its children" : "without its children, which went on");
}

const uploadOf = (turn) => {
  const text = remember("chantiers", turn, worksOf(turn));
  return { name: `tour-${turn}.csv`, text, sum: sha256(text) };
};

async function untilServed(server, dataset, property, turn) {
  for (const end = Date.now() + 60000; ; await pause(100)) {
    const page = await server.get(`/collections/${dataset}/items?limit=1`);
    if (page.status === 200 && JSON.parse(page.body).features[0].properties[property].startsWith(`Tour ${turn},`)) return;
    assert.ok(Date.now() < end, `turn ${turn} of ${dataset} is never served`);
  }
}

/** How long an upload is checked and a confirmation takes when nobody disturbs it, in ms. */
async function undisturbed(turn) {
  const server = await start();
  const upload = uploadOf(turn);
  let from = Date.now();
  const sent = await send(server, post(server, "/depot", { cle: server.key, jeu: "chantiers" }, upload));
  assert.equal(sent.status, 303, sent.body.toString());
  const checking = Date.now() - from;
  from = Date.now();
  assert.equal((await send(server, post(server, `${one(sent, "location")}/confirmer`, { cle: server.key }))).status, 303);
  const confirming = Date.now() - from;
  acknowledged.push({ turn, ...upload });
  await untilServed(server, "equipements", "nom", served.turn);
  await untilServed(server, "chantiers", "titre", turn);
  await server.stop();
  while (processes().length > 0) await pause(20);
  look(turn);
  assert.equal(newestTurn.chantiers, turn);
  assert.equal(newestTurn.equipements, served.turn);
  return { checking, confirming };
}

const times = await undisturbed(1);

async function disturbed(turn) {
  served = { turn, text: remember("equipements", turn, equipmentOf(turn)) };
  const askedBefore = asked;
  const server = await start();
  const upload = uploadOf(turn);
  const whole = post(server, "/depot", { cle: server.key, jeu: "chantiers" }, upload);
  let moment;
  switch (turn % 8) {
    case 0: {
      moment = "while a file is received";
      const socket = await server.connect();
      socket.on("error", () => {});
      socket.write(whole.subarray(0, Math.floor(whole.length * (0.2 + 0.7 * random()))));
      await pause(100 * random());
      break;
    }
    case 1:
      moment = "while a file is checked";
      send(server, whole);
      await pause(times.checking * random());
      break;
    case 2:
      moment = "while a source is refreshed";
      for (let i = 0; i < 200 && asked === askedBefore; ++i) await pause(10);
      // It is received, then, half a second later at most, read and published.
      await pause((1200 + times.confirming) * random());
      break;
    case 3: {
      moment = "while a confirmed file is put away";
      const sent = await send(server, whole);
      const socket = await server.connect();
      socket.on("error", () => {});
      await new Promise((go) => socket.write(post(server, `${one(sent, "location")}/confirmer`, { cle: server.key }), go));
      // Milliseconds: nothing else runs here until the file shows.
      for (const end = Date.now() + 3000; Date.now() < end && hidden(uploads).length === 0; );
      break;
    }
    case 6:
    case 7: {
      // A program, with a token; half of them wait for the answer.
      let reply;
      const answer = send(server, put(server, upload)).then((got) => {
        if (got.status === 201) acknowledged.push({ turn, ...upload });
        reply = got;
      });
      if (turn % 8 === 6) await answer;
      else await Promise.race([answer, pause((times.checking + times.confirming) * random())]);
      assert.ok(!reply || reply.status === 201, reply?.body.toString());
      moment = reply ? "just after a program's file was acknowledged" : "while a program's file is received, checked or published";
      break;
    }
    default: {
      const sent = await send(server, whole);
      assert.equal(sent.status, 303, sent.body.toString());
      let reply;
      const answer = send(server, post(server, `${one(sent, "location")}/confirmer`, { cle: server.key })).then((got) => {
        if (got.status === 303) acknowledged.push({ turn, ...upload });
        reply = got;
      });
      if (turn % 8 === 4) await answer;
      else await Promise.race([answer, pause(times.confirming * random())]);
      assert.ok(!reply || reply.status === 303, reply?.body.toString());
      moment = reply ? "just after a file was acknowledged" : "after it was confirmed, before it was acknowledged";
    }
  }
  hit(moment);
  await kill(server);
  if (hidden(uploads).length > 0) hit("that left an unfinished file");
  // An answer that was under way when the server died may still arrive: it counts.
  await pause(20);
  look(turn);
}

const begin = Date.now();
let turn = 1;
while (turn < leastTurns + 1 || Date.now() - begin < seconds * 1000) await disturbed(++turn);
served = { turn: ++turn, text: remember("equipements", turn, equipmentOf(turn)) };
await undisturbed(turn);
for (const folder of ["versions/chantiers", "versions/equipements", "uploads/chantiers", "fetched/equipements"]) {
  const left = fs.readdirSync(path.join(data, folder)).filter((name) => name.startsWith(".new") || name.startsWith(".pending") || name.startsWith(".last"));
  assert.deepEqual(left, [], folder);
}

for (const [moment, count] of Object.entries(hits)) console.log(`${String(count).padStart(4)} kills ${moment}`);
console.log(`${turn - 2} kills in ${((Date.now() - begin) / 1000).toFixed(1)} s, seed ${seed}; ${acknowledged.length} files acknowledged, all there; ` +
  `${[...seen.keys()].filter((key) => key.startsWith("chantiers")).length} versions of works, ${[...seen.keys()].filter((key) => key.startsWith("equipements")).length} of equipment`);
for (const moment of ["while a file is received", "while a file is checked", "while a source is refreshed", "while a confirmed file is put away", "after it was confirmed, before it was acknowledged", "just after a file was acknowledged", "while a program's file is received, checked or published", "just after a program's file was acknowledged"]) {
  assert.ok(hits[moment] > 0, `no kill ${moment}: this run proves nothing`);
}
clearInterval(alive);
