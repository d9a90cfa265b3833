// SPDX-License-Identifier: EUPL-1.2
// Exact numberMatched of boxes from commune to département, beside PostGIS' count(*): what each server
// says it took it, the same counts.
import { ms, quantile, timed } from "./load.mjs";
import { boxesToCount, itemsIn, matched } from "./questions.mjs";
import { loggingServer } from "./server.mjs";

/// Seconds that a logging server took for a page of one item in each box, without connection or client.
export async function countSeconds(parvis, folder, port, boxes) {
    const server = await loggingServer(parvis, folder, port);
    try {
        const targets = boxes.map((box) => itemsIn(box, 1));
        await timed(server.base, targets.slice(0, 20));
        return (await server.last(targets.length, async () => (await timed(server.base, targets)).bytes)).seconds;
    } finally {
        server.stop();
    }
}

export async function benchCounts({ is, report, notes, parvis, layer }, server, peers) {
    if (!is("count-bbox")) return;
    const boxes = boxesToCount(layer);
    const ours = await countSeconds(parvis, server.folder, server.port + 2, boxes);
    const postgis = peers.postgis();
    let theirs = null;
    if (postgis) {
        const envelope = (box) => `ST_MakeEnvelope(${box.join(", ")}, 4326)`;
        const exact = postgis.each(boxes.map((box) => `SELECT count(*) FROM items WHERE ST_Intersects(geom, ${envelope(box)})`));
        let most = 0;
        for (const [i, box] of boxes.entries()) {
            const [mine, peer] = [await matched(server.base, itemsIn(box, 1)), Number(exact.lines[i])];
            if (mine !== peer) throw new Error(`in ${box} Parvis counts ${mine} points, PostGIS ${peer}`);
            most = Math.max(most, mine);
        }
        notes.push(`count-bbox: the same count in ${boxes.length} boxes, at most ${most}`);
        // Without the care for points at the edge of single precision: the fastest way to ask.
        theirs = postgis.each(boxes.map((box) => `SELECT count(*) FROM items WHERE geom && ${envelope(box)}`)).seconds;
    }
    for (const [name, q] of [["p50", 0.5], ["p99", 0.99]]) {
        const [mine, peer] = [quantile(ours, q), theirs && quantile(theirs, q)];
        report("count-bbox", 1000 * mine, `ms ${name}`, "PostGIS count(*), both in the server", peer && 1000 * peer, peer && peer / mine);
    }
    notes.push(`count-bbox: Parvis' time is that of a whole page with one item and its count; the slowest ${ms(Math.max(...ours))}`);
}
