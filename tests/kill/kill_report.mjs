// SPDX-License-Identifier: EUPL-1.2
// Kills `parvis report --publish` (SIGKILL) at random moments, half of them just when the edition is
// being written, and looks after each: the edition is whole or absent, the one before is as it was,
// and the next run publishes it.
// usage: PARVIS=… node kill_report.mjs [TURNS [SEED]]
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { copySite, ingest, parvis, run } from "../http/site_under_test.mjs";

const turns = Number(process.argv[2] ?? 60);
let state = Number(process.argv[3] ?? 20261130);
// mulberry32: two machines draw the same moments.
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const alive = setInterval(() => {}, 1000);

const site = copySite(path.join(path.dirname(fileURLToPath(import.meta.url)), "../../datasets/sites/rouen"));
for (const name of ["chantiers", "equipements", "investissements"]) {
  fs.rmSync(path.join(site, `datasets/${name}.toml`));
  fs.rmSync(path.join(site, `comments/${name}.toml`));
}
fs.rmSync(path.join(site, "crossings"), { recursive: true });
assert.equal(ingest(site).code, 0);
const words = ["report", "--site", site, "FR_76410", "2025", "--publish", "--without-pdf"];
const published = run(...words);
assert.equal(published.code, 0, published.err);
const comments = path.join(site, "comments/activite.toml");
fs.writeFileSync(comments, fs.readFileSync(comments, "utf8").replace("Deux épisodes de neige", "Deux longs épisodes de neige"));
assert.equal(ingest(site).code, 0);

const folder = path.join(site, "data/reports/FR_76410/2025");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const sumsOf = (edition) => fs.readdirSync(path.join(folder, edition)).sort().map((name) => `${name} ${sha256(fs.readFileSync(path.join(folder, edition, name)))}`).join("\n");
const first = sumsOf("1");

/** How long a run takes that nobody kills. */
function timed() {
  const start = performance.now();
  assert.match(run(...words).out, /édition 2 publiée/);
  fs.rmSync(path.join(folder, "2"), { recursive: true });
  return performance.now() - start;
}
const whole = (timed() + timed()) / 2;

let absent = 0, there = 0, halves = 0;
for (let turn = 0; turn < turns; ++turn) {
  const child = spawn(parvis, words, { stdio: "ignore" });
  const ended = new Promise((go) => child.on("exit", go));
  if (turn % 2 === 0) {
    setTimeout(() => child.kill("SIGKILL"), random() * whole * 1.1);
  } else {
    // As soon as something of the edition lies there, and up to 12 ms later.
    const wait = random() * 12;
    const watcher = fs.watch(folder, () => {
      watcher.close();
      const until = performance.now() + wait;
      while (performance.now() < until);
      child.kill("SIGKILL");
    });
    void ended.then(() => watcher.close());
  }
  await ended;
  const names = fs.readdirSync(folder);
  assert.deepEqual(names.filter((name) => name !== "1" && name !== "2" && name !== ".2.new"), [], "something else lies there");
  // How often depends on how long the machine takes to write: told, not held.
  halves += names.includes(".2.new") ? 1 : 0;
  assert.equal(sumsOf("1"), first, `turn ${turn}: the edition before has changed`);
  if (names.includes("2")) {
    ++there;
    const { files, edition } = JSON.parse(fs.readFileSync(path.join(folder, "2/edition.json")));
    assert.equal(edition, 2);
    assert.deepEqual(files.map(({ name }) => name).sort(), ["report.csv", "report.html", "report.odt"]);
    for (const { name, sha256: sum } of files) assert.equal(sha256(fs.readFileSync(path.join(folder, "2", name))), sum, `turn ${turn}: ${name}`);
    assert.match(run(...words).out, /inchangé, l’édition 2 reste/);
  } else {
    ++absent;
    if (turn % 5 === 0) assert.match(run(...words).out, /édition 2 publiée/, `turn ${turn}: the next run publishes nothing`);
  }
  if (turn % 10 === 0) {
    const doctor = run("doctor", "--site", site);
    assert.equal(doctor.code, 0, `turn ${turn}: ${doctor.out}`);
  }
  fs.rmSync(path.join(folder, "2"), { recursive: true, force: true });
}
assert.ok(absent >= turns / 4, `only ${absent} of ${turns} were killed before`);
clearInterval(alive);
console.log(`${turns} kills: ${absent} times no edition, ${there} times a whole one; ${halves} left something aside`);
