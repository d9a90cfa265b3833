// SPDX-License-Identifier: EUPL-1.2
// @camptocamp/ogc-client, the library of a map viewer that others wrote, reads the landing page, conformance,
// collections, items page by page and tile sets, as many and the same as the API itself says.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";
import { npmPackages } from "./npm_packages.mjs";
import { Server, copySite, ingest } from "./site_under_test.mjs";

const { folder, missing: skip } = npmPackages("ogc-client");
const site = process.env.PARVIS_SITE ?? copySite();
if (!process.env.PARVIS_SITE) assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());
const { OgcApiEndpoint } = skip ? {} : createRequire(path.join(folder, "package.json"))("@camptocamp/ogc-client");
const endpoint = skip ? undefined : new OgcApiEndpoint(`${server.base}/`);
const { collections } = await server.json("/collections");
const names = collections.map(({ id }) => id);
const placed = collections.filter(({ links }) => links.some(({ rel }) => rel.endsWith("/tilesets-vector"))).map(({ id }) => id);
const ids = (rows) => rows.map(({ id }) => id);

test("the landing page, conformance and collections", { skip, timeout: 60000 }, async () => {
  assert.equal((await endpoint.info).title, (await server.json("/?f=json")).title);
  assert.deepEqual(await endpoint.conformanceClasses, (await server.json("/conformance")).conformsTo);
  assert.equal(await endpoint.hasFeatures, true);
  assert.equal(await endpoint.hasTiles, true);
  assert.equal(await endpoint.hasRecords, false);
  assert.deepEqual(await endpoint.featureCollections, names);
  assert.deepEqual(await endpoint.vectorTileCollections, placed);
  for (const { id, title, crs } of collections) {
    const info = await endpoint.getCollectionInfo(id);
    assert.equal(info.title, title);
    assert.equal(info.crs.length, crs.length);
    assert.ok(info.itemFormats.includes("application/geo+json"));
    // What is offered as the whole dataset is the dataset, not the list of its faults.
    for (const address of Object.values(info.bulkDownloadLinks)) assert.doesNotMatch(address, /issues|manifest/);
  }
});

test("items: as many, in any page, of a box, sorted, by words, with chosen properties", { skip, timeout: 120000 }, async () => {
  for (const id of names) {
    const all = await server.json(`/collections/${id}/items?limit=10000`);
    const walked = [];
    const size = Math.max(2, Math.ceil(all.features.length / 4));
    for (let offset = 0; ; offset += size) {
      const page = await endpoint.getCollectionItems(id, size, offset);
      walked.push(...page);
      if (page.length < size) break;
    }
    assert.deepEqual(ids(walked), ids(all.features), id);
    const one = await endpoint.getCollectionItem(id, walked[0].id);
    assert.deepEqual(one.properties, all.features[0].properties);
  }
  const id = "chantiers";
  const extent = collections.find((one) => one.id === id).extent.spatial.bbox[0];
  const box = [extent[0], extent[1], (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2];
  const inside = await server.json(`/collections/${id}/items?limit=10000&bbox=${box}`);
  assert.ok(inside.features.length > 0);
  assert.deepEqual(ids(await endpoint.getCollectionItems(id, 10000, 0, undefined, undefined, box)), ids(inside.features));
  const sorted = await server.json(`/collections/${id}/items?limit=5&sortby=-titre`);
  assert.deepEqual(ids(await endpoint.getCollectionItems(id, 5, 0, undefined, ["-titre"])), ids(sorted.features));
  const [chosen] = await endpoint.getCollectionItems(id, 1, 0, undefined, undefined, undefined, ["titre"]);
  assert.equal(typeof chosen.properties.titre, "string");
  assert.equal(chosen.properties.debut, undefined);
  const address = await endpoint.getCollectionItemsUrl(id, { query: `at=2026-06-15&etat=en_cours`, limit: 10000, asJson: true });
  const found = await server.json(address.slice(server.base.length));
  assert.equal(found.numberMatched, (await server.json(`/collections/${id}/items?at=2026-06-15&etat=en_cours`)).numberMatched);
});

test("tile sets, grids and styles", { skip, timeout: 60000 }, async () => {
  const grids = (await server.json("/tileMatrixSets")).tileMatrixSets.map(({ id }) => id);
  assert.deepEqual(await endpoint.tileMatrixSets, grids);
  for (const id of placed) {
    for (const grid of grids) {
      const address = await endpoint.getVectorTilesetUrl(id, grid);
      const tileset = await server.json(new URL(address).pathname + new URL(address).search);
      assert.equal(tileset.tileMatrixSetId, grid);
      const { href } = tileset.links.find(({ rel, templated }) => rel === "item" && templated);
      assert.match(href, /\{tileMatrix\}.*\{tileRow\}.*\{tileCol\}/);
    }
  }
  const styles = (await server.json("/styles")).styles.map(({ id }) => id);
  assert.deepEqual((await endpoint.allStyles()).map(({ id }) => id), styles);
});
