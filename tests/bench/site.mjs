// SPDX-License-Identifier: EUPL-1.2
// The site that is measured: communes as places, points as the one dataset.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

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

/// Writes the site anew into `folder`, without its data.
export function site(folder, areasFile, pointsFile) {
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
export async function ingestPoints(parvis, folder) {
    rmSync(path.join(folder, "data"), { recursive: true, force: true });
    const start = performance.now();
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
    return { report, seconds: report.seconds, whole: (performance.now() - start) / 1000, most };
}

