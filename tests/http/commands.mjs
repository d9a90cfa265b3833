// SPDX-License-Identifier: EUPL-1.2
// What the built commands write where: exit codes, reports for programs, progress on a terminal.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { copySite, ingest, lastEvent, parvis, run } from "./site_under_test.mjs";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parvis-commands-"));
process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
const write = (name, text) => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
};

const schema = write("s.json", JSON.stringify({
  name: "places", version: "1.2.3",
  fields: [
    { name: "nom", type: "string", constraints: { required: true } },
    { name: "places", type: "integer", constraints: { minimum: 1 } },
    { name: "ouvert", type: "date" },
  ],
}));
const valid = write("bon.csv", "nom,places,ouvert\nNord,12,2026-05-01\nSud,3,\n");
// 250 numbers that are none, 130 below the minimum, 2 names that are missing: 382 rows refused.
const wrong = write("faux.csv", "nom,places,ouvert\n" + Array.from({ length: 500 }, (_, i) =>
  `${i === 480 || i === 490 ? "" : `P${i}`},${i < 250 ? "x" : i < 380 ? 0 : 5},2026-05-01\n`).join(""));

test("check --schema: 0 and a report for a file that conforms", () => {
  const done = run("check", valid, "--schema", schema, "--json");
  assert.equal(done.code, 0, done.err);
  assert.equal(done.err, "");
  const report = JSON.parse(done.out);
  assert.equal(report.conforms, true);
  assert.deepEqual([report.rows, report.refused, report.issues, report.issue_counts], [2, 0, [], {}]);
  assert.deepEqual([report.schema.name, report.schema.version], ["places", "1.2.3"]);
  assert.match(report.schema.sha256, /^[0-9a-f]{64}$/);
  assert.match(run("check", valid, "--schema", schema).out, /2 lignes lues, 0 refusées[^]*Le fichier est conforme\.\n$/);
});

test("check --schema: 1, the first hundred of each kind by row, column, rule and value, and all counted", () => {
  const done = run("check", wrong, "--schema", schema, "--json");
  assert.equal(done.code, 1);
  assert.equal(done.err, "");
  const report = JSON.parse(done.out);
  assert.equal(report.conforms, false);
  assert.deepEqual([report.rows, report.refused], [500, 382]);
  assert.deepEqual(report.issue_counts, { schema_minimum: 130, schema_required: 2, schema_type: 250 });
  const of = (code) => report.issues.filter((issue) => issue.code === code);
  assert.deepEqual(of("schema_type").map((issue) => issue.line), Array.from({ length: 100 }, (_, i) => i + 2));
  assert.deepEqual(of("schema_minimum").map((issue) => issue.line), Array.from({ length: 100 }, (_, i) => i + 252));
  assert.deepEqual(of("schema_required").map((issue) => [issue.line, issue.column]), [[482, "nom"], [492, "nom"]]);
  for (const issue of report.issues) {
    assert.equal(issue.severity, "rejected");
    assert.ok(issue.rule.length > 0 && issue.message.length > 0);
  }
  assert.deepEqual([of("schema_type")[0].column, of("schema_type")[0].value], ["places", "x"]);
  assert.deepEqual([of("schema_minimum")[0].column, of("schema_minimum")[0].value], ["places", "0"]);

  const words = run("check", wrong, "--schema", schema);
  assert.equal(words.code, 1);
  assert.match(words.out, /500 lignes lues, 382 refusées/);
  assert.match(words.out, /250 × /);
  assert.match(words.out, /et 240 autres ; les cent premières avec --json/);
  assert.match(words.out, /Le fichier n’est pas conforme\.\n$/);
});

test("check --schema: one sentence for a file or a schema that cannot be read, 2 for words it does not know", () => {
  for (const [file, from] of [[path.join(folder, "absent.csv"), schema], [valid, path.join(folder, "absent.json")], [valid, wrong]]) {
    const done = run("check", file, "--schema", from, "--json");
    assert.equal(done.code, 1);
    assert.equal(done.out, "");
    assert.match(done.err, /^parvis : [^\n]+\n$/);
  }
  for (const words of [["--schema", schema], [valid, valid, "--schema", schema], [valid, "--schema", schema, "--site", folder], [valid]]) {
    assert.equal(run("check", ...words).code, 2, words.join(" "));
  }
});

test("check names the rows that would go and the columns that nobody reads", { timeout: 120000 }, () => {
  const site = copySite();
  const definition = path.join(site, "datasets/equipements.toml");
  assert.equal(ingest(site).code, 0);
  const file = path.join(site, "fichiers/equipements.csv");
  const [head, ...rows] = fs.readFileSync(file, "utf8").trimEnd().split("\n");
  // A column more, which the definition does not name, and the last three rows fewer.
  fs.writeFileSync(file, [`${head};remarque`, ...rows.slice(0, -3).map((row) => `${row};x`)].join("\n") + "\n");
  assert.ok(!fs.readFileSync(definition, "utf8").includes("remarque"));
  const { code, out } = run("check", "--site", site, "equipements");
  assert.equal(code, 0, out);
  assert.match(out, /Colonnes du fichier qui ne sont ni lues ni publiées : [^\n]*remarque/);
  assert.match(out, /Types : numero texte, nom texte/);
  assert.match(out, /3 × Ligne publiée jusqu’ici, qui ne l’est plus/);
  for (const row of rows.slice(-3)) assert.ok(out.includes(`« ${row.split(";")[0]} » : elle n’est pas dans le fichier`), out);
  const { datasets } = lastEvent(run("check", "--site", site, "equipements", "--json").out);
  assert.deepEqual([datasets[0].gone.count, datasets[0].gone.rows.length], [3, 3]);
  assert.doesNotMatch(run("check", "--site", site, "chantiers").out, /absente|ni lues/);
});

test("versions --json holds versions, decisions and alerts; an alert that is not of the dataset asked for is left out", () => {
  const site = copySite();
  const toml = path.join(site, "datasets/chantiers.toml");
  fs.writeFileSync(toml, `shrink_alert = 0.3\nrefresh = "every 6h"\n${fs.readFileSync(toml, "utf8")}`);
  assert.equal(ingest(site).code, 0);
  const works = path.join(site, "fichiers/chantiers.csv");
  fs.writeFileSync(works, fs.readFileSync(works, "utf8").split("\n").slice(0, 20).join("\n") + "\n");
  assert.equal(ingest(site, "chantiers").code, 1);

  const listed = (...ids) => JSON.parse(run("versions", "--site", site, "--json", ...ids).out);
  const { versions, alerts } = listed();
  assert.deepEqual(alerts.map((one) => [one.dataset, one.kind]), [["chantiers", "shrunk"]]);
  assert.match(alerts[0].message, /19 lignes, alors que le fichier d’avant en avait 90/);
  assert.match(alerts[0].since, /^\d{4}-\d\d-\d\dT[\d:]+Z$/);
  assert.deepEqual(versions.filter((one) => one.dataset === "chantiers").map((one) => [one.version, one.state, one.kept]), [[1, "published", 90]]);
  assert.deepEqual(listed("equipements").alerts, []);
  assert.deepEqual(listed("chantiers").alerts, alerts);
});

test("diff without numbers compares with what was published before, not with what was withdrawn", { timeout: 120000 }, () => {
  const site = copySite();
  const toml = path.join(site, "datasets/chantiers.toml");
  fs.writeFileSync(toml, `absent = "removed"\n${fs.readFileSync(toml, "utf8")}`);
  const works = path.join(site, "fichiers/chantiers.csv");
  const lines = fs.readFileSync(works, "utf8").split("\n");
  const bring = (rows) => {
    fs.writeFileSync(works, lines.slice(0, rows + 1).join("\n") + "\n");
    assert.equal(ingest(site, "chantiers").code, 0);
  };
  const compared = () => {
    const { from, to, added } = JSON.parse(run("diff", "--site", site, "--json", "chantiers").out);
    return [from, to, added];
  };
  for (const rows of [10, 12, 15]) bring(rows);
  assert.deepEqual(compared(), [2, 3, 3]);
  assert.equal(run("rollback", "--site", site, "chantiers").code, 0);
  assert.deepEqual(compared(), [1, 2, 2]);
  bring(16);
  assert.deepEqual(compared(), [2, 4, 4]);
  // Who asks for the withdrawn one by its number still gets it.
  assert.equal(JSON.parse(run("diff", "--site", site, "--json", "chantiers", "3", "4").out).added, 1);
});

// Long enough that a bar is drawn and a second goes by, in a build for tests.
const many = 200_000;
const long = copySite();
{
  const toml = path.join(long, "datasets/chantiers.toml");
  const [head, ...rows] = fs.readFileSync(path.join(long, "fichiers/chantiers.csv"), "utf8").trimEnd().split("\n");
  const text = [head];
  for (let i = 0; i < many; ++i) text.push(rows[i % rows.length].replace(/^[^;]*/, `L${i}`));
  fs.writeFileSync(path.join(long, "fichiers/longue.csv"), text.join("\n") + "\n");
  fs.writeFileSync(toml, fs.readFileSync(toml, "utf8").replace("fichiers/chantiers.csv", "fichiers/longue.csv"));
}
const environment = (TERM) => ({ ...process.env, TERM, LC_ALL: "C.UTF-8" });

/** What a terminal of 80 columns receives of a command. */
function onTerminal(words, TERM = "xterm") {
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const done = spawnSync("script", ["-qec", `${parvis} ${quoted}`, "/dev/null"], { encoding: "utf8", env: environment(TERM), maxBuffer: 1 << 28 });
  return { code: done.status, text: done.stdout };
}

test("on a terminal a bar shows rows, rate and time left, and is gone at the end", { timeout: 300000 }, () => {
  const { code, text } = onTerminal(["ingest", "--site", long, "chantiers", "--draft"]);
  assert.equal(code, 0, text.slice(-2000));
  const drawn = [...text.matchAll(/\r([^\r\n]*)\x1b\[K/g)].map((one) => one[1]).filter((line) => line !== "");
  assert.ok(drawn.length >= 2, JSON.stringify(text.slice(0, 2000)));
  const shape = /^chantiers \[(#*)(-*)\] (\d+) % ([\d\u202f]+) lignes, ([\d\u202f]+) lignes\/s, encore (\d+ h \d\d min|\d+ min \d\d s|\d+ s)$/;
  let before = [-1, -1];
  for (const line of drawn) {
    const found = shape.exec(line);
    assert.ok(found, line);
    assert.ok([...line].length <= 79, line);
    const percent = Number(found[3]);
    const rows = Number(found[4].replaceAll("\u202f", ""));
    const width = found[1].length + found[2].length;
    assert.ok(Math.abs(found[1].length - (width * percent) / 100) <= 1, line);
    assert.ok(percent >= before[0] && percent <= 100 && rows > before[1] && rows <= many, line);
    // The rows are alike: as much of the file is behind as of the rows.
    assert.ok(Math.abs(percent / 100 - rows / many) < 0.05, line);
    before = [percent, rows];
  }
  const rest = text.slice(text.lastIndexOf("\x1b[K") + 3);
  assert.match(text, /\r\x1b\[Kchantiers : lues 200\u202f000/);
  assert.doesNotMatch(rest, /\[#*-*\]/);
});

test("in a pipe there are plain lines alone, and on a terminal that cannot go back too", { timeout: 300000 }, () => {
  const piped = spawnSync(parvis, ["check", "--site", long, "chantiers"], { encoding: "utf8", env: environment("xterm"), maxBuffer: 1 << 28 });
  assert.equal(piped.status, 0);
  assert.equal(piped.stderr, "");
  assert.match(piped.stdout, /^chantiers : lues 200\u202f000/);
  assert.doesNotMatch(piped.stdout, /[\r\x1b]/);
  assert.doesNotMatch(onTerminal(["check", "--site", long, "chantiers"], "dumb").text, /\x1b|\[#/);
});

test("--json gives events, one JSON object a line: start, progress, dataset, result; or error", { timeout: 300000 }, () => {
  const done = ingest(long, "chantiers", "--json", "--draft");
  assert.equal(done.code, 0, done.err);
  assert.equal(done.err, "");
  const events = done.out.trimEnd().split("\n").map((line) => JSON.parse(line));
  const kinds = events.map((one) => one.event);
  assert.deepEqual(kinds.filter((kind) => kind !== "progress"), ["start", "dataset", "result"]);
  assert.equal(kinds[0], "start");
  assert.deepEqual([events[0].dataset, events[0].source], ["chantiers", "longue.csv"]);
  const { seconds, counts, issue_counts } = events.at(-1).datasets[0];
  const progress = events.filter((one) => one.event === "progress");
  // One a second while rows are read; the commit after them has none.
  assert.ok(progress.length >= 1 && progress.length <= seconds + 1, `${progress.length} in ${seconds} s`);
  let rows = 0;
  for (const one of progress) {
    assert.equal(one.dataset, "chantiers");
    assert.ok(one.rows > rows && one.rows <= many);
    assert.ok(Math.abs(one.share - one.rows / many) < 0.05);
    assert.ok(Math.abs(one.rows_per_second - one.rows / one.seconds) < 1);
    assert.ok(Math.abs(one.seconds_left - (one.seconds * (1 - one.share)) / one.share) < 0.01);
    for (const [code, count] of Object.entries(one.issue_counts)) assert.ok(count <= issue_counts[code]);
    rows = one.rows;
  }
  const dataset = events.at(-2);
  assert.deepEqual([dataset.event, dataset.dataset], ["dataset", "chantiers"]);
  assert.deepEqual([dataset.counts, dataset.issue_counts], [counts, issue_counts]);
  assert.equal(counts.read, many);

  fs.rmSync(path.join(long, "fichiers/longue.csv"));
  const failed = ingest(long, "chantiers", "--json");
  assert.equal(failed.code, 1);
  const lines = failed.out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map((one) => one.event), ["start", "error", "result"]);
  assert.match(lines[1].message, /longue\.csv/);
  assert.equal(lines[2].succeeded, false);

  const nowhere = ingest(path.join(folder, "nulle-part"), "--json");
  assert.equal(nowhere.code, 1);
  assert.equal(lastEvent(nowhere.out).event, "error");
});
