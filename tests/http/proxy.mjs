// SPDX-License-Identifier: EUPL-1.2
// What links start with: the operator's base_url, else what a trusted proxy says, else the Host.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import zlib from "node:zlib";
import { Server, copySite, ingest, one } from "./site_under_test.mjs";

const site = copySite();
assert.equal(ingest(site).code, 0);
const forwarded = { "X-Forwarded-Proto": "https", "X-Forwarded-Host": "donnees.example.org" };

async function first_link(server, headers) {
  const reply = await server.get("/collections?f=json", headers);
  assert.equal(reply.status, 200);
  return new URL(JSON.parse(reply.body.toString()).links[0].href);
}

test("without --behind-proxy nobody can change the links but by the Host", async () => {
  const server = await Server.start(site);
  assert.equal((await first_link(server, forwarded)).origin, server.base);
  await server.stop();
});

test("behind a proxy, links are what the client has asked the proxy for", async () => {
  const server = await Server.start(site, "--behind-proxy");
  assert.equal((await first_link(server, forwarded)).origin, "https://donnees.example.org");
  assert.equal((await first_link(server, { "X-Forwarded-Proto": "https" })).origin, server.base.replace("http:", "https:"));
  assert.equal((await first_link(server, {})).origin, server.base);
  for (const host of ['x"><script>', "a, b", "a/b", "user@b", "b:", "[::1"]) {
    assert.equal((await first_link(server, { "X-Forwarded-Host": host })).origin, server.base, host);
  }
  await server.stop();
});

test("nobody is given the links of somebody else, compressed or not", async () => {
  const server = await Server.start(site, "--behind-proxy");
  const askers = [{}, { "X-Forwarded-Proto": "https" }, { "X-Forwarded-Host": "un.example" }, { "X-Forwarded-Proto": "https", "X-Forwarded-Host": "deux.example" }];
  for (const target of ["/collections?f=json", "/collections/chantiers/items?f=json&limit=20", "/api?f=html"]) {
    const tags = new Set();
    for (const [at, asker] of [...askers, ...askers].entries()) {
      const plain = await server.get(target, asker);
      const packed = await server.get(target, { ...asker, "Accept-Encoding": "gzip" });
      assert.equal(one(packed, "content-encoding"), "gzip");
      assert.equal(zlib.gunzipSync(packed.body).toString(), plain.body.toString(), `${target} ${at}`);
      tags.add(one(packed, "etag"));
    }
    assert.equal(tags.size, askers.length, target);
  }
  await server.stop();
});

test("base_url wins", async () => {
  const file = path.join(site, "parvis.toml");
  fs.writeFileSync(file, `base_url = "https://parvis.example.org"\n${fs.readFileSync(file, "utf8")}`);
  const server = await Server.start(site, "--behind-proxy");
  assert.equal((await first_link(server, forwarded)).origin, "https://parvis.example.org");
  await server.stop();
});
