// SPDX-License-Identifier: EUPL-1.2
// Whole files that are made when first asked for: PMTiles, read by the library that others wrote
// (npm, as its lock file says), and GeoPackage, read by GDAL.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import zlib from "node:zlib";
import { Server, copySite, ingest, one } from "./site_under_test.mjs";

const source = path.dirname(fileURLToPath(import.meta.url));
// Not the folder of the OpenAPI test: both may install at the same time.
const work = path.join(process.env.PARVIS_WORK ?? fs.mkdtempSync("/tmp/parvis-pmtiles-"), "pmtiles");

/** The reader, or why there is none. */
async function reader() {
  fs.mkdirSync(work, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) fs.copyFileSync(path.join(source, name), path.join(work, name));
  if (!fs.existsSync(path.join(work, "node_modules/pmtiles"))) {
    const done = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: work, encoding: "utf8" });
    if (done.status !== 0) return { missing: `npm ci: ${done.error ?? done.stderr.trim().split("\n")[0]}` };
  }
  return import(pathToFileURL(createRequire(path.join(work, "package.json")).resolve("pmtiles")));
}

const { PMTiles, zxyToTileId, missing } = await reader();
if (missing && process.env.CI) throw new Error(missing);

const site = process.env.PARVIS_SITE ?? copySite();
// Addresses in an archive are the site's own, never those that a client makes up.
const address = "https://donnees.example.org";
if (!process.env.PARVIS_SITE) {
  const toml = path.join(site, "parvis.toml");
  fs.writeFileSync(toml, `base_url = "${address}"\n${fs.readFileSync(toml, "utf8")}`);
  assert.equal(ingest(site).code, 0);
}
const server = await Server.start(site);
test.after(() => server.stop());

const archive = "/collections/chantiers/tiles/WebMercatorQuad?f=pmtiles";
const digest = (bytes) => `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`;

/** Reads by byte ranges over HTTP, as a page does. */
class Ranges {
  constructor(target) {
    this.target = target;
    this.requests = 0;
  }
  getKey() {
    return this.target;
  }
  async getBytes(offset, length) {
    ++this.requests;
    const reply = await server.get(this.target, { Range: `bytes=${offset}-${offset + length - 1}` });
    assert.equal(reply.status, 206, String(reply.body));
    return { data: new Uint8Array(reply.body).buffer, etag: one(reply, "etag") };
  }
}

/** Every tile that the tile route has between zooms, by walking the limits that the tileset states. */
async function routeTiles(prefix, deepest) {
  const { tileMatrixSetLimits } = await server.json(`${prefix}/tiles/WebMercatorQuad`);
  const tiles = new Map();
  for (const limits of tileMatrixSetLimits) {
    const z = Number(limits.tileMatrix);
    if (z > deepest) continue;
    for (let y = limits.minTileRow; y <= limits.maxTileRow; ++y) {
      for (let x = limits.minTileCol; x <= limits.maxTileCol; ++x) {
        const reply = await server.get(`${prefix}/tiles/WebMercatorQuad/${z}/${y}/${x}`);
        assert.ok(reply.status === 200 || reply.status === 204, `${reply.status}`);
        tiles.set(`${z}/${x}/${y}`, reply.status === 200 ? reply.body : null);
      }
    }
  }
  return tiles;
}

for (const [prefix, layers] of [["/collections/chantiers", ["chantiers"]], ["", ["communes", "poles"]]]) {
  test(`the archive of ${prefix || "the territory"} has every tile of the tile route, byte for byte, and no other`, { skip: missing, timeout: 240000 }, async () => {
    const target = `${prefix}/tiles/WebMercatorQuad?f=pmtiles`;
    const ranges = new Ranges(target);
    const tiles = new PMTiles(ranges);
    const head = await tiles.getHeader();
    assert.equal(head.specVersion, 3);
    assert.equal(head.clustered, true);
    assert.equal(head.tileType, 1);
    assert.equal(head.minZoom, 0);
    assert.equal(head.maxZoom, 14);

    const deepest = 11;
    let found = 0;
    for (const [name, bytes] of await routeTiles(prefix, deepest)) {
      const [z, x, y] = name.split("/").map(Number);
      const stored = await tiles.getZxy(z, x, y);
      assert.deepEqual(stored && Buffer.from(stored.data), bytes ?? undefined, name);
      found += bytes ? 1 : 0;
    }
    assert.ok(found > deepest, `${found} tiles`);
    // Deeper, where a collection has too many addresses for a walk: the places of its rows.
    const { features } = await server.json(`${prefix || "/collections/communes"}/items?limit=20`);
    for (const { geometry } of features.filter(({ geometry }) => geometry)) {
      const [lon, lat] = geometry.coordinates.flat(Infinity);
      for (const z of [13, 14]) {
        const x = Math.floor(((lon + 180) / 360) * 2 ** z);
        const sine = Math.sin((lat * Math.PI) / 180);
        const y = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z);
        const reply = await server.get(`${prefix}/tiles/WebMercatorQuad/${z}/${y}/${x}`, { "Accept-Encoding": "gzip" });
        assert.equal(reply.status, 200);
        const plain = one(reply, "content-encoding") === "gzip" ? zlib.gunzipSync(reply.body) : reply.body;
        assert.deepEqual(Buffer.from((await tiles.getZxy(z, x, y)).data), plain, `${z}/${x}/${y}`);
      }
    }
    assert.equal(await tiles.getZxy(14, 0, 0), undefined);

    const metadata = await tiles.getMetadata();
    assert.deepEqual(metadata.vector_layers.map(({ id }) => id).sort(), [...layers].sort());
    assert.ok(metadata.attribution.length > 5);
    assert.equal(metadata.commentaires_lien, `${address}/comments`);
    const tilejson = await server.json(`${prefix}/tiles/WebMercatorQuad?f=tilejson`);
    assert.deepEqual(metadata.vector_layers, tilejson.vector_layers);
    const [west, south, east, north] = tilejson.bounds;
    for (const [is, wanted] of [[head.minLon, west], [head.minLat, south], [head.maxLon, east], [head.maxLat, north]]) assert.ok(Math.abs(is - wanted) < 1e-6);
  });
}

test("tiles of an archive lie in the order of their numbers, none twice", { skip: missing }, async () => {
  const { body } = await server.get(archive);
  const wide = (at) => Number(body.readBigUInt64LE(at));
  assert.equal(body.subarray(0, 7).toString(), "PMTiles");
  const directory = zlib.gunzipSync(body.subarray(wide(8), wide(8) + wide(16)));
  assert.ok(wide(8) + wide(16) <= 16384);
  assert.equal(wide(48), 0, "this archive is small enough for one directory");
  let at = 0;
  const number = () => {
    let value = 0, shift = 0, byte;
    do {
      byte = directory[at++];
      value += (byte & 127) * 2 ** shift;
      shift += 7;
    } while (byte > 127);
    return value;
  };
  const count = number();
  let id = 0;
  const ids = Array.from({ length: count }, () => (id += number()));
  const runs = Array.from({ length: count }, number);
  const lengths = Array.from({ length: count }, number);
  const offsets = [];
  for (let i = 0; i < count; ++i) {
    const value = number();
    offsets.push(value === 0 ? offsets[i - 1] + lengths[i - 1] : value - 1);
  }
  assert.equal(at, directory.length);
  let end = 0;
  const sums = new Set();
  for (let i = 0; i < count; ++i) {
    assert.ok(i === 0 || ids[i] >= ids[i - 1] + runs[i - 1], "numbers go up");
    assert.ok(offsets[i] <= end, "a tile lies behind those before it or is one of them");
    if (offsets[i] === end) {
      end += lengths[i];
      sums.add(digest(zlib.gunzipSync(body.subarray(wide(56) + offsets[i], wide(56) + end))));
    }
  }
  assert.equal(end, wide(64));
  assert.equal(wide(72), runs.reduce((a, b) => a + b, 0));
  assert.equal(wide(80), count);
  assert.equal(wide(88), sums.size, "no tile is stored twice");
  assert.equal(ids[0], zxyToTileId(0, 0, 0));
  // Nothing lies behind the metadata.
  assert.equal(wide(24) + wide(32), body.length);
});

test("the archive is one file: its sum, its parts, what the client has already, nothing to choose", async () => {
  const whole = await server.get(archive);
  assert.equal(whole.status, 200);
  assert.equal(one(whole, "content-type"), "application/vnd.pmtiles");
  assert.equal(one(whole, "accept-ranges"), "bytes");
  assert.equal(one(whole, "repr-digest"), digest(whole.body));
  assert.equal(one(whole, "content-encoding"), undefined);
  assert.match(one(whole, "content-disposition"), /filename="(exemple-)?chantiers\.pmtiles"/);
  const head = await server.get(archive, {}, "HEAD");
  assert.equal(one(head, "content-length"), String(whole.body.length));
  const part = await server.get(archive, { Range: "bytes=100-199", "If-Range": one(whole, "etag") });
  assert.equal(part.status, 206);
  assert.deepEqual(part.body, whole.body.subarray(100, 200));
  assert.equal((await server.get(archive, { Range: `bytes=${whole.body.length}-` })).status, 416);
  assert.equal((await server.get(archive, { "If-None-Match": one(whole, "etag") })).status, 304);
  for (const more of ["&properties=titre", "&at=2020-01-01", "&f=json", "&nichts=1"]) {
    const reply = await server.get(archive + more);
    assert.equal(reply.status, 400, more);
  }
  assert.equal((await server.get("/collections/chantiers/tiles/2154_10cm?f=pmtiles")).status, 400);
  const links = (await server.json("/collections/chantiers")).links.filter(({ rel }) => rel === "enclosure").map(({ href }) => href);
  assert.ok(links.includes(address + archive), links.join(" "));
});

test("a GeoPackage stands among the downloads, whole, with its sum and its parts", async () => {
  const collection = await server.json("/collections/chantiers");
  const link = collection.links.find(({ href }) => href.endsWith(".gpkg"));
  assert.equal(link.rel, "enclosure");
  assert.equal(link.type, "application/geopackage+sqlite3");
  const target = link.href.slice(address.length);
  assert.equal(target, `/downloads/chantiers/${collection.version}/chantiers.gpkg`);
  const whole = await server.get(target);
  assert.equal(whole.status, 200);
  assert.equal(whole.body.subarray(0, 15).toString(), "SQLite format 3");
  assert.equal(one(whole, "repr-digest"), digest(whole.body));
  assert.match(one(whole, "content-disposition"), /-v\d+\.gpkg"/);
  const part = await server.get(target, { Range: "bytes=-10" });
  assert.equal(part.status, 206);
  assert.deepEqual(part.body, whole.body.subarray(-10));
  assert.equal(one(await server.get(target), "etag"), one(whole, "etag"), "the file is kept");
  assert.equal((await server.get(target, { "If-None-Match": one(whole, "etag") })).status, 304);

  const file = path.join(fs.mkdtempSync("/tmp/parvis-gpkg-"), "a.gpkg");
  fs.writeFileSync(file, whole.body);
  const { numberMatched } = await server.json("/collections/chantiers/items?limit=1");
  const info = spawnSync("ogrinfo", ["-ro", "-so", file, "chantiers"], { encoding: "utf8" });
  fs.rmSync(path.dirname(file), { recursive: true });
  assert.equal(info.status, 0, info.stderr);
  assert.match(info.stdout, new RegExp(`Feature Count: ${numberMatched}\\b`));

  assert.equal((await server.get("/downloads/chantiers/999/chantiers.gpkg")).status, 404);
  assert.equal((await server.get(`/downloads/chantiers/${collection.version}/autre.gpkg`)).status, 404);
});

test("those who ask together get the same file, made once", async () => {
  const target = "/collections/equipements/tiles/WebMercatorQuad?f=pmtiles";
  const replies = await Promise.all(Array.from({ length: 8 }, () => server.get(target)));
  const good = replies.filter(({ status }) => status === 200);
  assert.ok(good.length >= 1);
  assert.equal(new Set(good.map((reply) => one(reply, "repr-digest"))).size, 1);
  for (const reply of replies.filter(({ status }) => status !== 200)) {
    assert.equal(reply.status, 503);
    assert.equal(one(reply, "retry-after"), "5");
  }
});
