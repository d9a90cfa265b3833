// SPDX-License-Identifier: EUPL-1.2
// Comments as people and programs write them: by command and with a token; what is refused,
// and that what was written shows at once and everywhere.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { add, all, away, cell, expired, home, idOf, json, log, newToken, ofAway, ofHome, ofOther, page, publisher, revoked, row, send, server, site, source, sports, tag, words, works } from "./comment_writers.mjs";
import { Server, copySite, ingest, one, run } from "./site_under_test.mjs";

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
  assert.match(run("comment", "show", "--site", site, id).out, /Direction de l’eau[^]* : écrit, Direction de l’eau/);
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

test("an ingest opens no commented dataset but its own", { timeout: 120000 }, async () => {
  const other = copySite();
  assert.equal(ingest(other).code, 0);
  const made = run("comment", "add", "--site", other, "--dataset", "equipements", "--key", "E01", "--text", "Une salle.", "--author", "Sports");
  assert.equal(made.code, 0, made.err);
  // Whoever opened it would say that it is damaged.
  fs.truncateSync(path.join(other, "data/versions/equipements/1/features.geojsonl"), 10);
  const file = path.join(other, "comments/explications.toml");
  fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace("gel.", "gel, puis par la pluie."));
  const { out, err } = run("ingest", "--site", other, "chantiers");
  assert.doesNotMatch(out + err, /commentaires : [^0-9]/);
  const [said] = JSON.parse(run("comment", "list", "--site", other, "--dataset", "chantiers", "--json").out);
  assert.equal(said.text.fr, "Retardé par le gel, puis par la pluie.");
  assert.match(run("ingest", "--site", other, "equipements").out, /equipements : lues/);
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

test("who has a token is named where comments are signed, and nowhere else; no secret is on the disk", () => {
  const register = ["", "-wal"].map((end) => path.join(site, `data/register.sqlite${end}`)).filter((file) => fs.existsSync(file)).map((file) => fs.readFileSync(file).toString("latin1")).join("");
  for (const token of [sports, publisher, revoked]) assert.ok(!register.includes(token.split("_")[2]));
  assert.ok(!server.log.includes(sports.split("_")[2]));
  const listed = JSON.parse(run("token", "list", "--site", site, "--json").out).find(({ id }) => id === idOf(sports));
  assert.deepEqual([listed.role, listed.datasets, listed.communes, listed.title], ["contributor", ["chantiers"], [], "directrice"]);
});
