// SPDX-License-Identifier: EUPL-1.2
// The workbook of each dataset, got by HTTP or by command and sent back as it is, changes no row.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, one, run } from "./site_under_test.mjs";

const site = copySite(process.env.PARVIS_SITE);
// What a workbook has no letter for, or what looks there like something else.
fs.writeFileSync(path.join(site, "datasets/pieges.toml"), `kind = "general"
title.fr = "Pièges"
source = "fichiers/pieges.json"
sample_where = { property = "lettre", value = "oui" }
licence = "ODbL-1.0"
producer = "Service des essais"
key = ["code"]
[columns.code]
[columns.annee]
from = "2021"
type = "integer"
[columns.lettre]
from = "e"
[columns.nom]
[columns.mots]
type = "list"
[columns.barres]
type = "list"
list_separator = "|"
`);
const traps = [
  { code: "A", 2021: 12, e: "oui", nom: "a\r\nb", mots: ["a;b", "c"], barres: ["a|b", "c;d"] },
  { code: "B", 2021: 13, e: "non", nom: "v\u000bw\u0001", mots: ["un", '["x"'], barres: [] },
  { code: "C", 2021: null, e: "E", nom: "_x0041_ _x005F_x0041_\u000b", mots: ["[1]", '["x"]'], barres: ["seul"] },
  { code: "D", 2021: 2021, e: "", nom: "\ufffe fin 🌳", mots: ["a, b", "c\r\nd"], barres: ["a", "b"] },
];
fs.writeFileSync(path.join(site, "fichiers/pieges.json"), JSON.stringify(traps));
fs.appendFileSync(path.join(site, "comments/explications.toml"), `
[[comment]]
id = "pieges-1"
dataset = "pieges"
key = "A"
column = "annee"
text.fr = "=Compté deux fois\\u000b."
status = "B"
author = "Service des pièges"
role = "contrôle"
date = 2026-06-02
`);
assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());
const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ids = fs.readdirSync(path.join(site, "datasets")).filter((name) => name.endsWith(".toml")).map((name) => path.basename(name, ".toml"));
assert.ok(ids.length >= 3);
/** A sheet of a workbook as GDAL hands its cells over. */
const sheet = (file, name) => spawnSync("ogrinfo", ["-q", "-al", file, name], { encoding: "utf8", maxBuffer: 1 << 28 }).stdout;

for (const id of ids) {
  test(`${id}: sent back as it is, nothing changes`, { timeout: 120000 }, async () => {
    const page = (await server.get(`/collections/${id}`, { Accept: "text/html" })).body.toString();
    assert.ok(page.includes(`href="/datasets/${id}/model.xlsx"`), "the dataset's page leads to its form");
    const form = await server.get(`/datasets/${id}/model.xlsx`);
    assert.equal(form.status, 200, form.body.toString().slice(0, 300));
    assert.equal(one(form, "content-type"), type);
    assert.equal(one(form, "content-disposition"), `attachment; filename="modele-${id}.xlsx"`);
    assert.equal((await server.get(`/datasets/${id}/model.xlsx`, { "If-None-Match": one(form, "etag") })).status, 304);
    const file = path.join(site, `${id}.xlsx`);
    assert.equal(run("template", "--site", site, id, "--out", file).code, 0);
    assert.ok(fs.readFileSync(file).equals(form.body), "the command writes the same bytes");
    assert.equal(run("template", "--site", site, id, "--out", file).code, 1, "and never over a file");
    const sheets = spawnSync("ogrinfo", ["-q", "-so", file], { encoding: "utf8" }).stdout;
    assert.match(sheets, /Aide Parvis/);

    const token = run("token", "new", "--site", site, "--dataset", id, "--name", "essai").out.trim();
    const before = (await server.json(`/collections/${id}/items?limit=1`)).numberMatched;
    const reply = await server.exchange(Buffer.concat([Buffer.from(`PUT /datasets/${id}/source HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${type}\r\nContent-Length: ${form.body.length}\r\n\r\n`), form.body]), { time: 60000 });
    assert.ok([200, 201].includes(reply.status), reply.body.toString().slice(0, 500));
    const said = JSON.parse(reply.body.toString());
    assert.equal(said.counts.kept + (said.counts.carried ?? 0), before);
    assert.equal(said.counts.rejected, 0);
    if (said.version !== null) {
      const difference = JSON.parse(run("diff", "--site", site, "--json", id).out);
      assert.deepEqual([difference.added, difference.removed, difference.changed], [0, 0, 0], JSON.stringify(difference).slice(0, 800));
    }
  });
}

test("what the traps say is published, and stays after the form came back", { timeout: 60000 }, async () => {
  const rows = (await server.json("/collections/pieges/items?sortby=code")).features.map((row) => row.properties);
  for (const [i, trap] of traps.entries()) {
    assert.equal(rows[i].nom, trap.nom);
    assert.deepEqual(rows[i].mots, trap.mots);
    assert.equal(rows[i].annee ?? null, trap[2021]);
  }
  assert.ok((await server.json("/collections/pieges/versions?f=json")).versions.length >= 2, "the form made a version");
});

test("whose the rows are, under which licence, what is invented and every comment go with the form", async () => {
  const file = path.join(site, "pieges.xlsx");
  const help = sheet(file, "Aide Parvis"), said = sheet(file, "Commentaires Parvis");
  for (const words of ["Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/", "Service des essais", "Données d’exemple : les lignes dont « e » vaut « oui » sont inventées"]) assert.ok(help.includes(words), words);
  for (const words of ["A", "annee", "=Compté deux fois", "B (rupture de série)", "Service des pièges", "contrôle", "2026/06/02"]) assert.ok(said.includes(`= ${words}`), words);
  const notice = (await server.json("/collections/chantiers/items?limit=1")).avertissement;
  if (notice) assert.match(sheet(path.join(site, "chantiers.xlsx"), "Aide Parvis"), /Données d’exemple/);
  if (process.env.PARVIS_SITE) return;
  const works = path.join(site, "chantiers.xlsx");
  assert.match(sheet(works, "Commentaires Parvis"), /= T001[^]*= Retardé par le gel\.[^]*= Service de la voirie/);
  assert.match(sheet(works, "Aide Parvis"), /Site d'essai : tout est inventé\.[^]*Essais de Parvis[^]*Licence Ouverte 2\.0/);
  assert.doesNotMatch(sheet(works, "Commentaires Parvis"), /Service des pièges/, "those of other datasets stay there");
});

test("forms that many ask for at once cost one child, and hold up nobody", { timeout: 120000 }, async () => {
  const large = copySite();
  const rows = Array.from({ length: 45000 }, (_, i) => `N${i};Lieu numéro ${i};${i % 97};${(1 + (i % 300) / 1000).toFixed(3)};49.05`);
  fs.writeFileSync(path.join(large, "fichiers/grand.csv"), `numero;nom;places;lon;lat\n${rows.join("\n")}\n`);
  fs.writeFileSync(path.join(large, "datasets/grand.toml"), `kind = "general"
title.fr = "Grand"
source = "fichiers/grand.csv"
outside = "keep"
key = ["numero"]
[place]
lon = "lon"
lat = "lat"
[columns.numero]
[columns.nom]
[columns.places]
type = "integer"
`);
  assert.equal(ingest(large).code, 0);
  const crowded = await Server.start(large);
  try {
    const get = async (target) => {
      const start = Date.now();
      const reply = await crowded.exchange(Buffer.from(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`), { time: 60000 });
      return { reply, status: reply.status, time: Date.now() - start };
    };
    const asked = Array.from({ length: 40 }, () => get("/datasets/grand/model.xlsx"));
    await new Promise((go) => setTimeout(go, 100));
    const health = await get("/health");
    assert.equal(health.status, 200);
    assert.ok(health.time < 3000, `/health took ${health.time} ms`);
    const answers = await Promise.all(asked);
    const given = answers.filter(({ status }) => status === 200), refused = answers.filter(({ status }) => status === 503);
    assert.equal(given.length + refused.length, 40, JSON.stringify(answers.map(({ status }) => status)));
    assert.ok(given.length >= 1 && refused.length >= 1);
    for (const { reply, time } of refused) {
      assert.ok(Number(one(reply, "retry-after")) > 0);
      assert.ok(time < 3000, `a refusal took ${time} ms`);
    }
    const first = Math.min(...given.map(({ time }) => time));
    const again = await get("/datasets/grand/model.xlsx");
    assert.equal(again.status, 200);
    assert.ok(again.reply.body.equals(given[0].reply.body));
    assert.ok(again.time * 4 < first, `kept: ${again.time} ms, made: ${first} ms`);
  } finally {
    await crowded.stop();
  }
});

test("a collection that is computed has no form, and a name that is none neither", async () => {
  assert.equal((await server.get("/datasets/communes/model.xlsx")).status, 404);
  assert.equal((await server.get("/datasets/nulle-part/model.xlsx")).status, 404);
  assert.equal((await server.get("/datasets/chantiers/model.xlsx?f=xlsx")).status, 400);
  assert.equal(run("template", "--site", site, "nulle-part", "--out", path.join(site, "n.xlsx")).code, 1);
  assert.ok(!fs.existsSync(path.join(site, "n.xlsx")));
});

test("a text that begins as a formula stays a text in the workbook", { timeout: 60000 }, async () => {
  const evil = path.join(site, "fichiers/chantiers.csv");
  const lines = fs.readFileSync(path.join(site, "fichiers/chantiers.csv"), "utf8").split("\n");
  if (!lines[0].startsWith("numero;titre")) return; // another site's file
  fs.writeFileSync(evil, [lines[0], ...lines.slice(1).map((line, i) => (i < 4 ? line.replace(/;[^;]*;/, `;${["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)"][i]};`) : line))].join("\n"));
  fs.rmSync(path.join(site, "data/uploads/chantiers"), { recursive: true, force: true });
  assert.equal(ingest(site, "chantiers").code, 0);
  const file = path.join(site, "evil.xlsx");
  assert.equal(run("template", "--site", site, "chantiers", "--out", file).code, 0);
  // GDAL shows what a cell holds; of a formula it would show what it gives, or nothing.
  const cells = spawnSync("ogrinfo", ["-q", "-al", file, "chantiers"], { encoding: "utf8", maxBuffer: 1 << 26 }).stdout;
  for (const text of ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)"]) assert.ok(cells.includes(`= ${text}\n`), text);
});
