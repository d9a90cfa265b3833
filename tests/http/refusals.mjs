// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { once } from "node:events";
import test from "node:test";
import { Server, copySite, ingest, one } from "./site_under_test.mjs";

const site = copySite();
assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());
const host = "Host: 127.0.0.1\r\n";

function assertProblem(reply, status, what) {
  assert.equal(reply.status, status, `${what}: ${reply.status} ${reply.body}`);
  assert.match(one(reply, "content-type"), /^application\/problem\+json/);
  const problem = JSON.parse(reply.body.toString());
  assert.equal(problem.status, status);
  assert.ok(problem.title && problem.detail, what);
}

const heads = [
  ["a wrong method", `DELETE /collections HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 405],
  ["an unknown address", `GET /nulle/part HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 404],
  ["an address of 9,000 bytes", `GET /${"a".repeat(9000)} HTTP/1.1\r\n${host}\r\n`, 414],
  ["101 header fields", `GET / HTTP/1.1\r\n${host}${"X-A: 1\r\n".repeat(101)}\r\n`, 431],
  ["17 kB of headers", `GET / HTTP/1.1\r\n${host}X-A: ${"b".repeat(17000)}\r\n\r\n`, 431],
  ["a folded header", `GET / HTTP/1.1\r\n${host}X-A: 1\r\n  2\r\n\r\n`, 400],
  ["a space before the colon", `GET / HTTP/1.1\r\n${host}X-A : 1\r\n\r\n`, 400],
  ["a bare line feed", `GET / HTTP/1.1\n${host}\r\n\r\n`, 400],
  ["no Host", "GET / HTTP/1.1\r\n\r\n", 400],
  ["two lengths", `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 400],
  ["a length beside chunks", `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ["another transfer encoding", `POST / HTTP/1.1\r\n${host}Transfer-Encoding: gzip\r\n\r\n`, 501],
  ["another protocol", `GET / HTTP/3.0\r\n${host}\r\n`, 505],
  ["broken UTF-8", `GET /collections/%ff HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 400],
  ["an overlong slash", `GET /collections/%c0%af HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 400],
  ["a NUL", `GET /collections/%00 HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 400],
  ["a stray percent", `GET /collections/%4 HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 400],
  ["two dots", `GET /downloads/../parvis.toml HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 400],
  ["two encoded dots", `GET /downloads/%2e%2e/parvis.toml HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 400],
  ["a broken query", `GET /collections?x=%zz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 400],
];
for (const [what, bytes, status] of heads) {
  test(`${what} is refused with a problem (${status})`, async () => assertProblem(await server.exchange(bytes), status, what));
}

test("405 says what is allowed", async () => {
  const reply = await server.get("/collections", {}, "PUT");
  assert.equal(one(reply, "allow"), "GET, HEAD, OPTIONS");
});

const paths = ["/assets/..%2fparvis.toml", "/assets/..%2f..%2f..%2fetc%2fpasswd", "/downloads/chantiers/1/..%2f..%2f..%2f..%2fparvis.toml",
  "/downloads/chantiers/1/%2e%2e%2fmanifest.json", "/downloads/..%2fchantiers/1/table.csv", "//etc/passwd", "/downloads//etc/passwd",
  "/downloads/chantiers/1/.lock", "/downloads/chantiers/-1/table.csv", "/downloads/chantiers/1/table.csv/"];
test("no spelling of a path leaves the published files", async () => {
  for (const target of paths) {
    const reply = await server.get(target);
    assert.ok([400, 404].includes(reply.status) || /table\.csv\/$/.test(target), `${target}: ${reply.status}`);
    assert.doesNotMatch(reply.body.toString(), /root:|Neuf Carrés"$/m, target);
  }
});

test("80 MB of headers and 200 MB of chunks are refused in bounded memory", async () => {
  const before = server.peakMemory();
  const flood = async (start, piece, times) => {
    const socket = await server.connect();
    socket.removeAllListeners("error");
    let open = true;
    let got = "";
    socket.on("error", () => (open = false));
    socket.on("close", () => (open = false));
    const began = Date.now();
    socket.on("data", (text) => (got += text));
    socket.write(start);
    for (let i = 0; i < times && open; ++i) {
      if (!socket.write(piece)) await new Promise((go) => { socket.once("drain", go); socket.once("close", go); });
    }
    if (open && !got) await Promise.race([once(socket, "data"), once(socket, "close")]);
    socket.destroy();
    assert.ok(Date.now() - began < 8000, "a refused flood is cut off");
    return got;
  };
  const headers = await flood(`GET / HTTP/1.1\r\n${host}`, `X-Long: ${"h".repeat(65520)}\r\n`, 1280);
  const chunk = `10000\r\n${"c".repeat(65536)}\r\n`;
  const body = await flood(`POST /collections HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n`, chunk, 3200);
  assert.match(headers, /^HTTP\/1\.1 431 /);
  assert.match(body, /^HTTP\/1\.1 405 /);
  assert.ok(server.peakMemory() - before < 20_000, `${server.peakMemory() - before} kB more`);
});

test("a refused body never becomes the next request", async () => {
  const smuggled = `GET /secret HTTP/1.1\r\n${host}\r\n`;
  const reply = await server.exchange(`POST /collections HTTP/1.1\r\n${host}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`);
  assert.equal(reply.status, 405);
  assert.equal(reply.body.toString().match(/HTTP\/1\.1/g), null);
});

const whole = await server.get("/downloads/chantiers/1/table.csv");
const size = whole.body.length;
const tag = one(whole, "etag");
const ranges = [
  ["bytes=0-9", 206, [0, 10]],
  ["bytes=10-", 206, [10, size]],
  ["bytes=-5", 206, [size - 5, size]],
  [`bytes=0-${size * 10}`, 206, [0, size]],
  [`bytes=${size}-`, 416],
  ["bytes=-0", 416],
  ["bytes=5-2", 200],
  ["bytes=0-1,3-4", 200],
  [`bytes=${"0-,".repeat(1500)}`, 200],
  ["lignes=1-2", 200],
  ["bytes=a-b", 200],
];
for (const [range, status, part] of ranges) {
  test(`Range "${range.slice(0, 40)}" on a download is answered ${status}`, async () => {
    const reply = await server.get("/downloads/chantiers/1/table.csv", { Range: range });
    assert.equal(reply.status, status);
    if (status === 206) {
      assert.equal(one(reply, "content-range"), `bytes ${part[0]}-${part[1] - 1}/${size}`);
      assert.deepEqual(reply.body, whole.body.subarray(...part));
    } else if (status === 416) {
      assert.equal(one(reply, "content-range"), `bytes */${size}`);
    } else {
      assert.deepEqual(reply.body, whole.body);
    }
  });
}
test("If-Range with another tag gives the whole file, and ranges of other answers are ignored", async () => {
  const other = await server.get("/downloads/chantiers/1/table.csv", { Range: "bytes=0-9", "If-Range": '"autre"' });
  assert.equal(other.status, 200);
  if (tag) {
    const same = await server.get("/downloads/chantiers/1/table.csv", { Range: "bytes=0-9", "If-Range": tag });
    assert.equal(same.status, 206);
  }
  const items = await server.get("/collections/chantiers/items", { Range: "bytes=0-9" });
  assert.equal(items.status, 200);
  assert.equal(one(items, "accept-ranges"), "none");
});

test("the log says nothing of all this", () => assert.equal(server.log, ""));
