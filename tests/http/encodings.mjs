// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import test from "node:test";
import zlib from "node:zlib";
import { Server, copySite, ingest, one } from "./site_under_test.mjs";

const site = copySite();
assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());

const resources = [
  ["/collections", "application/json", { Accept: "application/json" }],
  ["/collections/chantiers/items?limit=20", "application/geo+json", {}],
  ["/collections/chantiers/items?limit=20&f=csv", "text/csv", {}],
  ["/collections/chantiers/items?limit=20&f=html", "text/html", {}],
  ["/api", "application/vnd.oai.openapi+json", {}],
];
const decode = { gzip: zlib.gunzipSync, br: zlib.brotliDecompressSync, "": (bytes) => bytes };
const table = [
  ["", ""],
  ["identity", ""],
  ["gzip", "gzip"],
  ["br", "br"],
  ["gzip, br", "br"],
  ["gzip;q=1, br;q=0.5", "gzip"],
  ["gzip;q=0", ""],
  ["gzip;q=0, br;q=0", ""],
  ["*", "br"],
  ["*;q=0, identity", ""],
  ["gzip;q=banane", ""],
  ["identity;q=0, gzip", "gzip"],
];

for (const [target, type, headers] of resources) {
  test(`each encoding of ${target} is one representation with one Content-Encoding and an ETag of its own`, async () => {
    const plain = await server.get(target, headers);
    assert.equal(plain.status, 200, plain.body.toString());
    assert.ok(one(plain, "content-type").startsWith(type), one(plain, "content-type"));
    for (const [accepted, expected] of table) {
      const reply = await server.get(target, accepted === "" ? headers : { ...headers, "Accept-Encoding": accepted });
      const encodings = reply.headers["content-encoding"] ?? [];
      assert.deepEqual(encodings, expected === "" ? [] : [expected], `${target} for "${accepted}"`);
      assert.equal(reply.body.length, Number(one(reply, "content-length")));
      assert.deepEqual(decode[expected](reply.body), plain.body);
      assert.match(one(reply, "vary"), /Accept-Encoding/);
      const suffix = { gzip: '-gz"', br: '-br"', "": '"' }[expected];
      if (one(plain, "etag")) assert.equal(one(reply, "etag"), one(plain, "etag").replace(/"$/, suffix));
    }
  });

  test(`a tag of one encoding of ${target} is answered 304 for that encoding only`, async () => {
    for (const [accepted, other] of [["gzip", "br"], ["br", "gzip"]]) {
      const first = await server.get(target, { ...headers, "Accept-Encoding": accepted });
      const tag = one(first, "etag");
      if (!tag) continue;
      const again = await server.get(target, { ...headers, "Accept-Encoding": accepted, "If-None-Match": tag });
      assert.equal(again.status, 304);
      assert.equal(one(again, "etag"), tag);
      assert.equal(again.headers["content-length"], undefined);
      assert.equal(again.body.length, 0);
      const else_ = await server.get(target, { ...headers, "Accept-Encoding": other, "If-None-Match": tag });
      assert.equal(else_.status, 200);
    }
  });

  test(`HEAD of ${target} is GET without its body`, async () => {
    const get = await server.get(target, headers);
    const head = await server.get(target, headers, "HEAD");
    assert.equal(head.status, 200);
    assert.equal(head.body.length, 0);
    for (const name of ["content-length", "content-type", "etag", "vary"]) assert.deepEqual(head.headers[name], get.headers[name]);
  });
}

test("whoever takes no encoding at all is told so", async () => {
  const reply = await server.get("/collections", { "Accept-Encoding": "identity;q=0, gzip;q=0, br;q=0" });
  assert.equal(reply.status, 406);
});

test("any site may read the API, and asks first with OPTIONS", async () => {
  const get = await server.get("/collections", { Origin: "https://ailleurs.example" });
  assert.equal(one(get, "access-control-allow-origin"), "*");
  assert.match(one(get, "access-control-expose-headers"), /ETag/);
  const asked = await server.get("/collections", { Origin: "https://ailleurs.example" }, "OPTIONS");
  assert.equal(asked.status, 204);
  assert.match(one(asked, "access-control-allow-methods"), /GET/);
  assert.equal(asked.headers["content-length"], undefined);
});

test("pages carry a policy for scripts, and every answer forbids guessing its type", async () => {
  const page = await server.get("/", { Accept: "text/html" });
  assert.match(one(page, "content-type"), /^text\/html/);
  assert.match(one(page, "content-security-policy"), /default-src 'none'/);
  assert.equal(one(page, "x-content-type-options"), "nosniff");
  assert.ok(one(page, "date"));
});
