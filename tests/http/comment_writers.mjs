// SPDX-License-Identifier: EUPL-1.2
// A site with a server, and tokens of every kind: for the tests of comments that people write.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, one, run } from "./site_under_test.mjs";

export const site = copySite();
assert.equal(ingest(site).code, 0);
export const works = path.join(site, "fichiers/chantiers.csv");
export const server = await Server.start(site, "--log", "--desk");
test.after(() => server.stop());

export const row = async (id) => JSON.parse((await server.get(`/collections/chantiers/items/${id}?f=json`)).body.toString());
export const home = (await row("T001")).properties.commune;
export const away = home === "FR_99001" ? "FR_99002" : "FR_99001";

export function newToken(name, ...words) {
  const made = run("token", "new", "--site", site, "--name", name, ...words);
  assert.equal(made.code, 0, made.err);
  return made.out.trim();
}
export const idOf = (token) => token.split("_")[1];
export const sports = newToken("Direction des sports", "--role", "contributor", "--dataset", "chantiers", "--title", "directrice");
export const ofHome = newToken("Mairie d’ici", "--role", "contributor", "--commune", home);
export const ofAway = newToken("Mairie d’ailleurs", "--role", "contributor", "--commune", away);
export const ofOther = newToken("Service des équipements", "--role", "contributor", "--dataset", "equipements");
export const publisher = newToken("Cabinet", "--role", "publisher");
export const source = newToken("Service voirie", "--dataset", "chantiers");
export const revoked = newToken("Ancien service", "--role", "contributor", "--dataset", "chantiers");
assert.equal(run("token", "revoke", "--site", site, idOf(revoked)).code, 0);
export const expired = newToken("Stagiaire", "--role", "contributor", "--dataset", "chantiers");
// No command makes a token of the past.
spawnSync("ogrinfo", ["-q", path.join(site, "data/register.sqlite"), "-sql", `UPDATE token SET expires = '2020-01-01T00:00:00Z' WHERE id = '${idOf(expired)}'`]);

export function send(method, target, { token, body, headers = {}, to = server } = {}) {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.isBuffer(body) ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const all = { Host: `127.0.0.1:${to.port}`, Connection: "close", ...(body === undefined ? {} : { "Content-Length": bytes.length, "Content-Type": "application/json" }), ...(token ? { Authorization: `Bearer ${token}` } : {}), ...headers };
  const head = Object.entries(all).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return to.exchange(Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${head}\r\n`), bytes]), { time: 60000 });
}
export const json = (reply) => JSON.parse(reply.body.toString());
export const cell = { dataset: "chantiers", key: "T001", column: "fin" };
export const words = (more = {}) => ({ target: cell, text: "Le sol était gelé.", motive: "meteo", ...more });
export const add = (more, token = sports) => send("POST", "/comments", { token, body: words(more) });
export const log = () => JSON.parse(run("comment", "log", "--site", site, "--json").out);
export const all = () => JSON.parse(run("comment", "list", "--site", site, "--json").out);
export const page = async (target, headers = {}) => (await server.get(target, { Accept: "text/html", ...headers })).body.toString();
export const tag = async (target) => one(await server.get(target), "etag");
