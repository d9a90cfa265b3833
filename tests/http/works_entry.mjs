// SPDX-License-Identifier: EUPL-1.2
// Works that people enter, with a token or by command: who may, what is refused, that nothing is
// lost, and that all who read see it within two seconds.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { ingest, one, run } from "./site_under_test.mjs";
import { add, commenter, coordinator, expired, here, home, item, json, kill, mairie, network, newToken, other, restart, rows, send, server, site, there, within, work } from "./work_writers.mjs";

test("a draft is seen by its author and coordinators alone; published, it is everywhere", { timeout: 60000 }, async () => {
  assert.match(one(await send("OPTIONS", "/works"), "allow"), /POST/);
  const reply = await add();
  assert.equal(reply.status, 201, reply.body.toString());
  const draft = json(reply);
  assert.deepEqual([draft.step, draft.revision, draft.public, one(reply, "etag")], ["draft", 1, false, '"1"']);
  assert.ok(one(reply, "location").endsWith(`/works/${draft.id}`));
  const seenBy = async (token) => (await send("GET", `/works/${draft.id}`, { token })).status;
  assert.deepEqual(await Promise.all([mairie, coordinator, other, network].map(seenBy)), [200, 200, 404, 404]);
  assert.equal((await send("POST", `/works/${draft.id}/publish`, { token: other })).status, 404);
  assert.equal((await server.get(`/works/${draft.id}/history`)).status, 401);
  assert.equal(await item(draft.id), null);
  const begun = Date.now();
  const published = await send("POST", `/works/${draft.id}/publish`, { token: mairie });
  assert.equal(published.status, 200, published.body.toString());
  const properties = await within(2000 - (Date.now() - begun), () => item(draft.id));
  assert.equal(properties?.etat_declare, "prevu");
  assert.equal(properties.commune, home);
  for (const feed of ["geojson", "ical", "datex2"]) {
    assert.ok((await server.get(`/works/feeds/${feed}`)).body.toString().includes("Réfection du pont"), feed);
  }
  assert.ok(Date.now() - begun < 2000, `${Date.now() - begun} ms to items and feeds`);
});

test("a work goes its way, and the history says who, when, why, from what to what", { timeout: 60000 }, async () => {
  const { id } = json(await add({ publish: true, debut: "2026-06-10" }));
  const step = async (action, body) => {
    const reply = await send("POST", `/works/${id}/${action}`, { token: mairie, body });
    return [reply.status, json(reply)];
  };
  assert.equal((await step("reopen", { why: "non" }))[0], 409);
  assert.equal((await step("start"))[0], 200);
  assert.equal((await item(id)).etat_declare, "en_cours");
  assert.equal((await item(id)).debut, "2026-06-15");
  assert.equal((await step("cancel", { why: "non" }))[0], 409);
  assert.equal((await step("pause"))[0], 422);
  assert.equal((await step("pause", { why: "Intempéries." }))[0], 200);
  assert.equal((await item(id)).etat_declare, "suspendu");
  assert.equal((await step("start"))[0], 200);
  assert.equal((await step("extend", { fin: "2026-07-01", why: "Roche." }))[0], 422);
  assert.equal((await step("extend", { fin: "2026-08-01" }))[0], 422);
  assert.equal((await step("extend", { fin: "2026-08-01", why: "Roche." }))[0], 200);
  assert.equal((await item(id)).fin, "2026-08-01");
  assert.equal((await step("end", { day: "2027-01-01" }))[0], 422);
  assert.equal((await step("end", { day: "2026-06-15" }))[0], 200);
  assert.deepEqual([(await item(id)).etat_declare, (await item(id)).fin], ["termine", "2026-06-15"]);
  const { changes } = json(await send("GET", `/works/${id}/history`, { token: mairie }));
  assert.deepEqual(changes.map((change) => change.action), ["add", "start", "pause", "start", "extend", "end"]);
  assert.deepEqual(changes.map((change) => change.revision), [1, 2, 3, 4, 5, 6]);
  assert.ok(changes.every((change) => change.who === "Service voirie" && /^20\d\d-/.test(change.at)));
  assert.equal(changes[4].why, "Roche.");
  assert.deepEqual(changes[4].members, [{ name: "fin", from: "2026-07-10", to: "2026-08-01" }]);
});

test("a day that changes takes its exact time and its sighting with it", { timeout: 60000 }, async () => {
  const { id } = json(await add({ publish: true, debut: "2026-06-10", fin: "2026-07-10", fin_exacte: "2026-07-10T18:00:00+02:00" }));
  const patch = async (body) => {
    const reply = await send("PATCH", `/works/${id}`, { token: mairie, body });
    return [reply.status, json(reply)];
  };
  const told = async () => JSON.parse((await server.get("/works/feeds/geojson")).body).features.find((one) => one.id === `saisis:${id}`).properties;
  assert.equal((await told()).fin_exacte.slice(0, 13), "2026-07-10T18");
  const [ , later] = await patch({ fin: "2026-08-20" });
  assert.equal(later.members.fin_exacte, undefined);
  assert.ok(await within(2000, async () => (await told()).fin === "2026-08-20"));
  const [status, refusal] = await patch({ fin: "2026-08-25", fin_exacte: "2026-08-20T18:00:00+02:00" });
  assert.deepEqual([status, refusal.parameters?.map((one) => one.name)], [422, ["fin_exacte"]]);
  assert.equal((await patch({ fin_exacte: "2026-08-22T18:00" }))[0], 422, "nor an hour alone that is of another day");
  assert.equal((await patch({ fin_exacte: "2026-08-21T00:00:00+02:00" }))[0], 200, "midnight ends the day before");
  assert.equal((await patch({ fin: "2026-08-25", fin_exacte: "2026-08-25T18:00" }))[0], 200);
  assert.equal((await send("POST", `/works/${id}/start`, { token: mairie })).status, 200);
  const seen = async () => json(await send("GET", `/works/${id}`, { token: mairie })).members.debut_confirme;
  assert.equal(await seen(), true);
  assert.equal((await patch({ titre: "Autre titre" }))[0], 200);
  assert.equal(await seen(), true);
  assert.equal((await patch({ debut: "2026-06-20" }))[0], 200);
  assert.equal(await seen(), undefined, "another day was not seen");
});

test("a street and its numbers are a place where the site has a layer of streets", { timeout: 60000 }, async () => {
  const token = newToken("Partout");
  const place = async (geometry) => {
    const reply = await add({ geometry }, token);
    return [reply.status, json(reply)];
  };
  const reasons = (problem) => problem.parameters.map(({ name, reason }) => `${name} ${reason}`).join();
  assert.match(reasons((await place("rue du Lavoir"))[1]), /^geometry .*couche de voies/);
  const [lon, lat] = here.coordinates.flat(2);
  const end = [lon + 0.001, lat];
  fs.writeFileSync(path.join(site, "datasets/rues.toml"), `kind = "general"
title.fr = "Rues"
row.fr = "une rue"
source = "fichiers/rues.csv"
crs = "EPSG:4326"
producer = "Essais"
key = ["nom"]
title_property = "nom"
[place]
wkt = "wkt"
[columns.nom]
[columns.numero_debut]
type = "integer"
[columns.numero_fin]
type = "integer"
`);
  fs.writeFileSync(path.join(site, "fichiers/rues.csv"), `nom;numero_debut;numero_fin;wkt\nRue du Lavoir;1;41;LINESTRING (${lon} ${lat}, ${end.join(" ")})\n`);
  fs.appendFileSync(path.join(site, "parvis.toml"), '\n[works]\nstreets = "rues"\n');
  const read = ingest(site, "rues");
  assert.equal(read.code, 0, read.out + read.err);
  const [status, whole] = await place("rue du Lavoir");
  assert.equal(status, 201, JSON.stringify(whole));
  assert.deepEqual(whole.members.geometry, { type: "LineString", coordinates: [[lon, lat], end] });
  const [, half] = await place("rue du lavoir, du 1 au 21");
  assert.ok(Math.abs(half.members.geometry.coordinates[1][0] - lon - 0.0005) < 1e-6, JSON.stringify(half));
  assert.equal((await place("12 rue du Lavoir"))[1].members.geometry.type, "Point");
  for (const [text, reason] of [["rue du Lavoire", /Lavoir/], ["100 à 120 rue du Lavoir", /du 1 au 41/], ["bientôt", /aucune voie/], ["12", /GeoJSON/]]) {
    const [refused, problem] = await place(text);
    assert.equal(refused, 422, text);
    assert.match(reasons(problem), reason);
    assert.ok(problem.parameters.every(({ name }) => name === "geometry"));
  }
  const moved = await send("PATCH", `/works/${half.id}`, { token, body: { geometry: "rue du Lavoir" } });
  assert.deepEqual(json(moved).members.geometry, whole.members.geometry);
});

test("who has read an older revision writes nothing", { timeout: 60000 }, async () => {
  const { id } = json(await add({ publish: true }));
  const patch = (revision, titre) => send("PATCH", `/works/${id}`, { token: mairie, body: { titre }, headers: { "If-Match": revision } });
  assert.equal((await patch('"1"', "Premier")).status, 200);
  assert.equal((await patch('"1"', "Second")).status, 412);
  assert.equal((await patch('"x"', "Tiers")).status, 412);
  assert.equal((await item(id)).titre, "Premier");
  assert.equal((await item(id)).effet, "rue_barree");
  const whole = await send("PUT", `/works/${id}`, { token: mairie, body: { titre: "Tout", debut: "2026-06-20", geometry: here }, headers: { "If-Match": '"2"' } });
  assert.equal(whole.status, 200, whole.body.toString());
  assert.equal((await item(id)).effet, null);
});

test("of two who change at once, one is told that the other was first", { timeout: 60000 }, async () => {
  const { id } = json(await add({ publish: true }));
  const replies = await Promise.all(Array.from({ length: 6 }, (_, i) => send("PUT", `/works/${id}`, { token: mairie, body: work({ titre: `Changé ${i}` }), headers: { "If-Match": '"1"' } })));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 412, 412, 412, 412, 412]);
  const won = replies.find(({ status }) => status === 200);
  assert.equal(json(await send("GET", `/works/${id}`, { token: mairie })).members.titre, json(won).members.titre);
  const again = await send("PUT", `/works/${id}`, { token: mairie, body: json(won).members, headers: { "If-Match": '"2"' } });
  assert.deepEqual([again.status, one(again, "etag")], [200, '"2"'], "the same twice is one change");
});

test("many who write at once are told to come again, and the site is answered beside them", { timeout: 120000 }, async () => {
  const asked = Array.from({ length: 40 }, (_, i) => add({ titre: `En foule ${i}` }));
  const begun = Date.now();
  assert.equal((await server.get("/health")).status, 200);
  const waited = Date.now() - begun;
  const replies = await Promise.all(asked);
  const counted = (status) => replies.filter((reply) => reply.status === status).length;
  assert.equal(counted(201) + counted(503), 40, replies.map(({ status }) => status).join());
  assert.ok(counted(201) >= 8 && counted(503) > 0, `${counted(201)} kept`);
  assert.ok(replies.filter(({ status }) => status === 503).every((reply) => one(reply, "retry-after")));
  assert.ok(waited < 1500, `/health waited ${waited} ms`);
  const kept = JSON.parse(run("work", "list", "--site", site, "--json").out).filter((one) => one.members.titre.startsWith("En foule"));
  assert.equal(kept.length, counted(201), "what was said to be kept is, and nothing else");
});

const refusals = [
  ["no token", () => add({}, ""), 401],
  ["an expired token", () => add({}, expired), 401],
  ["a token for comments", () => add({}, commenter), 403],
  ["a place in another commune", () => add({ geometry: there }), 403],
  ["the works of another owner", () => add({}, network), 403],
  ["no place", () => add({ geometry: undefined }), 422, ["geometry"]],
  ["outside the territory", () => add({ geometry: { type: "Point", coordinates: [179, -80] } }), 422, ["geometry"]],
  ["several faults at once", () => add({ titre: null, debut: "demain", effet: "explosion", cout_eur: "cher" }), 422, ["debut"]],
  ["an end before the start", () => add({ fin: "2026-06-01" }), 422],
  ["a person's address", () => add({ remarque: undefined, description: "appelez jean@exemple.fr" }), 422, ["description"]],
  ["a member that is not known", () => add({ tittre: "x" }), 422, ["tittre"]],
  ["a state that steps decide", () => add({ etat_declare: "termine" }), 422, ["etat_declare"]],
  ["NaN", () => send("POST", "/works", { token: mairie, body: '{"titre":"x","geometry":{"type":"Point","coordinates":[NaN,1]}}' }), 400],
  ["numbers that are none", () => send("POST", "/works", { token: mairie, body: `{"titre":"x","debut":"2026-06-20","geometry":{"type":"Point","coordinates":[1e999,1]}}` }), [400, 422]],
  ["a geometry that is none", () => add({ geometry: { type: "Point", coordinates: "ici" } }), 422, ["geometry"]],
  ["one megabyte", () => send("POST", "/works", { token: mairie, body: JSON.stringify(work({ description: "a".repeat(1_000_000) })) }), 413],
  ["deep nesting", () => send("POST", "/works", { token: mairie, body: "[".repeat(50_000) }), 400],
  ["a long title", () => add({ titre: "a".repeat(251) }), 422, ["titre"]],
  ["a long text", () => add({ description: "é".repeat(4001) }), 422, ["description"]],
  ["a text that turns around", () => add({ titre: "Rue \u202Ebarrée" }), 422, ["titre"]],
  ["a title of two lines", () => add({ titre: "a\nb" }), 422, ["titre"]],
  ["a telephone number in a reason", async () => send("POST", `/works/${json(await add()).id}/cancel`, { token: mairie, body: { why: "Appelez le 06 12 34 56 78" } }), 422, ["why"], 1],
  ["the end of a draft", async () => send("POST", `/works/${json(await add()).id}/end`, { token: mairie }), 409, [], 1],
  ["a step that is none", () => send("POST", "/works/2026-0001/finish", { token: mairie }), [404, 405]],
  ["an unknown work", () => send("POST", "/works/2026-9999/start", { token: mairie }), 404],
  ["DELETE", () => send("DELETE", "/works/2026-0001", { token: mairie }), 405],
  ["a token in the address", () => send("POST", `/works?token=${mairie}`, { body: work() }), 400],
];
for (const [name, ask, status, members = [], made = 0] of refusals) {
  test(`refused: ${name}`, { timeout: 60000 }, async () => {
    const list = () => JSON.parse(run("work", "list", "--site", site, "--json").out);
    const before = list();
    const reply = await ask();
    assert.ok([status].flat().includes(reply.status), `${reply.status} ${reply.body}`);
    if (reply.status === 422) {
      const named = json(reply).parameters.map((one) => one.name);
      for (const member of members) assert.ok(named.includes(member), `${named}`);
    }
    const after = list();
    assert.equal(after.length, before.length + made);
    assert.deepEqual(after.slice(0, before.length), before);
    assert.ok(after.slice(before.length).every(({ revision, step }) => revision === 1 && step === "draft"));
  });
}

test("an operator enters its own works anywhere, and another's it may not touch", { timeout: 60000 }, async () => {
  const made = await add({ geometry: there, maitre_ouvrage: undefined, publish: true }, network);
  assert.equal(made.status, 201, made.body.toString());
  assert.equal(json(made).members.maitre_ouvrage, "Enedis");
  assert.equal((await send("PATCH", `/works/${json(made).id}`, { token: mairie, body: { titre: "À moi" } })).status, 403);
  const { id } = json(await add({ publish: true }));
  assert.equal((await send("PATCH", `/works/${id}`, { token: network, body: { maitre_ouvrage: "Enedis" } })).status, 403);
});

test("a token of a pole enters works in all of it, and nowhere else", { timeout: 60000 }, async () => {
  const pole = (row) => row.properties.pole;
  const inside = rows.filter((row) => pole(row) === pole(rows[0]) && row.properties.commune !== home);
  const outside = rows.find((row) => pole(row) !== pole(rows[0]));
  assert.ok(inside.length && outside, "the pole has several communes, and is not all");
  const token = newToken("Pôle de proximité", "--area", pole(rows[0]));
  for (const row of [rows[0], inside[0]]) assert.equal((await add({ geometry: row.geometry, publish: true }, token)).status, 201);
  const refused = await add({ geometry: outside.geometry }, token);
  assert.equal(refused.status, 403, refused.body.toString());
  const { id } = json(await add({ geometry: outside.geometry, publish: true }, newToken("Partout")));
  assert.equal((await send("PATCH", `/works/${id}`, { token, body: { geometry: rows[0].geometry } })).status, 403, "nor drawn into it");
  assert.equal((await send("POST", `/works/${id}/start`, { token })).status, 403);
});

test("a coordinator reads the drafts of its own reach, and no others", { timeout: 60000 }, async () => {
  const pole = (row) => row.properties.pole;
  const far = rows.find((row) => pole(row) !== pole(rows[0]));
  const token = (...words) => newToken("Coordination", "--coordinator", ...words);
  const [here_, away, all] = [token("--area", `pole/${pole(rows[0])}`), token("--area", pole(far)), token()];
  const [ofOwner, ofAnother] = [token("--owner", "Ville"), token("--owner", "Enedis")];
  const { id } = json(await add());
  const afar = json(await add({ geometry: far.geometry }, newToken("Partout")));
  for (const [token, sees, wanted] of [[here_, id, 200], [here_, afar.id, 404], [away, id, 404], [away, afar.id, 200], [all, id, 200], [all, afar.id, 200], [ofOwner, id, 200], [ofAnother, id, 404]]) {
    assert.equal((await send("GET", `/works/${sees}`, { token })).status, wanted);
    assert.equal((await send("GET", `/works/${sees}/history`, { token })).status, wanted);
    const { works } = json(await send("GET", "/works/entered", { token }));
    assert.equal(works.some((one) => one.id === sees), wanted === 200);
    if (wanted === 404) assert.equal((await send("POST", `/works/${sees}/publish`, { token })).status, 404);
  }
});

test("what a work was as a draft is told to those alone who might read drafts", { timeout: 60000 }, async () => {
  const { id } = json(await add({ titre: "Titre de brouillon" }));
  assert.equal((await send("PATCH", `/works/${id}`, { token: mairie, body: { titre: "Titre public", why: "Motif de brouillon" } })).status, 200);
  assert.equal((await send("POST", `/works/${id}/publish`, { token: mairie })).status, 200);
  assert.equal((await send("POST", `/works/${id}/start`, { token: mairie })).status, 200);
  const told = async (token) => json(await send("GET", `/works/${id}/history`, { token })).changes;
  for (const token of [mairie, coordinator]) assert.deepEqual((await told(token)).map((one) => one.revision), [1, 2, 3, 4]);
  for (const token of [other, network, newToken("Ailleurs", "--commune", rows.find((row) => row.properties.commune !== home).properties.commune, "--coordinator")]) {
    const changes = await told(token);
    assert.deepEqual(changes.map((one) => one.revision), [3, 4]);
    assert.doesNotMatch(JSON.stringify(changes), /brouillon/);
    assert.ok(changes[0].members.every(({ from }) => from === ""));
  }
});

test("what is entered is in tiles, and comes by no file", { timeout: 60000 }, async () => {
  const point = { type: "Point", coordinates: here.coordinates.flat(9).slice(0, 2) };
  const { id } = json(await add({ geometry: point, titre: "Dans la tuile", publish: true }));
  const [lon, lat] = point.coordinates;
  const zoom = 14, side = 2 ** zoom;
  const x = Math.floor((lon + 180) / 360 * side);
  const y = Math.floor((1 - Math.asinh(Math.tan(lat * Math.PI / 180)) / Math.PI) / 2 * side);
  const tile = await server.get(`/collections/saisis/tiles/WebMercatorQuad/${zoom}/${y}/${x}?properties=titre`);
  assert.equal(tile.status, 200);
  assert.ok(tile.body.includes("Dans la tuile"));
  const handed = await send("PUT", "/datasets/saisis/source?name=x.csv", { token: mairie, body: "numero,titre\n1,x\n", headers: { "Content-Type": "text/csv" } });
  assert.ok(handed.status >= 400 && handed.status < 500, `${handed.status} ${handed.body}`);
  assert.equal((await item(id)).titre, "Dans la tuile");
});

test("the command line writes too, and the server shows it within two seconds", { timeout: 60000 }, async () => {
  const file = path.join(site, "travaux.json");
  fs.writeFileSync(file, JSON.stringify(work({ titre: "Par commande" })));
  const made = run("work", "add", "--site", site, "--file", file, "--publish", "--by", "Régie", "--json");
  assert.equal(made.code, 0, made.err);
  const { id } = JSON.parse(made.out);
  assert.equal((await within(2000, () => item(id)))?.titre, "Par commande");
  assert.equal(run("work", "extend", "--site", site, id, "--end", "2026-09-01", "--why", "Roche", "--by", "Régie").code, 0);
  assert.ok(await within(2000, async () => (await item(id)).fin === "2026-09-01"));
  assert.match(run("work", "history", "--site", site, id).out, /extend.*Régie : Roche/);
  assert.equal(run("work", "end", "--site", site, id).code, 1);
  assert.equal(ingest(site, "saisis").code, 0);
  assert.equal(ingest(site, "saisis", "--file", file).code, 1);
});

test("kill -9 in the middle leaves whole works, and what was kept is published", { timeout: 120000 }, async () => {
  for (let round = 0; round < 5; ++round) {
    const asked = Array.from({ length: 4 }, (_, i) => add({ titre: `Tué ${round} ${i}`, publish: true }).catch(() => null));
    await new Promise((go) => setTimeout(go, 10 + 25 * round));
    await kill();
    await Promise.all(asked);
    await restart();
    const works = JSON.parse(run("work", "list", "--site", site, "--json").out).filter((one) => one.public);
    const shown = await within(3000, async () => {
      const reply = await server.get("/collections/saisis/items?limit=1000&f=json");
      const features = reply.status === 200 ? json(reply).features : [];
      return features.length === works.length ? features : null;
    });
    assert.ok(shown, "what the register keeps is what is published");
    for (const one of works) {
      const { changes } = JSON.parse(run("work", "history", "--site", site, one.id, "--json").out);
      assert.equal(changes.length, one.revision);
    }
  }
  const doctor = run("doctor", "--site", site);
  assert.equal(doctor.code, 0, doctor.out + doctor.err);
});
