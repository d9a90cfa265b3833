// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, one, parvis } from "./site_under_test.mjs";

const site = copySite();
// Here a row that the file lacks has gone: what is published is what the file says.
const definition = path.join(site, "datasets/chantiers.toml");
fs.writeFileSync(definition, `absent = "removed"\n${fs.readFileSync(definition, "utf8")}`);
assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());
const works = path.join(site, "fichiers/chantiers.csv");
const [header, ...rows] = fs.readFileSync(works, "utf8").trimEnd().split("\n");

function ingestInBackground() {
  return new Promise((resolve) => spawn(parvis, ["ingest", "--site", site, "chantiers"], { stdio: "ignore" }).on("exit", resolve));
}

async function walk(limit) {
  const ids = [];
  let target = `/collections/chantiers/items?limit=${limit}`;
  while (target) {
    const reply = await server.get(target);
    assert.equal(reply.status, 200, `${target}: ${reply.body}`);
    const page = JSON.parse(reply.body.toString());
    ids.push(...page.features.map((feature) => feature.id));
    const next = page.links.find((link) => link.rel === "next");
    target = next ? next.href.slice(server.base.length) : undefined;
  }
  return ids;
}

test("a walk through the pages neither repeats nor skips while versions land, and no request is lost", { timeout: 120000 }, async () => {
  let landing = true;
  let versions = 0;
  const ingests = (async () => {
    for (let turn = 0; turn < 8; ++turn) {
      // Rows come and go before, between and after those that are being read.
      const kept = rows.filter((_, index) => (index + turn) % 5 !== 0);
      fs.writeFileSync(works, [header, ...(turn % 2 ? kept.reverse() : kept)].join("\n") + "\n");
      assert.equal(await ingestInBackground(), 0);
      ++versions;
    }
    landing = false;
  })();
  let walks = 0;
  while (landing) {
    const ids = await walk(7);
    assert.equal(new Set(ids).size, ids.length, "repeats");
    assert.ok(ids.length === 90 || ids.length === 72, `${ids.length} rows are of no version`);
    ++walks;
  }
  await ingests;
  assert.ok(walks > 1 && versions === 8);
});

const bad = [
  ["a missing file", () => fs.rmSync(works), /chantiers\.csv/],
  ["an empty file", () => fs.writeFileSync(works, ""), /chantiers\.csv/],
  ["a header without rows", () => fs.writeFileSync(works, header + "\n"), /chantiers\.csv/],
  ["a wrong column in the mapping", (toml) => toml.replace('from = "debut"', 'from = "commencement"'), /commencement/],
  ["an unknown CRS", (toml) => toml.replace("EPSG:4326", "EPSG:999999"), /EPSG:999999/],
  ["a key that a .toml does not have", (toml) => toml.replace("[place]", "couleur = 1\n[place]"), /couleur/],
  ["a .toml that is none", () => "titre = [", /chantiers\.toml/],
];
for (const [what, change, sentence] of bad) {
  test(`${what}: one clear sentence, and what was published answers the same`, async () => {
    fs.writeFileSync(works, [header, ...rows].join("\n") + "\n");
    assert.equal(ingest(site).code, 0);
    const toml = path.join(site, "datasets/chantiers.toml");
    const definition = fs.readFileSync(toml, "utf8");
    await new Promise((go) => setTimeout(go, 1200));
    const before = await server.get("/collections/chantiers/items?limit=90");
    const changed = change(definition);
    if (typeof changed === "string") fs.writeFileSync(toml, changed);

    const done = ingest(site, "chantiers");

    fs.writeFileSync(toml, definition);
    assert.equal(done.code, 1, done.out);
    const lines = done.err.trim().split("\n");
    assert.equal(lines.length, 1, done.err);
    assert.match(lines[0], sentence);
    const after = await server.get("/collections/chantiers/items?limit=90");
    assert.equal(one(after, "etag"), one(before, "etag"));
    assert.deepEqual(after.body, before.body);
  });
}

test("an unreadable file is named", { skip: process.getuid?.() === 0 && "root reads everything" }, () => {
  fs.chmodSync(works, 0o000);
  const done = ingest(site, "chantiers");
  fs.chmodSync(works, 0o644);
  assert.equal(done.code, 1);
  assert.match(done.err, /chantiers\.csv/);
});

test("a folder in place of a file is named", () => {
  fs.rmSync(works, { force: true });
  fs.mkdirSync(works);
  const done = ingest(site, "chantiers");
  fs.rmdirSync(works);
  fs.writeFileSync(works, [header, ...rows].join("\n") + "\n");
  assert.equal(done.code, 1);
  assert.match(done.err, /chantiers\.csv/);
});

test("a row with a broken date or place is refused by line and column, the others go on", () => {
  const broken = [...rows];
  broken[1] = broken[1].replace(/;\d\d\/\d\d\/2026;/, ";31/02/2026;");
  broken[4] = broken[4].replace(/;[\d.]+;[\d.]+$/, ";un;deux");
  fs.writeFileSync(works, [header, ...broken].join("\n") + "\n");
  const done = ingest(site, "chantiers");
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /lues 90, gardées (88|89)/);
  assert.match(done.out, /ligne 3, colonne « debut »/);
  assert.match(done.out, /ligne 6/);
});
