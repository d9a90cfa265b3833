// SPDX-License-Identifier: EUPL-1.2
// The same three rows in every kind of file that GDAL reads for us, written by GDAL's own ogr2ogr
// (TopoJSON, which it does not write, by hand): each has to be published the same.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, lastEvent } from "./site_under_test.mjs";

const missing = spawnSync("ogr2ogr", ["--version"]).error && "ogr2ogr is not installed";
// Skipping is for machines of people; CI promises that this was tried.
if (missing && process.env.CI) throw new Error(missing);

const rows = [
  { code: "012", nom: "Église Saint-Œuf", ouvert: "2026-03-05", prix: 12.5, places: 40, lon: 1.05, lat: 49.25 },
  { code: "007", nom: "Crèche « L’Été »; à côté", ouvert: "2025-12-31", prix: 0.125, places: 0, lon: 1.15, lat: 49.25 },
  { code: "A-3", nom: "Ça coûte l’œil", ouvert: "2024-02-29", prix: null, places: 3, lon: 1.25, lat: 49.25 },
];
const site = copySite();
const file = (name) => path.join(site, "fichiers", name);
const definition = (source, place = "") => `# SPDX-License-Identifier: EUPL-1.2
kind = "general"
title.fr = "Lieux"
source = "fichiers/${source}"
key = ["code"]
${place}
[columns.code]
from = "code"
type = "text"
[columns.nom]
from = "nom"
type = "text"
[columns.ouvert]
from = "ouvert"
type = "date"
[columns.prix]
from = "prix"
type = "number"
[columns.places]
from = "places"
type = "integer"
`;
const properties = ({ code, nom, ouvert, prix, places }) => ({ code, nom, ouvert, prix, places });
const coordinates = '[place]\nlon = "lon"\nlat = "lat"\n';

function ogr2ogr(...words) {
  const done = spawnSync("ogr2ogr", words, { encoding: "utf8" });
  assert.equal(done.status, 0, done.stderr);
}

function topojson(name) {
  const point = (row) => ({ type: "Point", coordinates: [row.lon, row.lat], properties: properties(row) });
  fs.writeFileSync(file(name), JSON.stringify({ type: "Topology", objects: { lieux: { type: "GeometryCollection", geometries: rows.map(point) } }, arcs: [] }));
}

const kinds = [
  ["XLSX", "lieux.xlsx", () => ogr2ogr("-f", "XLSX", file("lieux.xlsx"), file("base.geojson"), "-nlt", "NONE"), coordinates],
  ["ODS", "lieux.ods", () => ogr2ogr("-f", "ODS", file("lieux.ods"), file("base.geojson"), "-nlt", "NONE"), coordinates],
  ["GeoPackage", "lieux.gpkg", () => ogr2ogr("-f", "GPKG", "-t_srs", "EPSG:2154", file("lieux.gpkg"), file("base.geojson")), ""],
  ["FlatGeobuf", "lieux.fgb", () => ogr2ogr("-f", "FlatGeobuf", file("lieux.fgb"), file("base.geojson")), ""],
  ["Shapefile", "lieux.shp.zip", () => ogr2ogr("-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8", "-t_srs", "EPSG:2154", file("lieux.shp.zip"), file("base.geojson")), ""],
  ["TopoJSON", "lieux.topojson", () => topojson("lieux.topojson"), ""],
];

// Text keeps its type, whatever a guess from the first rows would make of "012".
fs.writeFileSync(file("base.geojson"), JSON.stringify({
  type: "FeatureCollection",
  features: rows.map((row) => ({ type: "Feature", properties: { ...properties(row), lon: row.lon, lat: row.lat }, geometry: { type: "Point", coordinates: [row.lon, row.lat] } })),
}));
let server;
test.before(async () => {
  assert.equal(ingest(site).code, 0);
  server = await Server.start(site);
});
test.after(() => server.stop());

let number = 0;
for (const [format, name, make, place] of kinds) {
  test(`${format}: counts, letters, days, numbers, places and leading zeros come through`, { skip: missing, timeout: 60000 }, async () => {
    const id = `lieux-${++number}`;
    make();
    fs.writeFileSync(path.join(site, `datasets/${id}.toml`), definition(name, place));

    const done = ingest(site, id, "--json");

    assert.equal(done.code, 0, done.out + done.err);
    const { datasets: [report] } = lastEvent(done.out);
    const { read, kept, outside, rejected, unplaced } = report.counts;
    assert.deepEqual({ read, kept, outside, rejected, unplaced }, { read: 3, kept: 3, outside: 0, rejected: 0, unplaced: 0 });
    assert.ok(report.understood.some((sentence) => sentence.includes(format)), report.understood.join(" "));
    while ((await server.get(`/collections/${id}`)).status !== 200) await new Promise((go) => setTimeout(go, 100));
    const { features } = await server.json(`/collections/${id}/items`);
    assert.equal(features.length, 3);
    for (const row of rows) {
      const feature = features.find((one) => one.properties.code === row.code);
      assert.ok(feature, `${row.code}: ${JSON.stringify(features.map((one) => one.properties))}`);
      assert.deepEqual(properties(feature.properties), properties(row));
      const [lon, lat] = feature.geometry.coordinates;
      assert.ok(Math.abs(lon - row.lon) < 1e-6 && Math.abs(lat - row.lat) < 1e-6, `${lon} ${lat}`);
    }
    assert.deepEqual(new Set(features.map((one) => one.properties.commune_code)).size, 3);
  });
}
