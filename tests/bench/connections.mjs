// SPDX-License-Identifier: EUPL-1.2
// Ten items in another box each time at 1, 8, 64 and 1,000 connections, beside nginx with a page of
// them as a file: requests a second, p50, p99, and the server's memory.
import { fixedPage } from "./items.mjs";
import { rounds, typical, wrk } from "./load.mjs";
import { startNginx } from "./nginx.mjs";
import { boxesAround, itemsIn } from "./questions.mjs";

export async function benchConnections({ is, report, work, need, layer, count }, server) {
    if (!is("items-connections") || !need("wrk", "wrk")) return;
    const { answer, body } = await fixedPage(server, layer, count, 10);
    const script = rounds(work, "varied-10", boxesAround(layer, count).map((box) => itemsIn(box, 10)));
    const nginx = need("nginx", "nginx-light") ? await startNginx(work, server.port + 1, "items.json", body, answer) : null;
    try {
        for (const connections of [1, 8, 64, 1000]) {
            const [ours, theirs] = [[], []];
            for (let i = 0; i < 3; ++i) {
                ours.push(wrk(server.base, connections, { script, seconds: 2 }));
                if (nginx) theirs.push(wrk(nginx.url, connections, { seconds: 2 }));
            }
            const [mine, peer] = [typical(ours), nginx && typical(theirs)];
            const said = `nginx, ${body.length} bytes, ${connections} conn.`;
            report("items-connections", mine.rate, "requests/s", said, peer?.rate ?? null, peer && mine.rate / peer.rate);
            for (const key of ["p50", "p99"]) {
                report("items-connections", 1000 * mine[key], `ms ${key}`, said, peer && 1000 * peer[key], peer && peer[key] / mine[key]);
            }
            report("items-connections", server.memory().all, `MB, ${connections} conn.`, null, null, null);
        }
    } finally {
        await nginx?.stop();
    }
}
