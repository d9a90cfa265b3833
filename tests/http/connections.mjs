// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import test from "node:test";
import { Server, copySite, ingest } from "./site_under_test.mjs";

const site = copySite();
assert.equal(ingest(site).code, 0);
const request = (close = false) => `GET /collections HTTP/1.1\r\nHost: 127.0.0.1\r\n${close ? "Connection: close\r\n" : ""}\r\n`;

async function timed(action) {
  const start = process.hrtime.bigint();
  const value = await action();
  return { value, milliseconds: Number(process.hrtime.bigint() - start) / 1e6 };
}

test("idle, half-open and slow clients cost no one else their answer", async () => {
  const server = await Server.start(site, "--workers", "2");
  const waiting = [];
  for (let i = 0; i < 300; ++i) {
    const socket = await server.connect();
    if (i % 3 === 1) socket.write("GET /collections HTTP/1.1\r\nHost:");
    if (i % 3 === 2) socket.write(request());
    socket.on("error", () => {});
    waiting.push(socket);
  }
  const { value, milliseconds } = await timed(() => server.get("/collections"));
  assert.equal(value.status, 200);
  assert.ok(milliseconds < 2000, `${milliseconds} ms`);
  for (const socket of waiting) socket.destroy();
  await server.stop();
});

test("a head that does not end is answered 408 and closed, however it trickles", { timeout: 60000 }, async () => {
  const server = await Server.start(site);
  const socket = await server.connect();
  let got = "";
  const closed = new Promise((resolve) => socket.on("end", resolve));
  socket.on("data", (text) => (got += text));
  socket.on("error", () => {});
  const trickle = setInterval(() => socket.write("X"), 500);
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n");
  const { milliseconds } = await timed(() => closed);
  clearInterval(trickle);
  assert.match(got, /^HTTP\/1\.1 408 /);
  assert.ok(milliseconds > 8000 && milliseconds < 20000, `${milliseconds} ms`);
  await server.stop();
});

test("bodies that come slowly hold no worker, and end in 408", { timeout: 90000 }, async () => {
  const server = await Server.start(site, "--workers", "2");
  const body = JSON.stringify({ limit: 1 }).padEnd(2000);
  const head = `POST /collections/chantiers/search HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  const slow = [];
  for (let i = 0; i < 40; ++i) {
    const socket = await server.connect();
    socket.on("error", () => {});
    socket.write(head + body.slice(0, 10));
    slow.push(socket);
  }
  const trickle = setInterval(() => slow.forEach((socket) => socket.destroyed || socket.write(" ")), 200);
  const answers = slow.map((socket) => new Promise((resolve) => socket.once("data", (text) => resolve(text.toString("latin1")))));
  for (let i = 0; i < 3; ++i) {
    const { value, milliseconds } = await timed(() => server.get("/health"));
    assert.equal(value.status, 200);
    assert.ok(milliseconds < 2000, `${milliseconds} ms`);
  }
  // One that comes in pieces and in time is answered; so is one that asks first.
  const patient = await server.connect();
  const got = new Promise((resolve) => patient.once("data", (text) => resolve(text.toString("latin1"))));
  patient.write(head);
  for (let at = 0; at < body.length; at += 400) {
    patient.write(body.slice(at, at + 400));
    await new Promise((go) => setTimeout(go, 100));
  }
  assert.match(await got, /^HTTP\/1\.1 200 /);
  patient.destroy();
  const asking = await server.connect();
  asking.write(head.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"));
  assert.equal(await new Promise((resolve) => asking.once("data", (text) => resolve(text.toString("latin1")))), "HTTP/1.1 100 Continue\r\n\r\n");
  asking.write(body);
  assert.match(await new Promise((resolve) => asking.once("data", (text) => resolve(text.toString("latin1")))), /^HTTP\/1\.1 200 /);
  asking.destroy();
  for (const answer of await Promise.all(answers)) assert.match(answer, /^HTTP\/1\.1 408 /);
  clearInterval(trickle);
  for (const socket of slow) socket.destroy();
  await server.stop();
});

test("hundreds of bodies that stand still shut nobody out", { timeout: 60000 }, async () => {
  const server = await Server.start(site);
  const body = JSON.stringify({ limit: 1 });
  const head = `POST /collections/chantiers/search HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  const held = [];
  const hold = async (count) => {
    for (let i = 0; i < count; ++i) {
      const socket = await server.connect();
      socket.on("error", () => {});
      socket.write(head.replace(String(body.length), "262144") + "{");
      held.push(socket);
    }
  };
  // More than are waited for at a time, and the short one neither the first nor the last of them:
  // those that began before it go first, though they have more time.
  await hold(260);
  const socket = await server.connect();
  const got = new Promise((resolve) => socket.once("data", (text) => resolve(text.toString("latin1"))));
  socket.write(head);
  await hold(260);
  await new Promise((go) => setTimeout(go, 500));
  socket.write(body);
  assert.match(await got, /^HTTP\/1\.1 200 /);
  for (const other of [socket, ...held]) other.destroy();
  await server.stop();
});

test("a client that does not read its answer holds no worker", async () => {
  const server = await Server.start(site, "--workers", "2");
  const sleepers = [];
  for (let i = 0; i < 20; ++i) {
    const socket = await server.connect();
    socket.pause();
    socket.on("error", () => {});
    socket.write("GET /downloads/chantiers/1/features.geojsonl HTTP/1.1\r\nHost: a\r\n\r\n".repeat(100));
    sleepers.push(socket);
  }
  const { value, milliseconds } = await timed(() => server.get("/collections"));
  assert.equal(value.status, 200);
  assert.ok(milliseconds < 2000, `${milliseconds} ms`);
  for (const socket of sleepers) socket.destroy();
  await server.stop();
});

test("requests that come together are answered in their order", async () => {
  const server = await Server.start(site);
  const bytes = request().repeat(4) + request(true);
  const socket = await server.connect();
  const pieces = [];
  socket.on("data", (piece) => pieces.push(piece));
  const closed = new Promise((resolve) => socket.on("end", resolve));
  socket.write(bytes.slice(0, 70));
  setTimeout(() => socket.write(bytes.slice(70)), 50);
  await closed;
  assert.equal(Buffer.concat(pieces).toString().match(/HTTP\/1\.1 200 OK/g).length, 5);
  await server.stop();
});

test("SIGTERM answers what was asked, then ends with 0", async () => {
  const server = await Server.start(site);
  const idle = await server.connect();
  const idleClosed = new Promise((resolve) => idle.on("end", resolve));
  idle.resume();
  const half = await server.connect();
  let got = "";
  half.on("data", (text) => (got += text));
  const halfClosed = new Promise((resolve) => half.on("end", resolve));
  half.write(request().slice(0, 30));
  await new Promise((go) => setTimeout(go, 100));
  server.child.ref();
  server.child.kill("SIGTERM");
  // It has noticed once it lets the idle one go.
  await idleClosed;
  half.write(request().slice(30));
  await halfClosed;
  assert.match(got, /^HTTP\/1\.1 200 OK/);
  assert.match(got, /Connection: close/);
  assert.equal(await server.ended, 0);
});

test("a second server on the same port is an error that says so", async () => {
  const server = await Server.start(site);
  const { run } = await import("./site_under_test.mjs");
  const second = run("serve", "--site", site, "--port", String(server.port));
  assert.equal(second.code, 1);
  assert.match(second.err, /le port est pris/);
  await server.stop();
});
