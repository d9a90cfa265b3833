// SPDX-License-Identifier: EUPL-1.2
// PUT /datasets/{id}/source: a program brings a file with a token. What a clerk's script, a
// careless operator and a stranger would try.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, one, run } from "./site_under_test.mjs";

const site = copySite();
const definition = path.join(site, "datasets/chantiers.toml");
fs.writeFileSync(definition, `absent = "removed"\n${fs.readFileSync(definition, "utf8")}`);
assert.equal(ingest(site).code, 0);
const works = fs.readFileSync(path.join(site, "fichiers/chantiers.csv"), "utf8");
const first = (rows) => works.split("\n").slice(0, rows + 1).join("\n") + "\n";
const server = await Server.start(site, "--upload-limit-mb", "2", "--log");
test.after(() => server.stop());

function newToken(dataset, ...words) {
  const made = run("token", "new", "--site", site, "--dataset", dataset, "--name", "Service voirie", ...words);
  assert.equal(made.code, 0, made.err);
  assert.match(made.out, /^parvis_[0-9a-f]{12}_[0-9a-f]{64}\n$/);
  assert.match(made.err, /n’est montré que cette fois/);
  return made.out.trim();
}
const token = newToken("chantiers");
const csv = { "Content-Type": "text/csv" };

function put(body, headers = csv, { target = "/datasets/chantiers/source", key = token, length, to = server, cut } = {}) {
  const bytes = Buffer.from(body);
  const all = { Host: `127.0.0.1:${to.port}`, Connection: "close", "Content-Length": length ?? bytes.length, ...(key ? { Authorization: `Bearer ${key}` } : {}), ...headers };
  const head = Object.entries(all).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return to.exchange(Buffer.concat([Buffer.from(`PUT ${target} HTTP/1.1\r\n${head}\r\n`), bytes]), { time: cut ?? 60000 });
}
const json = (reply) => JSON.parse(reply.body.toString());
const versions = () => JSON.parse(run("versions", "--site", site, "--json", "chantiers").out).versions;
const incoming = () => fs.readdirSync(path.join(site, "data/incoming")).filter((name) => name !== ".lock").flatMap((name) => fs.readdirSync(path.join(site, "data/incoming", name)).filter((inner) => inner !== ".lock"));
const newest = () => {
  const members = (marker) => Object.fromEntries(Object.entries(marker).map(([name, value]) => [name, name === "before" ? members(value) : value]).sort());
  return JSON.stringify(members(JSON.parse(fs.readFileSync(path.join(site, "data/uploads/chantiers/newest.json"), "utf8"))));
};
const served = async (dataset = "chantiers") => {
  await new Promise((go) => setTimeout(go, 1200)); // the server looks twice a second
  return (await server.json(`/collections/${dataset}/items?limit=1`)).numberMatched;
};

test("a file is published, kept, and said to be; the same file again makes no version", { timeout: 120000 }, async () => {
  const text = first(30) + "T999;Fin avant début;10/10/2026;01/01/2026;Alternat;1.05;49.05\n";
  const reply = await put(text, { "Content-Disposition": "attachment; filename*=UTF-8''Travaux%20d%E2%80%99automne.csv" });
  assert.equal(reply.status, 201, reply.body.toString());
  const said = json(reply);
  assert.equal(said.result, "published");
  assert.equal(said.version, 2);
  assert.equal(said.file, "Travaux d’automne.csv");
  assert.deepEqual([said.counts.read, said.counts.kept, said.counts.outside, said.counts.rejected], [31, 30, 0, 1]);
  assert.equal(said.issues[0].code, "end_before_start");
  // The file had 90 rows before: those that it lacks are counted, and the first are named.
  assert.equal(said.gone.count, 60);
  assert.deepEqual(said.gone.rows.map(({ id }) => id), Array.from({ length: 20 }, (_, i) => `T0${31 + i}`));
  assert.equal(said.gone.rows[0].reason, "elle n’est pas dans le fichier");
  assert.match(said.message, /Version 2 publiée : 30 lignes gardées/);
  assert.match(one(reply, "location"), /\/collections\/chantiers\/versions$/);
  for (const link of said.links) assert.equal((await server.get(new URL(link.href).pathname)).status, 200, link.href);
  assert.equal(one(reply, "cache-control"), "no-store");
  assert.equal(await served(), 30);
  assert.equal(JSON.parse(newest()).name, "Travaux d’automne.csv");
  assert.match(ingest(site, "chantiers").out, /fichier déposé le .*Travaux d’automne\.csv/);

  const again = await put(text, { "Content-Disposition": "attachment; filename*=UTF-8''Travaux%20d%E2%80%99automne.csv" });
  assert.equal(again.status, 200);
  assert.equal(json(again).result, "unchanged");
  assert.equal(json(again).version, null);
  assert.equal(versions().length, 2);
  assert.deepEqual(incoming(), []);
});

test("who brought it is known to the keeper of the site, and to nobody else", { timeout: 60000 }, async () => {
  const text = run("versions", "--site", site, "chantiers").out;
  assert.match(text, /déposé le .* par « Service voirie » \(jeton [0-9a-f]{12}\) : Travaux d’automne\.csv/);
  for (const target of ["/collections/chantiers/versions?f=json", "/collections/chantiers/versions?f=html", "/downloads/chantiers/2/manifest.json", "/health", "/collections/chantiers?f=html"]) {
    const reply = await server.get(target);
    assert.equal(reply.status, 200, target);
    assert.doesNotMatch(reply.body.toString(), /Service voirie/, target);
  }
});

test("the secret is nowhere on the disk; its sum and when it was used are", () => {
  const register = fs.readFileSync(path.join(site, "data/register.sqlite")).toString("latin1") + (fs.existsSync(path.join(site, "data/register.sqlite-wal")) ? fs.readFileSync(path.join(site, "data/register.sqlite-wal")).toString("latin1") : "");
  assert.ok(!register.includes(token));
  assert.ok(!register.includes(token.split("_")[2]));
  const listed = JSON.parse(run("token", "list", "--site", site, "--json").out).find(({ id }) => id === token.split("_")[1]);
  assert.equal(listed.name, "Service voirie");
  assert.equal(listed.in_force, true);
  assert.match(listed.used, /^20\d\d-/);
  assert.ok(!JSON.stringify(listed).includes(token.split("_")[2]));
  assert.match(run("token", "list", "--site", site).out, /Service voirie/);
});

const other = newToken("equipements");
const revoked = newToken("chantiers");
const expired = newToken("chantiers");
assert.equal(run("token", "revoke", "--site", site, revoked.split("_")[1]).code, 0);
// No command makes a token of the past.
spawnSync("ogrinfo", ["-q", path.join(site, "data/register.sqlite"), "-sql", `UPDATE token SET expires = '2020-01-01T00:00:00Z' WHERE id = '${expired.split("_")[1]}'`]);
assert.equal(JSON.parse(run("token", "list", "--site", site, "--json").out).filter((one) => !one.in_force).length, 2);

const wrongSecret = `${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}`;
const refusals = [
  ["no token", () => put(works, csv, { key: "" }), 401, /jeton/],
  ["a wrong token", () => put(works, csv, { key: "x" }), 401, /jeton/],
  ["a token with one digit wrong", () => put(works, csv, { key: wrongSecret }), 401, /pas connu/],
  ["a token that was revoked", () => put(works, csv, { key: revoked }), 401, /retiré/],
  ["a token that has expired", () => put(works, csv, { key: expired }), 401, /échu/],
  ["a password in the place of a token", () => put(works, { ...csv, Authorization: "Basic YTpi" }, { key: "" }), 401, /Bearer/],
  ["two tokens", () => put(works, { ...csv, authorization: `Bearer ${token}` }), 401, /Bearer/],
  ["another dataset's token", () => put(works, csv, { key: other }), 403, /equipements/],
  ["a dataset that is none", () => put(works, csv, { target: "/datasets/nulle-part/source" }), 404, /nulle-part/],
  ["a collection that is computed", () => put(works, csv, { target: "/datasets/communes/source" }), 404, /communes/],
  ["a path as dataset", () => put(works, csv, { target: "/datasets/..%2f..%2fetc/source" }), 404, /./],
  ["a token in the address", () => put(works, csv, { target: `/datasets/chantiers/source?token=${token}` }), 400, /adresse/],
  ["a token in the address under any name", () => put(works, csv, { target: `/datasets/chantiers/source?x=${token}`, key: "" }), 400, /adresse/],
  ["a token in the address, written otherwise", () => put(works, csv, { target: `/datasets/chantiers/source?x=${token.replaceAll("_", "%5F")}`, key: "" }), 400, /adresse/],
  ["an access_token in the address", () => put(works, csv, { target: "/datasets/chantiers/source?access_token=1", key: "" }), 400, /adresse/],
  ["a parameter that is none", () => put(works, csv, { target: "/datasets/chantiers/source?brouillon=true" }), 400, /brouillon/],
  ["a draft that is neither true nor false", () => put(works, csv, { target: "/datasets/chantiers/source?draft=oui" }), 400, /true ou false/],
  ["no type and no name", () => put(works, {}), 415, /nom/],
  ["a form", () => put(works, { "Content-Type": "multipart/form-data; boundary=x" }), 415, /formulaire/],
  ["a compressed body", () => put(works, { ...csv, "Content-Encoding": "gzip" }), 415, /compressé/],
  ["a piece of a file", () => put(works, { ...csv, "Content-Range": "bytes 0-9/20" }), 400, /entier/],
  ["a body without length", () => put("", { ...csv, "Content-Length": null }), 411, /longueur/i],
  ["a body in chunks", () => put("5\r\nabcde\r\n0\r\n\r\n", { ...csv, "Transfer-Encoding": "chunked", "Content-Length": null }), 411, /longueur/i],
  ["a body above the limit", () => put("x", csv, { length: 3_000_000 }), 413, /2 Mo/],
  ["a body of 0 bytes", () => put(""), 422, /vide/],
  ["bytes that are no table", () => put("\u0000\u0001\u0002"), 422, /./],
  ["a spreadsheet that is none", () => put(works, { "Content-Disposition": 'attachment; filename="x.xlsx"' }), 422, /./],
  ["a file without a column of the mapping", () => put(works.replace("numero;", "no;")), 422, /numero/],
  ["a file of which every row is refused", () => put(works.split("\n")[0] + "\nT1;x;hier;demain;;1;49\n"), 422, /./],
  ["a header alone", () => put(works.split("\n")[0] + "\n"), 422, /en-tête/],
];
for (const [what, send, status, words] of refusals) {
  test(`${what} is ${status}, and nothing changes`, { timeout: 60000 }, async () => {
    const before = [versions().length, newest()];
    const reply = await send();
    assert.equal(reply.status, status, reply.body.toString().slice(0, 300));
    assert.equal(one(reply, "content-type"), "application/problem+json");
    const problem = json(reply);
    assert.equal(problem.status, status);
    assert.match(problem.detail, words);
    assert.equal(one(reply, "www-authenticate")?.startsWith('Bearer realm="parvis"') ?? false, status === 401 || status === 403);
    assert.ok(!reply.body.toString().includes(token), "the secret is not echoed");
    assert.ok(!reply.body.toString().includes(site), "no path of the machine");
    assert.deepEqual([versions().length, newest()], before);
    assert.deepEqual(incoming(), []);
  });
}

test("a refused file says what was found in it", { timeout: 60000 }, async () => {
  const problem = json(await put(works.split("\n")[0] + "\nT1;x;hier;demain;;1;49\nT2;y;hier;demain;;1;49\n"));
  assert.deepEqual([problem.counts.read, problem.counts.kept, problem.counts.rejected], [2, 0, 2]);
  assert.deepEqual(problem.issues.map(({ line, column }) => [line, column]).slice(0, 2), [[2, "debut"], [2, "fin"]]);
  assert.ok(problem.issues.some(({ line }) => line === 3));
  assert.equal(Object.values(problem.issue_counts).reduce((sum, count) => sum + count, 0), problem.issues.length);
  const columns = json(await put(works.replace("numero;", "no;")));
  assert.deepEqual(columns.columns.slice(0, 2), ["no", "titre"]);
});

test("a body cut in the middle leaves nothing and changes nothing", { timeout: 60000 }, async () => {
  const before = [versions().length, newest()];
  const socket = await server.connect();
  socket.on("error", () => {});
  socket.write(`PUT /datasets/chantiers/source HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: text/csv\r\nContent-Length: ${Buffer.byteLength(works)}\r\n\r\n`);
  socket.write(works.slice(0, 1500));
  await new Promise((go) => setTimeout(go, 500));
  assert.equal(incoming().length, 1);
  socket.destroy();
  for (let i = 0; i < 50 && incoming().length > 0; ++i) await new Promise((go) => setTimeout(go, 100));
  assert.deepEqual(incoming(), []);
  assert.deepEqual([versions().length, newest()], before);
});

test("two files at once for one dataset are read one after the other", { timeout: 120000 }, async () => {
  const before = versions().length;
  const replies = await Promise.all([put(first(10)), put(first(20)), put(first(10))]);
  const results = replies.map((reply) => [reply.status, json(reply).result]);
  for (const [status, result] of results) assert.ok([200, 201].includes(status) && ["published", "unchanged"].includes(result), JSON.stringify(results));
  const made = replies.map((reply) => json(reply).version).filter((version) => version !== null);
  assert.equal(new Set(made).size, made.length);
  assert.equal(versions().length, before + made.length);
  assert.ok([10, 20].includes(await served()));
  assert.deepEqual(incoming(), []);
});

test("a huge name and a path in a name stay names", { timeout: 120000 }, async () => {
  const long = await put(first(11), csv, { target: `/datasets/chantiers/source?name=${"x".repeat(5000)}.csv` });
  assert.equal(long.status, 201, long.body.toString().slice(0, 200));
  assert.ok(json(long).file.length <= 200);
  const escaping = await put(first(12), { "Content-Disposition": 'attachment; filename="../../../../x.csv"' });
  assert.equal(escaping.status, 201, escaping.body.toString().slice(0, 200));
  assert.equal(json(escaping).file, "x.csv");
  assert.ok(!fs.existsSync(path.join(site, "x.csv")) && !fs.existsSync(path.join(site, "../x.csv")));
});

test("a draft waits for a person, also when the file is read again", { timeout: 120000 }, async () => {
  const before = await served();
  const reply = await put(first(13), csv, { target: "/datasets/chantiers/source?draft=true" });
  assert.equal(reply.status, 201);
  assert.equal(json(reply).result, "waiting");
  assert.match(json(reply).message, /Elle sera publiée quand/);
  assert.equal(await served(), before);
  ingest(site, "chantiers");
  assert.equal(await served(), before);
  assert.equal(run("publish", "--site", site, "chantiers").code, 0);
  assert.equal(await served(), 13);
});

test("a dataset that asks for approval waits whatever the program asks", { timeout: 120000 }, async () => {
  const plain = fs.readFileSync(definition, "utf8");
  fs.writeFileSync(definition, `approval = true\n${plain}`);
  const reply = await put(first(14), csv, { target: "/datasets/chantiers/source?draft=false" });
  assert.equal(json(reply).result, "waiting");
  assert.equal(await served(), 13);
  assert.equal(run("approve", "--site", site, "chantiers").code, 0);
  assert.equal(run("publish", "--site", site, "chantiers").code, 0);
  assert.equal(await served(), 14);
  fs.writeFileSync(definition, plain);
});

test("a file that has lost most rows is not believed, unless it is said to be meant", { timeout: 120000 }, async () => {
  const plain = fs.readFileSync(definition, "utf8");
  fs.writeFileSync(definition, `shrink_alert = 0.3\n${plain}`);
  const reply = await put(first(3));
  assert.equal(reply.status, 422, reply.body.toString());
  assert.match(json(reply).detail, /\?accept_shrink=true/);
  assert.match(json(reply).detail, /parvis ingest … chantiers --accept-shrink/);
  assert.deepEqual([json(reply).gone.count, json(reply).gone.rows.length], [11, 11]);
  // A row that is in the file and refused goes too, and is named with its own reason.
  const refused = json(await put(`${first(3)}T004;Fin avant début;10/10/2026;01/01/2026;Alternat;1.05;49.05\n`));
  assert.equal(refused.gone.count, 11);
  assert.deepEqual(refused.gone.rows.map(({ id, reason }) => [id, /refusée/.test(reason)]), Array.from({ length: 11 }, (_, i) => [`T0${String(i + 4).padStart(2, "0")}`, i === 0]));
  assert.equal(await served(), 14);
  const meant = await put(first(3), csv, { target: "/datasets/chantiers/source?accept_shrink=true" });
  assert.equal(meant.status, 201);
  assert.equal(await served(), 3);
  fs.writeFileSync(definition, plain);
});

test("a content that was withdrawn does not come back by a program", { timeout: 120000 }, async () => {
  assert.equal((await put(first(16))).status, 201);
  assert.equal(run("rollback", "--site", site, "chantiers", "--by", "Voirie", "--why", "faux").code, 0);
  const reply = await put(first(16));
  assert.equal(reply.status, 422);
  assert.match(json(reply).detail, /retirée/);
  assert.equal(await served(), 3);
});

test("a file in another encoding than the definition pins is refused as a whole", { timeout: 120000 }, async () => {
  const plain = fs.readFileSync(definition, "utf8");
  fs.writeFileSync(definition, `encoding = "UTF-8"\n${plain}`);
  const before = [versions().length, newest()];
  const latin = Buffer.from(first(40).replaceAll("’", "\u0092"), "latin1");
  const reply = await put(latin);
  assert.equal(reply.status, 422, reply.body.toString());
  assert.match(json(reply).detail, /illisibles dans 40 lignes sur 40/);
  assert.match(json(reply).detail, /CSV UTF-8/);
  assert.match(json(reply).detail, /sans doute en windows-1252/);
  assert.deepEqual([versions().length, newest()], before);
  fs.writeFileSync(definition, plain);
  // Where nothing is pinned it is read as what it is.
  assert.equal((await put(latin)).status, 201);
  assert.match((await server.json("/collections/chantiers/items?limit=1")).features[0].properties.titre, /Réseau d’eau/);
  assert.equal((await put(first(3))).status, 201);
});

test("the same bytes under another name make no version", { timeout: 60000 }, async () => {
  const before = versions().length;
  assert.equal((await put(first(3), { "Content-Disposition": 'attachment; filename="Copie.csv"' })).status, 200);
  assert.equal(versions().length, before);
});

/** Holds the lock of a dataset, as an ingest does, until it is let go. */
async function holding(dataset) {
  const child = spawn("flock", [path.join(site, `data/versions/${dataset}/.lock`), "sh", "-c", "echo held; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"], detached: true });
  await new Promise((go) => child.stdout.once("data", go));
  return () => process.kill(-child.pid, "SIGKILL");
}

test("while another process has the dataset it is 503, whatever else is published meanwhile", { timeout: 120000 }, async () => {
  const [before, kept] = [versions()[0].version, newest()];
  const letGo = await holding("chantiers");
  const answer = put(first(19));
  await new Promise((go) => setTimeout(go, 3000)); // it has been checked, and waits
  assert.equal(run("rollback", "--site", site, "chantiers").code, 0); // the published version is another one now
  const reply = await answer;
  letGo();
  assert.equal(reply.status, 503, reply.body.toString());
  assert.match(one(reply, "retry-after"), /^\d+$/);
  assert.match(json(reply).detail, /Recommencez/);
  assert.equal(versions()[0].version, before, "no version was made");
  assert.equal(newest(), kept, "the deposit before stands again");
  assert.equal((await put(first(19))).status, 201); // the same file, sent again as it was told
});

test("a definition that is broken is no fault of the file: 500 before the body is read", { timeout: 60000 }, async () => {
  const plain = fs.readFileSync(definition, "utf8");
  fs.writeFileSync(definition, `source = [\n${plain}`);
  const reply = await put("", csv, { length: 1000, cut: 5000 });
  assert.equal(reply.status, 500);
  assert.match(json(reply).detail, /définition/);
  fs.writeFileSync(definition, plain);
});

test("one token sends three files at a time, others are served beside it", { timeout: 60000 }, async () => {
  const head = `PUT /datasets/chantiers/source HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: text/csv\r\nContent-Length: 100000\r\n\r\nabc`;
  const open = [];
  for (let i = 0; i < 3; ++i) {
    const socket = await server.connect();
    socket.on("error", () => {});
    socket.write(head);
    open.push(socket);
  }
  await new Promise((go) => setTimeout(go, 300));
  const refused = await put(first(5));
  assert.equal(refused.status, 503);
  assert.match(one(refused, "retry-after"), /^\d+$/);
  const equipment = fs.readFileSync(path.join(site, "fichiers/equipements.csv"));
  // The site's own file under another name: the same content, so no other version.
  const same = await put(equipment, csv, { target: "/datasets/equipements/source", key: other });
  assert.equal(same.status, 200, same.body.toString());
  assert.equal(json(same).result, "unchanged");
  for (const socket of open) socket.destroy();
});

test("a body that stands still does not hold the server when it is to stop", { timeout: 60000 }, async () => {
  const stopping = await Server.start(site);
  const socket = await stopping.connect();
  socket.on("error", () => {});
  socket.write(`PUT /datasets/chantiers/source HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: text/csv\r\nContent-Length: 100000\r\n\r\nabc`);
  await new Promise((go) => setTimeout(go, 300));
  const asked = Date.now();
  assert.equal(await stopping.stop(), 0);
  assert.ok(Date.now() - asked < 20000, `${Date.now() - asked} ms`);
  socket.destroy();
});

test("what was kept and not known to be published when the server died is settled by the next ingest", { timeout: 120000 }, async () => {
  const uploads = path.join(site, "data/uploads/chantiers");
  const marker = JSON.parse(newest());
  const dying = (text, more) => {
    const sum = createHash("sha256").update(text).digest("hex");
    fs.mkdirSync(path.join(uploads, sum), { recursive: true });
    fs.writeFileSync(path.join(uploads, sum, "x.csv"), text);
    fs.writeFileSync(path.join(uploads, "newest.json"), JSON.stringify({ ...marker, before: marker, file: `${sum}/x.csv`, name: "x.csv", sha256: sum, pending: true, ...more }));
  };
  const stood = newest();
  dying(works.split("\n")[0] + "\nT1;x;hier;demain;;1;49\n");
  assert.equal(ingest(site, "chantiers").code, 1);
  assert.equal(newest(), stood, "a file that cannot be used gives way to the one before");
  assert.equal(ingest(site, "chantiers").code, 0);

  // Trouble that passes is no judgement: what was kept is read by the next ingest.
  dying(first(24));
  const waiting = newest();
  const lock = path.join(site, "data/versions/chantiers/.lock");
  fs.renameSync(lock, `${lock}.away`);
  fs.mkdirSync(lock); // as unusable as a full disk
  assert.equal(ingest(site, "chantiers").code, 1);
  assert.equal(newest(), waiting);
  fs.rmdirSync(lock);
  fs.renameSync(`${lock}.away`, lock);
  // A file that is refused meanwhile leaves it so.
  assert.equal((await put(works.split("\n")[0] + "\nT1;x;hier;demain;;1;49\n")).status, 422);
  assert.equal(newest(), waiting);
  const letGo = await holding("chantiers");
  assert.equal((await put(first(25))).status, 503);
  letGo();
  assert.equal(newest(), waiting);
  assert.equal(ingest(site, "chantiers").code, 0);
  assert.equal(await served(), 24);
  // A marker whose file is lost stands in no newer file's way.
  const lost = JSON.parse(newest());
  fs.rmSync(path.join(uploads, lost.sha256), { recursive: true });
  assert.equal((await put(first(26))).status, 201);

  const plain = fs.readFileSync(definition, "utf8");
  fs.writeFileSync(definition, `shrink_alert = 0.1\n${plain}`);
  dying(first(2), { accept_shrink: true });
  assert.equal(ingest(site, "chantiers").code, 0);
  assert.equal(JSON.parse(newest()).pending, undefined);
  assert.equal(await served(), 2);
  fs.writeFileSync(definition, plain);
});

test("files of which no version is kept go after a day, no other", { timeout: 60000 }, async () => {
  const uploads = path.join(site, "data/uploads/chantiers");
  const refusedText = works.split("\n")[0] + "\nT1;gone;hier;demain;;1;49\n";
  const sum = createHash("sha256").update(refusedText).digest("hex");
  fs.mkdirSync(path.join(uploads, sum));
  fs.writeFileSync(path.join(uploads, sum, "x.csv"), refusedText);
  const folders = () => fs.readdirSync(uploads).filter((name) => /^[0-9a-f]{64}$/.test(name)).sort();
  const all = folders();
  ingest(site, "chantiers");
  assert.deepEqual(folders(), all, "too young to go");
  const before = new Date(Date.now() - 25 * 3600 * 1000);
  for (const folder of all) fs.utimesSync(path.join(uploads, folder), before, before);
  const kept = new Set(versions().map(({ version }) => JSON.parse(fs.readFileSync(path.join(site, `data/versions/chantiers/${version}/manifest.json`))).source.sha256));
  assert.match(ingest(site, "chantiers").out, /dont aucune version n’est conservée/);
  assert.deepEqual(folders(), all.filter((folder) => kept.has(folder)));
  assert.ok(folders().length > 3);
});

test("behind a proxy a token travels by https alone", { timeout: 60000 }, async () => {
  const behind = await Server.start(site, "--behind-proxy");
  for (const proto of [null, "http", "https, http"]) {
    const reply = await put(first(23), { ...csv, "X-Forwarded-Proto": proto }, { to: behind });
    assert.equal(reply.status, 403, String(proto));
    assert.match(json(reply).detail, /https/);
  }
  await behind.stop();
});

test("what may be done there is said, and a proxy changes nothing", { timeout: 60000 }, async () => {
  assert.equal(one(await server.get("/datasets/chantiers/source", {}, "OPTIONS"), "allow"), "PUT, OPTIONS");
  for (const method of ["GET", "POST", "DELETE"]) {
    const reply = await server.get("/datasets/chantiers/source", {}, method);
    assert.equal(reply.status, 405, method);
    assert.equal(one(reply, "allow"), "PUT, OPTIONS");
  }
  assert.equal((await server.get("/collections/chantiers", { Authorization: `Bearer ${token}` }, "PUT")).status, 405);
  const behind = await Server.start(site, "--behind-proxy");
  const reply = await put(first(17), { ...csv, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "donnees.example.org", "X-Forwarded-For": "10.0.0.1" }, { to: behind });
  assert.equal(reply.status, 201, reply.body.toString());
  assert.equal(json(reply).links[0].href, "https://donnees.example.org/collections/chantiers");
  await behind.stop();
  assert.ok(!fs.readdirSync(path.join(site, "data/incoming")).some((name) => name.length > 5 && fs.readdirSync(path.join(site, "data/incoming", name)).length > 1));
});

test("the server asks for the body only once the token is good", { timeout: 60000 }, async () => {
  const ask = (key) => server.exchange(`PUT /datasets/chantiers/source HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: text/csv\r\nContent-Length: 10\r\nAuthorization: Bearer ${key}\r\n\r\n`, { time: 1500 });
  assert.equal((await ask(token)).status, 100);
  assert.equal((await ask(wrongSecret)).status, 401);
});

test("no secret stands in the log", async () => {
  const escaped = token.replaceAll("_", "%5F");
  await server.get(`/datasets/${escaped}/source`, {}, "PUT");
  await server.get(`/x/${escaped}?a=b`);
  await new Promise((go) => setTimeout(go, 200));
  assert.match(server.log, /parvis_[0-9a-f]{12}_…/);
  assert.ok(!server.log.includes(token.split("_")[2]));
});

test("what an operator may type wrongly is said", () => {
  assert.equal(run("token", "new", "--site", site, "--dataset", "nulle-part", "--name", "x").code, 1);
  assert.equal(run("token", "new", "--site", site, "--dataset", "chantiers").code, 2);
  assert.equal(run("token", "new", "--site", site, "--dataset", "chantiers", "--name", "x", "--days", "0").code, 2);
  assert.equal(run("token", "revoke", "--site", site, "000000000000").code, 1);
  assert.equal(run("token", "--site", site).code, 2);
  assert.equal(run("token", "--help").code, 0);
});

test("with a desk beside it, a deposit that waits is warned of what was published meanwhile", { timeout: 120000 }, async () => {
  const desk = await Server.start(site, "--desk");
  const look = async (target) => (await desk.get(target, { Cookie: desk.cookie })).body.toString();
  const key = /name="cle" value="([0-9a-f]+)"/.exec(await look("/depot"))[1];
  const post = (target, fields, file) => {
    const mark = "----parvis-essai";
    let body = Object.entries(fields).map(([name, value]) => `--${mark}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join("");
    if (file) body += `--${mark}\r\nContent-Disposition: form-data; name="fichier"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n${file}\r\n`;
    body += `--${mark}--\r\n`;
    return desk.exchange(`POST ${target} HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\nConnection: close\r\nCookie: ${desk.cookie}\r\nContent-Type: multipart/form-data; boundary=${mark}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, { time: 60000 });
  };
  const target = one(await post("/depot", { cle: key, jeu: "chantiers" }, first(21)), "location");
  const brought = await put(first(22), csv, { to: desk });
  assert.equal(brought.status, 201, brought.body.toString());
  const count = versions().length;

  await post(`${target}/confirmer`, { cle: key });
  assert.match(await look(target), /Une autre version a été publiée depuis/);
  assert.equal(versions().length, count);
  await post(`${target}/confirmer`, { cle: key });
  assert.match(await look(target), /Version \d+ publiée\s: 21 lignes/);
  assert.equal(versions().length, count + 1);
  await desk.stop();
});

test("a server killed in the middle of an upload leaves nothing behind for long", { timeout: 60000 }, async () => {
  const doomed = await Server.start(site);
  const socket = await doomed.connect();
  socket.on("error", () => {});
  socket.write(`PUT /datasets/chantiers/source HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: text/csv\r\nContent-Length: 100000\r\n\r\n${works.slice(0, 1500)}`);
  await new Promise((go) => setTimeout(go, 500));
  doomed.child.ref();
  doomed.child.kill("SIGKILL");
  await doomed.ended;
  assert.ok(incoming().length > 0);
  const next = await Server.start(site);
  assert.equal((await put(first(18), csv, { to: next })).status, 201);
  assert.deepEqual(incoming(), []);
  await next.stop();
});
