// SPDX-License-Identifier: EUPL-1.2
// The whole collection as GeoJSON, made for the request, beside ogr2ogr; and what the server's memory
// does meanwhile.
import { spawn } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { median } from "./load.mjs";

/// Seconds of curl until the file is there, and the most memory that the server held in between.
async function download(server, target, file) {
    const before = server.memory();
    const most = { ...before };
    const look = setInterval(() => {
        for (const [key, value] of Object.entries(server.memory())) most[key] = Math.max(most[key], value);
    }, 10);
    const start = performance.now();
    const child = spawn("curl", ["-sf", "-o", file, server.base + target], { stdio: "ignore" });
    const code = await new Promise((ended) => child.on("close", ended));
    const seconds = (performance.now() - start) / 1000;
    clearInterval(look);
    if (code !== 0) throw new Error(`curl ${target}: ${code}`);
    return { seconds, before, most, after: server.memory() };
}

/// Lines of a file: one feature each, for Parvis and for ogr2ogr.
function lines(run, file) {
    return Number(run("sh", ["-c", 'grep -c "\\"Feature\\"" "$1"', "sh", file]).out);
}

export async function benchExport({ is, run, report, notes, work, need }, server, peers) {
    if (!is("export-ogr2ogr") || !need("curl", "curl")) return;
    const ours = path.join(work, "export.geojsonl");
    const source = peers.flatgeobuf();
    // GeoJSON is its array of features; as a sequence they stand alone, which ogr2ogr calls GeoJSONSeq.
    const kinds = { GeoJSON: path.join(work, "peer.geojson"), GeoJSONSeq: path.join(work, "peer.geojsonl") };
    const taken = { ours: [], ready: [], GeoJSON: [], GeoJSONSeq: [] };
    const { links } = await (await fetch(`${server.base}/collections/points?f=json`)).json();
    const ready = links.find(({ rel, href }) => rel === "enclosure" && href.endsWith(".geojsonl"));
    const grown = [];
    for (let i = 0; i < 3; ++i) {
        const done = await download(server, "/collections/points/items?f=geojsonseq", ours);
        taken.ours.push(done.seconds);
        grown.push(done);
        if (ready) taken.ready.push((await download(server, ready.href.slice(server.base.length), path.join(work, "ready.geojsonl"))).seconds);
        for (const [kind, file] of source ? Object.entries(kinds) : []) {
            rmSync(file, { force: true });
            taken[kind].push(run("ogr2ogr", ["-f", kind, file, source]).time);
        }
    }
    const features = lines(run, ours);
    for (const file of source ? Object.values(kinds) : []) {
        const theirs = lines(run, file);
        if (theirs !== features) throw new Error(`Parvis exported ${features} features, ogr2ogr ${theirs} to ${file}`);
    }
    const mine = median(taken.ours);
    for (const kind of Object.keys(kinds)) {
        const theirs = source ? median(taken[kind]) : null;
        report("export-ogr2ogr", features / mine, "features/s", `ogr2ogr FlatGeobuf to ${kind}`, theirs && features / theirs, theirs && theirs / mine);
    }
    if (ready) {
        const theirs = source ? median(taken.GeoJSON) : null;
        report("export-ogr2ogr", features / median(taken.ready), "features/s", "ogr2ogr to GeoJSON (ours a ready file)", theirs && features / theirs, theirs && theirs / median(taken.ready));
    }
    const most = Math.max(...grown.map((g) => g.most.own - g.before.own));
    report("export-ogr2ogr", most, "MB more at most", null, null, null);
    notes.push(`export of ${(statSync(ours).size / 1e6).toFixed(0)} MB: ${mine.toFixed(2)} s` + (source ? `, ogr2ogr ${median(taken.GeoJSON).toFixed(2)} s for ${(statSync(kinds.GeoJSON).size / 1e6).toFixed(0)} MB` : "") +
        `; server memory before, at most, after (all; its own): ` +
        grown.map((g) => ["before", "most", "after"].map((k) => `${g[k].all.toFixed(0)}; ${g[k].own.toFixed(0)}`).join(", ")).join(" | ") + " MB");
    for (const file of [ours, ...Object.values(kinds), path.join(work, "ready.geojsonl")]) rmSync(file, { force: true });
}
