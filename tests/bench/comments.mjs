// SPDX-License-Identifier: EUPL-1.2
// What comments cost: the same rows served with and without 10,000 comments, asked in turns within one run.
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ms, rounds, typical, wrk } from "./load.mjs";
import { boxesAround, itemsIn } from "./questions.mjs";
import { startServer } from "./server.mjs";

const sizes = [10, 100, 1000];
const comments = 10_000;
/// Of the throughput without comments, what has to be left.
const budget = 0.9;
export const commentNames = sizes.map((limit) => `comments-items${limit}`);

/// Keys of published rows, spread over all of them.
async function someKeys(base) {
    const ids = [];
    for (let next = "/collections/points/items?f=geojson&limit=10000&properties=type"; next; ) {
        const { features, links } = await (await fetch(base + next)).json();
        ids.push(...features.map(({ id }) => id));
        next = links.find(({ rel }) => rel === "next")?.href.slice(base.length);
    }
    if (ids.length < comments) throw new Error(`${ids.length} rows are too few for ${comments} comments`);
    return Array.from({ length: comments }, (_, i) => ids[Math.floor((i * ids.length) / comments)]);
}

/// A second site with the same versions (hard links), its own register, and comments on rows and cells spread over
/// all rows.
function commentedSite(parvis, folder, keys) {
    const copy = `${folder}-comments`;
    rmSync(copy, { recursive: true, force: true });
    cpSync(folder, copy, { recursive: true, filter: (file) => path.relative(folder, file).split(path.sep)[0] !== "data" });
    const copied = spawnSync("cp", ["-al", path.join(folder, "data"), path.join(copy, "data")]);
    if (copied.status !== 0) throw new Error(`cp: ${copied.stderr}`);
    for (const name of ["register.sqlite", "register.sqlite-wal", "register.sqlite-shm"]) {
        const [theirs, own] = [folder, copy].map((site) => path.join(site, "data", name));
        rmSync(own, { force: true });  // a link to the same file
        if (existsSync(theirs)) copyFileSync(theirs, own);
    }
    mkdirSync(path.join(copy, "comments"), { recursive: true });
    const said = "Le nombre de places a baissé parce que la salle est en travaux jusqu’à l’été ; les élèves sont accueillis dans l’école voisine, et le **coût** comprend leur transport.";
    // A file of thousands takes minutes to parse: toml11 counts the lines from the start for each key.
    const each = 50;
    for (let i = 0, text = ""; i < keys.length; ++i) {
        const cell = i % 2 === 0 ? 'column = "capacite"\n' : "";
        text += `[[comment]]\nid = "c-${i}"\ndataset = "points"\nkey = "${keys[i]}"\n${cell}text.fr = "${said}"\n` +
            `motive = "travaux"\nstatus = "B"\nauthor = "Direction de l’éducation"\nrole = "responsable des écoles"\ndate = 2026-0${1 + (i % 9)}-15\n\n`;
        if (i % each < each - 1 && i < keys.length - 1) continue;
        writeFileSync(path.join(copy, `comments/points-${Math.floor(i / each)}.toml`), text);
        text = "";
    }
    const done = spawnSync(parvis, ["ingest", "--site", copy, "points"], { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`parvis ingest: ${done.stderr}${done.stdout.slice(-500)}`);
    return copy;
}

export async function benchComments({ is, report, notes, work, need, layer, count, parvis }, server) {
    const wanted = sizes.filter((limit) => is(`comments-items${limit}`));
    if (wanted.length === 0 || !need("wrk", "wrk")) return;
    const commented = await startServer(parvis, commentedSite(parvis, server.folder, await someKeys(server.base)), server.port + 2);
    try {
        const { total } = await (await fetch(`${commented.base}/comments?f=json&limit=1`)).json();
        if (total !== comments) throw new Error(`${total} comments are published, not ${comments}`);
        const boxes = boxesAround(layer, count);
        for (const limit of wanted) {
            const script = rounds(work, `comments-${limit}`, boxes.map((box) => itemsIn(box, limit)));
            const runs = { with: [], without: [] };
            for (let i = 0; i < 7; ++i) {
                // Each first every other time: what the one warms helps the other.
                const both = [["with", commented], ["without", server]];
                for (const [key, one] of i % 2 === 0 ? both : both.reverse()) runs[key].push(wrk(one.base, 8, { script, seconds: 2 }));
            }
            const [mine, theirs] = [typical(runs.with), typical(runs.without)];
            const ratio = mine.rate / theirs.rate;
            report(`comments-items${limit}`, mine.rate, "requests/s", "Parvis without comments, 8 conn.", theirs.rate, ratio);
            notes.push(`${comments} comments, items${limit}: p99 ${ms(mine.p99)}, without ${ms(theirs.p99)}; budget ${budget} of the throughput${ratio < budget ? " is MISSED" : ""}`);
        }
    } finally {
        commented.stop();
    }
}
