// SPDX-License-Identifier: EUPL-1.2
// GDAL opens "http://…" and "/vsicurl/…" names whatever its driver list says: a listener on this
// machine must hear nothing while such sources are read.
import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import test from "node:test";
import { copySite, ingest, parvis } from "./site_under_test.mjs";
import { spawn } from "node:child_process";

let heard = 0;
const listener = net.createServer((socket) => { ++heard; socket.destroy(); });
await new Promise((go) => listener.listen(0, "127.0.0.1", go));
test.after(() => listener.close());
const address = `http://127.0.0.1:${listener.address().port}`;

const site = copySite();
assert.equal(ingest(site).code, 0);
const toml = path.join(site, "datasets/chantiers.toml");
const definition = fs.readFileSync(toml, "utf8");

/** Without blocking this process, or the listener could not hear. */
function ingestAside() {
  return new Promise((resolve) => {
    const child = spawn(parvis, ["ingest", "--site", site, "chantiers"], { stdio: ["ignore", "ignore", "pipe"] });
    let text = "";
    child.stderr.on("data", (piece) => (text += piece));
    child.on("exit", (code) => resolve({ code, text }));
  });
}

const vrt = (source) => `<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>${source}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>`;
const sources = [
  ["an http name", `${address}/x.geojson`],
  ["a /vsicurl/ name", `/vsicurl/${address}/x.geojson`],
  ["a /vsizip/ of one", `/vsizip//vsicurl/${address}/x.zip`],
  ["a VRT named .gpkg", "fichiers/ruse.gpkg", vrt(`/vsicurl/${address}/x.geojson`)],
  ["a VRT named .geojson", "fichiers/ruse.geojson", vrt(`${address}/x.geojson`)],
  ["a VRT named .csv", "fichiers/ruse.csv", vrt(`${address}/x.geojson`)],
  ["a VRT named .vrt", "fichiers/ruse.vrt", vrt(`${address}/x.geojson`)],
  ["a GML with a schema elsewhere", "fichiers/ruse.gml", `<FeatureCollection xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x ${address}/x.xsd"/>`],
];
for (const [what, source, content] of sources) {
  test(`${what} as a source makes no connection and is an error in one sentence`, async () => {
    if (content) fs.writeFileSync(path.join(site, source), content);
    fs.writeFileSync(toml, definition.replace('source = "fichiers/chantiers.csv"', `source = "${source}"`));
    const { code, text } = await ingestAside();
    fs.writeFileSync(toml, definition);
    assert.equal(code, 1, text);
    assert.equal(text.trim().split("\n").length, 1, text);
    assert.equal(heard, 0);
  });
}

test("the listener would have heard", async () => {
  const socket = net.connect(listener.address().port, "127.0.0.1");
  await new Promise((go) => socket.on("close", go));
  assert.equal(heard, 1);
});

test("a file that would grow past --file-mb is refused in one sentence and what was published stays", () => {
  const published = () => fs.readdirSync(path.join(site, "data/versions/chantiers"));
  const before = published();
  const lines = fs.readFileSync(path.join(site, "fichiers/chantiers.csv"), "utf8").trim().split("\n");
  const large = path.join(site, "large.csv");
  fs.writeFileSync(large, lines[0] + "\n" + Array.from({ length: 20_000 }, (_, i) => lines[1].replace(/^[^;]*/, `L${i}`)).join("\n"));
  const small = ingest(site, "chantiers", "--file", large, "--file-mb", "1");
  assert.equal(small.code, 1, small.out);
  assert.match(small.err, /trop gros/);
  assert.deepEqual(published(), before);
  assert.equal(ingest(site, "chantiers", "--file", large).code, 0);
});
