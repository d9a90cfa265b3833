// SPDX-License-Identifier: EUPL-1.2
// Starts the built parvis on a copy of tests/fixtures/site and speaks to it byte by byte: what a
// client library would mend by itself has to be seen.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const parvis = process.env.PARVIS;
if (!parvis) throw new Error("PARVIS must name the built binary");
const fixture = path.join(path.dirname(fileURLToPath(import.meta.url)), "../fixtures/site");

/** A copy of the fixture site, or of `from`, in a folder that goes with the process. */
export function copySite(from = fixture) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parvis-http-"));
  process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  fs.cpSync(from, folder, { recursive: true, filter: (file) => path.basename(file) !== "data" });
  return folder;
}

/** Runs `parvis`, gives {code, out, err}. */
export function run(...words) {
  const done = spawnSync(parvis, words, { encoding: "utf8", maxBuffer: 1 << 28 });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

export function ingest(site, ...words) {
  return run("ingest", "--site", site, ...words);
}

/** The last of the events that `--json` writes: the report of the whole run. */
export const lastEvent = (out) => JSON.parse(out.trimEnd().split("\n").at(-1));

export class Server {
  static start(site, ...words) {
    return Server.startIn({}, site, ...words);
  }

  /** `options` of spawn(): a process group of its own, so that it can be killed with its children. */
  static async startIn(options, site, ...words) {
    const server = new Server();
    server.child = spawn(parvis, ["serve", "--site", site, "--port", "0", ...words], { ...options, stdio: ["ignore", "pipe", "pipe"] });
    server.log = "";
    server.child.stderr.on("data", (text) => (server.log += text));
    server.ended = new Promise((resolve) => server.child.on("exit", (code, signal) => resolve(code ?? signal)));
    // A test that fails before stop() must not keep this process, nor the server, alive.
    for (const handle of [server.child, server.child.stdout, server.child.stderr]) handle.unref();
    process.on("exit", () => server.child.kill("SIGKILL"));
    const alive = setInterval(() => {}, 1000);
    const lines = words.includes("--desk") ? 2 : 1;
    const [first, second] = await new Promise((resolve, reject) => {
      let text = "";
      server.child.stdout.on("data", (piece) => {
        text += piece;
        if (text.split("\n").length > lines) resolve(text.split("\n"));
      });
      server.child.on("exit", (code) => reject(new Error(`parvis serve ended with ${code}: ${server.log}`)));
    });
    clearInterval(alive);
    const ready = /^Parvis est prêt : http:\/\/127\.0\.0\.1:(\d+)\/$/.exec(first);
    if (!ready) throw new Error(`unexpected first line: ${first}`);
    server.port = Number(ready[1]);
    // The address of the desk, and the cookie that it leaves.
    server.desk = /^Page de dépôt : (http:\/\/127\.0\.0\.1:\d+\/depot\?cle=([0-9a-f]{32}))$/.exec(second)?.[1];
    server.cookie = `parvis-depot-${server.port}=${server.desk?.split("=")[1]}`;
    server.base = `http://127.0.0.1:${server.port}`;
    return server;
  }

  /** Peak resident memory in kB. */
  peakMemory() {
    const status = fs.readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+)/.exec(status)[1]);
  }

  connect() {
    return new Promise((resolve, reject) => {
      // Half open: a client that Node closes by itself would not see what the server does.
      const socket = net.connect({ port: this.port, host: "127.0.0.1", allowHalfOpen: true }, () => resolve(socket));
      socket.on("error", reject);
    });
  }

  /** Sends bytes, gives everything that comes back until the server closes or a whole answer is there. */
  async exchange(bytes, { until = "close", time = 10000 } = {}) {
    const socket = await this.connect();
    socket.removeAllListeners("error");
    const pieces = [];
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        socket.destroy();
        resolve(answer(Buffer.concat(pieces)));
      };
      const timer = setTimeout(finish, time);
      socket.on("data", (piece) => {
        pieces.push(piece);
        if (until === "answer" && answer(Buffer.concat(pieces)).whole) finish();
      });
      socket.on("end", finish);
      socket.on("close", finish);
      socket.on("error", () => {});
      socket.write(bytes);
    });
  }

  get(target, headers = {}, method = "GET") {
    const lines = Object.entries({ Host: `127.0.0.1:${this.port}`, Connection: "close", ...headers });
    return this.exchange(`${method} ${target} HTTP/1.1\r\n` + lines.map(([k, v]) => `${k}: ${v}\r\n`).join("") + "\r\n");
  }

  async json(target) {
    const reply = await this.get(target);
    if (reply.status !== 200) throw new Error(`${target}: ${reply.status} ${reply.body}`);
    return JSON.parse(reply.body.toString());
  }

  /** Its exit code or signal. What a sanitizer had to say is an error. */
  async stop() {
    this.child.ref();
    this.child.kill("SIGTERM");
    const code = await this.ended;
    await new Promise((resolve) => {
      const longest = setTimeout(resolve, 1000);
      const whole = () => (clearTimeout(longest), resolve());
      if (this.child.stderr.readableEnded) whole();
      else this.child.stderr.on("end", whole);
    });
    if (/(Address|Leak|Thread|UndefinedBehavior)Sanitizer|: runtime error: /.test(this.log)) throw new Error(this.log);
    return code;
  }
}

/** {status, headers (lower case, all values in a list), body, whole} of the bytes of one answer. */
export function answer(bytes) {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return { status: 0, headers: {}, body: Buffer.alloc(0), whole: false };
  const lines = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const headers = {};
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(":");
    (headers[line.slice(0, colon).toLowerCase()] ??= []).push(line.slice(colon + 1).trim());
  }
  const body = bytes.subarray(end + 4);
  const length = Number(headers["content-length"]?.[0] ?? 0);
  return { status: Number(lines[0].split(" ")[1]), headers, body, whole: body.length >= length };
}

export const one = (reply, name) => reply.headers[name]?.[0];
