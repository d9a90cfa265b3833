// SPDX-License-Identifier: EUPL-1.2
// As many requests a minute as the site allows to one address, and what the others are told.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, one, run } from "./site_under_test.mjs";

const site = copySite();
assert.equal(ingest(site).code, 0);

const target = "/collections/chantiers/items?limit=1";
/** `count` answers to the same question, one after another. */
async function ask(server, count, headers = {}, where = target) {
  const replies = [];
  for (let i = 0; i < count; ++i) replies.push(await server.get(where, headers));
  return replies;
}
const statuses = (replies) => replies.map(({ status }) => status);
const remaining = (reply) => Number(/^"par-adresse";r=(\d+);t=\d+$/.exec(one(reply, "ratelimit"))[1]);

test("without a limit nothing is counted and nothing is said", async () => {
  const server = await Server.start(site);
  const replies = await ask(server, 60);
  assert.deepEqual(new Set(statuses(replies)), new Set([200]));
  assert.equal(one(replies[0], "ratelimit"), undefined);
  assert.equal(one(replies[0], "ratelimit-policy"), undefined);
  await server.stop();
});

test("beyond the limit the answer is 429 with what to wait for; /health is always answered", async () => {
  const server = await Server.start(site, "--rate-limit", "20");
  const begun = Date.now();
  const replies = await ask(server, 20);
  assert.deepEqual(new Set(statuses(replies)), new Set([200]));
  assert.equal(one(replies[0], "ratelimit-policy"), '"par-adresse";q=20;w=60');
  assert.equal(remaining(replies[0]), 19);
  assert.ok(one(replies[0], "access-control-expose-headers").includes("RateLimit-Policy"));
  // A request comes back every three seconds: one more or less where the machine was slow.
  const back = Math.floor((Date.now() - begun) / 3000) + 1;
  assert.ok(remaining(replies[19]) <= back, one(replies[19], "ratelimit"));

  const more = await ask(server, back + 2);
  const refused = more.at(-1);
  assert.equal(refused.status, 429);
  assert.equal(one(refused, "content-type"), "application/problem+json");
  const wait = Number(one(refused, "retry-after"));
  assert.ok(wait >= 1 && wait <= 3, String(wait));
  assert.equal(one(refused, "ratelimit"), `"par-adresse";r=0;t=${wait}`);
  assert.equal(one(refused, "ratelimit-policy"), '"par-adresse";q=20;w=60');
  assert.equal(one(refused, "etag"), undefined);
  const problem = JSON.parse(refused.body);
  assert.equal(problem.status, 429);
  assert.equal(problem.type, "urn:parvis:probleme:trop-de-requetes");
  assert.deepEqual(problem["violated-policies"], ["par-adresse"]);
  assert.match(problem.detail, /20 par minute/);

  for (const reply of await ask(server, 5, {}, "/health")) {
    assert.equal(reply.status, 200);
    assert.equal(one(reply, "ratelimit"), undefined);
  }
  // What was said holds: after it, the next one is answered.
  await new Promise((resolve) => setTimeout(resolve, wait * 1000 + 100));
  assert.equal((await server.get(target)).status, 200);
  await server.stop();
});

test("the site's file sets the limit, the command line wins, 0 lifts it", async () => {
  const own = copySite(site);
  const file = path.join(own, "parvis.toml");
  fs.writeFileSync(file, `rate_limit = 7\n${fs.readFileSync(file, "utf8")}`);
  assert.equal(ingest(own).code, 0);
  for (const [words, policy] of [[[], '"par-adresse";q=7;w=60'], [["--rate-limit", "9"], '"par-adresse";q=9;w=60'], [["--rate-limit", "0"], undefined]]) {
    const server = await Server.start(own, ...words);
    assert.equal(one(await server.get(target), "ratelimit-policy"), policy, words.join(" "));
    await server.stop();
  }
  for (const wrong of ["-1", "1000001", '"cent"', "1.5"]) {
    fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(/rate_limit = .*/, `rate_limit = ${wrong}`));
    const done = run("versions", "--site", own);
    assert.equal(done.code, 1, wrong);
    assert.match(done.err, /rate_limit/, wrong);
  }
});

test("without --behind-proxy nobody chooses the address that counts", async () => {
  const server = await Server.start(site, "--rate-limit", "5");
  const replies = [];
  for (let i = 0; i < 12; ++i) replies.push(await server.get(target, { "X-Forwarded-For": `192.0.2.${i}` }));
  assert.equal(statuses(replies).filter((status) => status === 429).length >= 5, true, statuses(replies).join());
  await server.stop();
});

test("behind a proxy each client has its own, by the address that the proxy wrote", async () => {
  const server = await Server.start(site, "--rate-limit", "5", "--behind-proxy");
  const used = async (address) => 5 - 1 - remaining(await server.get(target, { "X-Forwarded-For": address }));
  assert.equal(await used("192.0.2.1"), 0);
  assert.equal(await used("192.0.2.1"), 1);
  assert.equal(await used("192.0.2.2"), 0);
  // What the client says of itself stands before what the proxy adds.
  assert.equal(await used("198.51.100.9, 192.0.2.2"), 1);
  assert.equal(await used("::ffff:192.0.2.2"), 2);
  // One network of 64 bits is one client.
  assert.equal(await used("2001:db8::1"), 0);
  assert.equal(await used("2001:db8::ffff:2"), 1);
  assert.equal(await used("2001:db8:0:1::1"), 0);
  // What is no address counts for the proxy itself.
  assert.equal(await used("unknown"), 0);
  assert.equal(await used("192.0.2.300"), 1);
  for (const _ of "123") await server.get(target, { "X-Forwarded-For": "192.0.2.1" });
  assert.equal((await server.get(target, { "X-Forwarded-For": "192.0.2.1" })).status, 429);
  assert.equal((await server.get(target, { "X-Forwarded-For": "192.0.2.3" })).status, 200);
  await server.stop();
});
