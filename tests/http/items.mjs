// SPDX-License-Identifier: EUPL-1.2
// Items in every order and format over the wire: a walk, a posted search, files that GDAL reads.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { execFile, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import { Server, copySite, ingest, one } from "./site_under_test.mjs";

const site = process.env.PARVIS_SITE ?? copySite();
if (!process.env.PARVIS_SITE) assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());
const items = "/collections/equipements/items";
const noGdal = spawnSync("ogrinfo", ["--version"]).error && "ogrinfo is not installed";
if (noGdal && process.env.CI) throw new Error(noGdal);

/** Sends a body to an address. */
async function post(target, body, headers = {}) {
  const lines = Object.entries({ Host: `127.0.0.1:${server.port}`, Connection: "close", "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body), ...headers });
  return server.exchange(`POST ${target} HTTP/1.1\r\n` + lines.map(([k, v]) => `${k}: ${v}\r\n`).join("") + "\r\n" + body);
}

test("a sorted walk gives every row once, whether the plus is escaped or not", async () => {
  const whole = await server.json(`${items}?limit=10000&sortby=%2Bnom`);
  const again = await server.json(`${items}?limit=10000&sortby=+nom`);
  assert.deepEqual(again.features.map((f) => f.id), whole.features.map((f) => f.id));
  const walked = [];
  let next = `${items}?limit=2&sortby=nom`;
  while (next) {
    const page = await server.json(next);
    assert.equal(page.numberMatched, whole.numberMatched);
    walked.push(...page.features.map((f) => f.id));
    next = page.links.find((link) => link.rel === "next")?.href.slice(server.base.length);
  }
  assert.deepEqual(walked, whole.features.map((f) => f.id));
  const names = whole.features.map((f) => f.properties.nom).filter((name) => name !== null);
  assert.deepEqual(names, names.toSorted?.(new Intl.Collator("fr", { sensitivity: "base" }).compare) ?? [...names].sort(new Intl.Collator("fr", { sensitivity: "base" }).compare));
});

test("a search is posted as JSON, read by any page, and bounded", async () => {
  const found = await post("/collections/equipements/search", JSON.stringify({ limit: 3, sortby: ["-nom"] }));
  assert.equal(found.status, 200);
  const page = JSON.parse(found.body);
  assert.deepEqual(page.features.map((f) => f.id), (await server.json(`${items}?limit=3&sortby=-nom`)).features.map((f) => f.id));
  assert.equal(one(found, "access-control-allow-origin"), "*");
  assert.equal(one(found, "etag"), undefined);
  const options = await server.get("/collections/equipements/search", { Origin: "https://ailleurs.example" }, "OPTIONS");
  assert.equal(options.status, 204);
  assert.match(one(options, "access-control-allow-methods"), /POST/);
  assert.match(one(options, "access-control-allow-headers"), /Content-Type/);
  for (const [body, headers, status] of [
    ["{", {}, 400],
    ["{}", { "Content-Type": "text/plain" }, 415],
    ["{}", { "Content-Type": "application/x-www-form-urlencoded" }, 415],
    [`{"q":"${"a".repeat(300000)}"}`, {}, 413],
    // As deep as the limit of bytes lets it be: more stack than a thread has, were it followed.
    [`{"filter":{"a":${"[".repeat(120000)}1${"]".repeat(120000)}}}`, {}, 400],
    // Half a character, which no answer could repeat.
    ['{"zut":"\\ude00"}', {}, 400],
    ['{"filter":{"op":"=","args":[{"property":"nom"},"\\ude00"]}}', {}, 400],
    ['{"\\ude00":1}', {}, 400],
    [`{"zut":${"[".repeat(120000)}1${"]".repeat(120000)}}`, {}, 400],
  ]) {
    const reply = await post("/collections/equipements/search", body, headers);
    assert.equal(reply.status, status, body.slice(0, 20));
    assert.equal(one(reply, "content-type"), "application/problem+json");
  }
  const chunked = await server.exchange(`POST /collections/equipements/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n`);
  assert.equal(chunked.status, 411);
  assert.equal((await post(items, "{}")).status, 405);
  assert.equal((await server.get("/collections/equipements/search")).status, 405);
  // The connection goes on behind a body.
  const both = await server.exchange(`POST /collections/equipements/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  assert.match(both.body.toString(), /HTTP\/1\.1 200[^]*"status":"ok"/);
});

test("GDAL reads as many rows from every file as the API counts", { skip: noGdal, timeout: 120000 }, async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parvis-items-"));
  process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  const { numberMatched } = await server.json(`${items}?limit=1`);
  assert.ok(numberMatched > 2);
  const before = fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith(`parvis-fichier-${server.child.pid}-`));
  for (const [format, extension, layer] of [["gpkg", "gpkg", "equipements"], ["fgb", "fgb", "equipements"], ["kml", "kml", ""], ["geojsonseq", "geojsonl", ""], ["xlsx", "xlsx", "Données"], ["shp", "shp.zip", ""]]) {
    const reply = await server.get(`${items}?f=${format}`);
    assert.equal(reply.status, 200, format);
    assert.equal(Number(one(reply, "content-length")), reply.body.length);
    assert.match(one(reply, "content-disposition"), /attachment; filename="/);
    const head = await server.get(`${items}?f=${format}`, {}, "HEAD");
    assert.equal(head.status, 200);
    assert.equal(head.body.length, 0);
    const known = await server.get(`${items}?f=${format}`, { "If-None-Match": one(reply, "etag") });
    assert.equal(known.status, 304, format);
    const file = path.join(folder, `equipements.${extension}`);
    fs.writeFileSync(file, reply.body);
    const { stdout } = await promisify(execFile)("ogrinfo", ["-ro", "-al", "-so", file, ...(layer ? [layer] : [])], { maxBuffer: 1 << 26, env: { ...process.env, OGR_XLSX_HEADERS: "FORCE" } });
    const counts = [...stdout.matchAll(/Feature Count: (\d+)/g)].map((match) => Number(match[1]));
    assert.equal(counts.reduce((a, b) => a + b, 0), numberMatched, `${format}: ${stdout}`);
  }
  // Nothing of what was made is left.
  assert.deepEqual(fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith(`parvis-fichier-${server.child.pid}-`)), before);
});

test("the head of a file says its type and no length, since nobody makes it", async () => {
  const reply = await server.get("/collections/communes/items?f=gpkg", {}, "HEAD");
  assert.equal(reply.status, 200);
  assert.equal(one(reply, "content-type"), "application/geopackage+sqlite3");
  assert.ok(one(reply, "etag"));
  assert.equal(one(reply, "content-length"), undefined);
});

test("an answer of no row at all still says what it is", async () => {
  for (const [format, type] of [["geojsonseq", "application/geo+json-seq"], ["csv", "text/csv"], ["json", "application/geo+json"]]) {
    const reply = await server.get(`${items}?f=${format}&filter=id%20IS%20NULL`);
    assert.equal(reply.status, 200);
    assert.ok(one(reply, "content-type")?.startsWith(type), `${format}: ${one(reply, "content-type")}`);
    if (format === "geojsonseq") assert.equal(reply.body.length, 0);
  }
});

test("a whole file has the sum that its link and its header say", async () => {
  // In the second in which the server began, nothing has a date yet: none may lie ahead of Date.
  await new Promise((go) => setTimeout(go, 1100));
  const { links } = await server.json("/collections/equipements");
  const files = links.filter((known) => known.rel === "enclosure" || known.href.endsWith("/issues.csv"));
  // What is made when first asked for has its sum in the answer: the others in the link, too.
  assert.deepEqual(files.filter(({ length }) => length).map(({ href }) => href.split("/").at(-1)), ["features.geojsonl", "table.csv", "issues.csv"]);
  for (const link of files) {
    const reply = await server.get(link.href.slice(server.base.length));
    const sum = createHash("sha256").update(reply.body);
    const digest = sum.digest();
    if (link.length) {
      assert.equal(reply.body.length, link.length);
      assert.equal(digest.toString("hex"), link.sha256);
    }
    assert.equal(one(reply, "content-length"), String(reply.body.length));
    assert.equal(one(reply, "repr-digest"), `sha-256=:${digest.toString("base64")}:`);
    assert.ok(Date.parse(one(reply, "last-modified")) > 0);
    const part = await server.get(link.href.slice(server.base.length), { Range: "bytes=1-4" });
    assert.equal(part.status, 206);
    assert.ok(part.body.equals(reply.body.subarray(1, 5)));
  }
});
