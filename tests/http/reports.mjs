// SPDX-License-Identifier: EUPL-1.2
// The activity reports of the demo: every number is bound to its cells, nothing is published
// without a word on what changed, an edition stays as it was, and the PDF can be printed.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { elements, parse, textOf, texts } from "./html_tree.mjs";
import { Server, copySite, ingest, run } from "./site_under_test.mjs";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const site = copySite(path.join(root, "datasets/sites/rouen"));
const work = fs.mkdtempSync(path.join(os.tmpdir(), "parvis-reports-"));
process.on("exit", () => fs.rmSync(work, { recursive: true, force: true }));
assert.equal(ingest(site).code, 0);
const report = (...words) => run("report", "--site", site, ...words);
const read = (...names) => fs.readFileSync(path.join(...names), "utf8");
const figures = path.join(site, "fichiers/activite.csv");
const comments = path.join(site, "comments/activite.toml");
const change = (file, from, to) => {
  const text = fs.readFileSync(file, "utf8");
  assert.ok(text.includes(from), `${file} has no ${from}`);
  fs.writeFileSync(file, text.replace(from, to));
};
for (const place of ["FR_76410", "FR_76212"]) {
  for (const year of ["2024", "2025"]) {
    const done = report(place, year, "--publish", "--by", "Direction générale");
    assert.equal(done.code, 0, done.err);
    assert.match(done.out, /édition 1 publiée/);
  }
}
const server = await Server.start(site);
test.after(() => server.stop());

/** The rows of a version as its file on the disk has them, by id. */
const versions = new Map();
function version(name) {
  if (!versions.has(name)) {
    const [dataset, number] = name.split("@");
    const folder = path.join(site, "data/versions", dataset, number);
    const rows = new Map(
      read(folder, "features.geojsonl").trimEnd().split("\n").map((line) => [JSON.parse(line).id, JSON.parse(line).properties]),
    );
    versions.set(name, { rows, manifest: JSON.parse(read(folder, "manifest.json")) });
  }
  return versions.get(name);
}
function cell(name) {
  const [, of, id, column] = /^([a-z-]+@\d+)#([^/]+)(?:\/(.+))?$/.exec(name) ?? assert.fail(`no cell: ${name}`);
  const row = version(of).rows.get(id);
  assert.ok(row, `${name}: no such row`);
  return column === undefined ? row : row[column];
}
const sum = (group) => group.map((name) => cell(name) ?? assert.fail(`${name} is empty`)).reduce((a, b) => a + b, 0);
const rules = {
  cell: ([group]) => (assert.equal(group.length, 1), sum(group)),
  count: ([group]) => group.map(cell).length,
  sum: ([group]) => sum(group),
  ratio: ([above, below]) => sum(above) / sum(below),
  percent: ([above, below]) => (100 * sum(above)) / sum(below),
  change: ([now, then]) => ((sum(now) - sum(then)) / Math.abs(sum(then))) * 100,
  difference: ([now, then]) => sum(now) - sum(then),
  "percent-difference": ([a, b, c, d]) => 100 * (sum(a) / sum(b) - sum(c) / sum(d)),
  "ratio-change": ([a, b, c, d]) => ((sum(a) / sum(b) - sum(c) / sum(d)) / (sum(c) / sum(d))) * 100,
};
const close = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
const plain = (text) => text.replace(/[\u202f\u00a0\s]+/g, " ").replace(/[’']/g, "'").replace(/ ([;:!?»])/g, "$1").replace(/« /g, "«").trim();

/** What an element with data-cells says must follow from the cells of the files. */
function checkBound(element) {
  const { attributes } = element;
  const groups = attributes["data-cells"].split("; ").map((group) => group.split(" "));
  const value = Number(attributes["data-value"]);
  const wanted = rules[attributes["data-rule"]](groups);
  assert.ok(close(value, wanted), `${attributes["data-cells"]}: ${value}, the files say ${wanted}`);
  const shown = /^[^\d]*([\d\s\u202f\u00a0]*\d(?:,(\d+))?)/.exec(textOf(element)) ?? assert.fail(`no number: ${textOf(element)}`);
  const number = Number(shown[1].replace(/[\s\u202f\u00a0]/g, "").replace(",", "."));
  const half = 0.5 * 10 ** -(shown[2]?.length ?? 0) + 1e-9;
  assert.ok(Math.abs(number - Math.abs(value)) <= half, `${textOf(element)} is not ${value}`);
}

const grid = new Map(read(root, "datasets/indicators.csv").trimEnd().split("\n").map((line) => [line.split(";")[0], line]));
/** A text that has digits may be one of a version, of the grid or of the site's settings. */
function checkQuoted(element, edition) {
  const name = element.attributes["data-text"];
  const shown = plain(textOf(element));
  if (name.startsWith("indicators.csv#")) {
    assert.ok(plain(grid.get(/#(\w+)\//.exec(name)[1])).includes(shown), `${name}: ${shown}`);
  } else if (name.startsWith("parvis.toml#")) {
    for (const [number] of shown.matchAll(/\d[\d ]*/g)) assert.ok(read(site, "parvis.toml").includes(number.replaceAll(" ", "")), `${name}: ${shown}`);
  } else if (name.startsWith("edition.json#")) {
    assert.equal(shown, plain(String(edition[name.split("#")[1]])));
  } else if (name.includes("#")) {
    const value = cell(name);
    const words = version(name.split("#")[0]).manifest.properties.find((one) => one.name === name.split("/")[1])?.values ?? [];
    assert.ok(plain(String(value)) === shown || JSON.stringify(words).includes(shown), `${name}: ${shown}, the file says ${value}`);
  } else {
    const [of, member] = name.split("/");
    const text = JSON.stringify(version(of).manifest);
    assert.ok((member === "licence" && (text.includes("etalab") || text.includes("licence"))) || plain(JSON.parse(JSON.stringify(text))).includes(shown) || plain(text).includes(shown), `${name}: ${shown}`);
  }
}

const day = (date) => new Intl.DateTimeFormat("fr", { dateStyle: "long", timeZone: "UTC" }).format(new Date(date)).replace(/^1 /, "1er ");
/** A day is the one that its place has; a year is the report's, or one of the four before. */
function checkTime(element, edition) {
  const { datetime, "data-text": name } = element.attributes, shown = plain(textOf(element));
  if (!/^\d{4}$/.test(datetime)) {
    assert.equal(shown, day(datetime), `${datetime} is not ${shown}`);
    assert.ok(name, `a day that comes from nowhere: ${shown}`);
  } else {
    assert.equal(shown, datetime);
    const back = Number(edition.year) - Number(datetime);
    assert.ok(back >= 0 && back <= 4, `${shown} in the report of ${edition.year}`);
  }
  if (name?.startsWith("edition.json#")) {
    assert.equal(String(edition[name.split("#")[1]]).slice(0, datetime.length), datetime, name);
  } else if (name) {
    const [of, member] = name.split("/"), { manifest } = version(of);
    const [column, part] = member.split(".");
    assert.equal((part ? manifest.properties.find((one) => one.name === column)[part] : manifest[member]).slice(0, datetime.length), datetime, name);
  }
  // What a figure is compared with is the year before, and its cells are of that year.
  for (let at = element.parent; at; at = at.parent) {
    if (!["change", "key-change", "most-what"].includes(at.attributes.class)) continue;
    assert.equal(Number(datetime), Number(edition.year) - 1, `${textOf(at)}: not the year before`);
    for (const { attributes } of elements(at)) {
      if (attributes["data-rule"] === "cell" && textOf(at).trim().startsWith("en ")) assert.ok(attributes["data-cells"].includes(`~.${datetime}/`), `${attributes["data-cells"]} is not of ${datetime}`);
    }
  }
}

/** Everything that a report must keep to; gives how many numbers it has. */
function checkReport(html, edition) {
  const tree = parse(html);
  const [body] = [...elements(tree)].filter((one) => one.name === "body");
  const said = read(comments) + read(site, "comments/equipements.toml");
  for (const { text, around } of texts(body)) {
    if (!/\d/.test(text)) continue;
    const holder = around.find(({ name, attributes }) => name === "time" || ["data-cells", "data-text", "data-comment", "data-time", "data-edition"].some((key) => key in attributes));
    assert.ok(holder, `a number that comes from nowhere: « ${text.trim()} » in <${around[0].name} class="${around[0].attributes.class}">`);
  }
  const ids = new Set();
  let numbers = 0, level = 0;
  for (const element of elements(tree)) {
    const { name, attributes } = element;
    if ("id" in attributes) assert.ok(!ids.has(attributes.id) && ids.add(attributes.id), `id ${attributes.id} stands twice`);
    for (const key of ["src", "href"]) assert.ok(!/^(https?:)?\/\//.test(attributes[key] ?? "") || name === "a", `${key} asks ${attributes[key]}`);
    assert.ok(name !== "script" && !Object.keys(attributes).some((key) => key.startsWith("on")), "a script");
    if ("data-cells" in attributes) numbers += (checkBound(element), 1);
    if ("data-text" in attributes && name !== "time") checkQuoted(element, edition);
    if ("data-comment" in attributes) assert.ok(said.includes(`id = "${attributes["data-comment"]}"`), attributes["data-comment"]);
    if ("data-time" in attributes) assert.equal(textOf(element), attributes["data-time"]);
    if (name === "time") checkTime(element, edition);
    if (/^h[1-6]$/.test(name)) {
      assert.ok(Number(name[1]) <= level + 1, `${name} after h${level}: ${textOf(element)}`);
      level = Number(name[1]);
    }
  }
  for (const element of elements(tree)) {
    const target = element.attributes.href?.startsWith("#") ? element.attributes.href.slice(1) : element.attributes["aria-labelledby"];
    if (target) assert.ok(ids.has(target), `#${target} is nowhere`);
  }
  checkPlaces(tree);
  return numbers;
}

/** A value of an indicator's article is of that indicator; of its table, of the column's year. */
function checkPlaces(tree) {
  for (const article of [...elements(tree)].filter(({ name }) => name === "article")) {
    const id = article.attributes["aria-labelledby"].slice(2);
    for (const { attributes } of elements(article)) {
      if (!("data-cells" in attributes) || attributes["data-rule"] === "count") continue;
      for (const name of attributes["data-cells"].split(/;? /)) assert.ok(name.includes(`#${id}~`), `${name} stands under ${id}`);
    }
    const value = [...elements(article)].find(({ attributes }) => attributes.class === "value");
    const years = new Set([...elements(value)].flatMap(({ attributes }) => (attributes["data-cells"] ?? "").match(/~\.\d{4}\//g) ?? []));
    assert.equal(years.size, 1, `${id}: ${[...years]}`);
  }
  for (const table of [...elements(tree)].filter(({ attributes }) => attributes.class === "years")) {
    const rows = [...elements(table)].filter(({ name }) => name === "tr");
    const years = [...elements(rows[0])].filter(({ name }) => name === "time").map(textOf);
    for (const row of rows.slice(1)) {
      [...elements(row)].filter(({ name }) => name === "td").forEach((td, at) => {
        for (const { attributes } of elements(td)) for (const name of (attributes["data-cells"] ?? "").match(/~\.\d{4}\//g) ?? []) assert.equal(name, `~.${years[at]}/`);
      });
    }
  }
}

const page = async (target) => (await server.get(target)).body.toString();

for (const [place, year] of [["FR_76410", "2024"], ["FR_76410", "2025"], ["FR_76212", "2024"], ["FR_76212", "2025"]]) {
  test(`${place} ${year}: every number follows from cells of the versions on the disk`, async () => {
    const edition = await server.json(`/reports/${place}/${year}?f=json`);
    const html = await page(`/reports/${place}/${year}`);
    assert.ok(checkReport(html, edition) > 200);
    // Every comment on a figure of the report is in it, whole and signed.
    const expected = [...read(comments).matchAll(/id = "([^"]+)"[\s\S]*?(?=\[\[comment\]\]|$)/g)].filter(([block]) => block.includes(`place = "${place}"`) && block.includes(`period = "${year}"`));
    assert.ok(expected.length >= 3);
    const tree = parse(html);
    for (const [block, id] of expected) {
      const shown = [...elements(tree)].find(({ attributes }) => attributes["data-comment"] === id && attributes.class === "said");
      assert.ok(shown, id);
      const text = /text\.fr = """\n([\s\S]*?)\n"""/.exec(block)[1].replace(/\*\*/g, "");
      assert.ok(plain(textOf(shown)).includes(plain(text)), id);
      assert.ok(textOf(shown).includes(/author = "([^"]+)"/.exec(block)[1]), id);
      assert.ok(plain(textOf(shown)).includes(`, le ${day(/date = (\S+)/.exec(block)[1])}`), id);
    }
    // Invented figures say so on the cover, at the foot of each page and at the end.
    assert.ok((html.match(/inventés/g) ?? []).length >= 3);
  });
}

test("these checks see a number from nowhere, a wrong one, a wrong text and a wrong day", async () => {
  const html = await page("/reports/FR_76410/2025/1"), edition = await server.json("/reports/FR_76410/2025/1?f=json");
  for (const [from, to, wanted] of [
    ["<p class=\"lead\">", "<p class=\"lead\">12 ", /from nowhere/],
    ["data-value=\"96400\"", "data-value=\"96401\"", /the files say 96400/],
    [/(data-cells="activite@1#piscine_entrees~\.76410~\.2025\/valeur">)96\u202f400/, "$196\u202f500", /is not 96400/],
    [/(\/source">)[^<]+/, "$1Direction 3", /the file says/],
    [/piscine_entrees~\.76410~\.2025\/valeur"(>96)/, 'repas_servis~.76410~.2025/valeur"$1', /stands under piscine_entrees|the files say/],
    [/(<time datetime=")(\d{4}-\d\d-)\d\d("[^>]*>)\d+/, "$1$201$32", /is not 2/],
    [/<time datetime="(\d{4}-\d\d-\d\d)" data-text="[^"]*">/, "<time datetime=\"$1\">", /from nowhere/],
    [/( sur )<time datetime="2024">2024/, "$1<time datetime=\"2023\">2023", /not the year before/],
    ["<main ", "<p id=\"contenu\"></p><main ", /stands twice/],
    ["</main>", "", /closes/],
  ]) {
    const broken = html.replace(from, to);
    assert.notEqual(broken, html, String(from));
    assert.throws(() => checkReport(broken, edition), wanted, String(from));
  }
});

test("a pole and the whole territory have reports too, summed from their communes", () => {
  for (const place of ["austreberthe-cailly", "territoire"]) {
    const file = path.join(work, `${place}.html`);
    const done = report(place, "2025", "--draft", "--out", file);
    assert.equal(done.code, 0, done.err);
    assert.ok(checkReport(read(file), { year: "2025" }) > 100, place);
  }
});

test("comparisons are made between figures that include the same parts only", async () => {
  const text = await page("/reports/FR_76410/2025?f=csv");
  // A population has no indicator: its row begins with empty cells, and has as many as the others.
  const cells = (line) => line.replace(/"(?:[^"]|"")*"/g, "x").split(",").length;
  const lines = text.trimEnd().split("\n");
  assert.deepEqual(lines.filter((line) => cells(line) !== cells(lines[0])), []);
  assert.ok(lines.some((line) => line.startsWith('"",,,')));
  const csv = text.split("\n").map((line) => line.split(","));
  const [header] = csv;
  const column = (line, name) => line[header.indexOf(name)];
  const beside = csv.filter((line) => column(line, "regle") === "ratio" || column(line, "regle") === "percent");
  assert.ok(beside.length >= 10);
  let left = 0;
  for (const line of beside) {
    const parts = column(line, "postes_inclus");
    const names = column(line, "cellules").split("; ")[0].split(" ");
    for (const name of names) assert.equal((cell(name.replace("/numerateur", "/postes_inclus")) ?? []).sort().join("|"), parts, name);
    if (column(line, "indicateur") === "domicile_cout_heure") left += !names.some((name) => name.includes("76165"));
  }
  assert.ok(left > 0, "Caudebec counts other parts and must be left out");
});

test("a variation that nobody explains keeps a report from being published, and is listed", () => {
  const spared = copySite(site);
  const file = path.join(spared, "comments/activite.toml");
  fs.writeFileSync(file, read(file).replace(/\[\[comment\]\]\nid = "neige-maromme-2025"[\s\S]*?(?=\n\[\[comment\]\])/, ""));
  assert.equal(ingest(spared).code, 0);
  const refused = run("report", "--site", spared, "FR_76410", "2025", "--publish");
  assert.equal(refused.code, 1);
  assert.match(refused.err, /Heures de déneigement \(deneigement_heures\)/);
  assert.equal(refused.err.match(/^ {2}/gm).length, 1);
  assert.ok(!fs.existsSync(path.join(spared, "data/reports/FR_76410")));
  const draft = path.join(work, "draft.html");
  assert.equal(run("report", "--site", spared, "FR_76410", "2025", "--draft", "--out", draft).code, 0);
  assert.match(read(draft), /class="draft-mark">Brouillon/);
  assert.match(read(draft), /pas encore expliquée/);
  // The same with a threshold that nothing reaches.
  change(path.join(spared, "parvis.toml"), "threshold_percent = 15", "threshold_percent = 900");
  assert.equal(run("report", "--site", spared, "FR_76410", "2025", "--publish").code, 0);
});

test("the figure of a pole is commented on as it is read, and one that shows nowhere is said so", () => {
  const spared = copySite(site);
  assert.equal(ingest(spared).code, 0);
  const say = (place, ...more) => run("comment", "add", "--site", spared, "--dataset", "activite", "--measure", "repas_servis", "--place", place, "--period", "2025", "--author", "Direction générale", "--text", "Deux communes de plus.", ...more);
  for (const place of ["val-de-seine", "territoire", "FR_76410"]) assert.equal(say(place, "--id", `dit-${place}`).code, 0);
  const elsewhere = say("val-de-sein");
  assert.equal(elsewhere.code, 1);
  assert.match(elsewhere.err, /se montrerait nulle part/);
  const out = path.join(work, "pole.html");
  for (const place of ["val-de-seine", "territoire"]) {
    assert.equal(run("report", "--site", spared, place, "2025", "--draft", "--out", out).code, 0);
    assert.match(read(out), /Deux communes de plus\./);
  }
  const of = (words) => run("comment", "list", "--site", spared, "--dataset", "activite", ...words).out;
  assert.ok(!of([]).includes("ne se montre nulle part"));
  // The pole has no meal in the file any more.
  const file = path.join(spared, "fichiers/activite.csv");
  fs.writeFileSync(file, read(file).split("\n").filter((line) => !(line.includes("Repas scolaires servis;2025"))).join("\n"));
  assert.equal(ingest(spared, "--accept-shrink").code, 0);
  assert.match(of(["--state", "a_revoir"]), /dit-val-de-seine[^\n]*\n {2}Le commentaire « dit-val-de-seine » ne se montre nulle part/);
  const doctor = run("doctor", "--site", spared);
  assert.equal(doctor.code, 0, doctor.out);
  assert.match(doctor.out, /Remarque : Le commentaire « dit-territoire » ne se montre nulle part/);
});

test("works that went on in the year stand on the map, with their version", () => {
  const other = copySite(site);
  const days = Math.round((Date.parse("2025-07-01") - Date.now()) / 86400e3);
  const file = path.join(other, "fichiers/chantiers.csv");
  fs.writeFileSync(file, read(file).replace(/^(CH-059;.*?;76410;)en_cours;-11;29;/m, `$1termine;${days};${days + 20};`));
  assert.equal(ingest(other).code, 0);
  const out = path.join(work, "works.html");
  assert.equal(run("report", "--site", other, "FR_76410", "2025", "--out", out).code, 0);
  const tree = parse(read(out));
  const bound = [...elements(tree)].find(({ attributes }) => attributes["data-cells"] === "chantiers@1#CH-059");
  assert.equal(textOf(bound), "1 chantier dans l’année");
  assert.match(read(out), /data-text="chantiers@1#CH-059\/titre">Renouvellement de la conduite d’eau entre Maromme/);
  assert.match(read(out), /<rect fill="#a8201a"/);
  assert.match(read(out), /data-text="chantiers@1\/title"/);
  assert.equal(run("report", "--site", other, "FR_76410", "2024", "--out", out).code, 0);
  assert.doesNotMatch(read(out), /chantiers@1/);
});

test("what is asked wrongly is refused in words", async () => {
  for (const [words, wanted] of [[["FR_99999", "2025"], /ne désigne aucun lieu/], [["76410", "2025"], /« FR_76410 » \(Maromme\) \?/], [["maromme", "2025"], /« FR_76410 » \(Maromme\) \?/], [["val-de-sein", "2025"], /« val-de-seine »/], [["FR_76410", "2030"], /Années connues : 2021, 2022/], [["FR_76540", "2025"], /aucun chiffre/]]) {
    const done = report(...words, "--publish");
    assert.equal(done.code, 1);
    assert.match(done.err, wanted);
  }
  assert.equal(report("FR_76410", "deux-mille").code, 2);
  for (const target of ["/reports/FR_76540/2025", "/reports/FR_76410/2023", "/reports/FR_76410/2025/7", "/reports/FR_76410/2025/x", "/reports/..%2f..%2fdata/2025", "/reports/%2e%2e/2025"]) {
    assert.ok([400, 404].includes((await server.get(target)).status), target);
  }
  assert.equal((await server.get("/reports/FR_76410/2025?f=docx")).status, 400);
  assert.equal((await server.get("/reports/FR_76410/2025?g=pdf")).status, 400);
});

test("a comment with HTML, a heading and a picture stays a text", () => {
  const hostile = copySite(site);
  const file = path.join(hostile, "comments/activite.toml");
  fs.writeFileSync(file, read(file).replace("Deux épisodes de neige", "# Titre\n\n<script>alert(1)</script> ![x](http://127.0.0.1:9/image.png) [y](javascript:alert(1)) Deux épisodes"));
  assert.equal(ingest(hostile).code, 0);
  const out = path.join(work, "hostile.html");
  assert.equal(run("report", "--site", hostile, "FR_76410", "2025", "--out", out).code, 0);
  assert.ok(!/<script|<h1>Titre|javascript:|<img[^>]*src="http/.test(read(out)));
  assert.match(read(out), /&lt;script&gt;/);
});

test("an edition stays as it was; a later one says what it corrects", async () => {
  const first = await page("/reports/FR_76410/2025");
  change(figures, "Entrées à la piscine;2025;96400;", "Entrées à la piscine;2025;96500;");
  change(comments, "à 96 400 entrées", "à 96 500 entrées");
  assert.equal(ingest(site).code, 0);
  assert.equal(await page("/reports/FR_76410/2025"), first);
  const again = report("FR_76410", "2025", "--publish", "--by", "Direction générale", "--why", "une feuille de caisse oubliée");
  assert.equal(again.code, 0, again.err);
  assert.match(again.out, /édition 2 publiée/);
  const second = await page("/reports/FR_76410/2025");
  const edition = await server.json("/reports/FR_76410/2025?f=json");
  assert.equal(edition.edition, 2);
  checkReport(second, edition);
  const [corrections] = [...elements(parse(second))].filter(({ attributes }) => attributes.class === "corrections");
  assert.match(plain(textOf(corrections)), /Entrées à la piscine: 96 500 entrées, au lieu de 96 400 entrées/);
  assert.match(textOf(corrections), /une feuille de caisse oubliée/);
  // The file is what it was; served, it says that another has followed.
  assert.equal(read(site, "data/reports/FR_76410/2025/1/report.html"), first);
  const old = await page("/reports/FR_76410/2025/1");
  assert.equal(old.replace(/<aside[\s\S]*?<\/aside>/, ""), first);
  assert.match(plain(textOf(parse(old))), /Cette édition n'est plus la dernière: elle a été suivie par l'édition 2\./);
  assert.match(report("FR_76410", "2025", "--publish").out, /inchangé/);
  const list = await server.json("/reports?f=json");
  assert.equal(list.reports.length, 4);
  assert.equal(list.reports.find(({ place, year }) => place === "FR_76410" && year === "2025").edition, 2);
  assert.match(await page("/reports?f=html"), /édition 1/);
});

test("the page of a commune leads to its reports, also to one that has just been published", async () => {
  const before = await server.get("/communes/FR_76095?f=html");
  assert.doesNotMatch(before.body.toString(), /Rapport d’activité/);
  assert.match(await page("/communes/FR_76410?f=html"), /href="\/reports\/FR_76410\/2025">2025<\/a> <a href="\/reports\/FR_76410\/2024">2024/);
  change(path.join(site, "parvis.toml"), "threshold_percent = 15", "threshold_percent = 900");
  assert.equal(report("FR_76095", "2025", "--publish").code, 0);
  const after = await server.get("/communes/FR_76095?f=html", { "If-None-Match": before.headers.etag[0] });
  assert.equal(after.status, 200);
  assert.match(after.body.toString(), /href="\/reports\/FR_76095\/2025"/);
});

test("without WeasyPrint an edition is published only where that is asked for, and links to no PDF", async () => {
  const bare = copySite(site);
  assert.equal(ingest(bare).code, 0);
  const publish = (...words) => spawnSync(process.env.PARVIS, ["report", "--site", bare, "FR_76212", "2025", "--publish", ...words], { encoding: "utf8", env: { PATH: work } });
  const refused = publish();
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /pas de PDF : WeasyPrint n’est pas installé.*Rien n’est publié/);
  assert.ok(!fs.existsSync(path.join(bare, "data/reports/FR_76212/2025/1")));
  const done = publish("--without-pdf");
  assert.equal(done.status, 0, done.stderr);
  assert.ok(fs.existsSync(path.join(bare, "data/reports/FR_76212/2025/1/report.odt")));
  const other = await Server.start(bare);
  const answer = await other.get("/reports/FR_76212/2025?f=pdf", { Accept: "application/json" });
  for (const target of ["/reports/FR_76212/2025?f=html", "/reports?f=html"]) assert.ok(!(await other.get(target)).body.includes("?f=pdf"), target);
  await other.stop();
  assert.equal(answer.status, 404);
  assert.match(answer.body.toString(), /n'a pas été mise dans ce format/);
});
