// SPDX-License-Identifier: EUPL-1.2
// Invented rows say so wherever they go: in every answer, and in every file that is left of one.
import assert from "node:assert/strict";
import test from "node:test";
import { Server, copySite, ingest } from "./site_under_test.mjs";

const site = copySite();
assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());
const text = async (target) => (await server.get(target)).body.toString();

for (const id of ["chantiers", "population"]) {
  test(`${id}: every answer and every file says that its rows are examples`, async () => {
    const collection = await server.json(`/collections/${id}?f=json`);
    assert.equal(collection.sample, true);
    const page = await server.json(`/collections/${id}/items?limit=3`);
    assert.equal(page.sample, true);
    assert.match(page.avertissement, /exemple/);
    for (const feature of page.features) assert.equal(feature.properties.donnee_exemple, true);
    const alone = await server.json(`/collections/${id}/items/${encodeURIComponent(page.features[0].id)}`);
    assert.equal(alone.sample, true);
    assert.equal(alone.properties.donnee_exemple, true);
    const files = collection.links.filter((link) => link.rel === "enclosure").map((link) => link.href.slice(server.base.length));
    for (const target of [`/collections/${id}/items?f=csv&limit=3`, files.find((file) => file.endsWith("table.csv"))]) {
      const [header, first] = (await text(target)).split(/\r?\n/);
      const column = header.split(",").indexOf("donnee_exemple");
      assert.ok(column >= 0, target);
      assert.match(first, /(^|,)true(,|$)/, target);
    }
    for (const line of (await text(files.find((file) => file.endsWith(".geojsonl")))).trimEnd().split("\n")) {
      assert.equal(JSON.parse(line).properties.donnee_exemple, true);
    }
  });
}

test("facts among examples are told apart, row by row", async () => {
  const page = await server.json("/collections/equipements/items?limit=1000");
  assert.equal(page.sample, true);
  assert.equal(new Set(page.features.map(({ properties }) => properties.donnee_exemple)).size, 2);
  for (const { properties } of page.features) {
    assert.equal(properties.donnee_exemple, properties.famille === "sport", properties.nom);
  }
});

test("figures made of examples say so too", async () => {
  const page = await server.json("/collections/communes/items?limit=1");
  assert.equal(page.sample, true);
  assert.match(page.avertissement, /calculée sur des lignes inventées/);
  assert.equal(page.features[0].properties.donnee_exemple, true);
});
