// SPDX-License-Identifier: EUPL-1.2
// What entered works may say: whose work they are a phase of, how large they are, which days and
// values are possible, what names nobody; and that all of it is told at once, in words of a form.
import assert from "node:assert/strict";
import test from "node:test";
import { Server, copySite, ingest, one, run } from "./site_under_test.mjs";
import { add, coordinator, here, item, json, mairie, network, newToken, other, send, server, site, there, within } from "./work_writers.mjs";

const made = async (more, token) => {
  const reply = await add(more, token);
  assert.equal(reply.status, 201, reply.body.toString());
  return json(reply).id;
};
/** Reasons by member of what is refused. */
const refused = async (asked, status = 422) => {
  const reply = await asked;
  assert.equal(reply.status, status, reply.body.toString());
  return Object.fromEntries((json(reply).parameters ?? []).map(({ name, reason }) => [name, reason]));
};
const change = (id, body, token = mairie) => send("PATCH", `/works/${id}`, { token, body });

test("a phase is only of a work that its writer may change", { timeout: 60000 }, async () => {
  const ofTown = await made({ publish: true });
  const ofNetwork = await made({ maitre_ouvrage: undefined, publish: true }, network);
  const phase = (chantier, token, more = {}) => add({ maitre_ouvrage: undefined, chantier, publish: true, ...more }, token);
  assert.ok((await refused(phase(ofTown, network), 403)).chantier);
  assert.ok((await refused(phase("2026-9999", network))).chantier);
  assert.ok((await refused(phase(` ${ofTown}`, network))).chantier, "nor written in another way");
  const draft = await made({});
  assert.match((await refused(phase(draft, network))).chantier, /pas de chantier/, "what it may not see is not told to be there");
  assert.equal((await phase(ofNetwork, network)).status, 201);
  assert.equal((await phase(ofTown, mairie)).status, 201);
  assert.equal((await phase(ofTown, other)).status, 201, "another token of the same town");
  const afar = newToken("Au loin", "--commune", json(await send("GET", "/collections/chantiers/items?limit=200&f=json")).features.find((row) => JSON.stringify(row.geometry) === JSON.stringify(there)).properties.commune);
  assert.ok((await refused(phase(ofTown, afar, { geometry: there }), 403)).chantier, "nor out of its reach");
  const own = await made({ maitre_ouvrage: undefined, publish: true }, network);
  assert.ok((await refused(change(own, { chantier: ofTown }, network), 403)).chantier);
  const quiet = await made({ maitre_ouvrage: undefined }, network);
  assert.ok((await refused(change(quiet, { chantier: ofTown }, network), 403)).chantier);
  assert.equal((await item(ofTown)).maitre_ouvrage, "Ville");
  const cifs = (await server.get("/works/feeds/geojson")).body.toString();
  assert.equal(JSON.parse(cifs).features.filter((one) => one.properties.chantier === ofTown && one.properties.maitre_ouvrage === "Enedis").length, 0);
});

test("a phase is no phase of itself, of a phase, or of what is cancelled", { timeout: 60000 }, async () => {
  const whole = await made({ publish: true });
  const phase = await made({ chantier: whole, publish: true });
  assert.match((await refused(change(whole, { chantier: whole }))).chantier, /lui-même/);
  assert.match((await refused(add({ chantier: phase }))).chantier, /une phase de/);
  const third = await made({ publish: true });
  assert.match((await refused(change(whole, { chantier: third }))).chantier, /a des phases/);
  assert.equal((await send("POST", `/works/${third}/cancel`, { token: mairie, body: { why: "Non" } })).status, 200);
  assert.match((await refused(add({ chantier: third }))).chantier, /annulé/);
  assert.equal(run("work", "add", "--site", site, "--set", "chantier=2026-9999", "--set", "titre=x").code, 1);
});

test("a work is drawn with a hundred parts at most, and not on one spot", { timeout: 60000 }, async () => {
  const [lon, lat] = here.coordinates.flat(9);
  const points = (n) => ({ type: "MultiPoint", coordinates: Array.from({ length: n }, (_, i) => [lon + i * 1e-7, lat]) });
  assert.match((await refused(add({ geometry: points(101) }))).geometry, /101 morceaux ; 100 au plus/);
  const lines = { type: "MultiLineString", coordinates: Array.from({ length: 101 }, (_, i) => [[lon, lat], [lon + 1e-6, lat + i * 1e-7]]) };
  assert.match((await refused(add({ geometry: lines }))).geometry, /morceaux/);
  assert.equal((await add({ geometry: points(100) })).status, 201);
  assert.match((await refused(add({ geometry: { type: "LineString", coordinates: [[lon, lat], [lon, lat], [lon, lat]] } }))).geometry, /positions pareilles/);
});

test("a service is to be called, and nobody is named", { timeout: 60000 }, async () => {
  for (const contact of ["Mairie de Rouen, 02 35 08 69 00", "voirie@rouen.fr", "Enedis, 09 72 67 50 76", "Service de l’eau : 02 35 08 69 00, eau@ville.fr"]) {
    const id = await made({ contact_service: contact, publish: true });
    assert.equal((await item(id)).contact_service, contact);
  }
  for (const contact of ["Mme Dupont, 02 35 08 69 00", "jean.dupont@rouen.fr", "Mairie, jean.dupont@rouen.fr", "Jean Dupont, 06 12 34 56 78", "06 12 34 56 78", "Mairie de Rouen, M. Durand"]) {
    assert.match((await refused(add({ contact_service: contact }))).contact_service, /service/, contact);
  }
  for (const text of ["Contact: Mme Dupont, 12 rue de la Paix", "Voir M. Durand", "Mairie de Rouen, 02 35 08 69 00", "à jean.dupont@mairie-été.fr", "06–12–34–56–78", "(0)6 12 34 56 78", "33 6 12 34 56 78"]) {
    for (const member of ["description", "phase", "horaires", "titre"]) assert.ok((await refused(add({ [member]: text })))[member], text);
  }
  for (const text of ["Réfection de la rue M. Berthelot", "Sur ordre de Monsieur le Maire", "3 M. d’euros"]) await made({ description: text });
});

test("what is impossible is refused, each with its reason", { timeout: 60000 }, async () => {
  const faults = await refused(add({ vitesse_kmh: -30, cout_eur: -5, voies: 2, voies_fermees: 9, largeur_m: 9999, tonnage_t: 0, fin: "2062-07-10" }));
  assert.deepEqual(Object.keys(faults).sort(), ["cout_eur", "fin", "largeur_m", "tonnage_t", "vitesse_kmh", "voies_fermees"]);
  assert.match(faults.voies_fermees, /9 files fermées sur 2/);
  for (const [member, value] of [["debut", "0001-01-01"], ["fin", "9999-12-31"], ["fin", "2045-01-01"], ["debut", "1926-01-01"], ["reception", "3000-01-01"], ["debut_exact", "0001-01-01T10:00"]]) {
    const named = Object.keys(await refused(add({ [member]: value })));
    assert.ok(named.includes(member) || (member === "debut" && named.includes("fin")), `${member} ${value}: ${named}`);
  }
});

test("what nobody said to have started ends once its day has come, and an end that was none is taken back", { timeout: 60000 }, async () => {
  const [lon, lat] = here.coordinates.flat(9);
  const geometry = { type: "LineString", coordinates: [[lon, lat], [lon + 1e-5, lat]] };
  const id = await made({ debut: "2026-06-10", fin: "2026-07-10", voie: "Rue du Bac", geometry, publish: true });
  const step = (action, body) => send("POST", `/works/${id}/${action}`, { token: mairie, body });
  const later = await made({ debut: "2026-06-20", publish: true });
  assert.equal((await send("POST", `/works/${later}/end`, { token: mairie })).status, 409, "not before it begins");
  const actions = async (one) => json(await send("GET", `/works/${one}`, { token: mairie })).actions;
  assert.ok((await actions(id)).includes("end") && !(await actions(later)).includes("end"));
  assert.equal((await step("end")).status, 200);
  assert.deepEqual([(await item(id)).etat_declare, (await item(id)).debut, (await item(id)).fin], ["termine", "2026-06-10", "2026-06-15"]);
  const told = async () => JSON.parse((await server.get("/works/feeds/geojson")).body).features.find((one) => one.id === `saisis:${id}`).properties;
  const closing = async () => (await server.get("/works/feeds/cifs")).body.toString().split("<incident").find((one) => one.includes(id) && one.includes("ROAD_CLOSED"));
  assert.equal((await told()).etat, "termine");
  assert.ok((await refused(step("reopen"))).why);
  assert.ok((await refused(step("reopen", { why: "Oubli", fin: "2026-06-01" }))).fin);
  assert.equal((await step("reopen", { why: "Oubli d’une tranchée" })).status, 200);
  const again = await item(id);
  assert.deepEqual([again.etat_declare, again.fin, again.fin_confirmee], ["en_cours", "2026-07-10", null]);
  assert.equal((await told()).etat, "en_cours");
  assert.match(await closing() ?? "", /2026-07-1/, "drivers are told again");
  const { changes } = json(await send("GET", `/works/${id}/history`, { token: mairie }));
  assert.deepEqual([changes.at(-1).action, changes.at(-1).why], ["reopen", "Oubli d’une tranchée"]);
  assert.equal((await step("reopen", { why: "encore" })).status, 409);
  assert.equal((await step("end")).status, 200);
  assert.equal(run("work", "reopen", "--site", site, id, "--end", "2026-08-01", "--why", "Roche", "--by", "Régie").code, 0);
  assert.equal((await within(2000, async () => { const one = await item(id); return one.fin === "2026-08-01" ? one : null; }))?.etat_declare, "en_cours");
});

test("all that is wrong is said at once, in words of a form", { timeout: 60000 }, async () => {
  const all = await refused(add({ foo: 1, titre: null, debut: "2026-02-30", vitesse_kmh: "trente", effet: "explosion", urgent: "peut-être", heure_debut: "tôt", voies: 2.5, fin: "demain" }));
  assert.deepEqual(Object.keys(all).sort(), ["debut", "effet", "fin", "foo", "heure_debut", "titre", "urgent", "vitesse_kmh", "voies"]);
  assert.match(all.debut, /30\/02\/2026 n’existe pas/);
  assert.match(all.vitesse_kmh, /« trente » n’est pas un nombre, comme 30/);
  assert.match(all.foo, /n’existe pas ici/);
  for (const reason of Object.values(all)) assert.doesNotMatch(reason, /colonne|ligne est refusée|En attendant|values|personne qui tient/, reason);
  const swap = (at) => at.map((one) => (Array.isArray(one) ? swap(one) : null)).includes(null) ? [at[1], at[0]] : at.map(swap);
  assert.match((await refused(add({ geometry: { ...here, coordinates: swap(here.coordinates) } }))).geometry, /échangées/);
  assert.doesNotMatch((await refused(add({ geometry: { type: "Point", coordinates: [100, 3] } }))).geometry, /échangées/);
  assert.ok(!("geometry" in (await refused(add({ debut: undefined, fin: undefined })))), "a day that is missing is not said of the place");
  const id = await made({ publish: true });
  const step = await refused(send("POST", `/works/${id}/extend`, { token: mairie, body: { fin: "2026-07-01", why: "Roche", foo: 1 } }));
  assert.deepEqual(Object.keys(step).sort(), ["fin", "foo"]);
  assert.match(step.fin, /10\/07\/2026/);
  assert.equal(run("work", "change", "--site", site, id, "--set", "foo=1", "--by", "Régie").code, 1);
});

test("without a token a published work leads to its row, and a draft is not there", { timeout: 60000 }, async () => {
  const id = await made({ publish: true });
  for (const accept of ["text/html", "application/json"]) {
    const reply = await server.get(`/works/${id}`, { Accept: accept });
    assert.equal(reply.status, 303);
    const target = new URL(one(reply, "location"));
    assert.equal(target.pathname, `/collections/saisis/items/${id}`);
    assert.equal((await server.get(target.pathname, { Accept: accept })).status, 200);
  }
  assert.match(one(await server.get(`/works/${id}?f=html`), "location"), /\?f=html$/);
  assert.equal((await server.get(`/works/${id}?f=a%26b%0D%0Ac`)).headers.some?.(([, value]) => /\n/.test(value)) ?? false, false);
  assert.equal((await server.get(`/works/${await made({})}`)).status, 404);
  assert.equal((await server.get("/works/2026-9999")).status, 404);
  assert.equal((await server.get(`/works/${id}?dataset=chantiers`)).status, 404);
  assert.equal((await server.get(`/works/${id}?fo=html`)).status, 400);
});

test("tokens are listed with what they are for", () => {
  newToken("Coordination", "--owner", "Eau de Rouen", "--coordinator");
  const { out } = run("token", "list", "--site", site);
  assert.match(out, /saisis, les chantiers de « Eau de Rouen » seulement, brouillons des autres compris, saisit des chantiers, « Coordination »/);
  assert.doesNotMatch(out.split("\n").filter((line) => line.includes("saisis")).join(), /dépose des fichiers/);
  const listed = JSON.parse(run("token", "list", "--site", site, "--json").out).find((one) => one.name === "Coordination");
  assert.deepEqual([listed.areas, listed.owner, listed.coordinator], [[], "Eau de Rouen", true]);
});

test("what is entered has no workbook to fill in, and a site without it has no form", { timeout: 60000 }, async () => {
  await made({ publish: true });
  const workbook = run("template", "--site", site, "saisis", "--out", `${site}/modele.xlsx`);
  assert.equal(workbook.code, 1);
  assert.match(workbook.err, /se saisissent/);
  assert.equal((await server.get("/datasets/saisis/model.xlsx")).status, 404);
  assert.equal((await server.get("/datasets/chantiers/model.xlsx")).status, 200);
  assert.doesNotMatch((await server.get("/collections/saisis?f=html")).body.toString(), /model\.xlsx/);
  const desk = await Server.start(site, "--desk");
  try {
    const offered = (await desk.get("/depot", { Cookie: desk.cookie })).body.toString();
    assert.match(offered, /<option[^>]*value="chantiers"/);
    assert.doesNotMatch(offered, /saisis/, "the desk takes no file of it");
  } finally {
    await desk.stop();
  }
  const plain = copySite();
  assert.equal(ingest(plain).code, 0);
  const other = await Server.start(plain);
  try {
    for (const target of ["/works/new", "/works/mine"]) {
      const reply = await other.get(target, { Accept: "text/html" });
      assert.equal(reply.status, 404);
      assert.match(reply.body.toString(), /On ne saisit pas de chantiers ici/);
      assert.doesNotMatch(reply.body.toString(), /name="jeton"|name="titre"/);
    }
  } finally {
    await other.stop();
  }
});
