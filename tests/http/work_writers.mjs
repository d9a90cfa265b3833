// SPDX-License-Identifier: EUPL-1.2
// A site on which works are entered, with a server and tokens of every kind: for the tests of them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, run } from "./site_under_test.mjs";

export const site = copySite();
fs.writeFileSync(
  path.join(site, "datasets/saisis.toml"),
  'kind = "road_works"\ntitle.fr = "Chantiers saisis"\nrow.fr = "un chantier"\nsource = "entered"\norigin = "saisie"\nproducer = "Essais"\n',
);
const first = ingest(site);
assert.equal(first.code, 0, first.err);  // nothing is entered yet: nothing is wrong
export let server = await Server.start(site, "--log");
test.after(() => server.stop());

export const rows = (await server.json("/collections/chantiers/items?limit=200&f=json")).features;
const place = (row) => row.geometry;
export const home = rows[0].properties.commune;
export const here = place(rows[0]);
export const there = place(rows.find((row) => row.properties.commune !== home));

export function newToken(name, ...words) {
  const made = run("token", "new", "--site", site, "--name", name, "--dataset", "saisis", ...words);
  assert.equal(made.code, 0, made.err);
  return made.out.trim();
}
export const idOf = (token) => token.split("_")[1];
export const mairie = newToken("Service voirie", "--commune", home);
export const other = newToken("Voisine", "--commune", home);
export const coordinator = newToken("Pôle", "--commune", home, "--coordinator");
export const network = newToken("Réseau", "--owner", "Enedis");
export const expired = newToken("Stagiaire");
spawnSync("ogrinfo", ["-q", path.join(site, "data/register.sqlite"), "-sql", `UPDATE token SET expires = '2020-01-01T00:00:00Z' WHERE id = '${idOf(expired)}'`]);
export const commenter = run("token", "new", "--site", site, "--name", "x", "--role", "contributor", "--dataset", "chantiers").out.trim();

export function send(method, target, { token, body, headers = {} } = {}) {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const all = { Host: `127.0.0.1:${server.port}`, Connection: "close", "Content-Length": bytes.length, "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}), ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return server.exchange(Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${head}\r\n`), bytes]), { time: 60000 });
}
export const json = (reply) => JSON.parse(reply.body.toString());
export const work = (more = {}) => ({ titre: "Réfection du pont", debut: "2026-06-20", fin: "2026-07-10", effet: "rue_barree", categorie: "voirie", maitre_ouvrage: "Ville", geometry: here, ...more });
export const add = (more, token = mairie) => send("POST", "/works", { token, body: work(more) });
export const item = async (id) => {
  const reply = await server.get(`/collections/saisis/items/${id}?f=json`);
  return reply.status === 200 ? json(reply).properties : null;
};
export async function within(milliseconds, found) {
  const until = Date.now() + milliseconds;
  for (;;) {
    const value = await found();
    if (value) return value;
    if (Date.now() > until) return null;
    await new Promise((go) => setTimeout(go, 50));
  }
}

/** Ends the server in the middle of what it does, and starts another one. */
export async function kill() {
  server.child.ref();
  server.child.kill("SIGKILL");
  await server.ended;
}
export async function restart() {
  server = await Server.start(site, "--log");
}
