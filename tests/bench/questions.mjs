// SPDX-License-Identifier: EUPL-1.2
// What is asked of the points, each question in many variants: an answer that is kept must not pass
// for one that is made. The same seed asks the same of Parvis and of its peers.
import { seeded } from "./layers.mjs";

const items = "/collections/points/items";

/// [west, south, east, north] as parameters are written.
export const written = (box) => box.map((x) => x.toFixed(4)).join(",");

/// 4,096 communes' boxes with a margin, in an order of their own. At 1,000,000 points the margin is a
/// fifth of a degree, and wider where there are fewer points, so that as many are inside.
export function boxesAround(layer, count) {
    const margin = 0.2 * Math.sqrt(1_000_000 / count);
    const boxes = [];
    const step = Math.max(1, Math.floor(layer.boxes.length / 4096));
    for (let i = 0; i < layer.boxes.length && boxes.length < 4096; i += step) boxes.push(around(layer.boxes[(i * 7919) % layer.boxes.length], margin));
    return boxes;
}

/// The box of the middle commune with the same margin: the one that is asked for again and again.
export function fixedBox(layer, count) {
    return around(layer.boxes[Math.floor(layer.boxes.length / 2)], 0.2 * Math.sqrt(1_000_000 / count));
}

function around([west, south, east, north], margin) {
    return [west - margin, south - margin, east + margin, north + margin].map((x) => Number(x.toFixed(4)));
}

export const itemsIn = (box, limit) => `${items}?f=geojson&limit=${limit}&bbox=${written(box)}`;

/// 1,000 boxes from the size of a commune (5 km) to that of a département (100 km), all sizes alike
/// often, each around a commune.
export function boxesToCount(layer) {
    const random = seeded(31);
    return Array.from({ length: 1000 }, () => {
        const [west, south, east, north] = layer.boxes[Math.floor(random() * layer.boxes.length)];
        const half = (5 * 20 ** random()) / 111.32 / 2;
        const wide = half / Math.cos((((south + north) / 2) * Math.PI) / 180);
        const [x, y] = [(west + east) / 2, (south + north) / 2];
        return [x - wide, y - half, x + wide, y + half].map((c) => Number(c.toFixed(4)));
    });
}

/// Walks all pages once by their "next": identifiers spread over the whole, and pages of ten that
/// begin deep in it, in an order of their own.
export async function walk(base, count) {
    const ids = [];
    const pages = [];
    const size = Math.min(10_000, Math.max(10, Math.floor(count / 100)));
    const every = Math.max(1, Math.floor(count / 4096));
    let seen = 0;
    for (let next = `${items}?f=geojson&limit=${size}`; next; ) {
        const text = await (await fetch(base + next)).text();
        for (const [, id] of text.matchAll(/\{"type":"Feature","id":"(\d+)"/g)) if (seen++ % every === 0) ids.push(id);
        const link = /\{"href":"([^"]+)","rel":"next"/.exec(text.slice(0, 10_000));
        next = link && link[1].slice(base.length);
        if (next) pages.push(next.replace(/limit=\d+/, "limit=10"));
    }
    if (seen < 0.9 * count) throw new Error(`the pages of ${base} held ${seen} of ${count} points`);
    const mixed = (list) => list.map((_, i) => list[(i * 7919) % list.length]);
    // The first half is not deep.
    return { ids: mixed(ids), pages: mixed(pages.slice(Math.floor(pages.length / 2))) };
}

export const itemOf = (id) => `${items}/${id}?f=geojson`;

/// A type of 180 and a least capacity: of 1,000,000 points some 280 to 1,100 fit.
export function filters() {
    return Array.from({ length: 900 }, (_, i) => ({ type: `T${String((i * 7) % 180).padStart(3, "0")}`, least: 400 + ((i * 13) % 50) }));
}

export const filtered = ({ type, least }) =>
    `${items}?f=geojson&limit=10&filter=${encodeURIComponent(`type = '${type}' AND capacite > ${least}`)}`;

/// What a page says that all its pages hold.
export async function matched(base, target) {
    const answer = await fetch(base + target);
    if (answer.status !== 200) throw new Error(`${base}${target}: ${answer.status}`);
    return (await answer.json()).numberMatched;
}
