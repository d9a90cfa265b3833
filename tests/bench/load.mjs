// SPDX-License-Identifier: EUPL-1.2
// Requests under load, as wrk makes them, and one after the other; what their samples say.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";

export const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))];
export const median = (values) => quantile(values, 0.5);
export const ms = (seconds) => `${(1000 * seconds).toFixed(2)} ms`;

const units = { us: 1e-6, ms: 1e-3, s: 1, m: 60 };

/// Requests a second, and what half and 99 of 100 requests take at most, in seconds.
export function wrk(url, connections, { script = null, seconds = 3 } = {}) {
    const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "20s", "--latency", ...(script ? ["-s", script] : []), url];
    const done = spawnSync("wrk", args, { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`wrk ${args.join(" ")}: ${done.stderr || done.error}`);
    const failed = /Non-2xx or 3xx responses: (\d+)/.exec(done.stdout);
    if (failed) throw new Error(`${url}: ${failed[1]} answers were no answers`);
    // What does not end within the run is a late answer, not a lost one.
    const lost = /Socket errors: connect (\d+), read (\d+), write (\d+)/.exec(done.stdout);
    if (lost && lost.slice(1).some((n) => n !== "0")) throw new Error(`${url}: ${lost[0]} at ${connections} connections`);
    const latency = (percent) => {
        const found = new RegExp(`\\n\\s+${percent}%\\s+([\\d.]+)(us|ms|s|m)\\n`).exec(done.stdout);
        if (!found) throw new Error(`wrk ${args.join(" ")} says no ${percent}%:\n${done.stdout}`);
        return Number(found[1]) * units[found[2]];
    };
    return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(done.stdout)[1]), p50: latency(50), p99: latency(99) };
}

/// The medians of several runs.
export function typical(runs) {
    return Object.fromEntries(["rate", "p50", "p99"].map((key) => [key, median(runs.map((run) => run[key]))]));
}

/// A script for wrk that asks for one target after the other, round and round. Requests are written
/// once: the client shares the cores with the server.
export function rounds(work, name, targets) {
    const file = path.join(work, `${name}.lua`);
    writeFileSync(file, `local targets = {${targets.map((target) => JSON.stringify(target)).join(",\n")}}\nlocal requests = {}\nlocal i = 0\n` +
        `init = function(args)\n  for k, target in ipairs(targets) do requests[k] = wrk.format("GET", target) end\nend\n` +
        `request = function()\n  i = i % #requests + 1\n  return requests[i]\nend\n`);
    return file;
}

/// One request after the other over one connection: what each takes for the client, and its bytes.
export async function timed(base, targets, headers = {}) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const seconds = [];
    let bytes = 0;
    for (const target of targets) {
        const start = process.hrtime.bigint();
        bytes += await new Promise((resolve, reject) => {
            http.get(base + target, { agent, headers }, (reply) => {
                let size = 0;
                reply.on("data", (piece) => (size += piece.length));
                reply.on("end", () => (reply.statusCode === 200 || reply.statusCode === 204 ? resolve(size) : reject(new Error(`${target}: ${reply.statusCode}`))));
            }).on("error", reject);
        });
        seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
    }
    agent.destroy();
    return { seconds, bytes };
}
