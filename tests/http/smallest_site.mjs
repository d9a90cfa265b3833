// SPDX-License-Identifier: EUPL-1.2
// The smallest site of datasets/sites/README.md, written out as it stands there, is a whole site.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { Server, ingest } from "./site_under_test.mjs";

const page = fs.readFileSync(new URL("../../datasets/sites/README.md", import.meta.url), "utf8");
const [, example] = /## The smallest site[\s\S]*?```toml\n([\s\S]*?)```/.exec(page);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parvis-smallest-"));
process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
fs.mkdirSync(path.join(folder, "datasets"));
const [, ...pieces] = example.split(/^# (\S+\.toml)\n/m);
for (let i = 0; i < pieces.length; i += 2) fs.writeFileSync(path.join(folder, pieces[i]), pieces[i + 1]);

const square = (insee, nom, west) => ({
  type: "Feature",
  properties: { insee, nom },
  geometry: { type: "Polygon", coordinates: [[[west, 49], [west + 0.1, 49], [west + 0.1, 49.1], [west, 49.1], [west, 49]]] },
});
const communes = { type: "FeatureCollection", features: [square("76001", "Petite-Ville", 1), square("76002", "Autre", 1.1)] };
fs.writeFileSync(path.join(folder, "communes.geojson"), JSON.stringify(communes));
fs.writeFileSync(path.join(folder, "bancs.csv"), "id,lieu,lon,lat\n1,Place,1.05,49.05\n2,Quai,1.15,49.02\n3,Port,1.16,49.02\n");

test("it is ingested without a fault and served", async () => {
  const done = ingest(folder);
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /bancs : lues 3, gardées 3, hors territoire 0, refusées 0, sans lieu 0/);
  assert.doesNotMatch(done.out + done.err, /Trou|Recouvrement/);
  const server = await Server.start(folder);
  const counts = await server.json("/cross?measure=count(bancs)");
  assert.deepEqual(counts.rows.map((row) => [row.id, row.count_bancs]), [["FR_76001", 1], ["FR_76002", 2]]);
  for (const target of ["/", "/collections/bancs", "/communes/FR_76001"]) {
    assert.equal((await server.get(target, { Accept: "text/html" })).status, 200, target);
  }
  await server.stop();
});
