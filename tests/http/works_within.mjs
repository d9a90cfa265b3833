// SPDX-License-Identifier: EUPL-1.2
// A change of a work is everywhere within two seconds, however it was made; what a file forgets stays closed until a
// person says otherwise; many clients hear all of it.
import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import test from "node:test";
import { Listener } from "./event_stream.mjs";
import { fanOut, faultOf } from "./fan_out.mjs";
import { Server, copySite, ingest, parvis, run } from "./site_under_test.mjs";

const header = "numero;titre;voie;debut;fin;effet;etat;wkt";
const row = (id, titre = `Travaux ${id}`) => `${id};${titre};rue ${id};2026-06-01;2031-07-01;rue_barree;en_cours;LINESTRING (1.02 49.23, 1.03 49.24)`;
const lines = (...rows) => [header, ...rows].join("\n") + "\n";
/** A site of a few works on lines, which every feed takes. */
function smallSite(more = "", column = "") {
  const site = copySite();
  const definition = path.join(site, "datasets/chantiers.toml");
  const columns = header.split(";").slice(0, -1).map((name) => `[columns.${name === "etat" ? "etat_declare" : name}]\nfrom = "${name}"\n`);
  const kept = fs.readFileSync(definition, "utf8").split("[place]")[0];
  if (column) columns.push(`[columns.${column}]\nfrom = "${column}"\n`);
  fs.writeFileSync(definition, `${more}${kept}separator = ";"\n[place]\nwkt = "wkt"\n${columns.join("")}`);
  const write = (...rows) => fs.writeFileSync(path.join(site, "fichiers/chantiers.csv"), lines(...rows).replace(header, column ? `${header};${column}` : header));
  write(row("A"), row("B"), row("C"));
  const done = ingest(site);
  assert.equal(done.code, 0, done.out + done.err);
  return { site, write };
}
const feeds = ["datex2", "wzdx", "cifs", "geojson", "ical", "atom"];
const text = async (server, address) => {
  const reply = await server.get(address);
  assert.equal(reply.status, 200, address);
  return reply.body.toString();
};
/** Every place where a change is to be seen, but the stream. */
const tile = (() => {
  const [z, lon, lat] = [14, 1.025, 49.235];
  const north = (0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** z;
  return `/collections/chantiers/tiles/WebMercatorQuad/${z}/${Math.floor(north)}/${Math.floor(((lon + 180) / 360) * 2 ** z)}`;
})();
const addresses = [...feeds.map((name) => `/works/feeds/${name}`), "/collections/chantiers/items?f=json", tile];
// Where CI is busy everything takes longer; what a quiet machine takes is told.
const longest = 6_000;

/** How long until the title is at every address and in the stream, in ms by address. */
async function everywhere(server, listener, title) {
  const begun = performance.now();
  const took = {};
  const stream = listener.until(() => listener.changes().some(({ work }) => work?.properties.titre === title), longest).then(() => (took.stream = Math.round(performance.now() - begun)));
  await Promise.all([stream, ...addresses.map(async (address) => {
    while (!(await text(server, address)).includes(title)) {
      assert.ok(performance.now() - begun < longest, `${address} lacks it after ${longest} ms`);
      await new Promise((again) => setTimeout(again, 20));
    }
    took[address] = Math.round(performance.now() - begun);
  })]);
  return took;
}

test("a change by command, by PUT and by a file that is replaced is in feeds, stream, items and tiles within two seconds", { timeout: 120000 }, async (t) => {
  const { site, write } = smallSite('refresh = "every 6h"\n');
  const token = run("token", "new", "--site", site, "--dataset", "chantiers", "--name", "Voirie").out.trim();
  const server = await Server.start(site);
  const listener = await Listener.open(`${server.base}/works/stream?snapshot=false`);
  await new Promise((later) => setTimeout(later, 2500));  // the server looks at its sources when it starts
  for (const address of addresses) assert.ok((await text(server, address)).includes("Travaux B"), address);
  const ways = {
    command: async (title) => {
      write(row("A"), row("B", title), row("C"));
      assert.equal(ingest(site, "chantiers").code, 0);
    },
    file: async (title) => write(row("A"), row("B", title), row("C")),
    renamed: async (title) => {
      const file = path.join(site, "fichiers/chantiers.csv");
      fs.writeFileSync(`${file}.neu`, lines(row("A"), row("B", title), row("C")));
      fs.renameSync(`${file}.neu`, file);
    },
    PUT: async (title) => {
      const body = Buffer.from(lines(row("A"), row("B", title), row("C")));
      const reply = await server.exchange(Buffer.concat([Buffer.from(`PUT /datasets/chantiers/source HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\nContent-Type: text/csv\r\nContent-Length: ${body.length}\r\nAuthorization: Bearer ${token}\r\n\r\n`), body]));
      assert.ok([200, 201].includes(reply.status), reply.body.toString());
    },
  };
  for (const [way, change] of Object.entries(ways)) {
    await change(`Essai ${way}`);
    const took = await everywhere(server, listener, `Essai ${way}`);
    t.diagnostic(`${way}: ${Math.max(...Object.values(took))} ms everywhere, ${took.stream} ms in the stream`);
  }
  listener.close();
  await server.stop();
});

test("a work that a file forgets is to be confirmed and stays closed until a person says otherwise", { timeout: 60000 }, async () => {
  const { site, write } = smallSite();
  let server = await Server.start(site);
  let listener = await Listener.open(`${server.base}/works/stream`);
  await listener.snapshot();
  const closed = async (id) => {
    const incident = new RegExp(`<incident id="chantiers:${id}">.*?</incident>`, "s").exec(await text(server, "/works/feeds/cifs"))?.[0];
    assert.match(incident, /ROAD_CLOSED/);
    return Date.parse(/<endtime>(.*?)<\/endtime>/.exec(incident)[1]) > Date.now();
  };
  write(row("A"));
  assert.equal(ingest(site, "chantiers").code, 0);
  await listener.until(() => listener.changes().length === 2);
  for (const change of listener.changes()) {
    assert.deepEqual([change.type, change.change, change.work.properties.etat], ["update", "to_confirm", "en_cours"]);
    assert.match(change.work.properties.absent_depuis, /^\d{4}-\d\d-\d\d$/);
  }
  const last = listener.lastId;
  await server.stop();
  server = await Server.start(site);
  listener = await Listener.open(`${server.base}/works/stream`, { "Last-Event-ID": last });
  for (const id of ["B", "C"]) assert.ok(await closed(id), id);
  const [gone, kept] = [["B", "--removed"], ["C", "--kept"]].map(([id, word]) => run("confirm", "--site", site, "chantiers", id, word, "--by", "Voirie", "--why", "Vu sur place"));
  assert.equal(gone.code, 0, gone.err);
  assert.equal(kept.code, 0, kept.err);
  assert.equal(ingest(site, "chantiers").code, 0);  // what was decided counts from here on
  await listener.until(() => listener.changes().some(({ chantier, type }) => chantier === "chantiers/B" && type === "gone"));
  const tombstone = listener.changes().find(({ chantier }) => chantier === "chantiers/B");
  assert.deepEqual([tombstone.change, tombstone.work], ["departed", undefined]);
  // Drivers' apps that have it are told that it is over; what a person kept stays.
  assert.equal(await closed("B"), false);
  assert.ok(await closed("C"));
  const wzdx = JSON.parse(await text(server, "/works/feeds/wzdx")).features.filter(({ id }) => id.startsWith("chantiers:B"));
  assert.ok(wzdx.length > 0 && wzdx.every(({ properties }) => properties.event_status === "completed"));
  listener.close();
  await server.stop();
});

test("a work that a file forgets is closed until its end, and over from then on", { timeout: 60000 }, async (t) => {
  const { site, write } = smallSite("", "fin_exacte");
  const settings = path.join(site, "parvis.toml");
  fs.writeFileSync(settings, fs.readFileSync(settings, "utf8").replace(/^reference_date.*$/m, ""));
  const end = new Date(Math.ceil(Date.now() / 1000 + 6) * 1000);
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" }).format(end);
  write(row("A"), row("B").replace("2031-07-01", today) + `;${end.toISOString()}`);
  assert.equal(ingest(site, "chantiers").code, 0);
  write(row("A"));
  assert.equal(ingest(site, "chantiers").code, 0);
  const server = await Server.start(site);
  const listener = await Listener.open(`${server.base}/works/stream`);
  const held = await listener.snapshot();
  assert.equal(held.get("chantiers/B").properties.etat, "en_cours");
  assert.match(held.get("chantiers/B").properties.absent_depuis, /^\d/);
  const event = async () => JSON.parse(await text(server, "/works/feeds/wzdx")).features.find(({ id }) => id.startsWith("chantiers:B")).properties.event_status;
  assert.equal(await event(), "active");
  await listener.until(() => listener.changes().length > 0, 15000);
  const late = Date.now() - end;
  t.diagnostic(`told ${late} ms after its end`);
  assert.ok(late >= 0 && late < longest, `${late} ms`);
  const [change] = listener.changes();
  assert.deepEqual([change.chantier, change.change, change.by, change.work.properties.etat], ["chantiers/B", "ended", "clock", "termine"]);
  assert.equal(await event(), "completed");
  listener.close();
  await server.stop();
});

test("60 clients hear 20 changes in order, none twice, none lost over a kill of the server", { timeout: 240000 }, async (t) => {
  const site = copySite();
  assert.equal(ingest(site).code, 0);
  const port = await new Promise((resolve) => {
    const free = net.createServer().listen(0, "127.0.0.1", () => {
      const { port: number } = free.address();
      free.close(() => resolve(number));
    });
  });
  const { heard, latencies } = await fanOut({ parvis, folder: site, port, clients: 60, changes: 20, kills: [10] });
  assert.equal(faultOf(heard, 20), "");
  t.diagnostic(`slowest change ${Math.round(latencies.at(-1))} ms to the last client`);
});
