// SPDX-License-Identifier: EUPL-1.2
// 1,000 clients of /works/stream hear 100 changes, with a kill of the server in between: all of them, in order, none
// twice. How long each takes from the end of the ingest to the last client, and what a client costs; then clients that
// read nothing beside others that read all.
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { Listener } from "../http/event_stream.mjs";
import { fanOut, faultOf, serve } from "../http/fan_out.mjs";
import { memoryOf } from "./server.mjs";

const clients = 1_000;
const changes = 100;
const slow = 20;

/// Memory of the kernel for sockets of TCP, in bytes: what is queued counts, what is idle nearly nothing.
const kernelBytes = () => Number(/TCP: .* mem (\d+)/.exec(readFileSync("/proc/net/sockstat", "utf8"))[1]) * 4096;

function newSite(root, parvis, folder) {
    rmSync(folder, { recursive: true, force: true });
    cpSync(path.join(root, "tests/fixtures/site"), folder, { recursive: true });
    ingest(parvis, folder);
}

function ingest(parvis, folder, ...words) {
    const done = spawnSync(parvis, ["ingest", "--site", folder, ...words], { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`parvis ingest: ${done.stderr}${done.stdout.slice(-500)}`);
}

/// Clients that read nothing, while the works change by some 17 MB in all: how many were cut, and how long the readers
/// beside them took for the slowest change of 1.2 MB.
async function besideSlowOnes(parvis, folder, port) {
    const server = await serve(parvis, folder, port);
    const before = memoryOf(server.pid).own;
    const stuck = await Promise.all(Array.from({ length: slow }, () => new Promise((resolve) => {
        const socket = net.connect(port, "127.0.0.1", () => {
            socket.write("GET /works/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            resolve(socket);
        });
        socket.pause();
        socket.on("error", () => {});
    })));
    const readers = await Promise.all(Array.from({ length: slow }, () => Listener.open(`http://127.0.0.1:${port}/works/stream`)));
    await Promise.all(readers.map((one) => one.snapshot()));
    const file = path.join(folder, "fichiers/chantiers.csv");
    const [header, ...rows] = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => line.split(";"));
    let slowest = 0, highest = 0;
    for (let turn = 1; turn <= 14; ++turn) {
        const title = `${"x".repeat(20_000)}${turn}`;
        writeFileSync(file, `${[header, ...rows.map((cells, i) => (i < 60 ? [cells[0], title, ...cells.slice(2)] : cells))].map((cells) => cells.join(";")).join("\n")}\n`);
        ingest(parvis, folder, "chantiers");
        const begun = performance.now();
        await Promise.all(readers.map((one) => one.until(() => one.changes().length >= 60 * turn, 30_000)));
        slowest = Math.max(slowest, performance.now() - begun);
        highest = Math.max(highest, memoryOf(server.pid).own);
    }
    const cut = await Promise.all(stuck.map((socket) => new Promise((resolve) => {
        const longest = setTimeout(() => resolve(false), 5_000);
        socket.on("close", () => (clearTimeout(longest), resolve(true)));
        socket.on("end", () => (clearTimeout(longest), resolve(true)));
        socket.resume();
    })));
    for (const one of [...stuck, ...readers.map(({ request }) => request)]) one.destroy();
    server.kill("SIGTERM");
    await server.ended;
    return { cut: cut.filter(Boolean).length, slowest, more: highest - before };
}

export async function benchStream({ root, report, notes, work, parvis, port }) {
    const folder = path.join(work, "stream-site");
    newSite(root, parvis, folder);
    const alone = await serve(parvis, folder, port);
    const before = memoryOf(alone.pid).own;
    alone.kill("SIGTERM");
    await alone.ended;
    const opened = (server) => {
        const after = memoryOf(server.pid).own;
        report("stream-memory", ((after - before) * 1024) / clients, "kB a client", null, null, null);
        notes.push(`stream: ${Math.round(before)} MB without clients, ${Math.round(after)} MB with ${clients}; the kernel holds ${(kernelBytes() / 1e6).toFixed(1)} MB for all TCP sockets of this machine, at most 256 kB for one that does not read`);
    };
    const { heard, latencies } = await fanOut({ parvis, folder, port, clients, changes, kills: [changes / 2], opened });
    const fault = faultOf(heard, changes);
    if (fault) throw new Error(fault);
    report("stream-latency", latencies[Math.floor(latencies.length / 2)], "ms, p50 to the last client", null, null, null);
    report("stream-latency", latencies.at(-1), "ms, the slowest", null, null, null);
    report("stream-heard", clients * changes, "changes, in order, none twice", "sent", clients * changes, 1);

    newSite(root, parvis, folder);
    const beside = await besideSlowOnes(parvis, folder, port);
    report("stream-cut", beside.cut, "clients that read nothing", "opened", slow, beside.cut / slow);
    report("stream-cut", beside.slowest, "ms, the slowest change of 60 works for those who read", null, null, null);
    notes.push(`stream: ${Math.round(beside.more)} MB more at most beside ${slow} clients that read nothing`);
}
