#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// Benchmarks, side by side with their peer in one run. Prints a table and writes build/bench.json:
// [{name, figure, unit, peer, peer_figure, ratio}], ratio above 1 when Parvis is faster.
// usage: node tests/bench/run.mjs --build BUILD [--data SHARED] [--work FOLDER] [NAME…]
// NAME is a name or its beginning, "./run help" lists them. BENCH_ROWS: points instead of 1,000,000.
// BENCH_PORT: the first of five ports instead of 18431.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { benchClashes, clashNames } from "./clashes.mjs";
import { benchComments, commentNames } from "./comments.mjs";
import { benchConnections } from "./connections.mjs";
import { benchCounts } from "./counts.mjs";
import { benchExport } from "./export.mjs";
import { benchGrowth } from "./growth.mjs";
import { benchIngest, benchMemory } from "./ingest.mjs";
import { benchItems, itemNames } from "./items.mjs";
import { areas, pointsAndLines } from "./layers.mjs";
import { benchLookups, lookupNames } from "./lookups.mjs";
import { Peers } from "./peers.mjs";
import { benchPlaces } from "./places.mjs";
import { startServer } from "./server.mjs";
import { site } from "./site.mjs";
import { benchStream } from "./stream.mjs";
import { benchTiles } from "./tiles.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const options = { build: path.join(root, "build/release"), data: path.join(root, "../shared"), work: path.join(root, "build/bench") };
const wanted = [];
for (let args = process.argv.slice(2); args.length > 0; ) {
    const word = args.shift();
    if (word === "--build") options.build = path.resolve(args.shift());
    else if (word === "--data") options.data = path.resolve(args.shift());
    else if (word === "--work") options.work = path.resolve(args.shift());
    else wanted.push(word);
}
const work = options.work;
mkdirSync(work, { recursive: true });
const parvis = path.join(options.build, "parvis");
const rows = [];
const notes = [];

const seconds = (from) => Number(process.hrtime.bigint() - from) / 1e9;
const has = (command) => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;

function need(command, packages) {
    if (has(command)) return true;
    const asRoot = process.getuid() === 0 ? [] : ["sudo"];
    const words = [...asRoot, "apt-get", "install", "-y", "--no-install-recommends", ...packages.split(" ")];
    spawnSync(words[0], words.slice(1), { stdio: "ignore" });
    if (has(command)) return true;
    notes.push(`${command} is missing and could not be installed (${packages}): its comparison is left out`);
    return false;
}

function run(command, args, more = {}) {
    const start = process.hrtime.bigint();
    const done = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28, ...more });
    if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${done.stderr || done.error}`);
    return { time: seconds(start), out: done.stdout };
}

function report(name, figure, unit, peer, peerFigure, ratio) {
    const round = (x) => (x === null ? null : Number(x.toPrecision(4)));
    rows.push({ name, figure: round(figure), unit, peer, peer_figure: round(peerFigure), ratio: round(ratio) });
    const r = rows.at(-1);
    console.log([r.name.padEnd(20), String(r.figure).padStart(12), r.unit.padEnd(16), (r.peer ?? "-").padEnd(40),
        String(r.peer_figure ?? "-").padStart(12), r.ratio === null ? "" : `x ${r.ratio}`].join(" "));
}

const tiles = ["tile-cold-postgis", "tile-warm-nginx"];
const served = ["start", ...itemNames, "items-connections", "items-growth", ...commentNames, ...lookupNames, "count-bbox", "export-ogr2ogr", ...tiles];
const known = ["stream", ...clashNames, "points-geos", "points-postgis", "points-mapshaper", "points-growth", "lines-postgis", "ingest-ogr2ogr", "ingest-memory", ...served];

/// What is asked of one server with all points, and of its peers with the same rows.
async function benchServer(bench, folder) {
    const server = await startServer(parvis, folder, Number(process.env.BENCH_PORT ?? 18431));
    const peers = new Peers(bench, server);
    try {
        if (bench.is("start")) report("start", server.firstAnswer, "s", null, null, null);
        // First, while the server holds no more than it was asked for.
        await benchGrowth(bench, server);
        await benchConnections(bench, server);
        await benchItems(bench, server, peers);
        await benchLookups(bench, server, peers);
        await benchComments(bench, server);
        await benchCounts(bench, server, peers);
        await benchExport(bench, server, peers);
        // Tiles have a PostgreSQL of their own in the same folder.
        peers.stop();
        if (tiles.some(bench.is)) await benchTiles({ ...bench, folder, base: server.base, port: server.port });
        notes.push(`server memory with ${bench.count} points: ${Math.round(server.memory().all)} MB`);
    } finally {
        peers.stop();
        server.stop();
    }
}

async function main() {
    const is = (name) => wanted.length === 0 || wanted.some((w) => name.startsWith(w));
    const unknown = wanted.filter((w) => !known.some((k) => k.startsWith(w)));
    if (unknown.length > 0) {
        console.error(`not measured yet: ${unknown.join(", ")}. Measured: ${known.join(", ")}`);
        process.exit(2);
    }
    // Whatever was started is stopped on exit.
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
    if (is("stream")) await benchStream({ root, report, notes, work, parvis, port: Number(process.env.BENCH_PORT ?? 18431) });
    const count = Number(process.env.BENCH_ROWS ?? 1_000_000);
    benchClashes({ is, run, report, notes, program: path.join(options.build, "tests/bench/bench_clashes") });
    if (!known.some((name) => name !== "stream" && !clashNames.includes(name) && is(name))) return write();
    const layer = await areas(root, options.data, work, notes);
    const files = pointsAndLines(options.data, work, layer, count, notes);
    console.log(`machine: ${cpus().length} x ${cpus()[0].model.trim()}; ${layer.boxes.length} communes, ${count} points; load ` +
        `${loadavg()[0].toFixed(1)}${loadavg()[0] > 0.5 ? " (others are at work: read ratios, not rates)" : ""}\n`);

    const bench = { is, run, report, notes, need, options, work, layer, parvis, count };
    benchPlaces({ ...bench, program: path.join(options.build, "tests/bench/bench_locator"), files });
    await benchMemory(bench);
    if (["ingest-ogr2ogr", ...served].some(is)) {
        const folder = site(path.join(work, "site"), layer.file, files.points);
        await benchIngest(bench, folder, files.points);
        if (served.some(is)) await benchServer(bench, folder);
    }

    write();
}

function write() {
    writeFileSync(`${work}.json`, `${JSON.stringify(rows, null, 1)}\n`);
    console.log(`\n${[...new Set(notes)].map((n) => `note: ${n}`).join("\n")}\nwritten: ${work}.json`);
}

try {
    await main();
} catch (error) {
    console.error(`bench: ${error.message}`);
    process.exitCode = 1;
}
