// SPDX-License-Identifier: EUPL-1.2
// 1,000 clients of /works/stream hear 100 changes, with a kill of the server in between: all of them, in order, none
// twice. How long each takes from the end of the ingest to the last client, and what a client costs.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Listener } from "../http/event_stream.mjs";
import { memoryOf, untilAnswers } from "./server.mjs";

const clients = 1_000;
const changes = 100;

async function serve(parvis, folder, port) {
    const child = spawn(parvis, ["serve", "--site", folder, "--port", String(port), "--streams-per-address", String(clients)], { stdio: "ignore" });
    process.on("exit", () => child.kill("SIGKILL"));
    await untilAnswers(`http://127.0.0.1:${port}/works/changes`);
    return child;
}

/// Memory of the kernel for sockets of TCP, in bytes: what is queued counts, what is idle nearly nothing.
const kernelPages = () => Number(/TCP: .* mem (\d+)/.exec(readFileSync("/proc/net/sockstat", "utf8"))[1]) * 4096;

export async function benchStream({ root, report, notes, work, parvis, port }) {
    const folder = path.join(work, "stream-site");
    rmSync(folder, { recursive: true, force: true });
    cpSync(path.join(root, "tests/fixtures/site"), folder, { recursive: true });
    const file = path.join(folder, "fichiers/chantiers.csv");
    const [header, ...rows] = readFileSync(file, "utf8").trimEnd().split("\n");
    const ingest = () => {
        const done = spawnSync(parvis, ["ingest", "--site", folder, "chantiers"], { encoding: "utf8" });
        if (done.status !== 0) throw new Error(`parvis ingest: ${done.stderr}${done.stdout.slice(-500)}`);
    };
    spawnSync(parvis, ["ingest", "--site", folder]);
    let server = await serve(parvis, folder, port);
    const before = memoryOf(server.pid).own;
    const address = `http://127.0.0.1:${port}/works/stream`;
    const heard = Array.from({ length: clients }, () => []);
    const listeners = [];
    const connect = async (client, headers, query = "") => {
        for (;;) {
            try {
                listeners[client] = await Listener.open(address + query, headers);
                if (listeners[client].status === 200) return;
                throw new Error(`status ${listeners[client].status}`);
            } catch (error) {
                if (!/ECONN/.test(String(error.code))) throw error;
                await new Promise((again) => setTimeout(again, 50));
            }
        }
    };
    for (let i = 0; i < clients; i += 100) await Promise.all(Array.from({ length: 100 }, (_, k) => connect(i + k, {})));
    await Promise.all(listeners.map((one) => one.snapshot(60_000)));
    const [after, kernel] = [memoryOf(server.pid).own, kernelPages()];
    report("stream-memory", ((after - before) * 1024) / clients, "kB a client", null, null, null);
    notes.push(`stream: ${Math.round(before)} MB without clients, ${Math.round(after)} MB with ${clients}; the kernel holds ${Math.round(kernel / 1e6)} MB for all TCP sockets, at most 256 kB for one that does not read`);

    const latencies = [];
    for (let i = 0; i < changes; ++i) {
        const cells = rows[i % rows.length].split(";");
        cells[1] = `Essai ${i}`;
        rows[i % rows.length] = cells.join(";");
        writeFileSync(file, `${[header, ...rows].join("\n")}\n`);
        ingest();
        if (i === changes / 2) {  // before anybody can have heard of it
            server.kill("SIGKILL");
            await Promise.all(listeners.map((one) => one.until((_, { ended }) => ended, 30_000)));
            const last = listeners.map((one) => one.lastId);
            listeners.forEach((one, client) => heard[client].push(...one.changes()));
            server = await serve(parvis, folder, port);
            for (let k = 0; k < clients; k += 100) await Promise.all(Array.from({ length: 100 }, (_, n) => connect(k + n, { "Last-Event-ID": last[k + n] })));
        }
        const begun = performance.now();
        await Promise.all(listeners.map((one) => one.until(() => one.changes().at(-1)?.work.properties.titre === `Essai ${i}`, 30_000)));
        if (i !== changes / 2) latencies.push(performance.now() - begun);
    }
    listeners.forEach((one, client) => heard[client].push(...one.changes()));
    const first = heard[0][0].number;
    const wrong = heard.filter((all) => all.length !== changes || all.some(({ number, work: { properties } }, i) => number !== first + i || properties.titre !== `Essai ${i}`));
    if (wrong.length > 0) throw new Error(`${wrong.length} clients heard something else: ${wrong[0].map(({ number }) => number - first).join(" ")}`);
    latencies.sort((a, b) => a - b);
    report("stream-latency", latencies[Math.floor(latencies.length / 2)], "ms, p50 to the last client", null, null, null);
    report("stream-latency", latencies.at(-1), "ms, the slowest", null, null, null);
    report("stream-heard", clients * changes, "changes, in order, none twice", "sent", clients * changes, 1);
    for (const one of listeners) one.close();
    server.kill("SIGTERM");
}
