// SPDX-License-Identifier: EUPL-1.2
// Points placed and lines cut, beside GEOS, PostGIS and mapshaper. A figure that differs from the
// peer's stops the bench: speed is compared only between the same answers.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Postgis, load } from "./postgis.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));

function figures(out) {
    return Object.fromEntries(out.trim().split("\n").map((line) => JSON.parse(line)).map((f) => [f.name, f]));
}

/// [area, value] of a file of lines "area,value", as a Map.
function perArea(file) {
    return new Map(readFileSync(file, "utf8").trim().split("\n").map((line) => line.split(",").map(Number)));
}

/// The largest relative difference between two maps; infinite where one lacks what the other has.
function difference(ours, theirs) {
    let largest = 0;
    for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
        const [a, b] = [ours.get(key) ?? 0, theirs.get(key) ?? 0];
        // A millimetre at a corner may be a piece for one and nothing for the other.
        if (Math.abs(a - b) > 0.001) largest = Math.max(largest, Math.abs(a - b) / Math.max(a, b));
    }
    return largest;
}

export function benchPlaces({ is, run, report, notes, program, work, layer, files, count }) {
    const rate = (n, seconds) => n / seconds;
    const counts = path.join(work, "counts.csv");
    const metres = path.join(work, "metres.csv");
    let points = null;
    let lines = null;
    if (is("points-geos") || is("points-postgis") || is("points-mapshaper")) {
        points = figures(run(program, ["points", layer.file, files.points, counts]).out);
        if (!points.result.equal) throw new Error("places differ between Parvis and GEOS");
        notes.push(`locator of ${layer.boxes.length} communes: built in ${points.build.processor_seconds.toFixed(2)} s, ` +
            `${points.memory.megabytes} MB with the communes themselves; GEOS' tree in ${points.geos_build.processor_seconds.toFixed(2)} s, ` +
            "its prepared geometries while placing");
    }
    if (is("points-geos")) {
        // One thread each, and processor time: a busy machine disturbs it little.
        report("points-geos", rate(count, points.parvis.processor_seconds), "points/s", "GEOS STRtree + prepared, 1 thread",
            rate(count, points.geos.processor_seconds), points.geos.processor_seconds / points.parvis.processor_seconds);
        const single = points.parvis_one_by_one.processor_seconds;
        report("points-geos", rate(count, single), "one by one/s", "GEOS STRtree + prepared, 1 thread",
            rate(count, points.geos.processor_seconds), points.geos.processor_seconds / single);
    }
    if (is("points-growth")) {
        const grown = figures(run(program, ["growth", layer.file]).out);
        for (const n of [100_000, 1_000_000, 10_000_000]) {
            const ours = grown[`parvis-${n}`].processor_seconds;
            const theirs = grown[`geos-${n}`]?.processor_seconds ?? null;
            report("points-growth", rate(n, ours), "points/s", `GEOS, ${n} points`, theirs && rate(n, theirs), theirs && theirs / ours);
            notes.push(`${n} points: ${grown[`memory-${n}`].megabytes} MB with the locator, the points and their places`);
        }
    }
    if (is("lines-postgis")) {
        lines = figures(run(program, ["lines", layer.file, files.lines, metres]).out);
    }
    if (is("points-mapshaper")) benchMapshaper({ run, report, notes, work, layer, files, count, points });
    if (!is("points-postgis") && !is("lines-postgis")) return;
    const postgis = Postgis.start(work, notes);
    if (!postgis) return;
    try {
        const built = load(postgis, run, layer, files);
        notes.push(`${postgis.version}: indexes built in ${built.toFixed(1)} s`);
        if (is("points-postgis")) benchPoints({ postgis, report, count, counts, points });
        if (is("lines-postgis")) benchLines({ postgis, report, notes, files, metres, lines });
    } finally {
        postgis.stop();
    }
}

/// Same number of processes as threads, on the wall; alone also in processor time.
function reportBoth(report, name, unit, amount, ours, query) {
    for (const [processes, key] of [[1, "parvis"], [2, "parvis2"]]) {
        const theirs = query(processes);
        report(name, amount / ours[key].seconds, unit, `PostGIS, ${processes} process${processes > 1 ? "es" : ""}`,
            amount / theirs.wall, theirs.wall / ours[key].seconds);
        if (processes === 1 && Number.isFinite(theirs.processor)) {
            report(name, amount / ours[key].processor_seconds, unit, "PostGIS, 1 process, processor time",
                amount / theirs.processor, theirs.processor / ours[key].processor_seconds);
        }
    }
}

function benchPoints({ postgis, report, count, counts, points }) {
    const once = postgis.query("SELECT fid - 1, count(*) FROM (SELECT min(c.fid) AS fid FROM communes c " +
        "JOIN points p ON ST_Intersects(c.geom, p.geom) GROUP BY p.id) AS placed GROUP BY fid", 2, 1);
    if (difference(perArea(counts), new Map(once.rows)) > 0) throw new Error("counts per commune differ between Parvis and PostGIS");
    // Without the care for points on borders: the fastest way to ask.
    const question = "SELECT c.fid - 1, count(*) FROM communes c JOIN points p ON ST_Intersects(c.geom, p.geom) GROUP BY c.fid";
    reportBoth(report, "points-postgis", "points/s", count, points, (processes) => postgis.query(question, processes));
}

function benchLines({ postgis, report, notes, files, metres, lines }) {
    const question = "SELECT c.fid - 1, sum(ST_Length(ST_Intersection(c.geom, l.geom)::geography)) " +
        "FROM communes c JOIN lines l ON ST_Intersects(c.geom, l.geom) GROUP BY c.fid";
    let rows = [];
    reportBoth(report, "lines-postgis", "lines/s", files.lineCount, lines, (processes) => {
        const done = postgis.query(question, processes, 1);
        rows = done.rows;
        return done;
    });
    const largest = difference(perArea(metres), new Map(rows));
    const sum = (map) => [...map.values()].reduce((a, b) => a + b, 0);
    const [ours, theirs] = [sum(perArea(metres)), sum(new Map(rows))];
    notes.push(`metres per commune: at most ${largest.toExponential(1)} apart from PostGIS', all together ` +
        `${(Math.abs(ours - theirs) / theirs).toExponential(1)} of ${(theirs / 1000).toFixed(0)} km`);
    if (largest > 1e-6) throw new Error("metres per commune differ between Parvis and PostGIS by more than 1e-6");
}

function benchMapshaper({ run, report, notes, work, layer, files, count, points }) {
    const folder = path.join(work, "mapshaper");
    const command = path.join(folder, "node_modules/.bin/mapshaper");
    if (!existsSync(command)) {
        mkdirSync(folder, { recursive: true });
        for (const file of ["package.json", "package-lock.json"]) cpSync(path.join(here, file), path.join(folder, file));
        // Not "npm ci": it wants the optional binaries of every platform, which not every mirror has.
        const done = spawnSync("npm", ["install", "--no-save", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
        if (done.status !== 0) {
            notes.push("mapshaper could not be installed by npm: its comparison is left out");
            return;
        }
    }
    // It does not say how long its join takes: with the join, less the same without. `times` of the
    // shell gives the processor's seconds, which a busy machine disturbs little.
    const seconds = (join) => {
        const words = ["node", "--max-old-space-size=8192", command, files.points, "name=points", "-points", "x=lon", "y=lat",
            "-i", layer.file, "name=areas", ...join];
        const { out } = run("sh", ["-c", '"$@" 2>/dev/null; times', "sh", ...words]);
        const [user, system] = out.trim().split("\n").at(-1).split(" ").map((t) => /(\d+)m([\d.]+)s/.exec(t));
        return 60 * (Number(user[1]) + Number(system[1])) + Number(user[2]) + Number(system[2]);
    };
    const joining = seconds(["-join", "target=points", "areas", "fields=code"]) - seconds([]);
    report("points-mapshaper", count / points.parvis.processor_seconds, "points/s", "mapshaper -join, without reading",
        count / joining, joining / points.parvis.processor_seconds);
}
