// SPDX-License-Identifier: EUPL-1.2
// One item, a page deep in the collection, and a CQL2 filter, beside nginx, PostGIS and MapServer.
import { median, ms, rounds, timed, typical, wrk } from "./load.mjs";
import { startNginx } from "./nginx.mjs";
import { geojson } from "./postgis.mjs";
import { filtered, filters, itemOf, matched, walk } from "./questions.mjs";

export const lookupNames = ["item-nginx", "item-postgis", "item-mapserver", "page-postgis", "page-mapserver", "filter-postgis", "filter-mapserver"];

const connections = 8;

/// Fails where MapServer's answer is not what was asked for: it says 200 to much.
async function mustHold(mapserver, target, fits, count) {
    const answer = await (await fetch(mapserver.base + target)).json();
    const features = answer.features ?? [answer];
    if (features.length !== count || !features.every((f) => fits(f.properties))) throw new Error(`MapServer answers ${target} with ${JSON.stringify(answer).slice(0, 300)}`);
}

/// Parvis and peers in turns at 8 connections; MapServer reads the whole file for these, so it is asked
/// five times over one connection, and Parvis as well.
async function compare({ report, notes, work }, server, name, targets, nginx, statements, mapserver, slow) {
    const script = rounds(work, `asked-${name}`, targets);
    const contenders = { parvis: () => wrk(server.base, connections, { script, seconds: 1 }) };
    if (nginx) contenders[`nginx, the same bytes, ${connections} conn.`] = () => wrk(nginx.url, connections, { seconds: 1 });
    for (const [said, ask] of Object.entries(statements)) contenders[`PostGIS, ${said}, ${connections} conn.`] = () => ask(connections);
    const runs = Object.fromEntries(Object.keys(contenders).map((key) => [key, []]));
    if (Object.keys(contenders).length > 1) {
        for (let i = 0; i < 3; ++i) for (const [key, ask] of Object.entries(contenders)) runs[key].push(ask());
        const { parvis, ...peers } = Object.fromEntries(Object.entries(runs).map(([key, list]) => [key, typical(list)]));
        for (const [said, theirs] of Object.entries(peers)) {
            report(`${name}-${said.split(",")[0].toLowerCase()}`, parvis.rate, "requests/s", said, theirs.rate, parvis.rate / theirs.rate);
        }
        notes.push(`${name}, p50 and p99: Parvis ${ms(parvis.p50)}, ${ms(parvis.p99)}; ` +
            Object.entries(peers).map(([said, { p50, p99 }]) => `${said} ${ms(p50)}, ${ms(p99)}`).join("; "));
    }
    if (mapserver) {
        const ours = median((await timed(server.base, targets.slice(0, 200))).seconds);
        const theirs = median((await timed(mapserver.base, slow.slice(0, 5))).seconds);
        report(`${name}-mapserver`, 1 / ours, "requests/s", `MapServer ${mapserver.version}, one by one`, 1 / theirs, theirs / ours);
    }
}

export async function benchLookups(bench, server, peers) {
    const { is, need, work, count } = bench;
    if (!lookupNames.some(is) || !need("wrk", "wrk")) return;
    const wants = (peer) => lookupNames.some((name) => name.endsWith(peer) && is(name));
    const mapserver = wants("mapserver") ? await peers.mapserver() : null;
    const postgis = wants("postgis") ? peers.postgis() : null;
    const both = (name) => [postgis && is(`${name}-postgis`), is(`${name}-mapserver`) ? mapserver : null];
    const asked = (name) => lookupNames.some((n) => n.startsWith(`${name}-`) && is(n));
    const { ids, pages } = asked("item") || asked("page") ? await walk(server.base, count) : {};
    if (asked("item")) {
        const [table, map] = both("item");
        let nginx = null;
        if (is("item-nginx") && need("nginx", "nginx-light")) {
            const answer = await fetch(server.base + itemOf(ids[0]), { headers: { "accept-encoding": "identity" } });
            nginx = await startNginx(work, server.port + 1, "item.json", Buffer.from(await answer.arrayBuffer()), answer);
        }
        const script = `\\set nr random(0, ${count - 1})\n${geojson("nr = :nr", 1)};\n`;
        if (map) await mustHold(map, map.itemOf(ids[0]), (row) => row.numero === ids[0], 1);
        try {
            await compare(bench, server, "item", ids.map(itemOf), nginx, table ? { "the feature alone": (c) => postgis.pgbench(script, c, 1) } : {}, map,
                ids.map((id) => map?.itemOf(id)));
        } finally {
            await nginx?.stop();
        }
    }
    if (asked("page")) {
        const [table, map] = both("page");
        const keyset = `\\set nr random(${Math.floor(count / 2)}, ${count - 1})\n${geojson("nr > :nr ORDER BY nr")};\n`;
        const offset = `\\set nr random(${Math.floor(count / 2)}, ${Math.floor(0.98 * count)})\n` + geojson("true ORDER BY nr").replace("LIMIT 10", "LIMIT 10 OFFSET :nr") + ";\n";
        if (map) await mustHold(map, map.pageAt(Math.floor(count / 2)), (row) => row.commune_nom, 10);
        await compare(bench, server, "page", pages, null,
            table ? { keyset: (c) => postgis.pgbench(keyset, c, 1), OFFSET: (c) => postgis.pgbench(offset, c, 1) } : {}, map,
            [0.5, 0.6, 0.7, 0.8, 0.9].map((part) => map?.pageAt(Math.floor(part * count))));
    }
    if (asked("filter")) {
        const [table, map] = both("filter");
        const all = filters();
        const where = "type = 'T' || lpad((:type)::text, 3, '0') AND capacite > :least";
        const variables = "\\set type random(0, 179)\n\\set least random(400, 449)\n";
        const counted = (condition) => `${variables}${geojson(condition)};\nSELECT count(*) FROM items WHERE ${condition};\n`;
        // PostGIS was told which columns are asked for; whoever was not reads every row.
        const scanned = counted(where.replace("type =", "type || '' ="));
        if (table) {
            for (const { type, least } of all.slice(0, 20)) {
                const [ours, theirs] = [await matched(server.base, filtered({ type, least })), Number(postgis.sql(`SELECT count(*) FROM items WHERE type = '${type}' AND capacite > ${least}`))];
                if (ours !== theirs) throw new Error(`${type} above ${least}: Parvis has ${ours} points, PostGIS ${theirs}`);
            }
        }
        if (map) {
            const { type, least } = all[0];
            const found = Math.min(10, await matched(server.base, filtered(all[0])));
            await mustHold(map, map.filtered(all[0]), (row) => row.type === type && row.capacite > least, found);
        }
        await compare(bench, server, "filter", all.map(filtered), null,
            table ? {
                "features alone": (c) => postgis.pgbench(`${variables}${geojson(where)};\n`, c, 1),
                "features and count(*)": (c) => postgis.pgbench(counted(where), c, 1),
                "the same without index": (c) => postgis.pgbench(scanned, c, 1, { scan: true }),
            } : {}, map,
            all.map((filter) => map?.filtered(filter)));
    }
}
