// SPDX-License-Identifier: EUPL-1.2
// If-Modified-Since beside If-None-Match (RFC 9110, 13.1.3 and 13.2.2).
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, one, run } from "./site_under_test.mjs";

const site = copySite();
assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Asks until the answer has a date: in the second of a change it has none. */
async function dated(target, headers = {}) {
  for (let i = 0; i < 30; ++i) {
    const reply = await server.get(target, headers);
    assert.equal(reply.status, 200, `${target} ${reply.body}`);
    if (one(reply, "last-modified")) return reply;
    await pause(100);
  }
  assert.fail(`${target} never says when it was modified`);
}
const moved = (date, seconds) => new Date(Date.parse(date) + seconds * 1000).toUTCString();

const resources = [
  ["/collections", { Accept: "application/json" }],
  ["/collections/chantiers/items?limit=20", {}],
  ["/collections/chantiers/items?limit=20", { "Accept-Encoding": "gzip" }],
  ["/collections/chantiers/items?f=csv", { "Accept-Encoding": "br" }],
  ["/collections/chantiers/items?f=xlsx", {}],
  ["/collections/chantiers/items?limit=5", { Accept: "text/html" }],
  ["/downloads/chantiers/1/table.csv", {}],
  ["/api", { "Accept-Encoding": "br" }],
];

for (const [target, headers] of resources) {
  test(`${target} (${JSON.stringify(headers)}) is 304 from its date on, with the head of the 200`, async () => {
    const whole = await dated(target, headers);
    const date = one(whole, "last-modified");
    assert.ok(Date.parse(date) <= Date.parse(one(whole, "date")), "a date in the future");
    for (const method of ["GET", "HEAD"]) {
      for (const asked of [date, moved(date, 3600)]) {
        const reply = await server.get(target, { ...headers, "If-Modified-Since": asked }, method);
        assert.equal(reply.status, 304, `${method} ${asked}`);
        assert.equal(reply.body.length, 0);
        for (const name of ["etag", "last-modified", "vary", "cache-control"]) assert.equal(one(reply, name), one(whole, name), name);
        for (const name of ["content-length", "content-encoding", "content-type"]) assert.equal(one(reply, name), undefined, name);
      }
    }
    const older = await server.get(target, { ...headers, "If-Modified-Since": moved(date, -1) });
    assert.equal(older.status, 200);
    assert.deepEqual(older.body.length, whole.body.length);
  });
}

test("If-None-Match decides alone where it is sent, also with the tag of another encoding", async () => {
  const target = "/collections/chantiers/items?limit=20";
  const plain = await dated(target);
  const gzip = await dated(target, { "Accept-Encoding": "gzip" });
  const date = { "If-Modified-Since": one(plain, "last-modified") };
  for (const [headers, status] of [
    [{ "If-None-Match": '"autre"' }, 200],
    [{ "If-None-Match": one(gzip, "etag") }, 200],
    [{ "If-None-Match": one(plain, "etag"), "Accept-Encoding": "gzip" }, 304],  // it holds the same, not compressed
    [{ "If-None-Match": one(plain, "etag") }, 304],
    [{ "If-None-Match": one(plain, "etag"), "If-Modified-Since": moved(one(plain, "last-modified"), -86400) }, 304],
  ]) {
    assert.equal((await server.get(target, { ...date, ...headers })).status, status, JSON.stringify(headers));
  }
});

test("the two older forms of dates are read, what is no date is passed over", async () => {
  const target = "/collections";
  const modified = new Date(one(await dated(target), "last-modified"));
  const utc = modified.toUTCString();
  const [, day, month, year, time] = /^\w+, (\d\d) (\w+) (\d+) (\S+) GMT$/.exec(utc);
  const weekday = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"][modified.getUTCDay()];
  const asctime = `${weekday.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
  for (const text of [`${weekday}, ${day}-${month}-${year.slice(2)} ${time} GMT`, asctime]) {
    assert.equal((await server.get(target, { "If-Modified-Since": text })).status, 304, text);
  }
  for (const text of ["hier", "0", utc.replace("GMT", "CET"), `${utc}x`, utc.replace(/^\w+, \d\d/, "Mon, 99"), "Sunday, 06-Nov-94 08:49:37 GMT"]) {
    assert.equal((await server.get(target, { "If-Modified-Since": text })).status, 200, text);
  }
});

test("a search is answered whatever date it bears", async () => {
  const body = '{"limit": 1}';
  const head = `POST /collections/chantiers/search HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n`;
  const reply = await server.exchange(`${head}If-Modified-Since: ${moved(new Date().toUTCString(), 60)}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  assert.equal(reply.status, 200);
});

test("the date goes forward when an older version is published again", async () => {
  const target = "/collections/chantiers/items?limit=1";
  const first = await dated(target);
  const file = path.join(site, "fichiers/chantiers.csv");
  fs.writeFileSync(file, fs.readFileSync(file, "utf8").trimEnd().split("\n").slice(0, -1).join("\n") + "\n");
  const turned = async (before) => {
    for (let i = 0; i < 50; ++i) {
      const reply = await server.get(target, { "If-None-Match": one(before, "etag"), "If-Modified-Since": one(before, "last-modified") });
      if (reply.status === 200) return;
      await pause(100);
    }
    assert.fail("the change was never served");
  };
  assert.equal(ingest(site, "chantiers").code, 0);
  await turned(first);
  const second = await dated(target);
  assert.ok(Date.parse(one(second, "last-modified")) > Date.parse(one(first, "last-modified")));
  assert.equal(run("rollback", "--site", site, "chantiers", "--by", "Voirie", "--why", "essai").code, 0);
  await turned(second);
  const third = await dated(target);
  assert.ok(Date.parse(one(third, "last-modified")) > Date.parse(one(second, "last-modified")));
  assert.equal((await server.get(target, { "If-Modified-Since": one(second, "last-modified") })).status, 200);
});
