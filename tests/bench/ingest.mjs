// SPDX-License-Identifier: EUPL-1.2
// Ingests of points held against a schema, beside ogr2ogr and beside the memory they may take.
import { rmSync } from "node:fs";
import path from "node:path";
import { pointsAndLines } from "./layers.mjs";
import { median } from "./load.mjs";
import { ingestPoints, site } from "./site.mjs";

/// Most memory of an ingest with a schema, beside what it may take; all rows are kept or outside.
export async function benchMemory({ is, report, options, work, layer, notes, parvis }) {
    if (!is("ingest-memory")) return;
    for (const [count, bound] of [[1_000_000, 1000], [10_000_000, 1500]]) {
        const files = pointsAndLines(options.data, work, layer, count, notes, 0);
        const { report: done, most, seconds: took } = await ingestPoints(parvis, site(path.join(work, "site"), layer.file, files.points));
        const { read, kept, outside } = done.counts;
        if (read !== count || kept + outside !== count) throw new Error(`of ${count} rows, ${read} were read and ${kept + outside} kept`);
        if (Object.keys(done.issue_counts).some((code) => code.startsWith("schema_"))) throw new Error("the schema refuses points that fit it");
        report("ingest-memory", most, "MB", `at most, ${count} points with a schema`, bound, bound / most);
        report("ingest-memory", count / took, "rows/s", null, null, null);
    }
}

/// Ingests the site's points: once, or three times in turns with ogr2ogr where that is asked for.
export async function benchIngest({ is, run, report, notes, work, layer, parvis, need, count }, folder, csv) {
    const compared = is("ingest-ogr2ogr");
    const ours = [];
    const theirs = { plain: [], indexed: [] };
    const peer = compared && need("ogr2ogr", "gdal-bin");
    for (let i = 0; i < (compared ? 3 : 1); ++i) {
        ours.push(await ingestPoints(parvis, folder));
        if (!peer) continue;
        for (const [key, index] of [["plain", "NO"], ["indexed", "YES"]]) {
            const target = path.join(work, "peer.fgb");
            rmSync(target, { force: true });
            theirs[key].push(run("ogr2ogr", ["-f", "FlatGeobuf", "-lco", `SPATIAL_INDEX=${index}`, target, csv,
                "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-oo", "AUTODETECT_TYPE=YES", "-a_srs", "EPSG:4326"]).time);
        }
    }
    if (!compared) return;
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
