// SPDX-License-Identifier: EUPL-1.2
// One comment as it has to stand in each format: a reader a format, that fails where the comment is not there, whole
// and in its place, or is there where it is gone. For comments_carried.mjs.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { one } from "./site_under_test.mjs";

const work = fs.mkdtempSync(path.join(os.tmpdir(), "parvis-portes-"));
process.on("exit", () => fs.rmSync(work, { recursive: true, force: true }));

// What a comment has, with letters that each format has to write in its own way.
export const said = 'Salle « Œuf », en travaux : 12,5 % ; "fermée" <b>l’été</b> & après | =1+1';
export const comment = {
  id: "porte-1", author: "Direction de l’éducation", role: "cheffe de service", date: "2026-03-05", motive: "travaux",
  status: "B", confidentiality: "F", column: "capacite", key: "E01",
};
// --- What each stage expects ---

/** The stage that is walked: `state` "published", "to_review" or "gone", the capacity of the row, and the stage.server. */
export const stage = { state: "published", capacity: "10" };
export const gone = () => stage.state === "gone";

/** In a text for people: each part that makes the comment whole. */
function isWholeText(text, where, { markdown = true } = {}) {
  const parts = [markdown ? said : "en travaux : 12,5 % ;", comment.author, comment.role, comment.date, comment.id, "Umbau der Halle", "statut B", "confidentialité F", "motif : travaux"];
  if (stage.state === "to_review") parts.push("de 10 à 11");
  for (const part of parts) assert.ok(text?.includes(part), `${where}: « ${part} » is missing in « ${text} »`);
  assert.equal(text.includes("à revoir"), stage.state === "to_review", where);
}

/** The comment among the objects of JSON that carry it. */
function isWholeObject(list, where, scope) {
  const found = (list ?? []).filter(({ id }) => id === comment.id);
  if (gone()) return assert.equal(found.length, 0, where);
  assert.equal(found.length, 1, `${where}: ${JSON.stringify(list)}`);
  const { portee, ...rest } = found[0];
  assert.deepEqual(rest, {
    id: comment.id, auteur: comment.author, role: comment.role, date: comment.date, texte: said, textes: { de: "Umbau der Halle", fr: said },
    colonne: comment.column, cle: comment.key, statut: "B", statut_libelle: "rupture de série", confidentialite: "F",
    confidentialite_libelle: "libre de diffusion", motif: "travaux", motif_libelle: "travaux", etat: stage.state,
    etat_libelle: stage.state === "to_review" ? "à revoir" : "publié", ...(stage.state === "to_review" ? { chiffre_avant: "10", chiffre_actuel: "11" } : {}),
  }, where);
  if (scope) {
    assert.equal(portee.jeu, "equipements", where);
    assert.equal(portee.lieu, "Carré-A", where);
    assert.equal(portee.partie, scope.part, where);
    for (const measure of scope.measures) assert.ok(portee.mesures.includes(measure), `${where}: ${portee.mesures}`);
    for (const other of scope.others) assert.ok(!portee.mesures.includes(other), `${where}: ${portee.mesures}`);
  } else assert.equal(portee, undefined, where);
}

/** A Web Annotation. */
export function isWholeAnnotation(one, where) {
  assert.equal(one.type, "Annotation", where);
  assert.equal(one.motivation, "commenting", where);
  assert.equal(one.created.slice(0, 10), comment.date, where);
  assert.equal(one.creator.name, comment.author, where);
  assert.equal(one.creator.role, comment.role, where);
  const bodies = one.body.filter(({ purpose }) => purpose === "commenting");
  assert.deepEqual(Object.fromEntries(bodies.map(({ language, value }) => [language, value])), { fr: said, de: "Umbau der Halle" }, where);
  assert.deepEqual([one.statut, one.confidentialite, one.motif, one.etat], ["B", "F", "travaux", stage.state], where);
  if (stage.state === "to_review") assert.deepEqual([one.chiffre_avant, one.chiffre_actuel], ["10", "11"], where);
}

/** What the annotation speaks of: the last target, which is by meaning. */
export function speaksOfTheCell(one, where) {
  const target = [one.target].flat().at(-1);
  assert.ok(target.source.endsWith("/collections/equipements"), where);
  assert.equal(target.selector.column, comment.column, where);
  assert.equal(target.selector.key, comment.key, where);
  assert.deepEqual(target.selector.items, [`${stage.server.base}/collections/equipements/items/${comment.key}`], where);
}

// --- Readers ---

function cells(text, separator = ",") {
  const lines = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; ++i) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') lines.at(-1)[lines.at(-1).length - 1] += text[++i];
      else if (c === '"') quoted = false;
      else lines.at(-1)[lines.at(-1).length - 1] += c;
    } else if (c === '"') quoted = true;
    else if (c === separator) lines.at(-1).push("");
    else if (c === "\n") lines.push([""]);
    else if (c !== "\r") lines.at(-1)[lines.at(-1).length - 1] += c;
  }
  if (lines.at(-1).length === 1) lines.pop();
  const [head, ...rows] = lines;
  return { head, rows, objects: rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]]))) };
}

function saved(body, name) {
  const file = path.join(work, name);
  fs.writeFileSync(file, body);
  return file;
}

function ran(program, ...words) {
  const done = spawnSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(done.status, 0, `${program} ${words.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

/** Rows of a layer as GDAL reads them. */
const layer = (file, ...words) => JSON.parse(ran("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", file, ...words)).features.map(({ properties }) => properties);

/** Notes of a workbook's first sheet by cell, and its sheets as rows; read with nothing but zip and XML. */
export function workbook(body) {
  const program = `
import sys, json, zipfile, re
import xml.etree.ElementTree as tree
space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
book = zipfile.ZipFile(sys.argv[1])
texts = [("".join(t.text or "" for t in one.iter("{%s}t" % space["m"]))) for one in tree.fromstring(book.read("xl/sharedStrings.xml"))] if "xl/sharedStrings.xml" in book.namelist() else []
sheets = {}
for i, sheet in enumerate(tree.fromstring(book.read("xl/workbook.xml")).find("m:sheets", space), 1):
    values = {}
    for cell in tree.fromstring(book.read("xl/worksheets/sheet%d.xml" % i)).iter("{%s}c" % space["m"]):
        kind = cell.get("t")
        value = cell.find("m:v", space)
        text = "".join(t.text or "" for t in cell.iter("{%s}t" % space["m"])) if kind == "inlineStr" else texts[int(value.text)] if kind == "s" else value.text if value is not None else ""
        values[cell.get("r")] = text
    sheets[sheet.get("name")] = values
notes = {}
for name in book.namelist():
    if re.match(r"xl/comments1\\.xml", name):
        for note in tree.fromstring(book.read(name)).iter("{%s}comment" % space["m"]):
            notes[note.get("ref")] = "".join(t.text or "" for t in note.iter("{%s}t" % space["m"]))
print(json.dumps({"sheets": sheets, "notes": notes}))
`;
  return JSON.parse(ran("python3", "-c", program, saved(body, "livre.xlsx")));
}

export const nowhere = (body, where) => assert.ok(!body.toString("latin1").includes(comment.id) && !body.toString().includes("Umbau der Halle"), `${where} has what is gone`);
const e01 = (rows) => rows.find(({ id, numero }) => id === comment.key || numero === comment.key);

/** Rows of a table with a column `commentaire`: the one has it, the others have not. */
function inTable(rows, where) {
  const row = e01(rows);
  assert.ok(row, where);
  if (gone()) assert.equal(row.commentaire ?? "", "", where);
  else {
    isWholeText(row.commentaire, where);
    assert.ok(row.commentaire.includes("colonne capacite"), where);
  }
  for (const other of rows) if (other !== row) assert.equal(other.commentaire ?? "", "", where);
}

function inWorkbook(body, where, { at, column, sheet }) {
  const book = workbook(body);
  const table = book.sheets[sheet];
  const found = Object.entries(book.notes).filter(([, text]) => text.includes(comment.id));
  const listed = Object.values(book.sheets.Commentaires).includes(comment.id);
  assert.equal(listed, !gone(), where);
  if (gone()) return assert.equal(found.length, 0, where);
  assert.equal(found.length, 1, `${where}: ${JSON.stringify(book.notes)}`);
  const [[cell, text]] = found;
  isWholeText(text, where);
  const [, letters, line] = /^([A-Z]+)(\d+)$/.exec(cell);
  assert.equal(table[`${letters}1`], column, where);
  assert.equal(table[`A${line}`], at, where);
}

const inFeatures = ({ features }, where) => {
  for (const { id, properties } of features) {
    if (id === comment.key) isWholeObject(properties.commentaires, where);
    else assert.equal(properties.commentaires, undefined, where);
  }
};

export async function inCsvw(body, where) {
  const metadata = JSON.parse(body);
  const notes = metadata.notes.filter(({ id }) => id.endsWith(`/comments/${comment.id}`));
  if (gone()) return assert.equal(notes.length, 0, where);
  assert.equal(notes.length, 1, where);
  isWholeAnnotation(notes[0], where);
  speaksOfTheCell(notes[0], where);
  const [place] = notes[0].target;
  assert.equal(place.source, metadata.url, where);
  assert.equal(place.selector.conformsTo, "http://tools.ietf.org/rfc/rfc7111", where);
  const [, row, column] = /^cell=(\d+),(\d+)$/.exec(place.selector.value);
  const table = await stage.server.get(metadata.url.slice(stage.server.base.length));
  assert.ok(one(table, "link").includes('rel="describedby"; type="application/csvm+json"'), one(table, "link"));
  const { head, rows } = cells(table.body.toString());
  assert.deepEqual(metadata.tableSchema.columns.map(({ name }) => name), head, where);
  assert.equal(head[column - 1], comment.column, where);
  assert.equal(rows[row - 2][0], comment.key, where);
  assert.equal(rows[row - 2][column - 1], stage.capacity, where);
}

/** On a page for people. */
export function onPage(body, where) {
  const html = body.toString();
  if (gone()) return nowhere(body, where);
  assert.ok(html.includes("en travaux : 12,5") || html.includes("en travaux\u202f: 12,5") || html.includes("en travaux\u00a0: 12,5"), `${where}: no text`);
  assert.ok(!html.includes("<b>l’été</b>"), `${where}: markup passed through`);
  for (const part of [comment.author, comment.role, "5 mars 2026"]) assert.ok(html.includes(part), `${where}: « ${part} »`);
  assert.equal(/la valeur était 10\s*; elle est maintenant 11/.test(html), stage.state === "to_review", where);
}

export const items = {
  json: (body, where) => inFeatures(JSON.parse(body), where),
  geojson: (body, where) => inFeatures(JSON.parse(body), where),
  jsonfg: (body, where) => inFeatures(JSON.parse(body), where),
  geojsonseq: (body, where) => inFeatures({ features: body.toString().split("\x1e").slice(1).map((line) => JSON.parse(line)) }, where),
  csv: (body, where) => inTable(cells(body.toString()).objects, where),
  "csv-fr": (body, where) => inTable(cells(body.toString().slice(1), ";").objects, where),
  csvw: inCsvw,
  xlsx: (body, where) => inWorkbook(body, where, { at: comment.key, column: comment.column, sheet: "Données" }),
  kml: (body, where) => inTable(layer(saved(body, "e.kml")), where),
  fgb: (body, where) => inTable(layer(saved(body, "e.fgb")), where),
  gpkg: (body, where) => {
    const file = saved(body, "e.gpkg");
    inTable(layer(file, "equipements"), where);
    const [listed, ...others] = layer(file, "commentaires").filter(({ identifiant }) => identifiant === comment.id);
    if (gone()) return assert.equal(listed, undefined, where);
    assert.equal(others.length, 0);
    assert.deepEqual([listed.objet, listed.colonne, listed.auteur, listed.fonction, listed.statut, listed.confidentialite, listed.motif, listed.etat],
      [comment.key, comment.column, comment.author, comment.role, "B", "F", "travaux", stage.state], where);
    assert.ok(listed.explication.startsWith(said), where);
  },
  shp: (body, where) => {
    const folder = path.join(work, "shp");
    fs.rmSync(folder, { recursive: true, force: true });
    ran("python3", "-m", "zipfile", "-e", saved(body, "e.zip"), folder);
    // A text of dBase is cut at 254 bytes: the table and the list beside have it whole.
    const shapes = fs.readdirSync(folder).filter((name) => name.endsWith(".shp"));
    const [row] = shapes.flatMap((name) => layer(path.join(folder, name))).filter((one) => one.numero === comment.key);
    assert.equal((row.commentair ?? "") !== "", !gone(), where);
    inTable(cells(fs.readFileSync(path.join(folder, "equipements.csv"), "utf8")).objects, where);
    const list = fs.readFileSync(path.join(folder, "commentaires.txt"), "utf8");
    if (gone()) return nowhere(Buffer.from(list), where);
    assert.ok(list.includes(`${comment.key} — `), list);
    isWholeText(list, where);
  },
  // The page of a dataset lists rows: each says that it is explained.
  html: (body, where) => {
    const marked = body.toString().split("<tr").filter((line) => line.includes("/E01") && line.includes("expliqué"));
    assert.equal(marked.length > 0, !gone(), where);
  },
};
export const item = {
  json: (body, where) => isWholeObject(JSON.parse(body).properties.commentaires, where),
  geojson: (body, where) => isWholeObject(JSON.parse(body).properties.commentaires, where),
  html: onPage,
};

/** Rows of a crossed collection: the place of the row has it, with its scope; no other place has. */
function inPlaces({ features, rows }, where, place, scope) {
  for (const row of features ?? rows) {
    const { id, commentaires } = { id: row.id, ...(row.properties ?? row) };
    if (id === place) isWholeObject(commentaires, where, scope);
    else assert.ok(!(commentaires ?? []).some((one) => one.id === comment.id), `${where}: ${id}`);
  }
}

function inPlacesTable(rows, where, place) {
  assert.ok(rows.some(({ id }) => id === place), where);
  for (const row of rows) {
    if (row.id === place && !gone()) {
      isWholeText(row.commentaire, where);
      assert.ok(/sur une partie : Équipements, .*Carré-A/.test(row.commentaire), row.commentaire);
    } else assert.ok(!row.commentaire?.includes(comment.id), `${where}: ${row.id}`);
  }
}

export const crossed = (place, scope) => ({
  json: (body, where) => inPlaces(JSON.parse(body), where, place, scope),
  geojson: (body, where) => inPlaces(JSON.parse(body), where, place, scope),
  csv: (body, where) => inPlacesTable(cells(body.toString()).objects, where, place),
  xlsx: (body, where) => inWorkbook(body, where, { at: place, column: scope.measures[0], sheet: "Croisement" }),
  html: (body, where) => {
    onPage(body, where);
    assert.equal(/sur une partie\s*:\s*Équipements/i.test(body.toString()), !gone(), where);
  },
});

export const listed = (body, where) => {
  const { type, total, first } = JSON.parse(body);
  assert.equal(type, "AnnotationCollection", where);
  const [one, ...others] = first.items.filter(({ id }) => id.endsWith(`/comments/${comment.id}`));
  assert.equal(others.length, 0, where);
  assert.equal(total, 2, where);
  if (!gone()) {
    isWholeAnnotation(one, where);
    return speaksOfTheCell(one, where);
  }
  // A tombstone: what it spoke of and when it went, and no word of it.
  assert.deepEqual([one.etat, one.body, one.creator], ["withdrawn", undefined, undefined], where);
  assert.match(one.modified, /^\d{4}-\d\d-\d\dT/);
  assert.ok(!body.toString().includes("Umbau"), where);
};

export function atom(body, where) {
  const text = body.toString();
  assert.equal(ran("python3", "-c", "import sys, xml.etree.ElementTree as tree; print(tree.parse(sys.argv[1]).getroot().tag)", saved(body, "fil.xml")).trim(), "{http://www.w3.org/2005/Atom}feed");
  if (gone()) return nowhere(body, where);
  const entry = text.split("<entry>").find((one) => one.includes(`/comments/${comment.id}</id>`));
  assert.ok(entry, where);
  assert.ok(entry.includes(`${comment.author} (${comment.role})`), where);
  assert.ok(entry.includes(`<published>${comment.date}T00:00:00Z</published>`), where);
  // What is of an old day is new all the same when it is said, or changes.
  const updated = /<updated>([^<]*)</.exec(entry)[1];
  assert.ok(Math.abs(Date.now() - Date.parse(updated)) < 3600e3, `${where}: ${updated}`);
  assert.ok(/<updated>([^<]*)</.exec(body.toString())[1] >= updated, where);
  assert.ok(entry.includes("Umbau der Halle") && entry.includes("en travaux : 12,5 %"), where);
  assert.ok(!entry.includes("<b>"), where);
  assert.equal(entry.includes("de 10 à 11"), stage.state === "to_review", where);
}

export const catalogue = {
  json: (body, where) => {
    const { "dcat:dataset": sets } = JSON.parse(body);
    const own = sets.find((one) => one["@id"].endsWith("/collections/equipements"));
    const annotations = (own["dqv:hasQualityAnnotation"] ?? []).filter((one) => one["@id"].endsWith(`/comments/${comment.id}`));
    if (gone()) return assert.equal(annotations.length, 0, where);
    const [one] = annotations;
    assert.ok(one["@type"].includes("dqv:QualityAnnotation"), where);
    assert.deepEqual(Object.fromEntries(one["oa:hasBody"].map((body) => [body["rdf:value"][0]["@language"], body["rdf:value"][0]["@value"]])), { fr: said, de: "Umbau der Halle" }, where);
    assert.equal(one["sdmx-attribute:obsStatus"][0]["@value"], "B", where);
    assert.deepEqual(one["oa:hasTarget"].map((to) => to["@id"].slice(stage.server.base.length)), ["/collections/equipements", "/collections/equipements/items/E01"], where);
  },
  ttl: (body, where) => {
    if (gone()) return nowhere(body, where);
    const text = body.toString();
    assert.ok(text.includes(`dqv:hasQualityAnnotation <${stage.server.base}/comments/${comment.id}>`), where);
    assert.ok(text.includes(JSON.stringify(said)), where);
  },
  html: (body, where) => assert.equal(body.toString().includes(comment.id), !gone(), where),
};
catalogue.geojson = catalogue.json;

export const tombstone = (read) => (body, where, reply) => {
  assert.equal(reply.status, gone() ? 410 : 200, where);
  if (!gone()) return read(body, where);
  assert.ok(!body.toString().includes("Umbau"), where);
};

/** As whoever writes it reads it back. */
export function asWritten(body, where) {
  const one = JSON.parse(body);
  assert.deepEqual([one.id, one.state, one.target, one.text, one.status, one.confidentiality, one.motive, one.author, one.role, one.date],
    [comment.id, stage.state, { dataset: "equipements", column: comment.column, key: comment.key }, { de: "Umbau der Halle", fr: said }, "B", "F", "travaux", comment.author, comment.role, comment.date], where);
  assert.deepEqual(one.review, stage.state === "to_review" ? { was: "10", is: "11" } : undefined, where);
}

export const commune = { part: true, measures: ["equipements", "equipements_sport"], others: ["equipements_culture"] };
export const pole = { part: true, measures: ["places"], others: ["chantiers"] };
export const measure = "measure=places:%20sum(equipements.capacite)&measure=chantiers:%20count(chantiers)";

/** The rows of a crossed collection in every format: at the place where the figure was counted, and with its scope. */
export function crossedItems(place, scope) {
  const features = (body, where) => inPlaces(JSON.parse(body), where, place, scope);
  const table = (rows, where) => inPlacesTable(rows, where, place);
  const text = (list, where) => (gone() ? nowhere(Buffer.from(list), where) : isWholeText(list, where));
  return {
    json: features, geojson: features, jsonfg: features,
    geojsonseq: (body, where) => inPlaces({ features: body.toString().split("\x1e").slice(1).map((line) => JSON.parse(line)) }, where, place, scope),
    csv: (body, where) => table(cells(body.toString()).objects, where),
    "csv-fr": (body, where) => table(cells(body.toString().slice(1), ";").objects, where),
    csvw: (body, where) => {
      const { notes, tableSchema } = JSON.parse(body);
      const [note, ...others] = notes.filter(({ id }) => id.endsWith(`/comments/${comment.id}`));
      if (gone()) return assert.equal(note, undefined, where);
      assert.equal(others.length, 0, where);
      isWholeAnnotation(note, where);
      const [, column] = /,(\d+)$/.exec(note.target[0].selector.value);
      assert.equal(tableSchema.columns[column - 1].name, scope.measures[0], where);
    },
    xlsx: (body, where) => inWorkbook(body, where, { at: place, column: scope.measures[0], sheet: "Données" }),
    kml: (body, where) => table(layer(saved(body, "c.kml")), where),
    fgb: (body, where) => table(layer(saved(body, "c.fgb")), where),
    gpkg: (body, where) => {
      const listed = layer(saved(body, "c.gpkg"), "commentaires").filter(({ identifiant }) => identifiant === comment.id);
      assert.deepEqual(listed.map(({ objet }) => objet), gone() ? [] : [place], where);
      for (const { portee } of listed) assert.match(portee, /^sur une partie : Équipements, .*Carré-A/, where);
    },
    shp: (body, where) => {
      const folder = path.join(work, "shp-c");
      fs.rmSync(folder, { recursive: true, force: true });
      ran("python3", "-m", "zipfile", "-e", saved(body, "c.zip"), folder);
      text(fs.readFileSync(path.join(folder, "commentaires.txt"), "utf8"), where);
    },
    html: () => {},  // lists of places: the page of each is read as an item
  };
}
export const crossedItem = (scope) => ({
  json: (body, where) => isWholeObject(JSON.parse(body).properties.commentaires, where, scope),
  geojson: (body, where) => isWholeObject(JSON.parse(body).properties.commentaires, where, scope),
  html: onPage,
});
