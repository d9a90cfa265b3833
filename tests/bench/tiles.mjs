// SPDX-License-Identifier: EUPL-1.2
// Vector tiles of the communes: made anew beside PostGIS' ST_AsMVT, cached beside nginx.
import { median, ms, quantile, timed, wrk } from "./load.mjs";
import { startNginx } from "./nginx.mjs";
import { Postgis, loadCommunes } from "./postgis.mjs";
import { loggingServer } from "./server.mjs";

const column = (lon, z) => Math.floor(((lon + 180) / 360) * 2 ** z);
const row = (lat, z) => Math.floor((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** z);

/// Tiles of a zoom that communes lie in, spread over all of them, each once.
function tilesOf(boxes, z, most) {
    const all = new Set();
    for (let i = 0; i < boxes.length; i += Math.max(1, Math.floor(boxes.length / 4000))) {
        const [w, s, e, n] = boxes[i];
        all.add(`${z}/${row((s + n) / 2, z)}/${column((w + e) / 2, z)}`);
    }
    const list = [...all].sort();
    return list.filter((_, i) => i % Math.max(1, Math.floor(list.length / most)) === 0).slice(0, most);
}

/// For each tile the best of three, each time made anew: the tiles say who was asked, so under another name they
/// are others. What the server says it took, from the whole request to the whole answer.
async function byParvis(server, targets) {
    const runs = [];
    for (const host of ["a.invalid", "b.invalid", "c.invalid"]) {
        runs.push(await server.last(targets.length, async () => (await timed(server.base, targets, { host })).bytes));
    }
    return { seconds: best(runs.map((r) => r.seconds)), bytes: runs[0].bytes };
}

const best = (runs) => runs[0].map((_, i) => Math.min(...runs.map((run) => run[i])));

/// The same tiles by PostGIS, which has the communes in the tiles' own plane and indexed there, best of three in one
/// session: what its server says each took, from the statement to its whole result (log_duration).
function byPostgis(postgis, tiles) {
    const question = (tile) => {
        const [z, y, x] = tile.split("/");
        return `SELECT length(ST_AsMVT(t, 'communes', 4096, 'geom')) FROM (SELECT code, nom, ST_AsMVTGeom(geom, ST_TileEnvelope(${z}, ${x}, ${y}), 4096, 64, true) AS geom ` +
            `FROM communes_3857 WHERE geom && ST_TileEnvelope(${z}, ${x}, ${y}, margin => 64.0 / 4096)) AS t WHERE geom IS NOT NULL;\n`;
    };
    const runs = [];
    let bytes = 0;
    for (let i = 0; i < 3; ++i) {
        const done = postgis.psql([], "SET client_min_messages = log;\nSET log_duration = on;\n" + question(tiles[0]) + tiles.map(question).join(""));
        const said = [...done.stderr.matchAll(/duration: ([\d.]+) ms/g)].map((m) => Number(m[1]) / 1000);
        runs.push(said.slice(-tiles.length));
        bytes = done.stdout.split("\n").filter((line) => /^\d+$/.test(line)).slice(1).reduce((sum, n) => sum + Number(n), 0);
    }
    const seconds = best(runs);
    return { seconds, bytes };
}

export async function benchTiles({ parvis, folder, is, run, report, notes, work, layer, base, port, need }) {
    const address = "/collections/communes/tiles/WebMercatorQuad/";
    const chosen = "?properties=commune_code,commune_nom";
    const start = process.hrtime.bigint();
    await timed(base, [`${address}8/88/128${chosen}`]);
    notes.push(`first tile, with the arcs of ${layer.boxes.length} communes: ${(Number(process.hrtime.bigint() - start) / 1e9).toFixed(2)} s`);
    if (is("tile-cold-postgis")) {
        const postgis = Postgis.start(work, notes);
        const server = await loggingServer(parvis, folder, port + 2);
        try {
            await timed(server.base, [`${address}8/88/128${chosen}`]);
            if (postgis) loadCommunes(postgis, run, layer);
            for (const z of [5, 6, 8, 10, 12]) {
                const tiles = tilesOf(layer.boxes, z, 60);
                const targets = tiles.map((tile) => `${address}${tile}${chosen}`);
                const ours = await byParvis(server, targets);
                const once = await timed(base, targets);
                const again = await timed(base, targets);
                const theirs = postgis && byPostgis(postgis, tiles);
                for (const [name, q] of [["p50", 0.5], ["p99", 0.99]]) {
                    const [a, b] = [quantile(ours.seconds, q), theirs && quantile(theirs.seconds, q)];
                    report("tile-cold-postgis", 1 / a, `tiles/s z${z} ${name}`, "ST_AsMVT, both in the server", b && 1 / b, b && b / a);
                }
                notes.push(`zoom ${z}: ${tiles.length} tiles, ${Math.round(ours.bytes / tiles.length / 1000)} kB each` +
                    (theirs ? ` (ST_AsMVT: ${Math.round(theirs.bytes / tiles.length / 1000)} kB)` : "") +
                    `; cold p50 ${ms(quantile(ours.seconds, 0.5))}, p99 ${ms(quantile(ours.seconds, 0.99))}` +
                    (theirs ? `, ST_AsMVT ${ms(quantile(theirs.seconds, 0.5))}, ${ms(quantile(theirs.seconds, 0.99))}` : "") +
                    `; for Node's client on one connection: made p50 ${ms(quantile(once.seconds, 0.5))}, p99 ${ms(quantile(once.seconds, 0.99))}` +
                    `, cached p50 ${ms(quantile(again.seconds, 0.5))}, p99 ${ms(quantile(again.seconds, 0.99))}`);
            }
        } finally {
            server.stop();
            postgis?.stop();
        }
    }
    if (is("tile-warm-nginx") && need("nginx", "nginx-light") && need("wrk", "wrk")) {
        for (const z of [12, 8, 6]) {
            const tiles = tilesOf(layer.boxes, z, 60);
            const url = `${base}${address}${tiles[Math.floor(tiles.length / 2)]}${chosen}`;
            const answer = await fetch(url, { headers: { "accept-encoding": "identity" } });
            const body = Buffer.from(await answer.arrayBuffer());
            const nginx = await startNginx(work, port + 1, "tile.mvt", body, answer);
            try {
                for (const connections of [8, 64]) {
                    const [ours, theirs] = [[], []];
                    for (let i = 0; i < 3; ++i) {
                        ours.push(wrk(url, connections).rate);
                        theirs.push(wrk(nginx.url, connections).rate);
                    }
                    report("tile-warm-nginx", median(ours), "requests/s", `nginx, ${body.length} bytes, ${connections} conn.`, median(theirs), median(ours) / median(theirs));
                }
            } finally {
                await nginx.stop();
            }
        }
    }
}
