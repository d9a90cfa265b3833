#!/usr/bin/env node
// SPDX-License-Identifier: EUPL-1.2
// Benchmarks, side by side with their peer in one run. Prints a table and writes build/bench.json:
// [{name, figure, unit, peer, peer_figure, ratio}], ratio above 1 when Parvis is faster.
// usage: node tests/bench/run.mjs --build BUILD [--data SHARED] [--work FOLDER] [NAME…]
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { areas, pointsAndLines } from "./layers.mjs";
import { startNginx } from "./nginx.mjs";
import { benchPlaces } from "./places.mjs";
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
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
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
    console.log([r.name.padEnd(20), String(r.figure).padStart(12), r.unit.padEnd(12), (r.peer ?? "-").padEnd(36),
        String(r.peer_figure ?? "-").padStart(12), r.ratio === null ? "" : `x ${r.ratio}`].join(" "));
}

/// What the points are held against: types, limits, a pattern, and a key that stands once.
const schema = {
    name: "points", version: "1.0.0", primaryKey: "id",
    fields: [
        { name: "id", type: "integer", constraints: { required: true, minimum: 0 } },
        { name: "type", type: "string", constraints: { required: true, pattern: "^T[0-9]{3}$" } },
        { name: "capacite", type: "integer", constraints: { minimum: 0, maximum: 500 } },
        { name: "lon", type: "number", constraints: { required: true, minimum: -180, maximum: 180 } },
        { name: "lat", type: "number", constraints: { required: true, minimum: -90, maximum: 90 } },
    ],
};

function site(areasFile, pointsFile) {
    const folder = path.join(work, "site");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.join(folder, "datasets"), { recursive: true });
    writeFileSync(path.join(folder, "parvis.toml"), 'name.fr = "Banc d’essai"\npublisher = "banc"\n');
    writeFileSync(path.join(folder, "territory.toml"),
        `id = "banc"\ncountry = "FR"\nname.fr = "Banc d’essai"\n[communes]\nname.fr = "commune"\nplural.fr = "communes"\n` +
        `source = "${areasFile}"\ncode = "code"\nlabel = "nom"\nvintage = "2018-01-01"\nlicence = "etalab-2.0"\norigin = "banc"\n`);
    writeFileSync(path.join(folder, "datasets/points.schema.json"), JSON.stringify(schema));
    writeFileSync(path.join(folder, "datasets/points.toml"),
        `kind = "general"\ntitle.fr = "Points"\ndescription.fr = "Points tirés au sort"\nrow.fr = "un point"\nsource = "${pointsFile}"\n` +
        `crs = "EPSG:4326"\nlicence = "etalab-2.0"\nproducer = "banc"\norigin = "banc"\nupdated = "2026-01-01"\nsample = false\nkey = ["numero"]\nschema = "datasets/points.schema.json"\n` +
        `[place]\nlon = "lon"\nlat = "lat"\n[columns.numero]\nfrom = "id"\ntype = "text"\nlabel.fr = "Numéro"\n` +
        `[columns.type]\nfrom = "type"\ntype = "text"\nlabel.fr = "Type"\n[columns.capacite]\nfrom = "capacite"\ntype = "integer"\nlabel.fr = "Capacité"\n`);
    return folder;
}

/// Ingests the points in a process of its own: its report, the seconds on the wall and the most memory
/// it took, in MB.
async function ingestPoints(folder) {
    rmSync(path.join(folder, "data"), { recursive: true, force: true });
    const start = process.hrtime.bigint();
    const child = spawn(parvis, ["ingest", "--site", folder, "--json", "points"], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "", errors = "", most = 0;
    child.stdout.on("data", (piece) => (out += piece));
    child.stderr.on("data", (piece) => (errors += piece));
    const look = setInterval(() => {
        try {
            most = Math.max(most, Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) * 1024 / 1e6);
        } catch { /* it has ended */ }
    }, 20);
    const code = await new Promise((ended) => child.on("close", ended));
    clearInterval(look);
    if (code !== 0) throw new Error(`parvis ingest: ${errors}${out.slice(-500)}`);
    const [report] = JSON.parse(out.trimEnd().split("\n").at(-1)).datasets;
    return { report, seconds: report.seconds, whole: seconds(start), most };
}

/// Most memory of an ingest with a schema, beside what it may take; all rows are kept or outside.
async function benchMemory(layer) {
    for (const [count, bound] of [[1_000_000, 1000], [10_000_000, 1500]]) {
        const files = pointsAndLines(options.data, work, layer, count, notes, 0);
        const pointed = site(layer.file, files.points);
        const { report: done, most, seconds: took } = await ingestPoints(pointed);
        const { read, kept, outside } = done.counts;
        if (read !== count || kept + outside !== count) throw new Error(`of ${count} rows, ${read} were read and ${kept + outside} kept`);
        if (Object.keys(done.issue_counts).some((code) => code.startsWith("schema_"))) throw new Error("the schema refuses points that fit it");
        report("ingest-memory", most, "MB", `at most, ${count} points with a schema`, bound, bound / most);
        report("ingest-memory", count / took, "rows/s", null, null, null);
    }
}

async function untilAnswers(url, limit = 60) {
    const start = process.hrtime.bigint();
    while (seconds(start) < limit) {
        try {
            const answer = await fetch(url);
            if (answer.status === 200) { await answer.arrayBuffer(); return; }
        } catch { /* not yet */ }
        await new Promise((again) => setTimeout(again, 5));
    }
    throw new Error(`${url} did not answer within ${limit} s`);
}

function wrk(url, connections, script) {
    const { out } = run("wrk", ["-t1", `-c${connections}`, "-d3s", "--latency", ...(script ? ["-s", script] : []), url]);
    const failed = /Non-2xx or 3xx responses: (\d+)/.exec(out);
    if (failed) throw new Error(`${url}: ${failed[1]} answers were no answers`);
    return Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]);
}

/// A script for wrk that asks for another rectangle in each request: around 4,096 communes, each as
/// large as the one of the row before it, in an order of its own.
function variedBoxes(layer, limit) {
    const file = path.join(work, `varied-${limit}.lua`);
    const boxes = [];
    const step = Math.max(1, Math.floor(layer.boxes.length / 4096));
    for (let i = 0; i < layer.boxes.length && boxes.length < 4096; i += step) {
        const box = layer.boxes[(i * 7919) % layer.boxes.length];
        boxes.push(`"${rectangle(box)}"`);
    }
    writeFileSync(file, `local boxes = {${boxes.join(",")}}\nlocal i = 0\nrequest = function()\n  i = i % #boxes + 1\n` +
        `  return wrk.format("GET", "/collections/points/items?f=geojson&limit=${limit}&bbox=" .. boxes[i])\nend\n`);
    return file;
}

/// A commune's box and a fifth of a degree around it, as a parameter.
function rectangle(box) {
    return [box[0] - 0.2, box[1] - 0.2, box[2] + 0.2, box[3] + 0.2].map((x) => x.toFixed(4)).join(",");
}

async function main() {
    const is = (name) => wanted.length === 0 || wanted.some((w) => name.startsWith(w));
    const known = ["points-geos", "points-postgis", "points-mapshaper", "points-growth", "lines-postgis", "ingest-ogr2ogr", "ingest-memory", "start", "items10-nginx", "items10-varied", "items100-nginx",
        "items100-varied", "tile-cold-postgis", "tile-warm-nginx"];
    const unknown = wanted.filter((w) => !known.some((k) => k.startsWith(w)));
    if (unknown.length > 0) {
        console.error(`not measured yet: ${unknown.join(", ")}. Measured: ${known.join(", ")}`);
        process.exit(2);
    }
    const count = Number(process.env.BENCH_ROWS ?? 1_000_000);
    const layer = await areas(root, options.data, work, notes);
    const files = pointsAndLines(options.data, work, layer, count, notes);
    const csv = files.points;
    console.log(`machine: ${cpus().length} x ${cpus()[0].model.trim()}; ${layer.boxes.length} communes, ${count} points; load ` +
        `${loadavg()[0].toFixed(1)}${loadavg()[0] > 0.5 ? " (others are at work: read ratios, not rates)" : ""}\n`);

    const program = path.join(options.build, "tests/bench/bench_locator");
    benchPlaces({ is, run, report, notes, program, work, layer, files, count });

    if (is("ingest-memory")) await benchMemory(layer);
    const folder = site(layer.file, csv);
    const served = ["start", "items10-nginx", "items10-varied", "items100-nginx", "items100-varied", "tile-cold-postgis", "tile-warm-nginx"];
    const needsSite = ["ingest-ogr2ogr", ...served].some(is);
    if (needsSite) {
        const ours = [];
        const theirs = { plain: [], indexed: [] };
        const peer = need("ogr2ogr", "gdal-bin");
        const repeat = is("ingest-ogr2ogr") ? 3 : 1;
        for (let i = 0; i < repeat; ++i) {
            ours.push(await ingestPoints(folder));
            if (peer && repeat > 1) {
                for (const [key, index] of [["plain", "NO"], ["indexed", "YES"]]) {
                    const target = path.join(work, "peer.fgb");
                    rmSync(target, { force: true });
                    theirs[key].push(run("ogr2ogr", ["-f", "FlatGeobuf", "-lco", `SPATIAL_INDEX=${index}`, target, csv,
                        "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-oo", "AUTODETECT_TYPE=YES", "-a_srs", "EPSG:4326"]).time);
                }
            }
        }
        if (is("ingest-ogr2ogr")) {
            const rate = count / median(ours.map((o) => o.seconds));
            const peerRate = peer ? count / median(theirs.indexed) : null;
            report("ingest-ogr2ogr", rate, "rows/s", "ogr2ogr CSV to FlatGeobuf, index", peerRate, peer ? rate / peerRate : null);
            if (peer) {
                const plain = count / median(theirs.plain);
                report("ingest-ogr2ogr", rate, "rows/s", "ogr2ogr CSV to FlatGeobuf, no index", plain, rate / plain);
            }
            notes.push(`most memory of the ingest with its schema: ${Math.round(Math.max(...ours.map((o) => o.most)))} MB`);
            notes.push(`whole command with reading ${layer.boxes.length} communes: ${median(ours.map((o) => o.whole)).toFixed(1)} s`);
        }
    }

    if (served.some(is)) {
        const port = Number(process.env.BENCH_PORT ?? 18431);
        const base = `http://127.0.0.1:${port}`;
        const start = process.hrtime.bigint();
        const server = spawn(parvis, ["serve", "--site", folder, "--port", String(port)], { stdio: "ignore" });
        let nginx = null;
        try {
            await untilAnswers(`${base}/collections/points/items?limit=1&f=geojson`);
            const toFirst = seconds(start);
            if (is("start")) report("start", toFirst, "s", null, null, null);
            const box = layer.boxes[Math.floor(layer.boxes.length / 2)];
            const bbox = rectangle(box);
            const peer = need("nginx", "nginx-light") && need("wrk", "wrk");
            for (const [name, limit] of [["items10-nginx", 10], ["items100-nginx", 100]]) {
                const varied = name.replace("-nginx", "-varied");
                if ((!is(name) && !is(varied)) || !has("wrk")) continue;
                const url = `${base}/collections/points/items?f=geojson&limit=${limit}&bbox=${bbox}`;
                // As wrk asks: without compression.
                const answer = await fetch(url, { headers: { "accept-encoding": "identity" } });
                const body = Buffer.from(await answer.arrayBuffer());
                if (JSON.parse(body).features.length !== limit) throw new Error(`${url} gave too few features`);
                if (answer.headers.get("content-encoding")) throw new Error(`${url} is compressed unasked`);
                if (peer) nginx = await startNginx(work, port + 1, "items.json", body, answer, untilAnswers);
                // The same address again and again, then another rectangle in each request: what an answer
                // that is kept can gain must not pass for what making one takes. nginx has one file for both.
                for (const [row, script] of [[name, null], [varied, variedBoxes(layer, limit)]]) {
                    if (!is(row)) continue;
                    for (const connections of [8, 64]) {
                        const ours = [];
                        const theirs = [];
                        for (let i = 0; i < 5; ++i) {
                            ours.push(wrk(url, connections, script));
                            if (peer) theirs.push(wrk(nginx.url, connections));
                        }
                        const peerFigure = peer ? median(theirs) : null;
                        report(row, median(ours), "requests/s", `nginx, ${body.length} bytes, ${connections} conn.`,
                            peerFigure, peer ? median(ours) / peerFigure : null);
                    }
                }
                await nginx?.stop();
                nginx = null;
            }
            if (["tile-cold-postgis", "tile-warm-nginx"].some(is)) {
                await benchTiles({ parvis, folder, is, run, report, notes, work, layer, base, port, need, wrk, median, untilAnswers });
            }
            const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"));
            notes.push(`server memory with ${count} points: ${Math.round(Number(memory[1]) / 1024)} MB`);
        } finally {
            await nginx?.stop();
            server.kill("SIGTERM");
        }
    }

    writeFileSync(`${work}.json`, `${JSON.stringify(rows, null, 1)}\n`);
    console.log(`\n${notes.map((n) => `note: ${n}`).join("\n")}\nwritten: ${work}.json`);
}

try {
    await main();
} catch (error) {
    console.error(`bench: ${error.message}`);
    process.exitCode = 1;
}
