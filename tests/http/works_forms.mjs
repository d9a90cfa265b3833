// SPDX-License-Identifier: EUPL-1.2
// Works as people enter and follow them in forms, with a token: once, by who may, with what was typed kept where it is
// refused, and a history on the work's page that names no person.
import assert from "node:assert/strict";
import test from "node:test";
import { one, run } from "./site_under_test.mjs";
import { add, commenter, coordinator, expired, here, home, idOf, item, json, mairie, network, newToken, other, send, server, site, there, within } from "./work_writers.mjs";

const field = (html, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
const page = async (target) => (await server.get(target, { Accept: "text/html" })).body.toString();
function submit(target, fields, headers = {}) {
  const body = new URLSearchParams(fields).toString();
  return send("POST", target, { body, headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: `http://127.0.0.1:${server.port}`, ...headers } });
}
const text = (reply) => reply.body.toString();
const number = async (target = "/works/new") => field(await page(target), "numero");
const words = (more = {}) => ({ titre: "Réfection du pont", debut: "2026-06-20", fin: "2026-07-10", effet: "rue_barree", categorie: "voirie", maitre_ouvrage: "Ville", geometrie: JSON.stringify(here), geste: "publish", jeton: mairie, ...more });
const enter = async (more = {}, headers = {}) => submit("/works/new", { numero: await number(), ...words(more) }, headers);
const works = () => run("work", "list", "--site", site, "--json").out;
const newest = () => JSON.parse(works()).at(-1);
/** The page of a work for a token that was given before: what its hidden fields carry. */
const carried = (html) => Object.fromEntries(["numero", "qui", "jeu", "vu"].map((name) => [name, field(html, name) ?? ""]));
const open = async (id, token = mairie) => submit(`/works/${id}/edit`, { numero: await number(`/works/${id}/edit`), jeton: token, geste: "open" });
/** Positions of a geometry, latitude first. */
const flat = (geometry) => geometry.coordinates.flat(9);

test("the page of works leads to a form that publishes once, and the work's page says who and when", { timeout: 60000 }, async () => {
  assert.match(await page("/works"), /href="\/works\/new"/);
  const numero = await number();
  const fields = { numero, ...words({ titre: "Par le formulaire" }) };
  const { newest: since } = await server.json("/works/changes");
  const reply = await submit("/works/new", fields);
  assert.equal(reply.status, 200, text(reply));
  assert.match(text(reply), /est publié/);
  assert.ok(text(reply).includes(`href="/works/clashes?commune=${home}"`), "what it may clash with is a step away");
  const told = async () => (await server.json(`/works/changes?since=${since}`)).changes.some((change) => JSON.stringify(change).includes("Par le formulaire"));
  assert.ok(await within(2000, told), "those who poll, too");
  assert.ok(!text(reply).includes(mairie), "the token is not echoed");
  const { id } = newest();
  assert.equal((await within(2000, () => item(id)))?.titre, "Par le formulaire");
  const shown = await page(`/collections/saisis/items/${id}?f=html`);
  assert.match(shown, /Chantier publié<\/strong>, <time datetime="20[^"]+">[^<]+<\/time>, Service voirie/);
  assert.ok(!shown.includes(idOf(mairie)) && shown.includes(`/works/${id}/edit`));
  assert.ok((await server.get("/works/feeds/geojson")).body.toString().includes("Par le formulaire"));
  const before = works();
  const again = await submit("/works/new", fields);
  assert.equal(again.status, 409);
  assert.match(text(again), /déjà arrivé/);
  assert.match(text(again), /value="Par le formulaire"/, "what was typed stays");
  assert.equal(works(), before);
});

test("a draft is its author's until it is published; its steps are told in the form, and confirmed by a person", { timeout: 60000 }, async () => {
  const reply = await enter({ titre: "Brouillon secret", debut: "10/6/2026", cout_eur: "12 500,50 €", geste: "draft" });
  assert.equal(reply.status, 200, text(reply));
  const { id, step, members } = newest();
  assert.deepEqual([step, members.debut, members.cout_eur], ["draft", "2026-06-10", 12500.5]);
  for (const token of [other, network]) {
    const refused = await open(id, token);
    assert.equal(refused.status, 404);
    assert.ok(!text(refused).includes("secret"));
  }
  assert.ok(text(await open(id, coordinator)).includes("Brouillon secret"));
  assert.ok(!(await page(`/works/${id}/edit`)).includes("secret"));
  let html = text(await open(id));
  const take = async (geste, more = {}) => {
    const answer = await submit(`/works/${id}/edit`, { ...carried(html), geste, ...more });
    html = text(answer);
    return answer.status;
  };
  assert.equal(await take("end"), 409, "a draft has not begun");
  assert.equal(await take("change", { ...words({ titre: "Titre public", jeton: "" }), debut: "2026-06-10", geste: "change" }), 200, html);
  assert.equal(await take("publish"), 200, html);
  assert.match(html, /id="jour-start" name="jour" type="date" value="2026-06-10"/, "the planned day, which has come");
  assert.match(html, /id="jour-end"/, "it may have ended");
  assert.equal(await take("start", { jour: "2027-01-01" }), 422, "a day to come");
  assert.equal(await take("start", { jour: "2026-06-11" }), 200, html);
  const begun = await item(id);
  assert.deepEqual([begun.debut, begun.debut_confirme, begun.etat_declare], ["2026-06-11", true, "en_cours"]);
  assert.equal(await take("pause", { pourquoi: "" }), 422);
  assert.equal(await take("pause", { pourquoi: "Intempéries" }), 200);
  assert.equal(await take("start"), 200);
  assert.equal(await take("extend", { fin: "2026-07-01", pourquoi: "Roche" }), 422, "not beyond the last day");
  assert.equal(await take("extend", { fin: "2026-08-01", pourquoi: "Roche" }), 200);
  assert.equal(await take("end", { jour: "2026-06-01" }), 422, "an end before the start");
  assert.equal(await take("end", { jour: "2026-06-15" }), 200, html);
  assert.match(html, /id="fin-reopen" name="fin" type="date" value="2026-08-01">/, "the last day that it had");
  assert.equal(await take("reopen", { pourquoi: "" }), 422);
  assert.equal(await take("change", { ...words({ titre: "Titre public", jeton: "" }), debut: "2026-06-10", fin: "2026-06-12", geste: "change" }), 200, html);
  assert.match(html, /id="fin-reopen"[^>]*value="2026-08-01">/, "whatever its end was changed to since");
  assert.equal(await take("reopen", { fin: "", pourquoi: "Pas fini" }), 200, html);
  assert.equal((await item(id)).fin, "2026-08-01");
  assert.equal(await take("end", { jour: "2026-06-15" }), 200, html);
  const ended = await item(id);
  assert.deepEqual([ended.fin, ended.fin_confirmee, ended.etat_declare], ["2026-06-15", true, "termine"]);
  const shown = await page(`/collections/saisis/items/${id}?f=html`);
  for (const said of ["Intempéries", "Roche", "Prolongation", "Réouverture", "Pas fini", "Service voirie"]) assert.ok(shown.includes(said), said);
  assert.ok(!shown.includes("secret"), "what it was as a draft is not public");
  assert.ok(html.includes("secret"), "but its author's");
});

test("forms that nobody of the site sent are refused", { timeout: 120000 }, async () => {
  await add({ publish: true, titre: "D’un autre" });
  const { id } = newest();
  const mine = carried(text(await open(id)));
  const revoked = newToken("Ancien service");
  assert.equal(run("token", "revoke", "--site", site, idOf(revoked)).code, 0);
  const before = works();
  const made = (await number()).split(".");
  for (const [what, status, more, headers] of [
    ["another site's page", 403, {}, { Origin: "https://mal.fr" }],
    ["another site's page, as browsers say it", 403, {}, { Origin: null, "Sec-Fetch-Site": "cross-site" }],
    ["no number", 403, { numero: "" }],
    ["a number made up", 403, { numero: `${made[0]}.${made[1]}.${"0".repeat(made[2].length)}` }],
    ["a number of another work", 403, { numero: mine.numero }],
    ["a token by its id alone", 403, { jeton: "", qui: idOf(mairie) }],
    ["a token by its id, with the number of a form", 403, { qui: idOf(mairie) }],
    ["no token", 403, { jeton: "" }],
    ["a revoked token", 403, { jeton: revoked }],
    ["an expired token", 403, { jeton: expired }],
    ["a token for comments", 403, { jeton: commenter }],
    ["a gesture that is none", 422, { geste: "delete" }],
    ["a step for what is not there", 422, { geste: "start" }],
    ["a place in another commune", 403, { geometrie: JSON.stringify(there) }],
    ["another owner's work", 403, { jeton: network }],
    ["a place outside the territory", 422, { geometrie: "-80, 179" }],
    ["no place", 422, { geometrie: "" }],
    ["an end before the start", 422, { fin: "2026-06-01" }],
    ["an effect that is none", 422, { effet: "explosion" }],
    ["a long title", 422, { titre: "a".repeat(251) }],
    ["a title of two lines", 422, { titre: "a\nb" }],
    ["a long text", 422, { description: "é".repeat(4001) }],
    ["an address of a person", 422, { description: "Voir jean@exemple.fr" }],
    ["a telephone number", 422, { contact_service: "06 12 34 56 78" }],
    ["a text that turns around", 422, { titre: "Rue \u202Ebarrée" }],
    ["a token in a text", 422, { description: mairie }],
    ["bytes that are no text", 400, { titre: "a\u0000b" }],
  ]) {
    const reply = await enter({ ...more }, headers);
    assert.equal(reply.status, status, `${what}: ${text(reply).slice(0, 2000)}`);
    assert.match(one(reply, "content-type"), /^text\/html/);
    assert.equal(works(), before, what);
  }
  const stolen = await submit(`/works/${id}/edit`, { ...mine, qui: idOf(other), geste: "change", ...words({ jeton: "", geste: "change" }) });
  assert.equal(stolen.status, 403, "the number is of one token");
  const long = await enter({ description: "é".repeat(500_000) });
  assert.equal(long.status, 413);
  assert.equal(works(), before);
});

test("what is wrong is said at each field, all at once, and what was typed stays", { timeout: 60000 }, async () => {
  const reply = await enter({ titre: "", debut: "demain", effet: "explosion", voie: "Rue \"du <b>Bac</b>", geometrie: "49.44 nord" });
  assert.equal(reply.status, 422);
  const html = text(reply);
  for (const name of ["titre", "debut", "effet", "place"]) {
    assert.match(html, new RegExp(`href="#${name}"`), name);
    assert.ok(html.includes(`id="faute-${name}"`), name);
  }
  assert.ok(html.includes("Rue &quot;du &lt;b&gt;Bac&lt;/b&gt;"));
  assert.match(html, />49\.44 nord<\/textarea>/);
  const mended = await submit("/works/new", { ...carried(html), ...words({ jeton: "", titre: "Réparé" }) });
  assert.equal(mended.status, 200, text(mended));
});

test("markup in texts is text wherever it is shown", { timeout: 60000 }, async () => {
  const evil = "\"><img src=x onerror=alert(1)>";
  const reply = await enter({ titre: `Rue ${evil}`, maitre_ouvrage: evil, voie: evil });
  assert.equal(reply.status, 200, text(reply));
  const { id } = newest();
  let html = text(await open(id));
  html = text(await submit(`/works/${id}/edit`, { ...carried(html), geste: "pause", pourquoi: evil }));
  html = text(await submit(`/works/${id}/edit`, { ...carried(html), geste: "start", jour: "2026-06-14", pourquoi: evil }));
  const list = await submit("/works/mine", { numero: await number("/works/mine"), jeton: mairie, geste: "open" });
  for (const shown of [html, text(list), await page(`/collections/saisis/items/${id}?f=html`), await page("/works"), await page("/collections/saisis?f=html")]) {
    assert.ok(!shown.includes("<img src=x"), shown.slice(shown.indexOf("<img src=x") - 200, shown.indexOf("<img src=x") + 50));
  }
  assert.ok(text(list).includes(`/works/${id}/edit`));
});

test("a place is read as people write it", { timeout: 60000 }, async () => {
  const [lon, lat] = flat(here);
  const near = (value) => (value + 0.0005).toFixed(6);
  const a = `${lat}, ${lon}`, b = `${near(lat)}, ${lon}`, c = `${near(lat)}, ${near(lon)}`;
  for (const [typed, type] of [
    [a, "Point"],
    [`${lat} ${lon}`, "Point"],
    [`${lat},${lon}`, "Point"],
    [`${String(lat).replace(".", ",")} ; ${String(lon).replace(".", ",")}`, "Point"],
    [`${String(lat).replace(".", ",")} ${String(lon).replace(".", ",")}`, "Point"],
    [`${a}\r\n\r\n${b}\r\n`, "LineString"],
    [`${a}\n${b}\n${c}`, "LineString"],
    [`${a}\n${b}\n${c}\n${a}`, "Polygon"],
    [`POINT(${lon} ${lat})`, "Point"],
    [`linestring (${lon} ${lat}, ${near(lon)} ${lat})`, "LineString"],
    [JSON.stringify({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [lon, lat] } }), "Point"],
  ]) {
    const reply = await enter({ geometrie: typed });
    assert.equal(reply.status, 200, `${typed}: ${text(reply)}`);
    const kept = json(await server.get(`/collections/saisis/items/${newest().id}?f=json`)).geometry;
    assert.equal(kept.type, type, typed);
    const [x, y] = flat(kept);
    assert.ok(Math.abs(x - lon) < 0.001 && Math.abs(y - lat) < 0.001, `${typed}: ${x} ${y}`);
  }
  for (const typed of ["49.44", "nord, sud", "91, 0", "1,2,3", "POINT EMPTY", "POLYGON((0 0", '{"type":"Point","coordinates":[1e999,0]}', '{"type":"GeometryCollection","geometries":[]}', "[1,2]", "NaN, inf", "POINT(560000 6920000)", "LINESTRING(1 2)", '{"type":"Point","coordinates":[0e111,49]}']) {
    assert.equal((await enter({ geometrie: typed })).status, 422, typed);
  }
});

test("who writes over another's change is told, and nothing is lost", { timeout: 60000 }, async () => {
  await add({ publish: true, titre: "À deux" });
  const { id } = newest();
  const [first, second] = [carried(text(await open(id))), carried(text(await open(id, coordinator)))];
  const change = (fields, titre) => submit(`/works/${id}/edit`, { ...fields, ...words({ jeton: "", titre, geste: "change" }), pourquoi: "Essai" });
  assert.equal((await change(first, "Le premier")).status, 200);
  const late = await change(second, "Le second");
  assert.equal(late.status, 409);
  assert.match(text(late), /a changé depuis/);
  assert.match(text(late), /value="Le second"/);
  assert.match(text(late), /Le premier/, "the history shows the other's");
  assert.equal((await item(id)).titre, "Le premier");
  assert.equal((await change(carried(text(late)), "Le second")).status, 200);
  assert.equal((await item(id)).titre, "Le second");
  const { changes } = json(await send("GET", `/works/${id}/history`, { token: mairie }));
  assert.deepEqual(changes.map(({ who, way }) => [who, way]), [["Service voirie", "api"], ["Service voirie", "form"], ["Pôle", "form"]]);
});

test("the list shows what a token may see, and leads to the form", { timeout: 60000 }, async () => {
  const ask = async (token) => submit("/works/mine", { numero: await number("/works/mine"), jeton: token, geste: "open" });
  await enter({ titre: "Mon brouillon", geste: "draft" });
  assert.ok(text(await ask(mairie)).includes("Mon brouillon"));
  assert.ok(!text(await ask(other)).includes("Mon brouillon"));
  assert.equal((await ask(commenter)).status, 403);
  const html = text(await ask(network));
  const form = await submit("/works/new", { numero: field(html, "numero"), qui: idOf(network), jeu: "", geste: "open" });
  assert.equal(form.status, 200);
  const made = await submit("/works/new", { ...carried(text(form)), ...words({ jeton: "", maitre_ouvrage: "", geometrie: JSON.stringify(there) }) });
  assert.equal(made.status, 200, text(made));
  assert.equal(newest().members.maitre_ouvrage, "Enedis");
  assert.notEqual((await item(newest().id)).commune, home);
});

test("pages with tokens are kept nowhere and framed by nobody", { timeout: 60000 }, async () => {
  for (const target of ["/works/new", "/works/mine", "/works/2026-0001/edit"]) {
    const reply = await server.get(target);
    assert.equal(one(reply, "cache-control"), "no-store", target);
    assert.match(one(reply, "content-security-policy"), /frame-ancestors 'self'/);
  }
});
