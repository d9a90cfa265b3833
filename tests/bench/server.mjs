// SPDX-License-Identifier: EUPL-1.2
// Parvis as it is measured: started, asked until it answers, watched for its memory.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export async function untilAnswers(url, limit = 60) {
    const start = performance.now();
    while (performance.now() - start < 1000 * limit) {
        try {
            const answer = await fetch(url);
            if (answer.status === 200) { await answer.arrayBuffer(); return; }
        } catch { /* not yet */ }
        await new Promise((again) => setTimeout(again, 5));
    }
    throw new Error(`${url} did not answer within ${limit} s`);
}

/// Serves `folder` until stop(); `firstAnswer` is the seconds from its start to a first page of items.
export async function startServer(parvis, folder, port) {
    const start = performance.now();
    const child = spawn(parvis, ["serve", "--site", folder, "--port", String(port)], { stdio: "ignore" });
    const base = `http://127.0.0.1:${port}`;
    const stop = () => child.kill("SIGTERM");
    process.on("exit", stop);
    try {
        await untilAnswers(`${base}/collections/points/items?limit=1&f=geojson`);
    } catch (error) {
        stop();
        throw error;
    }
    return { base, port, folder, firstAnswer: (performance.now() - start) / 1000, memory: () => memoryOf(child.pid), stop };
}

/// MB that a process holds; `own` is what is not a file's page that the kernel may drop.
export function memoryOf(pid) {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const megabytes = (key) => Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(status)[1]) / 1024;
    return { all: megabytes("VmRSS"), own: megabytes("RssAnon") };
}

/// A server of its own that logs what each request took it. It must not be put under load by a
/// command that this process waits for: nobody would read its log.
export async function loggingServer(parvis, folder, port) {
    const server = spawn(parvis, ["serve", "--site", folder, "--port", String(port), "--log"], { stdio: ["ignore", "ignore", "pipe"] });
    process.on("exit", () => server.kill("SIGTERM"));
    let log = "";
    server.stderr.setEncoding("utf8").on("data", (piece) => (log += piece));
    const base = `http://127.0.0.1:${port}`;
    await untilAnswers(`${base}/health`);
    return {
        base,
        /// Seconds of the last `count` requests, once that many lines are there.
        async last(count, ask) {
            const before = log.split("\n").length;
            const bytes = await ask();
            for (let i = 0; i < 200 && log.split("\n").length < before + count; ++i) await new Promise((later) => setTimeout(later, 10));
            const lines = log.trimEnd().split("\n").slice(-count);
            return { bytes, seconds: lines.map((line) => Number(/ ms=([\d.]+)/.exec(line)[1]) / 1000) };
        },
        stop: () => server.kill("SIGTERM"),
    };
}
