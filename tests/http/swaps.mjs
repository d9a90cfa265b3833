// SPDX-License-Identifier: EUPL-1.2
// Readers of everything while versions land, are rolled back and comments change: each answer is of
// one version with the comments of one moment, and none fails. `./run tsan` runs this under
// ThreadSanitizer, which sees the races that the answers hide.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, one, parvis } from "./site_under_test.mjs";

const turns = 8;
const readers = 12;

const site = copySite();
const definition = path.join(site, "datasets/chantiers.toml");
fs.writeFileSync(definition, `absent = "removed"\n${fs.readFileSync(definition, "utf8")}`);
const works = path.join(site, "fichiers/chantiers.csv");
const places = path.join(site, "fichiers/equipements.csv");
const [header, ...rows] = fs.readFileSync(works, "utf8").trimEnd().split("\n");
const equipment = fs.readFileSync(places, "utf8");

/** Content number `turn`: its rows carry the number, and there are 90 - turn of them. */
const rowsOf = (turn) => rows.length - turn;
function write(turn) {
  const marked = rows.slice(turn).map((row) => row.replace("Réseau d’eau", `Essai-${turn}- réseau`));
  fs.writeFileSync(works, [header, ...marked].join("\n") + "\n");
  fs.writeFileSync(places, equipment.replaceAll(/;sport;/g, turn % 2 ? ";sport;" : ";culture;"));
  const comment = (key) => `[[comment]]\nid = "essai-${key}"\ndataset = "chantiers"\nkey = "T0${key}"\ncolumn = "numero"\ntext.fr = "Avis-${turn}- du service."
motive = "meteo"\nauthor = "Service de la voirie"\ndate = 2026-06-01\n`;
  fs.writeFileSync(path.join(site, "comments/explications.toml"), Array.from({ length: 30 }, (_, i) => comment(60 + i)).join("\n"));
}

function command(...words) {
  return new Promise((resolve) => {
    let text = "";
    const child = spawn(parvis, words, { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (text += piece));
    child.on("close", (code) => resolve({ code, text }));
  });
}

/** The one number that stands behind a word everywhere in an answer; undefined where it is nowhere. */
function onlyNumber(body, word) {
  const numbers = new Set([...body.toString("latin1").matchAll(new RegExp(`${word}-(\\d+)-`, "g"))].map((match) => Number(match[1])));
  assert.ok(numbers.size <= 1, `${word} of ${[...numbers].join(" and ")} in one answer`);
  return [...numbers][0];
}

const seen = new Set();
/** Which content a version holds: the same whenever and however it is asked for. */
const contentOf = new Map();
function sameVersion(version, turn) {
  if (turn === undefined) return;
  assert.equal(contentOf.get(version) ?? turn, turn, `version ${version}`);
  contentOf.set(version, turn);
  seen.add(turn);
}

function page(body) {
  const turn = onlyNumber(body, "Essai");
  onlyNumber(body, "Avis");
  const answer = JSON.parse(body.toString());
  sameVersion(answer.version, turn);
  return { answer, turn };
}

const items = "/collections/chantiers/items";
const [x, y] = [Math.floor(((1.12 + 180) / 360) * 2 ** 7), Math.floor((0.5 - Math.asinh(Math.tan((49.33 * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** 7)];
/** A sanitizer on a busy machine takes its time. */
const patient = { time: 60000 };
const get = (target) => server.exchange(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`, patient);
const post = (target, value) => {
  const body = JSON.stringify(value);
  return server.exchange(`POST ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, patient);
};

/** What readers ask in turn: how, and what has to hold of the answer. */
const questions = {
  page: [() => get(`${items}?limit=100`), (reply) => {
    const { answer, turn } = page(reply.body);
    assert.equal(answer.numberMatched, rowsOf(turn));
    assert.equal(answer.features.length, rowsOf(turn));
  }],
  facets: [() => get(`${items}?facets=commune,effet&limit=1`), (reply) => {
    const { answer, turn } = page(reply.body);
    assert.equal(answer.numberMatched, rowsOf(turn));
    const { buckets } = answer.facets.effet;
    assert.equal(buckets.reduce((sum, { count }) => sum + count, 0), rowsOf(turn));
  }],
  search: [() => post("/collections/chantiers/search", { filter: { op: "s_intersects", args: [{ property: "geometry" }, { bbox: [0, 49, 2, 50] }] }, sortby: ["-titre"], limit: 100 }), (reply) => {
    const { answer, turn } = page(reply.body);
    assert.equal(answer.features.length, rowsOf(turn));
  }],
  words: [() => get(`${items}?q=reseau&sortby=commune,-titre&limit=90`), (reply) => {
    const { answer, turn } = page(reply.body);
    assert.equal(answer.numberMatched, rowsOf(turn));
  }],
  clusters: [() => get(`${items}?cluster=9`), (reply) => {
    const { answer } = page(reply.body);
    assert.ok(contentOf.get(answer.version) === undefined || answer.numberMatched === rowsOf(contentOf.get(answer.version)));
  }],
  walk: [async () => {
    let reply = await get(`${items}?limit=30`);
    const first = page(reply.body).turn;
    for (let pages = 1; ; ++pages) {
      const { answer, turn } = page(reply.body);
      assert.equal(turn, first);
      const next = answer.links.find(({ rel }) => rel === "next");
      if (!next) return reply;
      assert.ok(pages < 4);
      reply = await get(new URL(next.href).pathname + new URL(next.href).search);
      assert.equal(reply.status, 200, reply.body.toString());
    }
  }, () => {}],
  olderVersion: [() => get(`${items}?version=1&limit=100`), (reply) => assert.equal(page(reply.body).turn, 0)],
  csv: [() => get(`${items}?f=csv`), (reply) => {
    const turn = onlyNumber(reply.body, "Essai");
    onlyNumber(reply.body, "Avis");
    assert.equal(reply.body.toString().match(/Essai-/g).length, rowsOf(turn));
  }],
  lines: [() => get(`${items}?f=geojsonseq`), (reply) => {
    const turn = onlyNumber(reply.body, "Essai");
    assert.equal(reply.body.toString().match(/Essai-/g).length, rowsOf(turn));
  }],
  flatgeobuf: [() => get(`${items}?f=fgb`), (reply) => {
    if (reply.status === 503) return;  // two files at a time are made
    const turn = onlyNumber(reply.body, "Essai");
    assert.equal(reply.body.toString("latin1").match(/Essai-/g).length, rowsOf(turn));
  }],
  workbook: [() => get(`${items}?f=xlsx`), () => {}],
  tile: [() => get(`/collections/chantiers/tiles/WebMercatorQuad/7/${y}/${x}`), (reply) => {
    const turn = onlyNumber(reply.body, "Essai");
    onlyNumber(reply.body, "Avis");
    assert.ok(turn !== undefined);
    seen.add(turn);
  }],
  territoryTile: [() => get(`/tiles/WebMercatorQuad/7/${y}/${x}?collections=chantiers,communes`), (reply) => assert.ok(onlyNumber(reply.body, "Essai") !== undefined)],
  item: [() => get(`${items}/T089`), (reply) => {
    assert.ok(onlyNumber(reply.body, "Essai") !== undefined);
    assert.ok(onlyNumber(reply.body, "Avis") !== undefined);
  }],
  html: [() => get(`${items}?f=html`), (reply) => void onlyNumber(reply.body, "Essai")],
  commentList: [() => get("/comments"), (reply) => assert.ok(onlyNumber(reply.body, "Avis") !== undefined)],
  cross: [() => get(`/cross?level=communes&measure=${encodeURIComponent("count(chantiers)")}`), (reply) => {
    const answer = JSON.parse(reply.body.toString());
    const version = answer.sources.find(({ id }) => id === "chantiers").version;
    if (contentOf.has(version)) assert.equal(answer.total.count_chantiers, rowsOf(contentOf.get(version)));
  }],
  near: [() => get("/near?lon=1.12&lat=49.33&dataset=chantiers&limit=5"), (reply) => assert.ok(onlyNumber(reply.body, "Essai") !== undefined)],
  around: [() => get(`${items}/T089/around?distance=2000`), () => {}],
  versions: [() => get("/collections/chantiers/versions"), (reply) => assert.equal(JSON.parse(reply.body.toString()).versions.filter(({ published }) => published).length, 1)],
  difference: [() => get(`/collections/chantiers/versions/diff?from=1&to=${Math.max(2, ...contentOf.keys())}`), (reply) => void (reply.status === 404 || JSON.parse(reply.body.toString()))],
  landing: [() => get("/?f=html"), () => {}],
  searched: [() => get("/recherche?q=reseau"), (reply) => assert.ok(onlyNumber(reply.body, "Essai") !== undefined)],
  form: [() => get("/datasets/chantiers/model.xlsx"), () => {}],
  description: [() => get("/api"), () => {}],
  style: [() => get("/styles/tout_le_site"), () => {}],
  health: [() => get("/health"), (reply) => assert.equal(JSON.parse(reply.body.toString()).status, "ok")],
  download: [() => get("/downloads/chantiers/1/features.geojsonl"), (reply) => assert.equal(onlyNumber(reply.body, "Essai"), 0)],
};

write(0);
assert.equal(ingest(site).code, 0);
const server = await Server.start(site);

test("every answer is of one version and of the comments of one moment while they change", { timeout: 580000 }, async () => {
  const counts = Object.fromEntries(Object.keys(questions).map((name) => [name, 0]));
  let changing = true;
  let failure;
  const changes = (async () => {
    for (let turn = 1; turn <= turns && !failure; ++turn) {
      write(turn);
      const landed = await command("ingest", "--site", site, "chantiers", ...(turn % 3 ? [] : ["equipements"]));
      assert.equal(landed.code, 0, landed.text);
      if (turn % 2 === 0) {
        const back = await command("rollback", "--site", site, "chantiers", "--by", "Voirie", "--why", "essai");
        assert.equal(back.code, 0, back.text);
      }
      // As long as the server's clock needs to see it; and what stays, a reader too.
      const longest = Date.now() + 30000;
      do await new Promise((go) => setTimeout(go, 700));
      while (turn % 2 && !seen.has(turn) && !failure && Date.now() < longest);
    }
  })().finally(() => (changing = false));
  const read = async (reader) => {
    const names = Object.keys(questions);
    for (let i = reader * 2; (changing || Math.min(...Object.values(counts)) < 3) && !failure; ++i) {
      const name = names[i % names.length];
      const [ask, check] = questions[name];
      try {
        const reply = await ask();
        assert.ok(reply.whole, "half an answer");
        assert.ok(reply.status === 200 || (name === "difference" && reply.status === 404) || (reply.status === 503 && one(reply, "retry-after")), `${reply.status} ${reply.body}`);
        check(reply);
      } catch (error) {
        error.message = `${name}: ${error.message}`;
        failure ??= error;
      }
      ++counts[name];
    }
  };
  await Promise.all([changes, ...Array.from({ length: readers }, (_, reader) => read(reader))]);
  const stopped = await server.stop();
  if (failure) failure.message += server.log;
  if (failure) throw failure;
  assert.doesNotMatch(server.log, /level=error/);
  assert.equal(stopped, 0);
  // Odd contents stay, even ones are taken back at once and may never be seen.
  for (let turn = 1; turn <= turns; turn += 2) assert.ok(seen.has(turn), `nobody saw content ${turn}`);
  console.log(`${Object.values(counts).reduce((sum, count) => sum + count, 0)} answers, ${seen.size} of ${turns + 1} contents seen`);
});
