// SPDX-License-Identifier: EUPL-1.2
// The layers that benchmarks work on: communes, and points and lines drawn around them.
import { spawnSync } from "node:child_process";
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

/// The communes of metropolitan France where the data folder has them, else the demo's 71.
export async function areas(root, data, work, notes) {
    const france = path.join(data, "data/bench/france-communes-2018.geojsonl.gz");
    const demo = path.join(root, "datasets/sites/rouen/communes-limites.geojson");
    const lines = existsSync(france)
        ? createInterface({ input: createReadStream(france).pipe(createGunzip()) })
        : JSON.parse(readFileSync(demo, "utf8")).features.map((f) => JSON.stringify(f));
    if (!existsSync(france)) notes.push(`${france} is not there: the demo's 71 communes stand in for France`);
    const file = path.join(work, "areas.geojson");
    const out = createWriteStream(file);
    const boxes = [];
    for await (const line of lines) {
        const feature = JSON.parse(line);
        if (/^97/.test(feature.properties.code)) continue;
        const box = [180, 90, -180, -90];
        const walk = (c) => {
            if (typeof c[0] === "number") {
                box[0] = Math.min(box[0], c[0]); box[1] = Math.min(box[1], c[1]);
                box[2] = Math.max(box[2], c[0]); box[3] = Math.max(box[3], c[1]);
            } else c.forEach(walk);
        };
        walk(feature.geometry.coordinates);
        boxes.push(box);
        out.write(`${boxes.length === 1 ? '{"type":"FeatureCollection","features":[' : ","}\n${line}`);
    }
    out.write("\n]}\n");
    await new Promise((done) => out.end(done));
    return { file, boxes };
}

// A small generator with a seed: two machines get the same bytes (mulberry32).
export function seeded(seed) {
    return () => {
        seed = (seed + 0x6d2b79f5) | 0;
        let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}

/// points.csv and lines.csv: by make_bench_data.py where the data folder has it and Python has GDAL,
/// else by the same recipe here. Made once for each number of communes, points and lines.
export function pointsAndLines(data, work, layer, count, notes, lineCount = Math.round(count / 5)) {
    const folder = path.join(work, `drawn-${layer.boxes.length}-${count}${lineCount === 0 ? "-points" : ""}`);
    const files = { points: path.join(folder, "points.csv"), lines: path.join(folder, "lines.csv"), lineCount };
    const madeBy = path.join(folder, "made-by");
    if (!existsSync(madeBy)) {
        mkdirSync(folder, { recursive: true });
        const script = path.join(data, "bench/make_bench_data.py");
        // Debian's own Python is the one that Debian's GDAL belongs to.
        const done = existsSync(script) &&
            spawnSync("/usr/bin/python3", [script, layer.file, folder, String(count), String(lineCount)]).status === 0;
        if (!done) drawHere(layer.boxes, count, files);
        writeFileSync(madeBy, done ? "make_bench_data.py" : "layers.mjs");
    }
    notes.push(`points and lines drawn by ${readFileSync(madeBy, "utf8")}`);
    return files;
}

function drawHere(boxes, count, files) {
    const random = seeded(20171124);
    const uniform = (from, to) => from + random() * (to - from);
    const below = (n) => Math.floor(random() * n);
    const points = ["id,type,capacite,lon,lat\n"];
    for (let i = 0; i < count; ++i) {
        const [w, s, e, n] = boxes[below(boxes.length)];
        points.push(`${i},T${String(below(180)).padStart(3, "0")},${below(500)},${uniform(w, e).toFixed(6)},${uniform(s, n).toFixed(6)}\n`);
    }
    writeFileSync(files.points, points.join(""));
    const lines = ["id,nature,debut,fin,WKT\n"];
    for (let i = 0; i < files.lineCount; ++i) {
        const [w, s, e, n] = boxes[below(boxes.length)];
        let [x, y, angle] = [uniform(w, e), uniform(s, n), uniform(0, 2 * Math.PI)];
        const step = uniform(0.25, 2.5) / 111.32;
        const positions = [];
        for (let k = 0; k < 5; ++k) {
            positions.push(`${x.toFixed(6)} ${y.toFixed(6)}`);
            angle += uniform(-0.6, 0.6);
            x += (step * Math.cos(angle)) / Math.cos((y * Math.PI) / 180);
            y += step * Math.sin(angle);
        }
        lines.push(`${i},N${below(9)},2026-01-01,2027-01-01,"LINESTRING (${positions.join(", ")})"\n`);
    }
    writeFileSync(files.lines, lines.join(""));
}
