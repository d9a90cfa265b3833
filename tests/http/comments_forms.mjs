// SPDX-License-Identifier: EUPL-1.2
// Comments as people write them in forms: with a token, at the desk, and on the page where they are looked through.
import assert from "node:assert/strict";
import test from "node:test";
import { add, all, cell, idOf, json, log, ofAway, ofHome, page, publisher, revoked, send, server, site, source, sports, words } from "./comment_writers.mjs";
import { Server, one } from "./site_under_test.mjs";

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

test("a form for what is not there says so before anybody writes", { timeout: 60000 }, async () => {
  for (const [query, said] of [["dataset=chantiers&key=T99", /pas de ligne/], ["dataset=chantiers&column=fim", /Vouliez-vous dire|colonne/], ["dataset=chantiers&measure=zz", /place|lieu/]]) {
    const reply = await server.get(`/comments/new?${query}`);
    assert.equal(reply.status, 404, query);
    assert.match(reply.body.toString(), /Rien de tel à expliquer/);
    assert.match(reply.body.toString(), said, query);
  }
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
  assert.match(await page(one(reply, "location")), /Explication\s: Secrétariat/);
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

test("a draft is written anew from the page where it waits, by whoever it waits for, and stays a draft", { timeout: 120000 }, async () => {
  const { id } = json(await add({ text: { fr: "Un brouillon **maladroit**.", de: "Ein Entwurf." }, motive: "loi", draft: true }));
  const browser = { Accept: "text/html", Origin: `http://127.0.0.1:${server.port}` };
  const post = (target, fields) => submit(target, fields, browser);
  // By its address alone nobody reads it, and is told where it can be.
  const unread = await server.get(`/comments/new?comment=${id}`, { Accept: "text/html" });
  assert.equal(unread.status, 404);
  assert.ok(!unread.body.toString().includes("maladroit"));
  assert.match(unread.body.toString(), /\/comments\/review/);
  const waiting = async (token) => (await post("/comments/review", { numero: field(await page("/comments/review"), "numero"), jeton: token })).body.toString();
  const form = (await waiting(sports)).split("<form").find((piece) => piece.includes(`value="${id}"`) && piece.includes('value="edit"'));
  assert.ok(form, "a draft has a button to write it anew");
  const fields = { numero: field(form, "numero"), vu: field(form, "vu"), commentaire: id, qui: idOf(sports), geste: "edit" };
  assert.equal((await post("/comments/review", { ...fields, qui: idOf(publisher) })).status, 403, "a number of another token");
  const opened = await post("/comments/review", fields);
  assert.equal(opened.status, 200);
  const html = opened.body.toString();
  assert.match(html, /<textarea[^>]*>Un brouillon \*\*maladroit\*\*\.<\/textarea>/);
  assert.match(html, /<option value="loi" selected>/);
  assert.ok(!html.includes(sports.split("_")[2]), "the token is in no page");
  assert.equal(field(html, "commentaire"), id);
  assert.equal((await post("/comments/review", fields)).status, 409, "once");
  const sent = await submit("/comments/new", { ...filled(html), commentaire: id, column: "fin", text: "Un brouillon soigné." });
  assert.equal(sent.status, 200, sent.body.toString().slice(0, 500));
  assert.match(sent.body.toString(), /quand un éditeur/);
  const kept = JSON.parse((await send("GET", `/comments/${id}`, { token: sports })).body.toString());
  assert.deepEqual([kept.state, kept.text], ["draft", { fr: "Un brouillon soigné.", de: "Ein Entwurf." }]);
  assert.equal((await server.get(`/comments/${id}?f=json`)).status, 404);
});

test("whoever writes finds what waits from the list of comments", { timeout: 60000 }, async () => {
  assert.match(await page("/comments"), /<a href="\/comments\/review">Explications à relire<\/a>/);
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
