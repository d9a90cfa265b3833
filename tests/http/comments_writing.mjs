// SPDX-License-Identifier: EUPL-1.2
// Comments as people and programs write them: by command, with a token, by form; what is refused,
// and that what was written shows at once and everywhere.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, one, run } from "./site_under_test.mjs";

const site = copySite();
assert.equal(ingest(site).code, 0);
const works = path.join(site, "fichiers/chantiers.csv");
const server = await Server.start(site, "--log", "--desk");
test.after(() => server.stop());

const row = async (id) => JSON.parse((await server.get(`/collections/chantiers/items/${id}?f=json`)).body.toString());
const home = (await row("T001")).properties.commune;
const away = home === "FR_99001" ? "FR_99002" : "FR_99001";

function newToken(name, ...words) {
  const made = run("token", "new", "--site", site, "--name", name, ...words);
  assert.equal(made.code, 0, made.err);
  return made.out.trim();
}
const idOf = (token) => token.split("_")[1];
const sports = newToken("Direction des sports", "--role", "contributor", "--dataset", "chantiers", "--title", "directrice");
const ofHome = newToken("Mairie d’ici", "--role", "contributor", "--commune", home);
const ofAway = newToken("Mairie d’ailleurs", "--role", "contributor", "--commune", away);
const ofOther = newToken("Service des équipements", "--role", "contributor", "--dataset", "equipements");
const publisher = newToken("Cabinet", "--role", "publisher");
const source = newToken("Service voirie", "--dataset", "chantiers");
const revoked = newToken("Ancien service", "--role", "contributor", "--dataset", "chantiers");
assert.equal(run("token", "revoke", "--site", site, idOf(revoked)).code, 0);
const expired = newToken("Stagiaire", "--role", "contributor", "--dataset", "chantiers");
// No command makes a token of the past.
spawnSync("ogrinfo", ["-q", path.join(site, "data/register.sqlite"), "-sql", `UPDATE token SET expires = '2020-01-01T00:00:00Z' WHERE id = '${idOf(expired)}'`]);

function send(method, target, { token, body, headers = {}, to = server } = {}) {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.isBuffer(body) ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const all = { Host: `127.0.0.1:${to.port}`, Connection: "close", ...(body === undefined ? {} : { "Content-Length": bytes.length, "Content-Type": "application/json" }), ...(token ? { Authorization: `Bearer ${token}` } : {}), ...headers };
  const head = Object.entries(all).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return to.exchange(Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${head}\r\n`), bytes]), { time: 60000 });
}
const json = (reply) => JSON.parse(reply.body.toString());
const cell = { dataset: "chantiers", key: "T001", column: "fin" };
const words = (more = {}) => ({ target: cell, text: "Le sol était gelé.", motive: "meteo", ...more });
const add = (more, token = sports) => send("POST", "/comments", { token, body: words(more) });
const log = () => JSON.parse(run("comment", "log", "--site", site, "--json").out);
const all = () => JSON.parse(run("comment", "list", "--site", site, "--json").out);
const page = async (target, headers = {}) => (await server.get(target, { Accept: "text/html", ...headers })).body.toString();
const tag = async (target) => one(await server.get(target), "etag");

test("a token writes, it shows at once on the page, in the data and the list, and every ETag changes", { timeout: 60000 }, async () => {
  const targets = ["/collections/chantiers/items/T001?f=json", "/collections/chantiers/items?f=json", "/collections/chantiers/items?f=csv", "/comments?f=json", "/collections?f=json", "/"];
  const before = await Promise.all(targets.map(tag));
  const reply = await add();
  assert.equal(reply.status, 201, reply.body.toString());
  const made = json(reply);
  assert.deepEqual([made.state, made.author, made.role, made.motive, made.version], ["published", "Direction des sports", "directrice", "meteo", 1]);
  assert.deepEqual(made.target, cell);
  assert.ok(one(reply, "location").endsWith(`/comments/${made.id}`));
  assert.equal(one(reply, "cache-control"), "no-store");
  const after = await Promise.all(targets.map(tag));
  targets.forEach((target, i) => assert.ok(after[i] && after[i] !== before[i], target));
  assert.match(await page("/collections/chantiers/items/T001?f=html"), /Le sol était gelé\./);
  assert.match(await page("/comments?f=html"), /Le sol était gelé\./);
  assert.ok(JSON.stringify(await row("T001")).includes("Le sol était gelé."));
  assert.equal((await server.json(`/comments/${made.id}?f=json`)).text.fr, "Le sol était gelé.");
  assert.match(await page(`/comments/${made.id}?f=html`), /Le sol était gelé\./);
  for (const link of made.links) assert.equal((await server.get(new URL(link.href).pathname)).status, 200, link.href);
  const [write] = log();
  assert.deepEqual([write.action, write.way, write.token, write.accepted, write.comment], ["add", "api", idOf(sports), true, made.id]);
});

test("the command line writes, and the server shows it within two seconds", { timeout: 60000 }, async () => {
  const made = run("comment", "add", "--site", site, "--dataset", "chantiers", "--key", "T002", "--text", "Une conduite **imprévue**.", "--author", "Direction de l’eau", "--motive", "travaux", "--json");
  assert.equal(made.code, 0, made.err);
  const { id } = JSON.parse(made.out);
  const until = Date.now() + 2000;
  let shown = "";
  while (!shown.includes("imprévue") && Date.now() < until) {
    await new Promise((go) => setTimeout(go, 100));
    shown = await page("/collections/chantiers/items/T002?f=html");
  }
  assert.match(shown, /Une conduite <strong>imprévue<\/strong>/);
  assert.match(run("comment", "show", "--site", site, id).out, /Direction de l’eau[^]*added/);
  const edited = run("comment", "edit", "--site", site, id, "--text", "Une conduite oubliée.", "--author", "Direction de l’eau");
  assert.equal(edited.code, 0, edited.err);
  const withdrawn = run("comment", "withdraw", "--site", site, id, "--by", "Direction de l’eau", "--why", "doublon");
  assert.equal(withdrawn.code, 0, withdrawn.err);
  const { comment, history } = JSON.parse(run("comment", "show", "--site", site, id, "--json").out);
  assert.equal(comment.state, "withdrawn");
  assert.equal(comment.text, undefined);
  assert.deepEqual(history.map((step) => step.change), ["added", "changed", "removed"]);
  assert.deepEqual(history.map((step) => step.comment.text.fr), ["Une conduite **imprévue**.", "Une conduite oubliée.", "Une conduite oubliée."]);
  for (const [target, status] of [["add --dataset chantiers --key T00 --text a --author b", 1], ["add --dataset chantiers --text a", 2], ["add --dataset chantiers --author a", 2], ["withdraw x", 2], ["show rien", 1]]) {
    const words = target.split(" ");
    const refused = run("comment", words[0], "--site", site, ...words.slice(1));
    assert.equal(refused.code, status, `${target}: ${refused.out}${refused.err}`);
    assert.match(refused.err, /^parvis : /);
  }
});

test("a tombstone stays: 410, without text, and nothing of it in any list", { timeout: 60000 }, async () => {
  const { id } = json(await add({ text: "À retirer bientôt." }));
  const reply = await send("DELETE", `/comments/${id}?why=faux`, { token: sports });
  assert.equal(reply.status, 200, reply.body.toString());
  const gone = await server.get(`/comments/${id}?f=json`);
  assert.equal(gone.status, 410);
  const tombstone = json(gone);
  assert.deepEqual([tombstone.id, tombstone.state, tombstone.target, tombstone.text], [id, "withdrawn", cell, undefined]);
  assert.match(tombstone.withdrawn, /^20\d\d-/);
  assert.match(await page(`/comments/${id}`), /a été retirée/);
  for (const target of ["/comments?f=json", "/comments?f=html", "/collections/chantiers/items/T001?f=html", "/collections/chantiers/items?f=csv"]) {
    assert.ok(!(await server.get(target)).body.toString().includes("À retirer bientôt"), target);
  }
  assert.equal((await send("PUT", `/comments/${id}`, { token: sports, body: { text: "encore" } })).status, 410);
  assert.equal(log()[0].detail === "faux" || log()[1].detail === "faux", true);
});

test("a draft that is withdrawn before anybody agreed to it leaves no trace in public", { timeout: 60000 }, async () => {
  const total = async () => (await server.json("/comments?f=json")).total;
  const before = await total();
  const { id } = json(await add({ id: "le-prefet-ment", draft: true }));
  assert.equal((await send("DELETE", `/comments/${id}`, { token: sports })).status, 200);
  assert.equal((await server.get(`/comments/${id}?f=json`)).status, 404);
  assert.ok(!(await server.get("/comments?f=json")).body.toString().includes(id));
  assert.equal(await total(), before);
  assert.equal((await send("GET", `/comments/${id}`, { token: sports })).status, 410);
  assert.equal((await send("GET", `/comments/${id}`, { token: ofOther })).status, 404);
});

const longText = "a".repeat(20_001);
const refusals = [
  ["no token", () => add({}, ""), 401, /jeton/],
  ["a wrong token", () => add({}, "parvis_x"), 401, /pas connu/],
  ["a token that was revoked", () => add({}, revoked), 401, /retiré/],
  ["a token that has expired", () => add({}, expired), 401, /échu/],
  ["a token for files", () => add({}, source), 403, /fichiers/],
  ["a token of another dataset", () => add({}, ofOther), 403, /equipements/],
  ["a token of another commune", () => add({}, ofAway), 403, new RegExp(home)],
  ["a whole column with the token of a commune", () => add({ target: { dataset: "chantiers", column: "fin" } }, ofHome), 403, /colonne/],
  ["another's name", () => add({ author: "Le maire" }), 403, /Le maire/],
  ["another's function", () => add({ role: "maire" }), 403, /maire/],
  ["a dataset that is none", () => add({ target: { dataset: "chantier" } }, publisher), 422, /Vouliez-vous dire « chantiers »/],
  ["a column that is none", () => add({ target: { dataset: "chantiers", column: "fine" } }), 422, /Vouliez-vous dire « fin »/],
  ["a row that is none", () => add({ target: { dataset: "chantiers", key: "T0011" } }), 422, /T0011[^]*Vouliez-vous dire « T001/],
  ["half a figure", () => add({ target: { dataset: "chantiers", measure: "fin" } }), 422, /period/],
  ["a figure of a table that has no places and periods", () => add({ target: { dataset: "equipements", measure: "nom", place: away, period: "2025" } }, ofHome), 422, /« key »/],
  ["no target", () => send("POST", "/comments", { token: publisher, body: { text: "a" } }), 422, /dataset/],
  ["no text", () => add({ text: "" }), 422, /vide/],
  ["spaces for a text", () => add({ text: " \n\t" }), 422, /vide/],
  ["a text without French", () => add({ text: { de: "Weil" } }), 422, /français/],
  ["a token in a text", () => add({ text: `Mon jeton : parvis_${"0".repeat(12)}_${"a".repeat(64)}` }), 422, /jeton s'y lit[^]*revoke/],
  ["HTML", () => add({ text: "<script>alert(1)</script>" }), 422, /HTML/],
  ["HTML in a line", () => add({ text: "a <img src=x onerror=alert(1)> b" }), 422, /HTML/],
  ["a link that is a program", () => add({ text: "[ici](javascript:alert(1))" }), 422, /javascript:/],
  ["a link that is a document", () => add({ text: "[ici](data:text/html;base64,eA==)" }), 422, /data:/],
  ["an image", () => add({ text: "![x](https://ailleurs.fr/p.gif)" }), 422, /image/],
  ["a text read from right to left", () => add({ text: "100 \u202e001\u202c euros" }), 422, /U\+202E/],
  ["an isolate", () => add({ text: "\u2067abc" }), 422, /U\+2067/],
  ["a control character", () => add({ text: "a\u0007b" }), 422, /U\+0007/],
  ["a text of 20,001 bytes", () => add({ text: longText }), 422, /20000/],
  ["a text of 1 MB", () => add({ text: "a".repeat(1_000_000) }), 413, /64 Ko/],
  ["a status that is none", () => add({ status: "Z" }), 422, /A, B, D/],
  ["a confidentiality that is none", () => add({ confidentiality: "X" }), 422, /F, N, C, D, S/],
  ["a motive that is none", () => add({ motive: "metéo" }), 422, /Vouliez-vous dire « meteo »/],
  ["an id with a path in it", () => add({ id: "../x" }), 422, /id/],
  ["the id of a page", () => add({ id: "new" }), 422, /adresses du site/],
  ["a member that is none", () => add({ texte: "a" }), 422, /texte[^]*« text »/],
  ["a member twice", () => send("POST", "/comments", { token: sports, body: '{"text":"a","text":"b"}' }), 422, /deux fois/],
  ["a number for a text", () => add({ text: 5 }), 422, /text/],
  ["no JSON", () => send("POST", "/comments", { token: sports, body: "{" }), 400, /JSON/],
  ["an array", () => send("POST", "/comments", { token: sports, body: "[]" }), 400, /objet/],
  ["bytes that are no UTF-8", () => send("POST", "/comments", { token: sports, body: Buffer.from('{"text":"\xff"}', "latin1"), headers: {} }), 400, /./],
  ["deep nesting", () => send("POST", "/comments", { token: sports, body: `${"[".repeat(5000)}${"]".repeat(5000)}` }), 400, /./],
  ["another type", () => send("POST", "/comments", { token: sports, body: words(), headers: { "Content-Type": "text/plain" } }), 415, /JSON/],
  ["a body without length", () => send("POST", "/comments", { token: sports, headers: { "Content-Length": null } }), 411, /longueur/],
  ["a token in the address", () => send("POST", `/comments?token=${sports}`, { body: words() }), 400, /adresse/],
  ["a reason that a terminal would obey", () => send("DELETE", "/comments/essai-1?why=%1b%5b2J", { token: publisher }), 422, /why[^]*U\+001B/],
  ["a reason of two lines", () => send("DELETE", "/comments/essai-1?why=a%0ab", { token: publisher }), 422, /une ligne/],
  ["a reason without end", () => send("DELETE", `/comments/essai-1?why=${"a".repeat(501)}`, { token: publisher }), 422, /500/],
  ["an unknown comment", () => send("PUT", "/comments/rien", { token: sports, body: { text: "a" } }), 404, /rien/],
  ["a comment of a file", () => send("DELETE", "/comments/essai-1", { token: publisher }), 409, /fichier/],
  ["approving as a contributor", () => send("POST", "/comments/essai-1/approve", { token: sports }), 403, /éditeur/],
  ["approving what is published", () => send("POST", "/comments/essai-1/approve", { token: publisher }), 409, /publié/],
  ["confirming what nobody doubts", () => send("POST", "/comments/essai-1/confirm", { token: publisher }), 409, /publié/],
  ["a method that is none here", () => send("PATCH", "/comments/essai-1", { token: publisher, body: {} }), 405, /PUT/],
];
for (const [what, ask, status, sentence] of refusals) {
  test(`${what} is ${status}, and nothing changes`, { timeout: 60000 }, async () => {
    const before = [all(), await tag("/comments?f=json")];
    const reply = await ask();
    assert.equal(reply.status, status, reply.body.toString().slice(0, 400));
    assert.match(one(reply, "content-type"), /^application\/problem\+json/);
    assert.match(json(reply).detail, sentence);
    for (const secret of [sports, publisher, revoked]) assert.ok(!reply.body.toString().includes(secret), "the secret is not echoed");
    assert.deepEqual([all(), await tag("/comments?f=json")], before);
  });
}

test("what a server in front asks for is no token: comments stay public behind it", { timeout: 60000 }, async () => {
  const headers = { Authorization: `Basic ${Buffer.from("a:b").toString("base64")}` };
  assert.equal((await send("GET", "/comments/essai-1?f=json", { headers })).status, 200);
  assert.equal((await send("GET", "/comments?f=json", { headers })).status, 200);
  assert.equal((await send("GET", "/comments/review", { headers: { ...headers, Accept: "text/html" } })).status, 200);
  assert.equal((await send("POST", "/comments", { headers, body: words() })).status, 401);
  assert.equal((await send("GET", "/comments/essai-1", { token: "parvis_x" })).status, 401);
});

test("whoever has another token of the same name neither sees a draft nor changes it", { timeout: 60000 }, async () => {
  const namesake = newToken("Direction des sports", "--role", "contributor", "--dataset", "chantiers");
  const { id } = json(await add({ draft: true, text: "Pas encore." }));
  for (const method of ["GET", "DELETE", "PUT"]) {
    const reply = await send(method, `/comments/${id}`, { token: namesake, ...(method === "PUT" ? { body: { text: "a" } } : {}) });
    assert.equal(reply.status, 404, method);
  }
  const waiting = async (token) => json(await send("GET", "/comments/review", { token })).comments.map((comment) => comment.id);
  assert.ok(!(await waiting(namesake)).includes(id));
  assert.ok((await waiting(sports)).includes(id));
  assert.ok((await waiting(publisher)).includes(id));
  assert.equal((await send("PUT", "/comments/review", { token: publisher, body: { text: "a" } })).status, 405);
  assert.equal(json(await send("POST", `/comments/${id}/approve`, { token: sports })).state, "published");
  const refused = run("token", "new", "--site", site, "--role", "publisher", "--name", "jean.dupont@ville.fr");
  assert.match(refused.err, /--name : une adresse/);
});

test("what was refused for rights is in the log, with its token; a stranger cannot fill it", { timeout: 60000 }, async () => {
  const before = log();
  for (const [token, detail] of [[ofAway, /FR_/], [revoked, /retiré/], [expired, /échu/], [source, /fichiers/]]) {
    await add({}, token);
    const [last] = log();
    assert.deepEqual([last.accepted, last.token, last.action], [false, idOf(token), "add"]);
    assert.match(last.detail, detail);
  }
  const known = log().length;
  assert.equal(known, before.length + 4);
  await add({}, "");
  await add({}, `parvis_${"0".repeat(12)}_${"0".repeat(64)}`);
  assert.equal(log().length, known);
  assert.ok(!JSON.stringify(log()).includes(sports.split("_")[2]));
});

test("the log keeps little of what was refused, and a terminal is not obeyed", { timeout: 60000 }, async () => {
  const long = "é".repeat(5000);
  await add({ author: `Le maire ${long}` });
  await add({ target: { dataset: `\u001b[2J${long}` } }, ofOther);
  const [second, first] = log();
  assert.ok(Buffer.byteLength(first.detail) <= 1000 && Buffer.byteLength(second.detail) <= 1000 && Buffer.byteLength(second.dataset) <= 200);
  assert.ok(!second.dataset.includes("\ufffd"), "no half character");
  assert.ok(second.detail.includes("\u001b"));
  const shown = run("comment", "log", "--site", site).out;
  assert.ok(!shown.includes("\u001b") && shown.includes("[2J"));
  assert.equal(shown.trimEnd().split("\n").length, log().length);
});

test("an address or a number in a text is pointed out, with its place, and published when it is meant", { timeout: 60000 }, async () => {
  const text = "Écrire à jean.dupont@ville.fr ou au 06 12 34 56 78.";
  const reply = await add({ text });
  assert.equal(reply.status, 409, reply.body.toString());
  assert.deepEqual(json(reply).contacts, [
    { kind: "email", language: "fr", text: "jean.dupont@ville.fr", at: 9 },
    { kind: "telephone", language: "fr", text: "06 12 34 56 78", at: text.indexOf("06") },
  ]);
  assert.match(json(reply).detail, /confirm_personal/);
  assert.equal((await add({ text, confirm_personal: true })).status, 201);
});

test("a changed figure puts its comment to review, from what to what; a rollback or a person ends it", { timeout: 120000 }, async () => {
  const target = { dataset: "chantiers", key: "T003", column: "titre" };
  const { id } = json(await add({ target, text: "Une rue longue." }));
  const state = async () => {
    await new Promise((go) => setTimeout(go, 1100));
    return server.json(`/comments/${id}?f=json`);
  };
  const plain = fs.readFileSync(works, "utf8");
  fs.writeFileSync(works, plain.replace("rue n° 3;", "rue n° 33;"));
  assert.equal(ingest(site, "chantiers").code, 0);
  const doubted = await state();
  assert.equal(doubted.state, "to_review");
  assert.deepEqual(doubted.review, { was: "Réseau d’eau rue n° 3", is: "Réseau d’eau rue n° 33" });
  assert.match(await page("/collections/chantiers/items/T003?f=html"), /À revoir[^<]*rue n° 3[^<]*rue n° 33/);
  const review = json(await send("GET", "/comments/review", { token: sports }));
  assert.deepEqual(review.comments.map((comment) => comment.id), [id]);
  assert.equal(review.total, 1);
  assert.deepEqual(json(await send("GET", "/comments/review", { token: ofOther })).comments, []);

  assert.equal(run("rollback", "--site", site, "chantiers", "--by", "x", "--why", "y").code, 0);
  assert.equal((await state()).state, "published");
  assert.equal(run("publish", "--site", site, "chantiers", "2").code, 0);
  assert.equal((await state()).state, "to_review");
  const read = await send("GET", `/comments/${id}`, { token: sports });
  const unread = await send("POST", `/comments/${id}/confirm`, { token: sports, headers: { "If-Match": '"0000"' } });
  assert.equal(unread.status, 409);
  assert.match(json(unread).detail, /relisez/);
  const confirmed = await send("POST", `/comments/${id}/confirm`, { token: sports, headers: { "If-Match": one(read, "etag") } });
  assert.equal(confirmed.status, 200, confirmed.body.toString());
  assert.deepEqual([json(confirmed).state, json(confirmed).version], ["published", 2]);
  fs.writeFileSync(works, plain);
  assert.equal(ingest(site, "chantiers").code, 0);
  assert.equal((await state()).state, "to_review");
  const edited = await send("PUT", `/comments/${id}`, { token: sports, body: { text: "Une rue courte.", status: "B" } });
  assert.deepEqual([json(edited).state, json(edited).status, json(edited).text.fr], ["published", "B", "Une rue courte."]);
});

test("what is written in the second in which a version lands is of that version", { timeout: 60000 }, async () => {
  const plain = fs.readFileSync(works, "utf8");
  for (const change of [(text) => text.replace("rue n° 4;", "rue n° 44;"), () => plain]) {
    fs.writeFileSync(works, change(plain));
    assert.equal(ingest(site, "chantiers").code, 0);
    const reply = await add({ target: { dataset: "chantiers", key: "T004", column: "titre" } });
    assert.equal(reply.status, 201, reply.body.toString());
    const published = JSON.parse(run("versions", "--site", site, "chantiers", "--json").out);
    const { version } = (published.versions ?? published).find(({ state }) => state === "published");
    assert.equal(json(reply).version, version);
  }
});

test("a comment of a file that goes from it is withdrawn, and its id is nobody else's meanwhile", { timeout: 60000 }, async () => {
  const file = path.join(site, "comments/explications.toml");
  const plain = fs.readFileSync(file, "utf8");
  const taken = await add({ id: "essai-1" });
  assert.equal(taken.status, 409);
  const made = await add({ id: "a-moi" });
  assert.equal(made.status, 201);
  fs.writeFileSync(file, plain.replace('id = "essai-1"', 'id = "a-moi"'));
  const outcome = ingest(site);
  assert.match(outcome.out + outcome.err, /a-moi[^]*écrit autrement/);
  assert.equal((await server.json("/comments/a-moi?f=json")).author, "Direction des sports");
  fs.writeFileSync(file, plain);
  assert.equal(ingest(site).code, 0);
});

test("contacts in the site's files are pointed out by check and ingest, which publish them", { timeout: 120000 }, async () => {
  const other = copySite();
  fs.appendFileSync(path.join(other, "comments/explications.toml"), '\n[[comment]]\nid = "signe"\ndataset = "chantiers"\nauthor = "jean.dupont@ville.fr"\ndate = 2026-06-01\ntext.fr = "Appelez le 06 12 34 56 78."\n');
  for (const command of ["check", "ingest"]) {
    const { code, out, err } = run(command, "--site", other);
    assert.equal(code, 0, out + err);
    assert.match(out + err, /« signe » est public, et on y lit « jean\.dupont@ville\.fr », « 06 12 34 56 78 »/, command);
  }
});

// ---- the form

const formAddress = "/comments/new?dataset=chantiers&key=T001";
const field = (html, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
function submit(target, fields, headers = {}) {
  const body = new URLSearchParams(fields).toString();
  return send("POST", target, { body, headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: `http://127.0.0.1:${server.port}`, ...headers } });
}
const filled = (html, more = {}) => ({ numero: field(html, "numero"), dataset: "chantiers", key: "T001", column: "", text: "Par le formulaire.", motive: "autre", status: "", confidentiality: "", jeton: sports, ...more });

test("the page of a row leads to a form that publishes with a token, once", { timeout: 60000 }, async () => {
  const rowPage = await page("/collections/chantiers/items/T001?f=html");
  assert.ok(rowPage.includes('href="/comments/new?dataset&#61;chantiers') || rowPage.includes("/comments/new?dataset=chantiers&amp;key=T001"), "the link");
  const html = await page(formAddress);
  const fields = filled(html, { column: "fin" });
  const reply = await submit("/comments/new", fields);
  assert.equal(reply.status, 303, reply.body.toString());
  const shown = await page(one(reply, "location"));
  assert.match(shown, /Par le formulaire\./);
  assert.match(shown, /Direction des sports \(directrice\)/);
  const before = all().length;
  const again = await submit("/comments/new", fields);
  assert.equal(again.status, 409);
  assert.match(again.body.toString(), /Déjà envoyé/);
  assert.ok(!again.body.toString().includes(sports), "the token is not echoed");
  assert.equal(all().length, before);
  assert.deepEqual([log()[0].way, log()[0].token], ["form", idOf(sports)]);
});

test("forms that nobody of the site sent are refused", { timeout: 60000 }, async () => {
  const before = all().length;
  const html = await page(formAddress);
  const made = field(html, "numero").split(".");
  for (const [what, status, more, headers] of [
    ["another site's page", 403, {}, { Origin: "https://mal.fr" }],
    ["another site's page, as browsers say it", 403, {}, { Origin: null, "Sec-Fetch-Site": "cross-site" }],
    ["no number", 403, { numero: "" }],
    ["a number made up", 403, { numero: `${made[0]}.${made[1]}.${"0".repeat(made[2].length)}` }],
    ["a number that lasts longer", 403, { numero: `${Number(made[0]) + 1000}.${made[1]}.${made[2]}` }],
    ["no token", 403, { jeton: "" }],
    ["a revoked token", 403, { jeton: revoked }],
    ["a token of another commune", 403, { jeton: ofAway }],
    ["a row that is none", 422, { key: "T9" }],
    ["HTML", 422, { text: "<b>x</b>" }],
    ["no text", 422, { text: "" }],
  ]) {
    const number = "numero" in more ? {} : { numero: field(await page(formAddress), "numero") };
    const reply = await submit("/comments/new", filled(html, { ...number, ...more }), headers ?? {});
    assert.equal(reply.status, status, `${what}: ${reply.body.toString().slice(0, 300)}`);
    assert.match(one(reply, "content-type"), /^text\/html/);
    assert.equal(all().length, before, what);
  }
  const long = await submit("/comments/new", filled(html, { text: "é".repeat(500_000) }));
  assert.equal(long.status, 413);
  assert.match(long.body.toString(), /20000 octets/);
});

test("the form points out contacts, and a second press publishes those and no others", { timeout: 60000 }, async () => {
  const first = await submit("/comments/new", filled(await page(formAddress), { text: "Voir a@b.fr" }));
  assert.equal(first.status, 409);
  const html = first.body.toString();
  assert.match(html, /a@b\.fr/);
  assert.match(html, /Publier quand même/);
  const confirmer = field(html, "confirmer");
  assert.equal((await submit("/comments/new", filled(html, { text: "Voir a@b.fr et c@d.fr", confirmer }))).status, 409);
  const last = await submit("/comments/new", filled(html, { numero: field(await page(formAddress), "numero"), text: "Voir a@b.fr", confirmer }));
  assert.equal(last.status, 303, last.body.toString().slice(0, 400));
});

test("at the desk the keeper signs without a token, and nobody else gets in", { timeout: 60000 }, async () => {
  const target = "/depot/commentaire?dataset=chantiers&key=T001";
  const cookie = { Cookie: server.cookie };
  assert.equal((await server.get(target)).status, 403);
  const html = await page(target, cookie);
  const fields = { ...filled(html, { text: "Depuis le dépôt.", author: "Secrétariat", role: "" }), jeton: "" };
  assert.equal((await submit("/depot/commentaire", fields)).status, 403);
  assert.equal((await submit("/depot/commentaire", { ...fields, numero: field(await page(formAddress), "numero") }, cookie)).status, 403, "a number of the other form");
  const reply = await submit("/depot/commentaire", fields, cookie);
  assert.equal(reply.status, 303, reply.body.toString().slice(0, 300));
  assert.match(await page(one(reply, "location")), /Explication : Secrétariat/);
});

test("where the site asks for it a publisher agrees first, and nobody sees a draft before", { timeout: 120000 }, async () => {
  const strict = copySite();
  fs.appendFileSync(path.join(strict, "parvis.toml"), "\n[comments]\napproval = true\n");
  assert.equal(ingest(strict).code, 0);
  const make = (...words) => run("token", "new", "--site", strict, ...words).out.trim();
  const [writer, editor] = [make("--name", "Voirie", "--role", "contributor", "--dataset", "chantiers"), make("--name", "Cabinet", "--role", "publisher")];
  const other = await Server.start(strict);
  try {
    const made = await send("POST", "/comments", { token: writer, body: words(), to: other });
    assert.equal(json(made).state, "draft");
    const { id } = json(made);
    assert.equal((await other.get(`/comments/${id}?f=json`)).status, 404);
    assert.ok(!(await other.get("/comments?f=json")).body.toString().includes("gelé."));
    assert.equal((await send("GET", `/comments/${id}`, { token: writer, to: other })).status, 200);
    assert.equal((await send("POST", `/comments/${id}/approve`, { token: writer, to: other })).status, 403);
    const seen = json(await send("GET", "/comments/review", { token: editor, to: other }));
    assert.deepEqual(seen.comments.map((comment) => comment.id), [id]);
    const approved = await send("POST", `/comments/${id}/approve`, { token: editor, to: other });
    assert.equal(json(approved).state, "published");
    assert.equal((await other.get(`/comments/${id}?f=json`)).status, 200);
    assert.equal((await send("PUT", `/comments/${id}`, { token: writer, to: other, body: { text: "autre" } })).status, 403);
    assert.equal((await other.json(`/comments/${id}?f=json`)).text.fr, "Le sol était gelé.");
  } finally {
    await other.stop();
  }
});

test("a text is written anew in the form, and keeps its other languages and what it speaks of", { timeout: 60000 }, async () => {
  const { id } = json(await add({ text: { fr: "Avant.", de: "Vorher." } }));
  assert.match(await page(`/comments/${id}`), new RegExp(`/comments/new\\?comment=${id}`));
  const html = await page(`/comments/new?comment=${id}`);
  assert.equal(field(html, "commentaire"), id);
  assert.match(html, /<textarea[^>]*>Avant\.<\/textarea>/);
  const fields = filled(html, { commentaire: id, column: "fin", text: "Après." });
  assert.equal((await submit("/comments/new", { ...fields, jeton: ofHome, numero: field(await page(formAddress), "numero") })).status, 403, "another's text");
  assert.equal((await submit("/comments/new", { ...fields, column: "titre", numero: field(await page(formAddress), "numero") })).status, 409, "another target");
  assert.equal((await submit("/comments/new", fields)).status, 303);
  const now = await server.json(`/comments/${id}?f=json`);
  assert.deepEqual([now.text, now.target], [{ fr: "Après.", de: "Vorher." }, cell]);
  assert.equal((await server.get("/comments/new?comment=rien", { Accept: "text/html" })).status, 404);
});

test("a publisher agrees to drafts on a page, each button once, and the token is never in it", { timeout: 120000 }, async () => {
  const made = json(await add({ text: "Un brouillon.", draft: true }));
  assert.equal(made.state, "draft");
  const browser = { Accept: "text/html", Origin: `http://127.0.0.1:${server.port}` };
  assert.equal((await send("GET", "/comments/review")).status, 401);
  const ask = await page("/comments/review");
  const post = (fields, headers = {}) => submit("/comments/review", fields, { ...browser, ...headers });
  assert.equal((await post({ numero: field(ask, "numero"), jeton: source })).status, 403);
  const listed = await post({ numero: field(await page("/comments/review"), "numero"), jeton: publisher });
  assert.equal(listed.status, 200);
  const html = listed.body.toString();
  assert.ok(!html.includes(publisher.split("_")[2]));
  assert.match(html, /Un brouillon\./);
  const form = html.split("<form").find((piece) => piece.includes(`value="${made.id}"`));
  const fields = { numero: field(form, "numero"), vu: field(form, "vu"), commentaire: made.id, qui: idOf(publisher), geste: "approve" };
  assert.equal((await post({ ...fields, commentaire: "essai-1", geste: "withdraw" })).status, 403, "a number of another comment");
  assert.equal((await post({ ...fields, qui: idOf(sports) })).status, 403, "a number of another token");
  assert.equal((await post({ ...fields, vu: "0" })).status, 403, "a number of another figure");
  assert.equal((await post({ ...fields, geste: "efface" })).status, 422);
  assert.equal((await post(fields, { Origin: "https://mal.fr" })).status, 403);
  const approved = await post(fields);
  assert.equal(approved.status, 200, approved.body.toString().slice(0, 300));
  assert.match(approved.body.toString(), /est publiée/);
  assert.equal((await server.json(`/comments/${made.id}?f=json`)).state, "published");
  assert.equal((await post(fields)).status, 409);
  assert.deepEqual([log()[0].action, log()[0].way, log()[0].token], ["approve", "form", idOf(publisher)]);
});

test("behind a proxy a token in clear is refused, by the API and by the form", { timeout: 60000 }, async () => {
  const proxied = await Server.start(site, "--behind-proxy");
  try {
    const clear = await send("POST", "/comments", { token: sports, body: words(), to: proxied });
    assert.equal(clear.status, 403);
    assert.match(json(clear).detail, /https/);
    assert.equal((await proxied.get(formAddress)).status, 403);
    const safe = await send("POST", "/comments", { token: sports, body: words(), to: proxied, headers: { "X-Forwarded-Proto": "https" } });
    assert.equal(safe.status, 201, safe.body.toString());
  } finally {
    await proxied.stop();
  }
});

test("who has a token is named where comments are signed, and nowhere else; no secret is on the disk", () => {
  const register = ["", "-wal"].map((end) => path.join(site, `data/register.sqlite${end}`)).filter((file) => fs.existsSync(file)).map((file) => fs.readFileSync(file).toString("latin1")).join("");
  for (const token of [sports, publisher, revoked]) assert.ok(!register.includes(token.split("_")[2]));
  assert.ok(!server.log.includes(sports.split("_")[2]));
  const listed = JSON.parse(run("token", "list", "--site", site, "--json").out).find(({ id }) => id === idOf(sports));
  assert.deepEqual([listed.role, listed.datasets, listed.communes, listed.title], ["contributor", ["chantiers"], [], "directrice"]);
});
