// SPDX-License-Identifier: EUPL-1.2
// The feeds of road works, as their readers take them: DATEX II by the XSDs, WZDx by its JSON
// schema, CIFS by its rules, iCalendar by RFC 5545, and the counts of each. The schemas and the
// real files lie in PARVIS_SHARED_DATA or beside the source tree; without them what needs them is skipped, visibly.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { Listener } from "./event_stream.mjs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { npmPackages } from "./npm_packages.mjs";
import { Server, copySite, ingest, one } from "./site_under_test.mjs";

const { folder: packages, missing } = npmPackages("works_feeds");
const [Ajv, addFormats] = missing ? [] : ["ajv", "ajv-formats"].map((name) => {
  const loaded = createRequire(path.join(packages, "package.json"))(name);
  return loaded.default ?? loaded;
});
const here = path.dirname(fileURLToPath(import.meta.url));
const sites = path.join(here, "../../datasets/sites");
const formats = path.join(here, "../../datasets/work_formats");
// As the tests of real files have it: named, or beside the source tree.
const beside = path.resolve(here, "../../../shared/data");
const named = process.env.PARVIS_SHARED_DATA ?? beside;
const shared = fs.existsSync(path.join(named, "works")) ? named : undefined;
const noShared = shared ? false : "no folder of real files (set PARVIS_SHARED_DATA): no schemas, no real works";
if (shared) process.env.PARVIS_DATA = shared;
const feeds = ["datex2", "wzdx", "cifs", "geojson", "ical", "atom"];

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "parvis-feeds-"));
process.setMaxListeners(50);
process.on("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));

async function get(server, target, headers) {
  const reply = await fetch(server.base + target, { headers });
  const text = await reply.text();
  assert.equal(reply.status, 200, `${target}: ${text.slice(0, 400)}`);
  return text;
}

/** Well formed, and valid by a schema where one is given. */
function xmllint(text, schema) {
  const file = path.join(scratch, "feed.xml");
  fs.writeFileSync(file, text);
  const done = spawnSync("xmllint", ["--nonet", "--noout", "--huge", ...(schema ? ["--schema", schema] : []), file], { encoding: "utf8" });
  assert.equal(done.status, 0, `${done.error ?? ""}${(done.stderr ?? "").slice(0, 2000)}`);
}

/** Elements of a feed without nested elements of the same name, by a name that stands in it once. */
const elements = (text, name) => [...text.matchAll(new RegExp(`<${name}(?: [^>]*)?>(.*?)</${name}>`, "gs"))].map((match) => match[1]);
const element = (text, name) => elements(text, name)[0];

let wzdxSchema;
function checkWzdx(text) {
  const feed = JSON.parse(text);
  if (shared && !missing) {
    if (!wzdxSchema) {
      const folder = path.join(shared, "standards/wzdx/schemas-4.2");
      const position = { type: "array", minItems: 2, items: { type: "number" } };
      const geometry = (type, least) => ({
        $id: `https://geojson.org/schema/${type}.json`,
        type: "object",
        required: ["type", "coordinates"],
        properties: { type: { enum: [type] }, coordinates: { type: "array", minItems: least, items: position } },
      });
      const ajv = addFormats(new Ajv({ strict: false, allErrors: false }));
      ajv.addSchema(geometry("LineString", 2)).addSchema(geometry("MultiPoint", 1));
      for (const name of fs.readdirSync(folder)) {
        if (name !== "WorkZoneFeed.json") ajv.addSchema(JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")));
      }
      wzdxSchema = ajv.compile(JSON.parse(fs.readFileSync(path.join(folder, "WorkZoneFeed.json"), "utf8")));
    }
    assert.ok(wzdxSchema(feed), JSON.stringify(wzdxSchema.errors?.slice(0, 3)));
  }
  const ids = new Set();
  for (const event of feed.features) {
    const { properties: p, id } = event;
    assert.ok(!ids.has(id), `${id} twice`);
    ids.add(id);
    assert.ok(p.start_date < p.end_date, `${id}: ${p.start_date} to ${p.end_date}`);
    assert.ok(feed.feed_info.data_sources.some((source) => source.data_source_id === p.core_details.data_source_id));
    if (p.event_status === "planned") assert.ok(!p.is_start_date_verified);
  }
  return feed.features.map((event) => event.id);
}

// Waze's rules, https://developers.google.com/waze/data-feed/cifs-specification
const subtypes = {
  ROAD_CLOSED: /^ROAD_CLOSED_(HAZARD|CONSTRUCTION|EVENT)$/,
  HAZARD: /^HAZARD_(ON_ROAD(_CONSTRUCTION|_LANE_CLOSED)?|ON_SHOULDER)$/,
};
const offsetTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;
function metres([lat1, lon1], [lat2, lon2]) {
  const r = Math.PI / 180;
  const x = (lon2 - lon1) * r * Math.cos(((lat1 + lat2) / 2) * r);
  return 6371000 * Math.hypot(x, (lat2 - lat1) * r);
}
function checkCifs(text) {
  xmllint(text);
  const ids = new Set();
  for (const [, id, body] of text.matchAll(/<incident id="([^"]*)">(.*?)<\/incident>/gs)) {
    const why = `${id}: ${body}`;
    assert.ok(id && !ids.has(id), `${id} twice`);
    ids.add(id);
    const type = element(body, "type");
    assert.match(element(body, "subtype"), subtypes[type] ?? /^$/, why);
    const polyline = element(body, "polyline");
    assert.match(polyline, /^-?\d+\.\d{6,} -?\d+\.\d{6,}( -?\d+\.\d{6,} -?\d+\.\d{6,})*$/, why);
    const numbers = polyline.split(" ").map(Number);
    const points = numbers.flatMap((n, i) => (i % 2 ? [] : [[n, numbers[i + 1]]]));
    for (const [lat, lon] of points) assert.ok(Math.abs(lat) <= 90 && Math.abs(lon) <= 180, why);
    if (type === "ROAD_CLOSED") {
      assert.ok(points.length > 1, why);
      const length = points.slice(1).reduce((sum, point, i) => sum + metres(points[i], point), 0);
      assert.ok(length > 0 && length < 20100, `${length} m, ${why}`);
    }
    assert.match(element(body, "direction"), /^(ONE|BOTH)_DIRECTIONS?$/, why);
    assert.ok(element(body, "street").length >= 2, why);
    const start = element(body, "starttime");
    assert.match(start, offsetTime, why);
    const end = element(body, "endtime");
    if (end !== undefined) {
      assert.match(end, offsetTime, why);
      assert.ok(Date.parse(start) < Date.parse(end), why);
    }
    const schedule = element(body, "schedule");
    if (schedule !== undefined) {
      const days = [...schedule.matchAll(/<(\w+)>([^<]*)<\/\1>/g)];
      assert.ok(days.length > 0, why);
      for (const [, day, hours] of days) {
        assert.match(day, /^(everyday|(mon|tues|wednes|thurs|fri|satur|sun)day)$/, why);
        for (const span of hours.split(",")) {
          const [, first, last] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(span) ?? assert.fail(why);
          assert.ok(first < last, why);
        }
      }
    }
  }
  return [...ids];
}

function checkIcal(text) {
  assert.ok(text.startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.endsWith("END:VCALENDAR\r\n"));
  for (const line of text.split("\r\n")) {
    assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.ok(!/[\r\n]/.test(line));
  }
  const lines = text.replaceAll("\r\n ", "").split("\r\n");
  const zones = new Set(lines.filter((line) => line.startsWith("TZID:")).map((line) => line.slice(5)));
  const ids = [];
  for (const event of lines.join("\n").matchAll(/BEGIN:VEVENT\n(.*?)\nEND:VEVENT/gs)) {
    const field = (name) => new RegExp(`^${name}(?:;[^:]*)?:(.*)$`, "m").exec(event[1])?.[1];
    ids.push(field("UID"));
    for (const name of ["DTSTAMP", "LAST-MODIFIED", "CREATED"]) assert.match(field(name), /^\d{8}T\d{6}Z$/, event[1]);
    assert.match(field("SEQUENCE"), /^\d+$/);
    assert.ok(field("DTSTART") && field("SUMMARY") && field("URL"), event[1]);
    if (field("DTEND")) assert.ok(field("DTSTART") < field("DTEND"), event[1]);
    const zone = /^DTSTART;TZID=([^:]*):/m.exec(event[1])?.[1];
    if (zone) assert.ok(zones.has(zone), zone);
  }
  assert.equal(new Set(ids).size, ids.length);
  return ids;
}

/** Each feed is valid and, with what it lacks, has every work. */
async function checkSite(server, least) {
  const all = {};
  for (const name of feeds) {
    const text = (all[name] = await get(server, `/works/feeds/${name}`));
    const rest = JSON.parse(await get(server, `/works/feeds/${name}/undelivered`));
    assert.equal(rest.delivered + rest.undelivered.length, rest.works, name);
    assert.equal(Object.values(rest.reasons).reduce((sum, count) => sum + count, 0), rest.undelivered.length);
    assert.ok(rest.delivered >= (least[name] ?? least.all), `${name}: ${rest.delivered} of ${rest.works}, ${JSON.stringify(rest.reasons)}`);
    for (const lacking of rest.undelivered) assert.ok(lacking.message.length > 20 && lacking.href.startsWith("http"), JSON.stringify(lacking));
    // The ids of the works that the feed speaks of are those that it says it delivers.
    const told = new Set();
    const id = /\bid"?[=:]"chantiers:([^":]+)|UID:chantiers:([^@]+)@|<entry><id>[^<]*\/items\/([^<]+)<|<sit:situation id="chantiers\/([^"]+)/g;
    for (const match of text.replaceAll("\r\n ", "").matchAll(id)) told.add(match[1] ?? match[2] ?? match[3] ?? match[4]);
    assert.equal(told.size, rest.delivered, name);
  }
  if (shared) xmllint(all.datex2, path.join(shared, "standards/datex2-v3/DATEXII_3_D2Payload.xsd"));
  else xmllint(all.datex2);
  checkWzdx(all.wzdx);
  checkCifs(all.cifs);
  checkIcal(all.ical);
  xmllint(all.atom);
  JSON.parse(all.geojson);
  return all;
}

const demo = copySite(path.join(sites, "rouen"));
assert.equal(ingest(demo).code, 0);
const server = await Server.start(demo);
test.after(() => server.stop());

test("the feeds of the demo are valid and take at least 50 of its 60 works", async () => {
  await checkSite(server, { all: 50 });
});

test("the schema of WZDx is asked, and says no", { skip: noShared || (missing && "no npm packages") }, async () => {
  const text = await get(server, "/works/feeds/wzdx");
  checkWzdx(text);
  const feed = JSON.parse(text);
  feed.features[0].properties.vehicle_impact = "rue barrée";
  assert.throws(() => checkWzdx(JSON.stringify(feed)), /vehicle_impact/);
});

for (const [name, count, least] of [["toulouse", 3948, { all: 1200 }], ["paris", 5452, { all: 5451, wzdx: 0, cifs: 0 }]]) {
  test(`the feeds of ${name} are valid and account for ${count} works`, { skip: noShared, timeout: 600000 }, async () => {
    const site = copySite(path.join(sites, name));
    const done = ingest(site);
    assert.equal(done.code, 0, done.out + done.err);
    const real = await Server.start(site);
    try {
      assert.equal(JSON.parse(await get(real, "/works/feeds/cifs/undelivered")).works, count);
      await checkSite(real, least);
    } finally {
      await real.stop();
    }
  });
}

test("a feed answers as every other address does", async () => {
  for (const name of feeds) {
    const target = `/works/feeds/${name}`;
    const whole = await server.get(target);
    const etag = one(whole, "etag");
    assert.ok(etag && one(whole, "last-modified"), name);
    const again = await server.get(target, { "If-None-Match": etag });
    assert.equal(again.status, 304);
    assert.equal(again.body.length, 0);
    const packed = await server.get(target, { "Accept-Encoding": "gzip" });
    assert.equal(one(packed, "content-encoding"), "gzip");
    assert.deepEqual(gunzipSync(packed.body), whole.body);
    const head = await server.get(target, {}, "HEAD");
    assert.equal(one(head, "content-length"), String(whole.body.length));
    assert.equal((await server.get(target, {}, "POST")).status, 405);
    assert.equal((await server.get(target, { Accept: "image/png" })).status, 406);
    assert.equal((await server.get(`${target}?comune=FR_76540`)).status, 400);
    assert.equal((await server.get(`${target}?commune=FR_99999`)).status, 400);
    assert.equal((await server.get(`${target}?bbox=1,2`)).status, 400);
    assert.equal((await server.get(`${target}/undelivered?f=html`)).status, 200);
  }
  assert.equal((await server.get("/works/feeds/waze")).status, 404);
  assert.equal((await server.get("/works/feeds?f=html")).status, 200);
});

test("filters take the works of a commune, a pole and a rectangle", async () => {
  const all = JSON.parse(await get(server, "/works/feeds/geojson")).features;
  const of = async (query) => JSON.parse(await get(server, `/works/feeds/geojson?${query}`)).features;
  const inRouen = await of("commune=FR_76540");
  assert.ok(inRouen.length > 0 && inRouen.length < all.length);
  assert.deepEqual(inRouen, all.filter((feature) => feature.properties.communes?.includes("FR_76540")));
  const pole = all[0].properties.pole[0];
  assert.deepEqual(await of(`pole=${pole}`), all.filter((feature) => feature.properties.pole?.includes(pole)));
  assert.equal((await of("bbox=0,0,1,1")).length, 0);
  const calendar = await get(server, "/works/feeds/ical?commune=FR_76540");
  assert.equal(checkIcal(calendar).length, inRouen.length);
  const rest = await server.json("/works/feeds/cifs/undelivered?commune=FR_76540");
  assert.equal(rest.works, rest.delivered + rest.undelivered.length);
});

// A site of a few works, whose file changes.
const header = "numero;titre;voie;debut;fin;effet;etat;wkt";
const line = "LINESTRING (1.02 49.23, 1.03 49.24)";
const row = (id, more = {}) =>
  [id, more.titre ?? `Travaux ${id}`, more.voie ?? `rue ${id}`, more.debut ?? "2026-06-01", more.fin ?? "2031-07-01", more.effet ?? "rue_barree", more.etat ?? "en_cours", more.wkt ?? line].join(";");
const definition = `kind = "road_works"
title.fr = "Chantiers"
description.fr = "Quelques chantiers."
row.fr = "un chantier"
source = "fichiers/chantiers.csv"
separator = ";"
crs = "EPSG:4326"
licence = "etalab-2.0"
producer = "Essais"
updated = "2026-06-15"
key = ["numero"]
title_property = "titre"
[place]
wkt = "wkt"
[columns.numero]
from = "numero"
[columns.titre]
from = "titre"
[columns.voie]
from = "voie"
[columns.debut]
from = "debut"
[columns.fin]
from = "fin"
[columns.effet]
from = "effet"
[columns.etat_declare]
from = "etat"
`;

function smallSite(more = "") {
  const site = copySite();
  fs.writeFileSync(path.join(site, "datasets/chantiers.toml"), more + definition);
  const write = (...rows) => {
    fs.writeFileSync(path.join(site, "fichiers/chantiers.csv"), [header, ...rows].join("\n") + "\n");
    const done = ingest(site, "chantiers");
    assert.equal(done.code, 0, done.out + done.err);
  };
  return { site, write };
}

async function until(server, wanted) {
  for (let turn = 0; turn < 100; ++turn) {
    const text = await get(server, "/works/feeds/cifs");
    if (wanted(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail("the feed never changed");
}
const incident = (text, id) => new RegExp(`<incident id="chantiers:${id}">.*?</incident>`).exec(text)?.[0];

test("ids stay over reorders, updates and restarts; what a file forgets stays closed, what ends is told", async () => {
  const { site, write } = smallSite();
  write(row("A"), row("B"), row("C"));
  let small = await Server.start(site);
  try {
    const first = await until(small, (text) => incident(text, "C"));
    write(row("C"), row("A", { titre: "Autre titre" }), row("B", { etat: "annule" }));
    const second = await until(small, (text) => text.includes("Autre titre"));
    assert.equal(incident(second, "C"), incident(first, "C"));
    assert.match(incident(second, "A"), /ROAD_CLOSED/);
    // Given up: the end is not to come.
    assert.ok(Date.parse(element(incident(second, "B"), "endtime")) <= Date.parse("2026-06-15T12:00:00+02:00"));
    // The file no longer lists C: it stays closed until its end.
    write(row("A"), row("B", { etat: "annule" }));
    const third = await until(small, (text) => !text.includes("Autre titre"));
    assert.equal(incident(third, "C"), incident(first, "C"));
    const features = JSON.parse(await get(small, "/works/feeds/geojson")).features;
    assert.match(features.find((feature) => feature.id === "chantiers:C").properties.absent_depuis, /^\d{4}-\d\d-\d\d$/);
    await small.stop();
    small = await Server.start(site);
    assert.equal(incident(await get(small, "/works/feeds/cifs"), "C"), incident(first, "C"));
  } finally {
    await small.stop();
  }
});

test("what is said of a work goes with it, whole, in every feed but CIFS, whose texts are some words", async () => {
  const { site, write } = smallSite();
  // Longer than a text of DATEX II may be, and with what each format writes in its own way.
  const said = `Le réseau, « vétuste », date de 1950 ; l'eau & le gaz, <partout>. ${"Une fuite par semaine, à réparer de nuit. ".repeat(40)}Fin, \\ et "fin".`;
  fs.mkdirSync(path.join(site, "comments"), { recursive: true });
  fs.writeFileSync(path.join(site, "comments/a.toml"), `[[comment]]\nid = "a"\ndataset = "chantiers"\nkey = "A"\nauthor = "Direction de l'eau"\ndate = 2026-06-01\ntext.fr = ${JSON.stringify(said)}\n`);
  write(row("A"), row("B"));
  assert.equal(ingest(site).code, 0);
  const small = await Server.start(site);
  const unescaped = (text) => text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, ten, hex, name) => (ten ? String.fromCodePoint(ten) : hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }[name] ?? all));
  const events = {
    datex2: (text) => elements(text, "sit:situation").map((one) => elements(one, "com:value").map(unescaped).join(" ")),
    wzdx: (text) => JSON.parse(text).features.map((one) => one.properties.core_details.description ?? ""),
    geojson: (text) => JSON.parse(text).features.map((one) => (one.properties.commentaires ?? []).map((comment) => `${comment.texte} ${comment.auteur}`).join(" ")),
    ical: (text) => text.replaceAll("\r\n ", "").split("BEGIN:VEVENT").slice(1).map((one) => /^DESCRIPTION:(.*?)\r$/m.exec(one)[1].replace(/\\(.)/g, (all, letter) => (letter.toLowerCase() === "n" ? "\n" : letter))),
    atom: (text) => elements(text, "entry").map((one) => unescaped(unescaped(element(one, "content")))),
  };
  try {
    await until(small, (text) => incident(text, "B"));
    for (const [name, of] of Object.entries(events)) {
      const text = await get(small, `/works/feeds/${name}`);
      const words = of(text).map((one) => one.replace(/\s+/g, " "));
      const telling = words.filter((one) => one.includes(said.replace(/\s+/g, " ")) && one.includes("Direction de l'eau"));
      assert.ok(telling.length > 0 && telling.length < words.length, `${name}: ${telling.length} of ${words.length}`);
      if (name === "datex2") xmllint(text, shared && path.join(shared, "standards/datex2-v3/DATEXII_3_D2Payload.xsd"));
      if (name === "wzdx") checkWzdx(text);
    }
    assert.ok(!(await get(small, "/works/feeds/cifs")).includes("vétuste"));
  } finally {
    await small.stop();
  }
});

test("a work that is removed leaves a closing event", async () => {
  const { site, write } = smallSite('absent = "removed"\n');
  write(row("A"), row("B"));
  const small = await Server.start(site);
  try {
    const before = await until(small, (text) => incident(text, "B"));
    assert.match(element(incident(before, "B"), "endtime"), /^2031-07-02/);
    write(row("A", { titre: "Autre titre" }));
    const after = await until(small, (text) => text.includes("Autre titre"));
    assert.match(incident(after, "B"), /ROAD_CLOSED/);
    assert.ok(Date.parse(element(incident(after, "B"), "endtime")) <= Date.parse("2026-06-15T12:00:00+02:00"), incident(after, "B"));
    const wzdx = JSON.parse(await get(small, "/works/feeds/wzdx")).features.filter((event) => event.id.startsWith("chantiers:B"));
    assert.ok(wzdx.length > 0 && wzdx.every((event) => event.properties.event_status === "completed"));
    const rest = await small.json("/works/feeds/cifs/undelivered");
    assert.equal(rest.works, 2);
  } finally {
    await small.stop();
  }
});

test("a paused work closes nothing until it is taken up again, and closings outlive the versions that are kept", async () => {
  const { site, write } = smallSite('absent = "removed"\nkeep_versions = 1\n');
  write(row("A"), row("B"), row("C"));
  const small = await Server.start(site);
  const end = (text, id) => element(incident(text, id), "endtime");
  const is_over = (text, id) => Date.parse(end(text, id)) <= Date.parse("2026-06-15T12:00:00+02:00");
  try {
    const first = await until(small, (text) => incident(text, "C"));
    const untouched = async () => JSON.parse(await get(small, "/works/feeds/wzdx")).features.find((event) => event.id === "chantiers:C:f");
    const c = await untouched();
    write(row("A", { etat: "suspendu" }), row("B"), row("C"));
    const paused = await until(small, (text) => is_over(text, "A"));
    assert.match(end(first, "A"), /^2031/);
    const list = async (query) => (await small.json(`/collections/chantiers/items?${query}`)).features.map((one) => one.properties.numero);
    assert.deepEqual(await list("etat=suspendu"), ["A"]);
    assert.deepEqual(await list("etat=en_cours"), ["B", "C"]);
    assert.deepEqual(await list(`filter=${encodeURIComponent("etat = 'suspendu'")}`), ["A"]);
    assert.equal((await small.get(`/collections/chantiers/items?filter=${encodeURIComponent("etat = 'suspendue'")}`)).status, 400);
    assert.deepEqual((await small.json("/collections/chantiers/queryables")).properties.etat.enum, ["prevu", "en_cours", "suspendu", "termine", "annule", "inconnu"]);
    assert.match(JSON.stringify((await small.json("/collections/chantiers/items?facets=etat&limit=1")).facets), /suspendu/);
    for (const name of ["cifs", "wzdx"]) {
      const rest = await small.json(`/works/feeds/${name}/undelivered`);
      assert.deepEqual(rest.undelivered.map((one) => one.code ?? one.reason), ["suspendu"], JSON.stringify(rest));
    }
    assert.match(await get(small, "/works/feeds/datex2"), /validityStatus>suspended</);
    const features = JSON.parse(await get(small, "/works/feeds/geojson")).features;
    assert.equal(features.find((one) => one.id === "chantiers:A").properties.etat, "suspendu");
    for (const page of ["/works?f=html&etat=suspendu", "/works?f=html", "/collections/chantiers/items/A?f=html"]) {
      const html = (await small.get(page)).body.toString();
      assert.match(html, /Travaux suspendus, circulation rendue autant que possible/, page);
      assert.match(html, /Suspendu/);
    }
    assert.doesNotMatch((await small.get("/collections/chantiers/items/A?f=html")).body.toString(), /Rue barrée, jusqu/);
    assert.match((await small.get("/collections/chantiers/items/A?f=html")).body.toString(), /Pour circuler, à la reprise/);
    // Versions come and go; the closing stays as it was told, and who was not touched is no news.
    for (const titre of ["un", "deux", "trois"]) {
      write(row("A", { etat: "suspendu", titre }), row("C"), ...(titre === "trois" ? [row("B2")] : [row("B", { titre: "Autre" })]));
    }
    const later = await until(small, (text) => incident(text, "B2"));
    assert.equal(end(later, "A"), end(paused, "A"));
    assert.ok(is_over(later, "B"), "gone with the last version but one");
    assert.deepEqual(await untouched(), c);
    write(row("A"), row("C"), row("B2", { titre: "Encore" }));
    const resumed = await until(small, (text) => incident(text, "A") && !is_over(text, "A"));
    assert.match(end(resumed, "A"), /^2031/);
    assert.ok(is_over(resumed, "B"), "two versions ago");
    assert.deepEqual(await untouched(), c);
    // Lost: what versions are left still say.
    await small.stop();
    fs.rmSync(path.join(site, "data/works_past.sqlite"));
  } finally {
    await small.stop();
  }
  const other = await Server.start(site);
  try {
    assert.match(incident(await get(other, "/works/feeds/cifs"), "C"), /ROAD_CLOSED/);
  } finally {
    await other.stop();
  }
});

test("no person of an infos-travaux file reaches an answer", async () => {
  const site = copySite();
  fs.copyFileSync(path.join(formats, "infos-travaux.toml"), path.join(site, "datasets/chantiers.toml"));
  const personal = /zora[iï]de|quincampoix|soci[eé]t[eé]-x\.fr|612345678|12.34.56.78/i;
  const person = { prenom: "Zoraide", nom: "Quincampoix", mail: "zoraide.q@societe-x.fr", telephone: "+33612345678" };
  const features = [0, 1].map((i) => ({
    type: "Feature",
    geometry: { type: "LineString", coordinates: [[1.02, 49.23], [1.03, 49.24]] },
    properties: {
      ...person, organisation: "Société X", titre: `Fibre ${i}`, date_debut: "2026-06-01", date_fin: "2026-07-01", categorie: "TELECOM",
      validation: true, adresse_voie: "rue du Bac", resume: "Voir Zoraide Quincampoix, 06 12 34 56 78 ou secretariat@societe-x.fr ; ZORAÏDE QUINCAMPOIX, 06–12–34–56–78, zoraide quincampoix, (0)6 12 34 56 78, Mme Quincampoix-Petit, 33 6 12 34 56 78, zoraïde @ societe-x.fr ou accueil@société-x.fr",
    },
  }));
  fs.writeFileSync(path.join(site, "fichiers/infos-travaux.geojson"), JSON.stringify({ type: "FeatureCollection", features }));
  const done = ingest(site, "chantiers");
  assert.equal(done.code, 0, done.out + done.err);
  assert.match(done.out, /retiré/);
  const poisoned = await Server.start(site);
  try {
    const { newest } = JSON.parse(await get(poisoned, "/works/changes"));
    for (const { properties } of features) properties.titre += " bis";
    fs.writeFileSync(path.join(site, "fichiers/infos-travaux.geojson"), JSON.stringify({ type: "FeatureCollection", features }));
    assert.equal(ingest(site, "chantiers").code, 0);
    const live = [`/works/changes?since=${newest}`, "/works/clashes?f=json", "/works/clashes?f=csv", "/works/clashes?f=html"];
    for (const { last, heard } of [{ last: "", heard: (all) => all.some(({ type }) => type === "snapshot-end") }, { last: String(newest), heard: (all) => all.filter(({ type }) => type === "change").length >= 2 }]) {
      const listener = await Listener.open(`${poisoned.base}/works/stream`, last ? { "Last-Event-ID": last } : {});
      const told = JSON.stringify(await listener.until(heard));
      listener.close();
      assert.match(told, /Fibre 1 bis/);
      assert.doesNotMatch(told, personal, "stream");
    }
    assert.match(await get(poisoned, live[0]), /Fibre 1 bis/);
    const addresses = [...live, "/collections/chantiers/items", "/collections/chantiers/items?f=csv", "/collections/chantiers/items?f=html", "/works?f=html", "/collections/chantiers/versions?f=html", "/downloads/chantiers/1/issues.csv", "/downloads/chantiers/1/table.csv", "/collections/chantiers/schema"];
    for (const address of [...addresses, ...feeds.flatMap((name) => [`/works/feeds/${name}`, `/works/feeds/${name}/undelivered`])]) {
      const text = await get(poisoned, address);
      assert.doesNotMatch(text, personal, address);
    }
    assert.match(await get(poisoned, "/works/feeds/geojson"), /"maitre_ouvrage":"Société X"/);
  } finally {
    await poisoned.stop();
  }
});

test("the Walloon schema and WZDx become works by their definitions", { skip: noShared }, async () => {
  const examples = path.join(shared, "standards/wzdx/examples/WorkZoneFeed");
  const wallonia = path.join(shared, "schemas/wallonia/travaux-voiries.example.csv");
  const site = copySite();
  for (const [name, format, file, source] of [
    ["chantiers", "travaux-voiries", "travaux-voiries.csv", wallonia],
    ["recus", "wzdx", "wzdx.geojson", path.join(examples, "scenario6_multi_lane_closure_linestring_example.geojson")],
  ]) {
    // Far from the territory of this site: kept all the same. Its communes are no Walloon ones.
    const text = fs.readFileSync(path.join(formats, `${format}.toml`), "utf8").replace('outside = "count"', 'outside = "keep"').replace(/^commune = .*\n/m, "");
    fs.writeFileSync(path.join(site, `datasets/${name}.toml`), text);
    fs.copyFileSync(source, path.join(site, "fichiers", file));
    const done = ingest(site, name);
    assert.equal(done.code, 0, done.out + done.err);
    assert.match(done.out, /refusées 0/, done.out);
  }
  const other = await Server.start(site);
  try {
    const features = JSON.parse(await get(other, "/collections/chantiers/items")).features;
    assert.equal(features[0].properties.effet, "voie_reduite");
    assert.equal(features[0].properties.etat_declare, "prevu");
    const received = JSON.parse(await get(other, "/collections/recus/items")).features;
    assert.ok(received.length > 0 && received.every((feature) => feature.properties.debut_exact && feature.properties.effet), JSON.stringify(received[0]));
    checkWzdx(await get(other, "/works/feeds/wzdx"));
  } finally {
    await other.stop();
  }
});

test("what DATEX II tells is what DATEX II is read as: the demo's feed, taken in by another site", async () => {
  const site = copySite();
  const own = JSON.parse(await get(server, "/works/feeds/geojson")).features.map((feature) => feature.properties);
  const text = await get(server, "/works/feeds/datex2");
  fs.writeFileSync(path.join(site, "datasets/recus.toml"), fs.readFileSync(path.join(formats, "datex2.toml"), "utf8").replace('outside = "count"', 'outside = "keep"'));
  fs.writeFileSync(path.join(site, "fichiers/datex2.xml"), text);
  const done = ingest(site, "recus");
  assert.equal(done.code, 0, done.out + done.err);
  assert.match(done.out, /refusées 0/, done.out);
  const other = await Server.start(site);
  try {
    const rows = JSON.parse(await get(other, "/collections/recus/items?limit=1000")).features;
    assert.equal(rows.length, elements(text, "sit:situationRecord").length);
    const of = (key) => rows.filter((row) => row.properties.chantier === key);
    for (const work of own) {
      const records = of(work.chantier);
      assert.ok(records.length > 0, work.chantier);
      for (const { properties: record } of records) assert.ok(work.titre === undefined || record.titre.endsWith(work.titre), `${work.chantier}: ${record.titre}`);
      const closes = own.some((one) => one.chantier === work.chantier && one.effet === "rue_barree");
      if (closes) assert.ok(records.some(({ properties }) => properties.effet === "rue_barree"), work.chantier);
      else assert.ok(records.every(({ properties }) => properties.effet !== "rue_barree"), work.chantier);
    }
    for (const [, id, record] of text.matchAll(/<sit:situationRecord [^>]*?\bid="([^"]+)"[^>]*>(.*?)<\/sit:situationRecord>/gs)) {
      const { properties } = rows.find((row) => row.properties.numero === id);
      for (const [element, member] of [["overallStartTime", "debut_exact"], ["overallEndTime", "fin_exacte"]]) {
        const told = new RegExp(`<com:${element}>(.*?)<`).exec(record)?.[1];
        assert.equal(properties[member] && Date.parse(properties[member]), told && Date.parse(told), `${id}: ${element}`);
      }
    }
    // An accident is no work: refused, and said.
    fs.writeFileSync(path.join(site, "fichiers/datex2.xml"), text.replace(/xsi:type="sit:MaintenanceWorks"/, 'xsi:type="sit:Accident"'));
    const refused = ingest(site, "recus");
    assert.match(refused.out, /refusées 1\b/, refused.out);
    assert.match(refused.out, /Accident/);
  } finally {
    await other.stop();
  }
});
