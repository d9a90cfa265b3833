// SPDX-License-Identifier: EUPL-1.2
// GDAL's MVT driver, a reader that others wrote, finds in the tiles what the API's items say: the
// same ids, as many, at the same places to a unit of the tile.
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { Server, copySite, ingest, one } from "./site_under_test.mjs";

const missing = spawnSync("ogr2ogr", ["--version"]).error && "ogr2ogr is not installed";
// Skipping is for machines of people; CI promises that this was tried.
if (missing && process.env.CI) throw new Error(missing);

const site = process.env.PARVIS_SITE ?? copySite();
if (!process.env.PARVIS_SITE) assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());
const work = fs.mkdtempSync(path.join(os.tmpdir(), "parvis-tiles-"));
process.on("exit", () => fs.rmSync(work, { recursive: true, force: true }));

const column = (lon, z) => Math.floor(((lon + 180) / 360) * 2 ** z);
const row = (lat, z) => Math.floor((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** z);
const west = (x, z) => (x / 2 ** z) * 360 - 180;
const north = (y, z) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** z))) * 180) / Math.PI;
/** The tile with a part of its side more on each side. */
const box = (z, y, x, more) => [west(x - more, z), north(y + 1 + more, z), west(x + 1 + more, z), north(y - more, z)];
const positions = (geometry) => (typeof geometry.coordinates[0] === "number" ? [geometry.coordinates] : geometry.coordinates.flat(Infinity).reduce((all, n, i) => (i % 2 ? (all.at(-1).push(n), all) : [...all, [n]]), []));

/** What GDAL reads in a tile, in longitude and latitude. */
async function read(collection, z, y, x, query = "") {
  const reply = await server.get(`/collections/${collection}/tiles/WebMercatorQuad/${z}/${y}/${x}${query}`);
  if (reply.status === 204) return [];
  assert.equal(reply.status, 200, `${collection} ${z}/${y}/${x}: ${reply.body}`);
  const file = path.join(work, "tile.pbf");
  fs.writeFileSync(file, reply.body);
  const { stdout } = await promisify(execFile)("ogr2ogr",
    ["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=9", "-t_srs", "OGC:CRS84", "/vsistdout/", file, "-oo", `Z=${z}`, "-oo", `Y=${y}`, "-oo", `X=${x}`, "-oo", "CLIP=NO"], { maxBuffer: 1 << 28 });
  return JSON.parse(stdout).features;
}

async function items(collection, query) {
  return (await server.json(`/collections/${collection}/items?limit=10000${query}`)).features;
}

const { collections } = await server.json("/collections");
const placed = collections.filter(({ links }) => links.some(({ rel }) => rel.endsWith("/tilesets-vector")));

test("every collection with places has tiles", () => assert.ok(placed.length >= 3));

/** A value as a tile holds it and GDAL writes it: flags as 0 and 1, the rest as it is. */
const carried = (value) => (typeof value === "boolean" ? Number(value) : value);

for (const { id } of placed) {
  test(`${id}: every value that a tile carries is the item's`, { skip: missing, timeout: 100000 }, async () => {
    const all = (await items(id, "")).filter(({ geometry }) => geometry);
    const scalar = (value) => value === null || ["string", "number", "boolean"].includes(typeof value);
    const names = Object.keys(all[0].properties).filter((name) => name !== "commentaires" && all.every(({ properties }) => scalar(properties[name])));
    const known = new Map(all.map((item) => [item.id, item]));
    const z = 12;
    let compared = 0;
    for (const item of all.filter((_, i) => i % Math.ceil(all.length / 5) === 0)) {
      const [lon, lat] = positions(item.geometry)[0];
      for (const feature of await read(id, z, row(lat, z), column(lon, z), `?properties=${names}`)) {
        const { properties } = known.get(feature.properties.id);
        for (const name of names) {
          // What is not known is left out of a tile.
          assert.equal(carried(feature.properties[name] ?? null), carried(properties[name]), `${feature.properties.id}: ${name}`);
          if (properties[name] !== null) ++compared;
        }
      }
    }
    assert.ok(compared > names.length);
  });

  test(`${id}: GDAL reads the items from deep tiles`, { skip: missing, timeout: 200000 }, async () => {
    const z = 16;
    const all = (await items(id, "")).filter(({ geometry }) => geometry);
    // Some of a large site: the whole of a small one.
    const some = all.filter((_, i) => i % Math.ceil(all.length / 25) === 0);
    let compared = 0;
    for (const item of some) {
      const [lon, lat] = positions(item.geometry)[0];
      const [y, x] = [row(lat, z), column(lon, z)];
      const features = await read(id, z, y, x);
      const ids = new Set(features.map(({ properties }) => properties.id));
      assert.equal(ids.size, features.length, "an id twice");
      const inside = await items(id, `&bbox=${box(z, y, x, 0).map((n) => n.toFixed(9))}`);
      const around = new Set((await items(id, `&bbox=${box(z, y, x, 66 / 4096).map((n) => n.toFixed(9))}`)).map((one) => one.id));
      for (const one of inside) assert.ok(ids.has(one.id), `${one.id} lies in ${z}/${y}/${x} and is not in the tile`);
      for (const one of ids) assert.ok(around.has(one), `${one} is in the tile ${z}/${y}/${x} and does not lie there`);
      // To a unit: 1/4096 of the side, and what GDAL rounds.
      const drawn = positions(features.find(({ properties }) => properties.id === item.id).geometry);
      const [unit, high] = [(360 / 2 ** z / 4096) * 1.01, (north(y, z) - north(y + 1, z)) / 4096 * 1.01];
      const [w, s, e, n] = box(z, y, x, 60 / 4096);
      for (const [a, b] of positions(item.geometry)) {
        if (a < w || a > e || b < s || b > n) continue;
        ++compared;
        assert.ok(drawn.some(([c, d]) => Math.abs(a - c) <= unit && Math.abs(b - d) <= high), `${item.id} at ${a},${b}`);
      }
    }
    assert.ok(compared >= some.length);
  });

  test(`${id}: a far tile has every item that its count says`, { skip: missing, timeout: 100000 }, async () => {
    const all = (await items(id, "")).filter(({ geometry }) => geometry);
    const [lon, lat] = positions(all[0].geometry)[0];
    const z = 4;
    const [y, x] = [row(lat, z), column(lon, z)];
    const reply = await server.get(`/collections/${id}/tiles/WebMercatorQuad/${z}/${y}/${x}`);
    const features = await read(id, z, y, x);
    const matched = Number(one(reply, "ogc-numbermatched") ?? features.length);
    const returned = Number(one(reply, "ogc-numberreturned") ?? features.length);
    assert.equal(features.length, returned);
    const inside = await items(id, `&bbox=${box(z, y, x, 0).map((n) => n.toFixed(9))}`);
    assert.equal(matched, inside.filter(({ geometry }) => geometry).length);
  });
}

test("communes side by side leave neither a gap nor an overlap, as GEOS in ogrinfo sees it", { skip: missing, timeout: 60000 }, async () => {
  const all = await items("communes", "");
  const [lon, lat] = positions(all[0].geometry)[0];
  for (const z of [7, 8, 9, 10]) {
    const reply = await server.get(`/collections/communes/tiles/WebMercatorQuad/${z}/${row(lat, z)}/${column(lon, z)}`);
    const file = path.join(work, `whole-${z}.pbf`);
    fs.writeFileSync(file, reply.body);
    // Where a ring meets itself by the tolerance of its simplification, GEOS has to be helped.
    const valid = "CASE WHEN ST_IsValid(geometry) = 1 THEN geometry ELSE ST_MakeValid(geometry) END";
    const sql = `SELECT SUM(ST_Area(geometry)) AS sum, ST_Area(ST_Union(${valid})) AS whole, SUM(1 - ST_IsValid(geometry)) AS broken, COUNT(*) AS number FROM communes`;
    const { stdout } = await promisify(execFile)("ogrinfo",
      ["-ro", "-q", "-dialect", "SQLite", "-sql", sql, file, "-oo", `Z=${z}`, "-oo", `Y=${row(lat, z)}`, "-oo", `X=${column(lon, z)}`, "-oo", "CLIP=NO"]);
    const figure = (name) => Number(new RegExp(`${name} \\([A-Za-z0-9]+\\) = ([-\\d.eE+]+)`).exec(stdout)?.[1]);
    assert.ok(figure("sum") > 0, stdout);
    assert.ok(figure("broken") <= figure("number") / 20, stdout);
    const unit = 40075017 / 2 ** z / 4096;
    assert.ok(Math.abs(figure("sum") - figure("whole")) <= 1e-9 * figure("whole") + figure("broken") * 64 * unit * unit, stdout);
  }
});

test("on the wire: HEAD, gzip, tags, types", async () => {
  const all = await items("communes", "");
  const [lon, lat] = positions(all[0].geometry)[0];
  const address = `/collections/communes/tiles/WebMercatorQuad/9/${row(lat, 9)}/${column(lon, 9)}`;
  const plain = await server.get(address);
  assert.equal(one(plain, "content-type"), "application/vnd.mapbox-vector-tile");
  assert.equal(one(plain, "access-control-allow-origin"), "*");
  const zipped = await server.get(address, { "Accept-Encoding": "gzip" });
  if (plain.body.length >= 1000) {
    assert.equal(one(zipped, "content-encoding"), "gzip");
    assert.notEqual(one(zipped, "etag"), one(plain, "etag"));
    assert.deepEqual(zlib.gunzipSync(zipped.body), plain.body);
  }
  const head = await server.get(address, {}, "HEAD");
  assert.equal(head.status, 200);
  assert.equal(head.body.length, 0);
  assert.equal(one(head, "content-length"), String(plain.body.length));
  const again = await server.get(address, { "If-None-Match": one(plain, "etag") });
  assert.equal(again.status, 304);
  const empty = await server.get(`${address}?properties=`, {}, "HEAD");
  assert.equal(empty.status, 200);
});

test("what is no tile is refused in French, by name, and nobody is held up", async () => {
  const wrong = ["NaN", "-1", "1e9", "9".repeat(400), "%00", "..", "a/b", "0x7", "%F0%9F%98%80", "{z}"];
  for (const value of wrong) {
    for (const address of [`/tiles/WebMercatorQuad/${value}/0/0`, `/tiles/WebMercatorQuad/0/${value}/0`, `/tiles/2154_10cm/3/0/${value}`, `/tiles/${value}/0/0/0`]) {
      const reply = await server.get(address);
      assert.ok([400, 404].includes(reply.status), `${address}: ${reply.status}`);
      if (value !== ".." && value !== "a/b" && value !== "%00") {
        const problem = JSON.parse(reply.body);
        assert.ok(problem.parameters?.some(({ name }) => /^tile(Matrix|MatrixSetId|Row|Col)$/.test(name)), `${address}: ${reply.body}`);
      }
    }
  }
  assert.equal(server.log, "");
});
