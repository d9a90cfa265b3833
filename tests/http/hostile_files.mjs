// SPDX-License-Identifier: EUPL-1.2
// Files made to do harm, or broken as they come: each ends in one clear sentence, within the
// limits of time and memory, and the version that is published stays as it was.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import zlib from "node:zlib";
import { copySite, ingest, parvis } from "./site_under_test.mjs";

const site = copySite();
assert.equal(ingest(site).code, 0);
const toml = path.join(site, "datasets/chantiers.toml");
const definition = fs.readFileSync(toml, "utf8");
const versions = path.join(site, "data/versions/chantiers");
const hash = (file) => createHash("sha256").update(fs.readFileSync(file)).digest("hex");
const state = () => fs.readdirSync(versions).filter((n) => !n.startsWith(".")).sort()
  .map((n) => [n, hash(path.join(versions, n, "features.geojsonl"))]);
const before = state();

const own = `kind = "general"\ntitle.fr = "Lieux"\nsource = "SOURCE"\n[columns.nom]\nfrom = "name"\n`;
const limits = ["--memory-mb", "2048", "--cpu-seconds", "60"];

/** Ingests `source`; gives the code, the text, the seconds, and the most memory it took, in MB. */
function read(source, text = own, during = () => {}) {
  fs.writeFileSync(toml, text.replace("SOURCE", source));
  const start = Date.now();
  return new Promise((resolve) => {
    const child = spawn(parvis, ["ingest", "--site", site, ...limits, "chantiers"], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "", out = "", most = 0;
    const look = setInterval(() => {
      try {
        const peak = /VmHWM:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${child.pid}/status`, "utf8"));
        most = Math.max(most, peak ? Number(peak[1]) / 1024 : 0);
      } catch { /* it has ended */ }
      during();
    }, 20);
    child.stdout.on("data", (piece) => (out += piece));
    child.stderr.on("data", (piece) => (said += piece));
    child.on("exit", (code, signal) => {
      clearInterval(look);
      fs.writeFileSync(toml, definition);
      resolve({ code: code ?? signal, said, out, most, seconds: (Date.now() - start) / 1000 });
    });
  });
}

/** Refused in a sentence that says `pattern`, and nothing changed. */
function isRefused(done, pattern) {
  assert.equal(done.code, 1, done.said);
  assert.match(done.said, pattern);
  // One sentence; behind it, at most, what was found in rows.
  assert.ok(done.said.trim().split("\n").slice(1).every((line) => line.startsWith("    ")), done.said);
  assert.doesNotMatch(done.said, /bad_alloc|exception/);
  assert.ok(done.seconds < 90, `${done.seconds} s`);
  assert.ok(done.most < 2048, `${done.most} MB`);
  assert.deepEqual(state(), before);
}

/** An archive of one file, whose sizes are those given: no tool makes such ones. */
function zip(name, packed, bytes) {
  const local = Buffer.alloc(30 + name.length);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(bytes, 22);
  local.writeUInt16LE(name.length, 26);
  local.write(name, 30);
  const entry = Buffer.alloc(46 + name.length);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(bytes, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.write(name, 46);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, entry, end]);
}

const at = (name) => path.join(site, "fichiers", name);
const put = (name, content) => (fs.writeFileSync(at(name), content), `fichiers/${name}`);

test("a zip bomb, as a workbook and as a Shapefile, is not unpacked", async () => {
  const zeros = zlib.deflateRawSync(Buffer.alloc(64 << 20));
  isRefused(await read(put("bombe.xlsx", zip("xl/worksheets/sheet1.xml", zeros, 0xfffffff0))), /se déplie en plus de 512 Mo/);
  isRefused(await read(put("bombe.zip", zip("a.shp", zeros, 0xfffffff0))), /se déplie en plus de 3072 Mo/);
  isRefused(await read(put("bombe.ods", zip("content.xml", zeros, 0x7fffffff))), /se déplie en plus de 512 Mo/);
});

const laughs = (body) => `<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY a0 "ha ha ha ha ha ha ha ha">` +
  Array.from({ length: 12 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join("") + `]>\n${body}`;
test("XML whose entities grow a billion times is refused", async () => {
  const kml = laughs(`<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&a12;</name><Point><coordinates>1,49</coordinates></Point></Placemark></Document></kml>`);
  const gml = laughs(`<FeatureCollection xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><l><name>&a12;</name></l></gml:featureMember></FeatureCollection>`);
  const gpx = laughs(`<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="49" lon="1"><name>&a12;</name></wpt></gpx>`);
  isRefused(await read(put("rire.kml", kml)), /rire\.kml/);
  isRefused(await read(put("rire.gml", gml)), /rire\.gml/);
  isRefused(await read(put("rire.gpx", gpx)), /rire\.gpx/);
});

test("JSON of 10,000 levels is a value like another, or refused, and never a crash", async () => {
  const deep = "[".repeat(10_000) + "]".repeat(10_000);
  isRefused(await read(put("profond.json", deep)), /profond\.json/);
  isRefused(await read(put("profond.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Polygon","coordinates":${deep}}}]}`)), /géométrie/);
  const inside = await read(put("cellule.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":${deep}},"geometry":{"type":"Polygon","coordinates":${deep}}}]}`));
  isRefused(inside, /géométrie/);
});

/** A gigabyte that takes no room on the disk: a hole, read as zero bytes. */
function hole(name, head, tail) {
  const file = fs.openSync(at(name), "w");
  fs.writeSync(file, head);
  fs.writeSync(file, tail, 1 << 30);
  fs.closeSync(file);
  return `fichiers/${name}`;
}

test("a cell of 1 GB costs its own line and no memory", async () => {
  // AddressSanitizer keeps 256 MB of what was given back, and marks all the rest.
  const most = process.env.PARVIS_SANITIZE ? 900 : 400;
  for (const [name, quote] of [["geant.csv", ""], ["geant-cite.csv", '"']]) {
    const source = hole(name, `name;lon;lat\n${quote}`, `${quote};1.02;49.23\nB;1.02;49.23\n`);
    const done = await read(source, `${own}\n[place]\nlon = "lon"\nlat = "lat"\n`);
    assert.equal(done.code, 0, done.said + done.out);
    assert.match(done.out, quote ? /guillemet/i : /tient plus de 32 Mo/);
    assert.match(done.out, /gardées 1\b/);
    assert.ok(done.most < most, `${done.most} MB`);
    fs.rmSync(at(name));
  }
  const json = hole("geant.geojson", '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"', '"}}]}');
  const done = await read(json);
  assert.equal(done.code, 1, done.said);
  assert.match(done.said, /plus de 1024 Mo ne se lit pas/);
  fs.rmSync(at("geant.geojson"));
  before.splice(0, before.length, ...state());  // the two tables of one row are versions of their own
});

test("a FIFO, a folder and a device are no files", async () => {
  execFileSync("mkfifo", [at("tube.csv")]);
  fs.mkdirSync(at("dossier.csv"));
  isRefused(await read("fichiers/tube.csv"), /n’est pas un fichier/);
  isRefused(await read("fichiers/dossier.csv"), /n’est pas un fichier/);
  isRefused(await read("/dev/zero", own.replace("title", "format = \"csv\"\ntitle")), /n’est pas un fichier/);
});

test("a file that grows while it is read ends, and nothing is published", async () => {
  const line = "Lieu;1.02;49.23\n";
  const source = put("grandit.csv", "name;lon;lat\n" + line.repeat(400_000));
  const more = fs.openSync(at("grandit.csv"), "a");
  const done = await read(source, `${own}\n[place]\nlon = "lon"\nlat = "lat"\n`, () => fs.writeSync(more, line));
  fs.closeSync(more);
  isRefused(done, /a changé pendant la lecture/);
});

test("the site reads its own file as before", () => {
  const done = ingest(site, "chantiers");
  assert.equal(done.code, 0, done.err);
});
