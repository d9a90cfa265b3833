// SPDX-License-Identifier: EUPL-1.2
// Pages of 10, 100 and 1,000 items in a box, beside nginx with the same bytes as a file, MapServer and
// PostGIS, in turns within one run.
import { ms, rounds, typical, wrk } from "./load.mjs";
import { startNginx } from "./nginx.mjs";
import { geojson, loadBoxes } from "./postgis.mjs";
import { boxesAround, fixedBox, itemsIn, matched } from "./questions.mjs";

export const sizes = [10, 100, 1000];
export const itemNames = sizes.flatMap((n) => ["nginx", "varied", "mapserver", "postgis"].map((peer) => `items${n}-${peer}`));

/// The page of the fixed box, as wrk gets it: without compression.
export async function fixedPage(server, layer, count, limit) {
    const url = server.base + itemsIn(fixedBox(layer, count), limit);
    const answer = await fetch(url, { headers: { "accept-encoding": "identity" } });
    const body = Buffer.from(await answer.arrayBuffer());
    if (JSON.parse(body).features.length !== limit) throw new Error(`${url} gave too few features`);
    if (answer.headers.get("content-encoding")) throw new Error(`${url} is compressed unasked`);
    return { url, answer, body };
}

/// Fails where a peer has other rows in the first boxes; Parvis says how many in each page, PostGIS is
/// only asked for that here.
async function sameRows(server, boxes, mapserver, postgis, notes) {
    let [apart, least] = [0, Infinity];
    for (const box of boxes.slice(0, 20)) {
        const ours = await matched(server.base, itemsIn(box, 1));
        const inside = `geom && ST_MakeEnvelope(${box.join(", ")}, 4326) AND ST_Intersects(geom, ST_MakeEnvelope(${box.join(", ")}, 4326))`;
        const theirs = postgis ? Number(postgis.sql(`SELECT count(*) FROM items WHERE ${inside}`)) : ours;
        if (ours !== theirs) throw new Error(`in ${box} Parvis has ${ours} points, PostGIS ${theirs}`);
        if (mapserver) apart = Math.max(apart, Math.abs(ours - await matched(mapserver.base, mapserver.itemsIn(box, 1))) / ours);
        least = Math.min(least, ours);
    }
    if (apart > 0.01) throw new Error(`MapServer has ${(100 * apart).toFixed(1)} % more or fewer points in a box than Parvis`);
    notes.push(`20 of the boxes hold ${least} points and more, as many at each` + (mapserver ? `, MapServer's at most ${(100 * apart).toFixed(2)} % apart` : ""));
}

export async function benchItems({ is, report, notes, work, need, layer, count }, server, peers) {
    if (!itemNames.some(is) || !need("wrk", "wrk")) return;
    const boxes = boxesAround(layer, count);
    const wants = (peer) => sizes.some((n) => is(`items${n}-${peer}`));
    const mapserver = wants("mapserver") ? await peers.mapserver() : null;
    const postgis = wants("postgis") ? peers.postgis() : null;
    if (postgis) loadBoxes(postgis, boxes);
    if (mapserver || postgis) await sameRows(server, boxes, mapserver, postgis, notes);
    for (const limit of sizes) {
        const named = (peer) => `items${limit}-${peer}`;
        const asked = ["nginx", "varied", "mapserver", "postgis"].filter((peer) => is(named(peer)));
        if (asked.length === 0) continue;
        const { url, answer, body } = await fixedPage(server, layer, count, limit);
        const ours = rounds(work, `varied-${limit}`, boxes.map((box) => itemsIn(box, limit)));
        const contenders = {};
        // The same address again and again, then another box in each request; nginx has one file for both.
        if (is(named("nginx"))) contenders.fixed = (connections) => wrk(url, connections, { seconds: 1 });
        if (asked.some((peer) => peer !== "nginx")) contenders.varied = (connections) => wrk(server.base, connections, { script: ours, seconds: 1 });
        let nginx = null;
        if ((is(named("nginx")) || is(named("varied"))) && need("nginx", "nginx-light")) {
            nginx = await startNginx(work, server.port + 1, "items.json", body, answer);
            contenders.nginx = (connections) => wrk(nginx.url, connections, { seconds: 1 });
        }
        if (mapserver && is(named("mapserver"))) {
            const theirs = rounds(work, `mapserver-${limit}`, boxes.map((box) => mapserver.itemsIn(box, limit)));
            contenders.mapserver = (connections) => wrk(mapserver.base, connections, { script: theirs, seconds: 2 });
        }
        if (postgis && is(named("postgis"))) {
            const inside = "geom && (SELECT box FROM boxes WHERE nr = :box)";
            const page = `\\set box random(1, ${boxes.length})\n${geojson(inside, limit)};\n`;
            contenders.postgis = (connections) => postgis.pgbench(page, connections, 1);
        }
        try {
            for (const connections of [8, 64]) {
                const runs = Object.fromEntries(Object.keys(contenders).map((key) => [key, []]));
                for (let i = 0; i < 5; ++i) {
                    for (const [key, ask] of Object.entries(contenders)) {
                        // Peers that are far apart need fewer runs.
                        if (i < 3 || (key !== "mapserver" && key !== "postgis")) runs[key].push(ask(connections));
                    }
                }
                const medians = Object.fromEntries(Object.entries(runs).map(([key, list]) => [key, typical(list)]));
                const row = (peer, mine, said) => {
                    if (!is(named(peer))) return;
                    const theirs = medians[peer === "varied" ? "nginx" : peer];
                    report(named(peer), mine.rate, "requests/s", said, theirs?.rate ?? null, theirs ? mine.rate / theirs.rate : null);
                };
                row("nginx", medians.fixed, `nginx, ${body.length} bytes, ${connections} conn.`);
                row("varied", medians.varied, `nginx, ${body.length} bytes, ${connections} conn.`);
                row("mapserver", medians.varied, `MapServer ${mapserver?.version}, ${connections} conn.`);
                row("postgis", medians.varied, `PostGIS, features alone, ${connections} conn.`);
                notes.push(`items${limit}, ${connections} connections, p50 and p99: ` +
                    Object.entries(medians).map(([key, { p50, p99 }]) => `${key} ${ms(p50)}, ${ms(p99)}`).join("; "));
            }
        } finally {
            await nginx?.stop();
        }
    }
}
