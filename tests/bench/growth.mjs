// SPDX-License-Identifier: EUPL-1.2
// The same questions at 10,000, 100,000 and 1,000,000 points; the peer is Parvis at the fewest.
import path from "node:path";
import { countSeconds } from "./counts.mjs";
import { pointsAndLines } from "./layers.mjs";
import { quantile, rounds, typical, wrk } from "./load.mjs";
import { boxesAround, boxesToCount, filtered, filters, itemOf, itemsIn, walk } from "./questions.mjs";
import { startServer } from "./server.mjs";
import { ingestPoints, site } from "./site.mjs";

async function figures({ parvis, work, layer }, server, count) {
    const { ids, pages } = await walk(server.base, count);
    const questions = {
        "items by bbox": boxesAround(layer, count).map((box) => itemsIn(box, 10)),
        "one item": ids.map(itemOf), "deep page": pages, "CQL2 filter": filters().map(filtered),
    };
    const all = { "s to the first answer": server.firstAnswer };
    for (const [name, targets] of Object.entries(questions)) {
        const script = rounds(work, "growth", targets);
        const done = typical([1, 2, 3].map(() => wrk(server.base, 8, { script, seconds: 1 })));
        all[`requests/s, ${name}`] = done.rate;
        all[`ms p50, ${name}`] = 1000 * done.p50;
        all[`ms p99, ${name}`] = 1000 * done.p99;
    }
    all["ms p99, count in a box"] = 1000 * quantile(await countSeconds(parvis, server.folder, server.port + 2, boxesToCount(layer)), 0.99);
    all.MB = server.memory().all;
    return all;
}

/// `server` has the most points; smaller sites are made beside it.
export async function benchGrowth(bench, server) {
    const { is, report, parvis, work, options, layer, notes, count, need } = bench;
    if (!is("items-growth") || !need("wrk", "wrk")) return;
    let [fewest, least] = [null, 0];
    for (const n of [...[10_000, 100_000, 1_000_000].filter((c) => c < count), count]) {
        let measured = server;
        if (n < count) {
            const folder = site(path.join(work, `site-${n}`), layer.file, pointsAndLines(options.data, work, layer, n, notes, 0).points);
            await ingestPoints(parvis, folder);
            measured = await startServer(parvis, folder, server.port + 4);
        }
        let found;
        try {
            found = await figures(bench, measured, n);
        } finally {
            if (measured !== server) measured.stop();
        }
        for (const [unit, figure] of Object.entries(found)) {
            const before = fewest?.[unit] ?? null;
            const faster = before && (unit.startsWith("requests") ? figure / before : before / figure);
            report("items-growth", figure, `${unit}, ${n} points`, fewest ? `the same with ${least} points` : null, before, faster);
        }
        if (!fewest) [fewest, least] = [found, n];
    }
}
