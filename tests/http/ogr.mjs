// SPDX-License-Identifier: EUPL-1.2
// GDAL's OGC API - Features driver, a client that others wrote, reads every collection: all of it, in small pages,
// in a box, by a value, and in another system of coordinates.
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import test from "node:test";
import { promisify } from "node:util";
import { Server, copySite, ingest } from "./site_under_test.mjs";

const skip = spawnSync("ogrinfo", ["--version"]).error && "ogrinfo is not installed";
// Skipping is for machines of people; CI promises that this was tried.
if (skip && process.env.CI) throw new Error(skip);

const site = process.env.PARVIS_SITE ?? copySite();
if (!process.env.PARVIS_SITE) assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());
const { collections } = await server.json("/collections");
const placed = collections.filter(({ extent }) => extent?.spatial);

async function run(program, ...words) {
  const { stdout } = await promisify(execFile)(program, words, { maxBuffer: 1 << 28 });
  return stdout;
}

/** What ogr2ogr makes of a collection, as GeoJSON. */
async function read(id, ...words) {
  const text = await run("ogr2ogr", "-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=9", ...words, "/vsistdout/", `OAPIF:${server.base}`, id);
  return JSON.parse(text).features;
}

const items = async (id, query = "") => (await server.json(`/collections/${id}/items?limit=10000${query}`)).features;
/** The columns of texts: GDAL takes a column of numbers whose first page has none for one of texts. */
const textColumns = (rows) => Object.keys(rows[0].properties).filter((name) => name !== "id" && rows.every(({ properties }) => properties[name] === null || typeof properties[name] === "string"));
/** What tells rows apart whatever became of their ids: those columns. */
const texts = (rows, columns) => rows.map(({ properties }) => columns.map((name) => properties[name] ?? "").join("|")).sort();
function same(found, expected, all, what) {
  const columns = textColumns(all);
  assert.ok(columns.length > 0, what);
  assert.deepEqual(texts(found, columns), texts(expected, columns), what);
}
const middle = ([west, south, east, north]) => [west + (east - west) / 4, south + (north - south) / 4, east - (east - west) / 4, north - (north - south) / 4];

test("ogrinfo reads every collection, and counts what the API counts", { skip, timeout: 120000 }, async () => {
  assert.ok(collections.length >= 4);
  for (const { id } of collections) {
    const { numberMatched } = await server.json(`/collections/${id}/items?limit=1`);
    const stdout = await run("ogrinfo", "-ro", "-al", "-geom=NO", `OAPIF:${server.base}`, id);
    assert.match(stdout, new RegExp(`Feature Count: ${numberMatched}\\b`), id);
    assert.equal(stdout.match(/^OGRFeature\(/gm)?.length ?? 0, numberMatched, id);
  }
});

test("small pages give the same rows as a large one", { skip, timeout: 120000 }, async () => {
  for (const { id } of placed) {
    const all = await items(id);
    const size = Math.max(2, Math.ceil(all.length / 7));
    same(await read(id, "-oo", `PAGE_SIZE=${size}`), all, all, id);
  }
});

test("a box holds the rows that the API says", { skip, timeout: 120000 }, async () => {
  let found = 0;
  for (const { id, extent } of placed) {
    const box = middle(extent.spatial.bbox[0]);
    const inside = await items(id, `&bbox=${box}`);
    found += inside.length;
    same(await read(id, "-spat", ...box.map(String)), inside, await items(id), `${id} in ${box}`);
  }
  assert.ok(found > 0);
});

test("a value finds the rows that have it", { skip, timeout: 60000 }, async () => {
  const all = await items("chantiers");
  const value = all.find(({ properties }) => properties.effet).properties.effet;
  const having = all.filter(({ properties }) => properties.effet === value);
  assert.ok(having.length > 0 && having.length < all.length);
  same(await read("chantiers", "-where", `effet = '${value}'`), having, all);
});

test("positions are the same whoever computes them in Lambert-93", { skip, timeout: 60000 }, async () => {
  const points = placed.find(({ id }) => id === "equipements").id;
  const ours = (await items(points, "&crs=http://www.opengis.net/def/crs/EPSG/0/2154")).filter(({ geometry }) => geometry?.type === "Point");
  const theirs = (await read(points, "-t_srs", "EPSG:2154")).filter(({ geometry }) => geometry);
  assert.ok(ours.length > 0);
  assert.equal(theirs.length, ours.length);
  const at = new Map(theirs.map(({ properties, geometry }) => [properties.nom + properties.numero, geometry.coordinates]));
  for (const { properties, geometry } of ours) {
    const [x, y] = at.get(properties.nom + properties.numero);
    // A decimetre: 6 decimals of a degree, and which grid is installed.
    assert.ok(Math.hypot(x - geometry.coordinates[0], y - geometry.coordinates[1]) < 0.1, `${properties.nom}: ${x},${y} and ${geometry.coordinates}`);
  }
});
