// SPDX-License-Identifier: EUPL-1.2
// GDAL's OGC API - Features driver, a client that others wrote, reads every collection.
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import test from "node:test";
import { promisify } from "node:util";
import { Server, copySite, ingest } from "./site_under_test.mjs";

const missing = spawnSync("ogrinfo", ["--version"]).error && "ogrinfo is not installed";
// Skipping is for machines of people; CI promises that this was tried.
if (missing && process.env.CI) throw new Error(missing);
test("ogrinfo reads every collection, and counts what the API counts", { skip: missing, timeout: 120000 }, async () => {
  const site = process.env.PARVIS_SITE ?? copySite();
  if (!process.env.PARVIS_SITE) assert.equal(ingest(site).code, 0);
  const server = await Server.start(site);
  const { collections } = await server.json("/collections");
  assert.ok(collections.length >= 4);
  for (const { id } of collections) {
    const { numberMatched } = await server.json(`/collections/${id}/items?limit=1`);
    const { stdout } = await promisify(execFile)("ogrinfo", ["-ro", "-al", "-geom=NO", `OAPIF:${server.base}`, id], { maxBuffer: 1 << 28 });
    assert.match(stdout, new RegExp(`Feature Count: ${numberMatched}\\b`), id);
    assert.equal(stdout.match(/^OGRFeature\(/gm)?.length ?? 0, numberMatched, id);
  }
  await server.stop();
});
