// SPDX-License-Identifier: EUPL-1.2
// What a report may not be published with, and what of its data it may not pass over: on the
// demo's figures, changed by hand, one rule a test.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { elements, parse, textOf } from "./html_tree.mjs";
import { copySite, ingest, run } from "./site_under_test.mjs";

const rouen = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../datasets/sites/rouen");
const read = (...names) => fs.readFileSync(path.join(...names), "utf8");
const plain = (text) => text.replace(/[\u202f\u00a0\s]+/g, " ").trim();

/** The demo with its activity alone. */
class Site {
  constructor() {
    this.folder = copySite(rouen);
    for (const name of ["chantiers", "equipements", "hiver", "investissements", "marches", "population", "rues"]) {
      fs.rmSync(path.join(this.folder, `datasets/${name}.toml`), { force: true });
      fs.rmSync(path.join(this.folder, `comments/${name}.toml`), { force: true });
    }
    fs.rmSync(path.join(this.folder, "crossings"), { recursive: true, force: true });
  }
  change(name, from, to) {
    const file = path.join(this.folder, name);
    const text = read(file);
    assert.match(text, from instanceof RegExp ? from : new RegExp(from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")), `${name} has no ${from}`);
    fs.writeFileSync(file, text.replace(from, to));
  }
  /** A cell of the figures' file. */
  set(code, label, year, column, value) {
    const file = path.join(this.folder, "fichiers/activite.csv");
    const lines = read(file).trimEnd().split("\n").map((line) => line.split(";"));
    const row = lines.find((cells) => cells[0] === code && cells[2] === label && cells[3] === year);
    assert.ok(row, `${code} ${label} ${year}`);
    row[lines[0].indexOf(column)] = value;
    fs.writeFileSync(file, `${lines.map((cells) => cells.join(";")).join("\n")}\n`);
  }
  say(id, measure, place, period) {
    fs.appendFileSync(path.join(this.folder, "comments/activite.toml"), `\n[[comment]]\nid = "${id}"\ndataset = "activite"\nmeasure = "${measure}"\nplace = "${place}"\nperiod = "${period}"\nauthor = "Service"\ndate = 2026-06-02\ntext.fr = "Parce que."\n`);
  }
  ingest() {
    const done = ingest(this.folder);
    assert.equal(done.code, 0, done.err);
    return this;
  }
  publish(place, year) {
    return run("report", "--site", this.folder, place, year, "--publish");
  }
  draft(place, year, format = "html") {
    const file = path.join(this.folder, `draft.${format}`);
    const done = run("report", "--site", this.folder, place, year, "--draft", "--format", format, "--out", file);
    assert.equal(done.code, 0, done.err);
    if (format !== "odt") return read(file);
    return spawnSync("python3", ["-c", "import sys,zipfile;print(zipfile.ZipFile(sys.argv[1]).read('content.xml').decode())", file], { encoding: "utf8" }).stdout;
  }
  edition(place, year, number) {
    const folder = path.join(this.folder, "data/reports", place, year, String(number));
    return { facts: JSON.parse(read(folder, "edition.json")), html: read(folder, "report.html") };
  }
}
/** The codes of the indicators that keep a report from being published. */
const unexplained = (done) => [...done.err.matchAll(/^ {2}.*\((\w+)\) :/gm)].map(([, id]) => id);
const article = (html, id) => [...elements(parse(html))].find((one) => one.name === "article" && one.attributes["aria-labelledby"] === `i-${id}`);
const withClass = (tree, name) => [...elements(tree)].filter(({ attributes }) => (attributes.class ?? "").split(" ").includes(name));

test("an explanation of the figure as it was explains nothing of the one that replaced it", () => {
  const site = new Site().ingest();
  assert.equal(site.publish("FR_76410", "2025").code, 0);
  site.set("76410", "Entrées à la piscine", "2025", "valeur", "70000");
  const told = ingest(site.folder);
  assert.equal(told.code, 0, told.err);
  assert.match(told.out + told.err, /à revoir : \d+ explications?, .*parvis comment list --state to_review/);
  assert.doesNotMatch(ingest(site.folder).out, /à revoir :/, "what waits already is not told again");
  const refused = site.publish("FR_76410", "2025");
  assert.equal(refused.code, 1, refused.out);
  assert.deepEqual(unexplained(refused), ["piscine_entrees"]);
  assert.match(refused.err, /une explication est à revoir \(96400.* → 70000.*\)\. Si elle reste vraie : parvis comment confirm \S+ --by/);
  for (const format of ["html", "odt", "csv"]) {
    const shown = plain(site.draft("FR_76410", "2025", format));
    assert.match(shown, /À revoir : cette explication a été écrite quand la valeur était 96 400 ; elle est maintenant 70 000/, format);
  }
  // Nor is it what the summary gives as the reason.
  const [most] = withClass(parse(site.draft("FR_76410", "2025")), "most");
  assert.doesNotMatch(textOf(most), /Le grand bassin a rouvert/);
  site.change("comments/activite.toml", "à 96 400 entrées, la fréquentation reste un peu sous celle de 2023", "le compteur avait compté deux fois les clubs");
  site.ingest();
  const again = site.publish("FR_76410", "2025");
  assert.equal(again.code, 0, again.err);
  assert.match(again.out, /édition 2 publiée/);
});

test("a correction of anything that is printed makes an edition that says so", () => {
  const site = new Site();
  site.set("76410", "Entrées à la piscine", "2025", "objectif", "99000");
  site.ingest();
  assert.equal(site.publish("FR_76410", "2025").code, 0);
  assert.match(site.publish("FR_76410", "2025").out, /inchangé/);
  site.set("76410", "Entrées à la piscine", "2024", "valeur", "62300");
  site.set("76410", "Entrées à la piscine", "2025", "objectif", "98000");
  site.set("76410", "Entrées à la piscine", "2021", "statut", "P");
  site.set("76410", "Prêts de la bibliothèque", "2025", "mode_gestion", "prestataire");
  site.set("76410", "Prêts de la bibliothèque", "2025", "source", "Bureau 7");
  site.set("76216", "Coût d’un prêt de la bibliothèque", "2025", "numerateur", "1");
  site.change("comments/activite.toml", "Les huit communes tiennent leurs comptes différemment.", "Les communes tiennent leurs comptes différemment.");
  site.ingest();
  const again = site.publish("FR_76410", "2025");
  assert.match(again.out, /édition 2 publiée/, again.err);
  const { facts, html } = site.edition("FR_76410", "2025", 2);
  const said = facts.changes.map((change) => plain(textOf(parse(`<p>${change}</p>`))));
  for (const wanted of [
    /^Entrées à la piscine, 2024 : 62 300 entrées, au lieu de 52 300 entrées\.$/,
    /^Entrées à la piscine, évolution : 55 %, au lieu de 84 %\.$/,
    /^Entrées à la piscine, objectif : 98 000 entrées, au lieu de 99 000 entrées\.$/,
    /^Entrées à la piscine, 2021, statut : .*rovisoire.*$/,
    /^Prêts de la bibliothèque, mode de gestion : prestataire, au lieu de régie\.$/,
    /^Prêts de la bibliothèque, source : Bureau 7, au lieu de /,
    /^Coût d’un prêt de la bibliothèque, .*, au lieu de /,
    /^Méthode, sources et versions : explication modifiée\.$/,
  ]) {
    assert.ok(said.some((one) => wanted.test(one)), `${wanted} is not among ${said.join("\n")}`);
  }
  const [corrections] = withClass(parse(html), "corrections");
  assert.match(plain(textOf(corrections)), /62 300 entrées, au lieu de 52 300 entrées/);
});

test("every number of the CSV is a fact of the edition", () => {
  const site = new Site().ingest();
  assert.equal(site.publish("FR_76212", "2025").code, 0);
  const { facts } = site.edition("FR_76212", "2025", 1);
  const csv = read(site.folder, "data/reports/FR_76212/2025/1/report.csv").trimEnd().split("\n").slice(1);
  assert.ok(csv.length > 200);
  assert.equal(facts.figures.length, csv.length);
  assert.equal(new Set(facts.figures.map(({ id }) => id)).size, csv.length, "two facts have one id");
});

test("a figure of an area says of how many communes it is, of how many", () => {
  const site = new Site().ingest();
  const html = site.draft("territoire", "2025"), tree = parse(html);
  for (const key of withClass(tree, "keys").flatMap((list) => [...elements(list)].filter(({ name }) => name === "li"))) {
    assert.match(plain(textOf(key)), /\d communes? sur 71/);
  }
  const articles = [...elements(tree)].filter(({ name }) => name === "article");
  assert.ok(articles.length > 20);
  for (const one of articles) {
    const [counted] = withClass(one, "counted");
    assert.match(plain(textOf(counted)), /^[1-8] communes? sur 71$/);
    const [, all] = [...elements(counted)].filter(({ attributes }) => "data-cells" in attributes);
    assert.equal(all.attributes["data-cells"].split(" ").length, 71);
  }
  const beside = withClass(parse(site.draft("FR_76410", "2025")), "beside");
  assert.ok(beside.length > 5);
  assert.ok(beside.some((list) => textOf(list).includes("dont Maromme")));
  for (const list of beside) assert.match(plain(textOf(list)), /\(\d+ communes sur \d+(, dont Maromme)?\)/);
});

test("an area needs a word of itself, or of every commune that moved its figure", () => {
  const site = new Site().ingest();
  const before = site.publish("territoire", "2025");
  assert.equal(before.code, 1);
  assert.ok(unexplained(before).includes("sel_tonnes"), "two communes of six explained theirs");
  for (const code of ["76216", "76165", "76319"]) site.say(`sel-${code}`, "sel_tonnes", `FR_${code}`, "2025");
  site.ingest();
  assert.ok(unexplained(site.publish("territoire", "2025")).includes("sel_tonnes"), "Bihorel is still silent");
  site.say("sel-76095", "sel_tonnes", "FR_76095", "2025");
  site.ingest();
  assert.ok(!unexplained(site.publish("territoire", "2025")).includes("sel_tonnes"));
  // Or one word on the whole.
  const whole = new Site();
  whole.say("sel-tout", "sel_tonnes", "territoire", "2025");
  whole.ingest();
  assert.ok(!unexplained(whole.publish("territoire", "2025")).includes("sel_tonnes"));
  assert.match(textOf(article(whole.draft("territoire", "2025"), "sel_tonnes")), /Parce que\./);
  // Whose words the summary gives is said.
  const [most] = withClass(parse(site.draft("territoire", "2025")), "most");
  for (const why of withClass(most, "most-why")) assert.match(plain(textOf(why)), /^(Maromme|Darnétal|Bihorel|Déville-lès-Rouen|Caudebec-lès-Elbeuf|Grand-Couronne) : /);
});

test("an area whose communes are not the same as the year before needs a word too", () => {
  const site = new Site();
  site.set("76165", "Aides aux associations sportives", "2024", "valeur", "");
  site.ingest();
  assert.ok(unexplained(site.publish("territoire", "2025")).includes("sport_aides"));
  site.say("aides", "sport_aides", "FR_76165", "2025");
  site.ingest();
  assert.ok(!unexplained(site.publish("territoire", "2025")).includes("sport_aides"));
});

test("without a column of units numbers stand whole, in the unit of the grid", () => {
  const site = new Site();
  site.change("datasets/activite.toml", /\[columns\.unite\][\s\S]*?\n\n/, "");
  site.ingest();
  const html = site.draft("FR_76410", "2025");
  const cells = [...elements(parse(html))].filter(({ attributes }) => /piscine_entrees~\.76410~\.2025\/valeur$/.test(attributes["data-cells"] ?? "") && attributes["data-rule"] === "cell");
  assert.ok(cells.length >= 3);
  for (const cell of cells) assert.match(plain(textOf(cell)), /^96 400( entrées)?$/);
  assert.ok(cells.some((cell) => plain(textOf(cell)) === "96 400 entrées"));
  const odt = plain(site.draft("FR_76410", "2025", "odt"));
  assert.match(odt, />96 400</);
});

test("a figure in another unit is left out, named, and keeps the report from being published", () => {
  const site = new Site();
  site.set("76410", "Aides aux associations sportives", "2025", "valeur", "113.4");
  site.set("76410", "Aides aux associations sportives", "2025", "unite", "kEUR");
  site.ingest();
  const refused = site.publish("FR_76410", "2025");
  assert.equal(refused.code, 1);
  assert.match(plain(refused.err), /Aides aux associations sportives : Maromme, 2025 : l’unité est « kEUR » et la grille demande « EUR »/);
  const csv = site.draft("territoire", "2025", "csv").split("\n").find((line) => line.includes(",sport_aides,") && line.includes(",sum,"));
  assert.ok(csv.includes("509300") && !csv.includes("76410"), csv);
});

test("a value that its own numerator and denominator contradict keeps the report from being published", () => {
  const site = new Site();
  site.set("76410", "Coût d’un prêt de la bibliothèque", "2025", "numerateur", "1000");
  site.ingest();
  const refused = site.publish("FR_76410", "2025");
  assert.equal(refused.code, 1);
  assert.match(plain(refused.err), /Coût d’un prêt de la bibliothèque : Maromme : la valeur publiée .* n’est pas ce que donnent/);
});

test("lines and bars do not run through a break, nor through a change of what is included", () => {
  const site = new Site();
  site.set("76410", "Coût d’un prêt de la bibliothèque", "2023", "postes_inclus", "personnel|documents");
  site.set("76319", "Entrées à la piscine", "2021", "valeur", "1000");
  site.set("76410", "Coût d’un prêt de la bibliothèque", "2022", "postes_inclus", "documents|personnel|personnel");
  site.ingest();
  const broken = article(site.draft("FR_76319", "2025"), "piscine_entrees");
  const lines = (one) => [...elements(one)].find(({ name, attributes }) => name === "path" && /^M/.test(attributes.d ?? "")).attributes.d.match(/M/g).length;
  assert.equal(lines(broken), 2, "2024 breaks the series");
  const html = site.draft("FR_76410", "2025"), loans = article(html, "bibliotheque_cout_pret");
  // 2021 has all parts, 2022 and 2023 two of them (in whatever order), 2024 all again.
  assert.equal(lines(loans), 3);
  const table = withClass(parse(html), "years").find((one) => textOf(one).includes("Coût d’un prêt"));
  assert.equal(plain(textOf(table)).match(/autre périmètre/g).length, 2);
  const chart = site.draft("FR_76319", "2025");
  assert.ok(/stroke="#a8201a" stroke-width="2" d="M[\d.]+ 0V/.test(chart), "no line before 2024");
  assert.ok(plain(chart).includes("Trait vertical : les années de part et d’autre ne se comparent pas"));
});

test("a figure that is hidden is not said to be unknown, nor one that does not apply", () => {
  const site = new Site();
  site.set("76410", "Arbres plantés", "2025", "valeur", "");
  site.set("76410", "Arbres plantés", "2025", "statut", "Q");
  site.ingest();
  for (const format of ["html", "odt"]) {
    assert.match(plain(site.draft("FR_76410", "2025", format)), /Arbres plantés : [^<]*valeur supprimée/, format);
    assert.match(plain(site.draft("FR_76212", "2025", format)), /Entrées à la piscine : sans objet/, format);
  }
});

test("what is divided has its unit, and so has what divides it", () => {
  const site = new Site().ingest();
  const text = plain(textOf(parse(site.draft("FR_76410", "2025"))));
  assert.match(text, /Calcul : dépenses de personnel \([\d ]+ €\) ÷ euros de dépense \([\d ]+ €\)/);
  assert.match(text, /\([\d ]+ kWh\) ÷ mètres carrés chauffés/);
});

test("a percentage changes by points, which have their own threshold", () => {
  const site = new Site().ingest();
  const csv = site.draft("FR_76410", "2025", "csv").split("\n").find((line) => line.includes(",repas_part_durable,") && line.includes(",evolution,"));
  assert.match(csv, /,points,.*,difference,/);
  assert.match(plain(textOf(article(site.draft("FR_76410", "2025"), "repas_part_durable"))), /en hausse de 4,5 points sur 2024 \(35,3 %\)/);
  site.change("parvis.toml", "threshold_points = 5", "threshold_points = 4.4");
  assert.deepEqual(unexplained(site.publish("FR_76410", "2025")), ["repas_part_durable"]);
});

test("a version that an edition cites is kept, however few are to be", () => {
  const site = new Site();
  fs.writeFileSync(path.join(site.folder, "parvis.toml"), `keep_versions = 1\n${read(site.folder, "parvis.toml")}`);
  site.ingest();
  assert.equal(site.publish("FR_76212", "2025").code, 0);
  for (const value of ["1", "2", "3"]) {
    site.set("76410", "Arbres plantés", "2021", "valeur", value);
    site.ingest();
  }
  run("prune", "--site", site.folder);
  assert.ok(fs.existsSync(path.join(site.folder, "data/versions/activite/1/features.geojsonl")));
  fs.rmSync(path.join(site.folder, "data/reports"), { recursive: true });
  run("prune", "--site", site.folder);
  assert.ok(!fs.existsSync(path.join(site.folder, "data/versions/activite/1/features.geojsonl")));
});

test("a comment on an area's own figure is to be looked at again when any commune's changes", () => {
  for (const [place, other] of [["territoire", "76095"], ["austreberthe-cailly", "76216"]]) {
    const site = new Site();
    site.say("sel-tout", "sel_tonnes", place, "2025");
    const first = ingest(site.folder);
    assert.equal(first.code, 0, first.err);
    assert.doesNotMatch(first.out + first.err, /ne se montre nulle part/);
    assert.match(textOf(article(site.draft(place, "2025"), "sel_tonnes")), /Parce que\./);
    assert.ok(!unexplained(site.publish(place, "2025")).includes("sel_tonnes"));
    site.set(other, "Sel répandu", "2025", "valeur", "999");
    site.ingest();
    const shown = plain(textOf(article(site.draft(place, "2025"), "sel_tonnes")));
    assert.match(shown, new RegExp(`À revoir : .*FR_${other} : \\d+ ?.*FR_${other} : 999`), shown);
    assert.ok(unexplained(site.publish(place, "2025")).includes("sel_tonnes"), "a doubted word explains nothing");
    // A commune of another pole is no part of it.
    if (place === "austreberthe-cailly") {
      const apart = new Site();
      apart.say("sel-pole", "sel_tonnes", place, "2025");
      apart.ingest();
      apart.set("76095", "Sel répandu", "2025", "valeur", "999");
      apart.ingest();
      assert.doesNotMatch(plain(textOf(article(apart.draft(place, "2025"), "sel_tonnes"))), /À revoir/);
    }
  }
});

test("a comment on the population of a place shows in its report, and is to be looked at again", () => {
  const site = new Site();
  fs.copyFileSync(path.join(rouen, "datasets/population.toml"), path.join(site.folder, "datasets/population.toml"));
  const file = path.join(site.folder, "comments/activite.toml");
  fs.appendFileSync(file, `\n[[comment]]\nid = "habitants"\ndataset = "communes"\nkey = "FR_76410"\ncolumn = "population"\nauthor = "Service des études"\ndate = 2026-06-02\ntext.fr = "Deux résidences ont ouvert."\n`);
  fs.appendFileSync(file, `\n[[comment]]\nid = "recensement"\ndataset = "population"\nkey = "76410"\ncolumn = "population_municipale"\nauthor = "Service des études"\ndate = 2026-06-02\ntext.fr = "Recensée en entier."\n`);
  fs.appendFileSync(file, `\n[[comment]]\nid = "autre"\ndataset = "population"\nkey = "76410"\ncolumn = "population_municipale_2023"\nauthor = "Service des études"\ndate = 2026-06-02\ntext.fr = "D’une autre année."\n`);
  site.ingest();
  for (const format of ["html", "odt"]) {
    const shown = plain(site.draft("FR_76410", "2025", format));
    assert.match(shown, /À propos de la population/, format);
    assert.match(shown, /Deux résidences ont ouvert/, format);
    assert.match(shown, /Recensée en entier/, format);
    assert.doesNotMatch(shown, /D’une autre année/, format);
    assert.doesNotMatch(plain(site.draft("FR_76212", "2025", format)), /À propos de la population/, format);
  }
  assert.equal(site.publish("FR_76410", "2025").code, 0);
  site.change("fichiers/population.csv", "76410;Maromme;11005;", "76410;Maromme;11500;");
  site.ingest();
  assert.match(plain(site.draft("FR_76410", "2025")), /À revoir : cette explication a été écrite quand la valeur était 11[ ]?005 ; elle est maintenant 11[ ]?500/);
});

test("fewer than three communes are not compared, and the report says so", () => {
  const site = new Site().ingest();
  const beside = (html, id) => withClass(article(html, id), "beside").map((list) => plain(textOf(list))).join(" ");
  const html = site.draft("FR_76410", "2025");
  assert.match(beside(html, "piscine_cout_entree"), /Pôle de proximité Austreberthe-Cailly : pas de comparaison, il faut au moins trois communes \(2 communes sur 28, dont Maromme\)/);
  let compared = 0;
  for (const list of withClass(parse(html), "beside")) {
    for (const line of [...elements(list)].filter(({ name }) => name === "li")) {
      const [, count] = /\((\d+) communes? sur/.exec(plain(textOf(line)));
      const values = [...elements(line)].filter(({ attributes }) => ["ratio", "percent"].includes(attributes["data-rule"]));
      assert.equal(values.length, Number(count) >= 3 ? 1 : 0, plain(textOf(line)));
      compared += values.length;
    }
  }
  assert.ok(compared > 10);
  // Nor are they in the data behind it, which holds what is compared and no more.
  const csv = site.draft("FR_76410", "2025", "csv").split("\n").filter((line) => /,(ratio|percent),/.test(line));
  assert.deepEqual(csv.filter((line) => line.includes(",piscine_cout_entree,")), []);
  assert.equal(csv.length, compared);
});
