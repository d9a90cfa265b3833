// SPDX-License-Identifier: EUPL-1.2
// One comment on one cell is walked through every format of every address that the OpenAPI document names, then
// through a new version in which its figure changes, crossings, a rollback and its end: each time it is there, whole
// and in its place, or it is nowhere. An address or a format that is added later has to say here how it carries
// comments, or why it carries none.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { asWritten, atom, catalogue, comment, commune, crossed, crossedItem, crossedItems, gone, inCsvw, isWholeAnnotation, item, items, listed, measure, nowhere, onPage, pole, said, speaksOfTheCell, stage, tombstone, workbook } from "./carried_comment.mjs";
import { Server, copySite, ingest, one, run } from "./site_under_test.mjs";

const missing = spawnSync("ogr2ogr", ["--version"]).error && "ogr2ogr is not installed";
// Skipping is for machines of people; CI promises that this was tried.
if (missing && process.env.CI) throw new Error(missing);

const site = copySite();
const figures = path.join(site, "fichiers/equipements.csv");
const commentsFile = path.join(site, "comments/porte.toml");
const toml = `[[comment]]
id = "${comment.id}"
dataset = "equipements"
key = "${comment.key}"
column = "${comment.column}"
text.fr = ${JSON.stringify(said)}
text.de = "Umbau der Halle"
status = "${comment.status}"
confidentiality = "${comment.confidentiality}"
motive = "${comment.motive}"
author = "${comment.author}"
role = "${comment.role}"
date = ${comment.date}
`;
fs.writeFileSync(commentsFile, toml);
fs.mkdirSync(path.join(site, "crossings"), { recursive: true });
fs.writeFileSync(path.join(site, "crossings/places.toml"), `title.fr = "Places par pôle"
level = "poles"
[[measure]]
name = "places"
expression = "sum(equipements.capacite)"
label.fr = "Places"
[[measure]]
name = "chantiers"
expression = "count(chantiers)"
label.fr = "Chantiers"
`);
assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
stage.server = server;
test.after(() => server.stop());

/** Asks until the server has seen what was published. */
async function until(ask) {
  for (let i = 0; i < 100; ++i) {
    if (await ask()) return;
    await new Promise((again) => setTimeout(again, 100));
  }
  assert.fail(`not seen: ${ask}`);
}

/** How each operation of the document carries the comment: the query that asks for it, and a reader a format. */
const carriers = {
  "items.equipements": { readers: items },
  "item.equipements": { path: { featureId: comment.key }, readers: item },
  "items.communes": { readers: crossedItems("FR_99001", commune) },
  "items.poles": { readers: crossedItems("nord", commune) },
  "items.places": { readers: crossedItems("nord", pole) },
  "item.communes": { path: { featureId: "FR_99001" }, readers: crossedItem(commune) },
  "item.poles": { path: { featureId: "nord" }, readers: crossedItem(commune) },
  "item.places": { path: { featureId: "nord" }, readers: crossedItem(pole) },
  cross: { query: `level=poles&${measure}`, readers: crossed("nord", pole) },
  comments: { readers: { json: listed, geojson: listed, atom, html: (body, where) => (gone() ? assert.ok(body.toString().includes("retirée le"), where) : onPage(body, where)) } },
  comment: {
    path: { commentId: comment.id },
    readers: {
      json: tombstone(asWritten),
      jsonld: tombstone((body, where) => { isWholeAnnotation(JSON.parse(body), where); speaksOfTheCell(JSON.parse(body), where); }),
      html: tombstone(onPage),
    },
  },
  catalogue: { readers: catalogue },
};

/** Addresses that show no row of a dataset, or name where the comments are; each with the reason. */
const without = {
  landing: "links to /comments", conformance: "classes of standards", api: "this document", collections: "what is said of datasets as a whole, not of rows",
  collection: "the same", schema: "columns, not rows", queryables: "columns, not rows", sortables: "columns, not rows", functions: "of filters", versions: "of versions, whose files never change",
  commentsToReview: "for a token, with drafts: http.comments_writing", diff: "rows of two versions as they were written", works: "links, and works on a page: read in browser tests", search: "finds comments by their words; its page is read in browser tests",
  reports: "links to reports, whose comments tests/http/reports.mjs reads",
  near: "near_csv and near_geojson write rows like items", health: "for the operator", download: "files that never change: table.csv-metadata.json is read below",
  getTileMatrixSetsList: "grids", getTileMatrixSet: "a grid", getStyles: "styles", getStyle: "a style", around: "rows like items", perimeters: "what codes meant",
  form: "read below", putSource: "takes files",
  clashes: "names works, whose pages and feeds carry it", "works-changes": "what changed in works, with the addresses of their pages", "works-stream": "the same",
  enteredWorks: "for a token: works as they are written, before they are published", enteredWork: "the same", workHistory: "the same, revision by revision",
  feeds: "links to feeds", undelivered: "reasons; each work links to its page", notice: "one sheet of A5: its code leads to the page that has them",
  // Formats of others, held to their schemas where they are tested.
  ...Object.fromEntries(["datex2", "wzdx", "geojson", "ical", "atom"].map((feed) => [`feed_${feed}`, "tests/http/works_feeds.mjs finds it in each event"])),
  feed_cifs: "forty letters for a driver's screen: the format has no place for it",
  place: "the row of a crossed collection, as item", reports: "a list of reports: http.reports reads the comments in them",
};
/** Every operation of the document in every format that it names. */
async function walk() {
  const { paths } = await server.json("/api");
  const seen = new Set();
  const unknown = [];
  for (const [address, { get }] of Object.entries(paths)) {
    const operation = get?.operationId;
    if (!operation) continue;  // a search by POST answers as items do
    const carrier = carriers[operation];
    if (!carrier) {
      const known = (without[operation] ?? without[operation.split(".")[0]] ?? /^(items|item|place)\.|\.vector\.getTile/.test(operation));
      if (!known) unknown.push(`${operation} (${address})`);
      continue;
    }
    seen.add(operation);
    let target = address;
    for (const { name, in: place, example } of get.parameters) {
      if (place === "path") target = target.replace(`{${name}}`, encodeURIComponent(carrier.path?.[name] ?? example));
    }
    const formats = get.parameters.find(({ name }) => name === "f").schema.enum;
    assert.ok(formats.length > 1, operation);
    for (const f of formats) {
      const where = `${stage.state}, ${target}, ${f}`;
      const read = carrier.readers[f] ?? assert.fail(`${where}: nobody reads this format`);
      const reply = await server.get(`${target}?${carrier.query ? `${carrier.query}&` : ""}f=${f}`);
      assert.ok([200, 410].includes(reply.status), `${where}: ${reply.status} ${reply.body}`);
      await read(reply.body, where, reply);
    }
  }
  assert.deepEqual(unknown, [], "these say nowhere how they carry comments");
  assert.deepEqual([...seen].sort(), [...new Set(Object.keys(carriers))].sort());
}

/** Files of a version never change; what is said of their rows stands beside. */
async function besideFiles() {
  const { version } = await server.json("/collections/equipements");
  const folder = `/downloads/equipements/${version}`;
  const table = await server.get(`${folder}/table.csv`);
  assert.ok(one(table, "link").includes(`<${server.base}${folder}/table.csv-metadata.json>; rel="describedby"`));
  await inCsvw((await server.get(`${folder}/table.csv-metadata.json`)).body, folder);
  const form = workbook((await server.get("/datasets/equipements/model.xlsx")).body).sheets["Commentaires Parvis"] ?? {};
  assert.equal(Object.values(form).some((text) => text.includes(said)), !gone(), JSON.stringify(form));
  // A tile has no room for words: the row says how many comments it has, and where they are.
  const [zoom, lon, lat] = [10, 1.05, 49.25];
  const x = Math.floor(((lon + 180) / 360) * 2 ** zoom);
  const y = Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** zoom);
  const tile = await server.get(`/collections/equipements/tiles/WebMercatorQuad/${zoom}/${y}/${x}`);
  assert.equal(tile.status, 200);
  assert.equal(tile.body.includes(`${server.base}/collections/equipements/items/${comment.key}`), !gone());
  const rows = await server.get(`${folder}/features.geojsonl`);
  assert.ok(one(rows, "link").includes("/comments?dataset=equipements"));
}

const dataset = (await server.json("/collections")).collections.map(({ id }) => id);
for (const id of ["equipements", "communes", "poles", "places"]) assert.ok(dataset.includes(id), dataset.join());
const timeout = 240000;
const version = async () => (await server.json("/collections/equipements")).version;
const list = async (query = "") => (await server.json(`/comments?${query}`)).first.items.map(({ id }) => id.split("/").at(-1));

test("every format of every address has it, whole and in its place", { skip: missing, timeout }, async () => {
  await walk();
  await besideFiles();
});

test("/comments is paged, and narrowed by dataset, place and day", { skip: missing, timeout }, async () => {
  assert.deepEqual(await list(), ["essai-1", "porte-1"]);
  assert.deepEqual(await list("dataset=equipements"), ["porte-1"]);
  assert.deepEqual(await list("place=FR_99001"), ["essai-1", "porte-1"]);
  assert.deepEqual(await list("place=nord&dataset=chantiers"), ["essai-1"]);
  assert.deepEqual(await list("place=sud"), []);
  assert.deepEqual(await list("datetime=2026-03-05"), ["porte-1"]);
  assert.deepEqual(await list("datetime=2026-04-01/.."), ["essai-1"]);
  const first = await server.json("/comments?limit=1");
  assert.equal(first.total, 2);
  assert.equal(first.first.next, `${server.base}/comments?limit=1&page=2`);
  const second = await server.json("/comments?limit=1&page=2");
  assert.deepEqual([second.type, second.startIndex, second.items.length, second.next, second.partOf.total], ["AnnotationPage", 1, 1, undefined, 2]);
  for (const wrong of ["place=atlantis", "dataset=non", "datetime=hier", "limit=0", "page=x", "lieu=FR_99001"]) {
    assert.equal((await server.get(`/comments?${wrong}`)).status, 400, wrong);
  }
  assert.equal(one(await server.get("/comments"), "content-type"), 'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"');
});

test("a new version in which its figure changes: it says from what to what", { skip: missing, timeout }, async () => {
  fs.writeFileSync(figures, fs.readFileSync(figures, "utf8").replace(/^(E01;.*;)10$/m, "$111"));
  assert.equal(ingest(site).code, 0);
  Object.assign(stage, { state: "to_review", capacity: "11" });
  await until(async () => (await version()) === 2 && (await server.json("/collections/equipements/items/E01")).properties.commentaires[0].etat === "to_review");
  await walk();
  await besideFiles();
});

test("a rollback: the figure is what it was, and so is the comment", { skip: missing, timeout }, async () => {
  const done = run("rollback", "--site", site, "equipements", "--by", "essai", "--why", "essai");
  assert.equal(done.code, 0, done.err);
  Object.assign(stage, { state: "published", capacity: "10" });
  await until(async () => (await version()) === 1 && (await server.json("/collections/equipements/items/E01")).properties.commentaires[0].etat === "published");
  await walk();
  await besideFiles();
});

test("taken back: a tombstone in the list, nothing anywhere else", { skip: missing, timeout }, async () => {
  fs.rmSync(commentsFile);
  assert.equal(ingest(site).code, 0);
  Object.assign(stage, { state: "gone", capacity: "10" });
  await until(async () => (await server.get(`/comments/${comment.id}`)).status === 410);
  await walk();
  await besideFiles();
});

test("a draft is nowhere", { skip: missing, timeout }, async () => {
  const words = ["comment", "add", "--site", site, "--id", "projet-1", "--dataset", "equipements", "--key", "E02", "--text", "Pas encore relu.", "--author", "Sports", "--draft"];
  const done = run(...words);
  assert.equal(done.code, 0, done.err);
  await new Promise((seen) => setTimeout(seen, 1500));
  for (const target of ["/comments", "/comments?f=atom", "/catalogue", "/collections/equipements/items", "/collections/equipements/items?f=csv", "/collections/equipements/items?f=csvw", "/communes/FR_99002?f=html"]) {
    const reply = await server.get(target);
    assert.equal(reply.status, 200, target);
    assert.ok(!/projet-1|Pas encore relu/.test(reply.body.toString()), target);
  }
  assert.equal((await server.get("/comments/projet-1")).status, 404);
});
