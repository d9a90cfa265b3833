// SPDX-License-Identifier: EUPL-1.2
// The desk: works that are in each other's way, as JSON, CSV, page and command, on the demo.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { elements, parse, textOf } from "./html_tree.mjs";
import { Server, copySite, ingest, run } from "./site_under_test.mjs";

const site = copySite(path.join(path.dirname(fileURLToPath(import.meta.url)), "../../datasets/sites/rouen"));
assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());

const whole = await server.json("/works/clashes?f=json&limit=500");
const named = (node, name) => [...elements(node)].filter((one) => one.name === name);
const worksOf = (clash) => clash.works.map((one) => one.work.replace("chantiers/", ""));
const find = (kind, ...ids) => whole.clashes.find((one) => one.kind === kind && ids.every((id) => worksOf(one).includes(id)));

test("the demo has each kind that does not depend on the season", () => {
  assert.equal(whole.count, whole.clashes.length);
  assert.equal(whole.truncated, false);
  for (const kind of ["meme_lieu", "autres_horaires", "revetement_recent", "deviation_barree", "etablissement", "evenement", "sans_reponse"]) {
    assert.ok(whole.kinds[kind] > 0, `${kind}: ${JSON.stringify(whole.kinds)}`);
  }
  const month = new Date().getMonth() + 1;
  if (month >= 11 || month <= 3) assert.ok(whole.kinds.hiver > 0);
  assert.equal(Object.values(whole.kinds).reduce((a, b) => a + b), whole.count);
  assert.equal(Object.values(whole.severities).reduce((a, b) => a + b), whole.count);
});

test("what the demo says of its own works is found", () => {
  // "Croise le chantier de la Direction de l’eau sur la même rue", by day and by night.
  assert.equal(find("autres_horaires", "CH-001", "CH-002").severity, "faible");
  // "Le remplacement de la conduite de gaz occupe la même rue pendant les trois premières semaines".
  const same = find("meme_lieu", "CH-011", "CH-012");
  assert.equal(same.severity, "forte");
  assert.equal(same.metres, 0);
  const days = (Date.parse(same.days[0].to) - Date.parse(same.days[0].from)) / 86400e3;
  assert.equal(days, 20);
  assert.ok(find("meme_lieu", "CH-022", "CH-023"));
  assert.ok(find("meme_lieu", "CH-048", "CH-049"));
  assert.ok(find("revetement_recent", "CH-017", "CH-019"));
  const detour = find("deviation_barree", "CH-001", "CH-005");
  assert.equal(detour.to_check, true);
  assert.match(detour.sentence, /vérifier/);
});

test("a clash has its works, days, people, and a draft without addresses of people", () => {
  for (const clash of whole.clashes) {
    assert.ok(clash.days.length > 0, clash.id);
    for (const { from, to } of clash.days) assert.ok(to === null || from <= to, clash.id);
    assert.match(clash.message, /^Objet[ \u202f]: /);
    assert.doesNotMatch(clash.message, /[\w.]+@[\w.]+|mailto:/);
    for (const work of clash.works) assert.ok(clash.message.includes(work.title), clash.id);
  }
  assert.ok(whole.clashes.some((one) => one.people?.count > 0));
  assert.ok(whole.clashes.filter((one) => one.kind === "etablissement").every((one) => one.thing.href && one.equipment.length > 0));
  assert.equal(new Set(whole.clashes.map((one) => one.id)).size, whole.count);
});

test("what cannot be compared or computed is said", () => {
  assert.ok(whole.not_computed.some((text) => /réseau de rues/.test(text)));
  assert.ok(whole.not_computed.some((text) => /demande/.test(text)));
  assert.ok(Array.isArray(whole.not_comparable));
  assert.match(whole.rules.intervals, /finit/);
});

test("filters choose, together", async () => {
  const counts = await Promise.all(["kind=meme_lieu", "severity=forte", "pole=seine-sud", "commune=FR_76540"].map((one) => server.json(`/works/clashes?f=json&${one}`)));
  for (const one of counts) assert.ok(one.count > 0 && one.count < whole.count);
  assert.ok(counts[0].clashes.every((one) => one.kind === "meme_lieu"));
  assert.ok(counts[1].clashes.every((one) => one.severity === "forte"));
  const both = await server.json("/works/clashes?f=json&kind=meme_lieu&commune=FR_76681&from=&to=");
  assert.ok(both.clashes.every((one) => one.kind === "meme_lieu"));
  assert.ok(both.clashes.some((one) => worksOf(one).includes("CH-012")));
  const far = await server.json("/works/clashes?f=json&from=2099-01-01");
  assert.equal(far.clashes.filter((one) => one.kind === "meme_lieu").length, 0);
  const wide = await server.json("/works/clashes?f=json&kind=meme_lieu&metres=500");
  assert.ok(wide.count > whole.kinds.meme_lieu);
});

test("a page is part of the whole", async () => {
  const first = await server.json("/works/clashes?f=json&limit=3"), second = await server.json("/works/clashes?f=json&limit=3&page=2");
  assert.deepEqual([...first.clashes, ...second.clashes].map((one) => one.id), whole.clashes.slice(0, 6).map((one) => one.id));
  assert.ok(first.links.some((link) => link.rel === "next"));
});

test("what is wrong is said of each parameter", async () => {
  const reply = await server.get("/works/clashes?f=json&kind=x&severity=9&metres=-1&from=demain&page=0&polle=a&commune=FR_1");
  assert.equal(reply.status, 400);
  const told = JSON.parse(reply.body.toString());
  assert.equal(told.parameters.length, 7);
  assert.equal((await server.get("/works/clashes?f=json&kind=hiver&kind=hiver")).status, 400);
  assert.equal((await server.get("/works/clashes?from=2026-12-02&to=2026-12-01")).status, 400);
  assert.equal((await server.get("/works/clashes", { Accept: "image/png" })).status, 406);
});

test("the CSV has a line for each", async () => {
  const reply = await server.get("/works/clashes?f=csv");
  assert.match(reply.headers["content-type"][0], /^text\/csv/);
  const lines = reply.body.toString().trimEnd().split("\r\n");
  assert.equal(lines.length, whole.count + 1);
  assert.match(lines[0], /^sorte,gravite,/);
});

test("an answer that did not change is not sent again", async () => {
  const reply = await server.get("/works/clashes?f=json");
  const again = await server.get("/works/clashes?f=json", { "If-None-Match": reply.headers.etag[0] });
  assert.equal(again.status, 304);
});

test("the page lists them, and stands in the menu of works", async () => {
  const page = parse((await server.get("/works/clashes?f=html")).body.toString());
  const items = named(page, "li").filter((one) => /^clash /.test(one.attributes.class ?? ""));
  assert.equal(items.length, Math.min(50, whole.count));
  assert.match(textOf(page), /Projet de message/);
  const calendar = named(page, "table")[0];
  assert.ok(named(calendar, "tr").length > 5);
  assert.match((await server.get("/works?f=html")).body.toString(), /href="\/works\/clashes"/);
});

test("the command says the same, and exits as others do", () => {
  const csv = run("clashes", "--site", site, "--csv");
  assert.equal(csv.code, 0, csv.err);
  assert.equal(csv.out.trimEnd().split("\r\n").length, whole.count + 1);
  const json = JSON.parse(run("clashes", "--site", site, "--json", "--commune", "FR_76681", "--kind", "meme_lieu").out);
  assert.ok(json.count > 0);
  assert.match(run("clashes", "--site", site).out, /points? à coordonner/);
  const wrong = run("clashes", "--site", site, "--commune", "FR_1");
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /--commune « FR_1 »/);
  assert.equal(run("clashes").code, 2);
});

test("settings that cannot be are refused with their line", () => {
  const other = copySite(site);
  const file = path.join(other, "parvis.toml");
  const text = fs.readFileSync(file, "utf8");
  for (const [from, to, expected] of [
    ["clash_metres = 25", "clash_metres = -1", /clash_metres/],
    ['programme_deadline = "12-31"', 'programme_deadline = "31-12"', /programme_deadline/],
    ['winter = "hiver"', 'hivers = "hiver"', /hivers/],
  ]) {
    assert.ok(text.includes(from));
    fs.writeFileSync(file, text.replace(from, to));
    const done = run("clashes", "--site", other);
    assert.equal(done.code, 1);
    assert.match(done.err, expected);
  }
});
