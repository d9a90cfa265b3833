// SPDX-License-Identifier: EUPL-1.2
// What a resident reads of a work: its page, its notice on one sheet of A5 with a QR code that a telephone reads, and the
// list of works near a place and in a period, held against distances and days that this file counts by itself.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test, { after } from "node:test";
import { Server, copySite, ingest } from "./site_under_test.mjs";

const names = ["numero", "titre", "chantier", "phase", "description", "voie", "debut", "fin", "fin_confirmee", "horaires", "heure_debut", "heure_fin", "jours", "effet", "sens", "cote", "voies_fermees", "voies", "deviation", "arrete", "contact_service", "reception", "etat_declare", "wkt"];
const row = (cells) => names.map((name) => cells[name] ?? "").join(";");
const iso = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);
// The day that the site of the tests is read on.
const today = Date.parse("2026-06-15T00:00:00Z") / 86_400_000;
const long = (words) => words.repeat(Math.ceil(600 / words.length));

// A line from south to north, so that "along the drawing" is north and its right side east.
const north = "LINESTRING (1.02 49.23, 1.0201 49.2321)";
const works = [
  { numero: "W1", titre: "Conduite d’eau", voie: "rue du Bac", debut: iso(today - 10), fin: iso(today + 20), jours: "lu ma me je ve", heure_debut: "08:00", heure_fin: "17:30", effet: "sens_barre", sens: "sens_du_trace", cote: "droite", voies_fermees: "1", voies: "2", deviation: "par le quai", arrete: "T-12", contact_service: "Service de l’eau", reception: iso(today + 30), etat_declare: "en_cours", wkt: north },
  { numero: "W2", titre: "Gaz, étape 1", chantier: "GAZ", phase: "Tranchée", voie: "rue du Bac", debut: iso(today + 5), fin: iso(today + 9), effet: "rue_barree", sens: "sens_inverse", wkt: north },
  { numero: "W3", titre: "Gaz, étape 2", chantier: "GAZ", phase: "Réfection", voie: "rue du Bac", debut: iso(today + 15), fin: iso(today + 19), fin_confirmee: "oui", effet: "alternat", sens: "deux_sens", wkt: north },
  { numero: "W4", titre: long("Titre très long "), description: long("Une description qui n’en finit pas "), voie: long("avenue sans fin "), debut: iso(today - 1), fin: iso(today + 400), horaires: long("du lundi au vendredi, de 8 h à 17 h, "), effet: "rue_barree", deviation: long("par ici puis par là "), arrete: long("Arrêté "), contact_service: long("Service des services "), wkt: "POINT (1.021 49.231)" },
  { numero: "W5", titre: "Sans fin", debut: iso(today - 40), voie: "rue Haute", effet: "gene", wkt: "POINT (1.12 49.23)" },
];
// Texts of all lengths: the sheet takes whole what it has room for.
const some = (letters) => "Les mots d’une phrase que personne ne coupe vont d’un bord à l’autre de la feuille. ".repeat(20).slice(0, letters).trim() + ".";
for (const [i, letters] of [150, 250, 320, 420, 560, 700].entries()) {
  works.push({ numero: `L${i}`, titre: i % 2 ? "Un titre qui prend bien deux lignes sur le papier de la feuille" : "Titre court", description: some(letters), deviation: some(Math.min(letters, 180)), voie: "rue Longue", debut: iso(today - 1), fin: iso(today + 3), effet: "rue_barree", arrete: "Fin de liste", contact_service: "Service de l’eau", wkt: "POINT (1.12 49.231)" });
}
works.push({ numero: "A1", titre: "Annulé", voie: "rue Haute", debut: iso(today - 1), fin: iso(today + 9), effet: "rue_barree", deviation: "par le pont", etat_declare: "annule", wkt: "POINT (1.12 49.23)" });
works.push({ numero: "E1", titre: "Fini avant l’heure", voie: "rue Haute", debut: iso(today - 9), fin: iso(today + 9), effet: "gene", etat_declare: "termine", wkt: "POINT (1.12 49.23)" });
// Points and periods strewn about, for the oracles.
for (let i = 0; i < 40; ++i) {
  const begins = today - 60 + 3 * i;
  works.push({ numero: `P${i}`, titre: `Point ${i}`, voie: `rue ${i}`, debut: iso(begins), fin: iso(begins + (i * 7) % 23), effet: "trottoir",
    wkt: `POINT (${(1.01 + 0.0007 * i).toFixed(4)} ${(49.225 + 0.0004 * ((i * 5) % 17)).toFixed(4)})` });
}

const site = copySite();
const definition = path.join(site, "datasets/chantiers.toml");
const columns = names.slice(0, -1).map((name) => `[columns.${name}]\nfrom = "${name}"\n`).join("");
fs.writeFileSync(definition, fs.readFileSync(definition, "utf8").split("[place]")[0] + `separator = ";"\nzone = "Europe/Paris"\n[place]\nwkt = "wkt"\n${columns}`);
fs.writeFileSync(path.join(site, "fichiers/chantiers.csv"), [names.join(";"), ...works.map(row)].join("\n") + "\n");
const read = ingest(site);
assert.equal(read.code, 0, read.out + read.err);
const server = await Server.start(site);
after(() => server.stop());

const html = { Accept: "text/html" };
async function page(address, status = 200) {
  const reply = await server.get(address, html);
  assert.equal(reply.status, status, `${address}: ${reply.body.toString().slice(0, 400)}`);
  return reply.body.toString();
}
const plain = (text) => text.replace(/<[^>]*>/g, " ").replace(/&amp;/g, "&").replace(/[\u202f\u00a0\s]+/g, " ");
const item = (id) => `/collections/chantiers/items/${id}`;
/** The value beside a label on a page of facts. */
const fact = (text, label) => {
  const found = new RegExp(`<dt>${label}</dt><dd[^>]*>(.*?)</dd>`, "s").exec(text);
  return found && plain(found[1]).trim();
};
const listed = (text) => [...text.matchAll(/<p class="work-title"><a href="\/collections\/chantiers\/items\/([^"?]+)/g)].map(([, id]) => id);
/** Of every page of a list. */
async function allListed(query) {
  const ids = [];
  for (let address = `/works?${query}`; address;) {
    const text = await page(address);
    ids.push(...listed(text));
    address = /rel="next" href="([^"]*)"/.exec(text)?.[1].replace(/&amp;/g, "&");
  }
  return ids.sort();
}

test("a work's page says which way, how sure, until when and how to get round", async () => {
  const text = await page(item("W1"));
  assert.equal(fact(text, "Sens concerné"), "Vers le nord");
  assert.equal(fact(text, "Côté de la voie"), "Côté est");
  assert.equal(fact(text, "Files"), "1 file fermée sur 2");
  assert.equal(fact(text, "Horaires"), "Du lundi au vendredi, de 8 h à 17 h 30");
  assert.equal(fact(text, "Pour contourner"), "Par le quai");
  assert.match(fact(text, "Est-ce sûr.\\?"), /prévues/);
  assert.equal(fact(text, "Arrêté"), "T-12");
  assert.equal(fact(text, "Service à contacter"), "Service de l’eau");
  assert.ok(fact(text, "Réception des travaux"));
  const links = [...text.matchAll(/href="(\/works\/feeds\/[^"]*)"/g)].map(([, one]) => one.replace(/&amp;/g, "&"));
  for (const feed of ["ical", "datex2", "atom"]) {
    const address = links.find((one) => one.startsWith(`/works/feeds/${feed}?commune=`));
    assert.ok(address, feed);
    assert.equal((await server.get(address)).status, 200, address);
  }
});

test("phases of a work lead to one another, and the reverse of the drawing is the other way", async () => {
  const text = await page(item("W2"));
  assert.equal(fact(text, "Sens concerné"), "Vers le sud");
  assert.match(fact(text, "Tranchée"), /cette page/);
  assert.match(text, /<dt>Réfection<\/dt><dd><a href="\/collections\/chantiers\/items\/W3">/);
  const other = await page(item("W3"));
  assert.equal(fact(other, "Sens concerné"), "Dans les deux sens");
  assert.match(plain(other), /Fin constatée sur place/);
  assert.match(plain(await page(item("W5"))), /Aucune date de fin n’est annoncée/);
});

const has = (program) => spawnSync("which", [program]).status === 0;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parvis-notice-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
/** The QR code of a notice as a picture, from the squares that its SVG draws. */
function pictureOf(notice) {
  const [, side, squares] = /class="qr"[^>]*viewBox="0 0 (\d+) \d+".*?fill="#000" d="([^"]*)"/s.exec(notice);
  const scale = 6, width = Number(side) * scale;
  const bits = Array.from({ length: width }, () => new Uint8Array(width));
  for (const [, x, y, run] of squares.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let j = 0; j < scale; ++j) bits[Number(y) * scale + j].fill(1, Number(x) * scale, (Number(x) + Number(run)) * scale);
  }
  const file = path.join(folder, "qr.pbm");
  fs.writeFileSync(file, `P1\n${width} ${width}\n${bits.map((line) => line.join(" ")).join("\n")}\n`);
  return file;
}

test("the QR code of a notice is read as the address of the work's page", { skip: !has("zbarimg") && "no zbarimg" }, async () => {
  for (const id of ["W1", "W4"]) {
    const done = spawnSync("zbarimg", ["-q", "--raw", pictureOf(await page(`${item(id)}/notice`))], { encoding: "utf8" });
    assert.equal(done.stdout.trim(), server.base + item(id), done.stderr);
  }
});

test("a notice says what a resident needs, has nothing to fetch, and is of works alone", async () => {
  const reply = await server.get(`${item("W1")}/notice`, html);
  const text = reply.body.toString();
  for (const words of ["Avis aux riverains", "Vers le nord", "Par le quai", "Service de l’eau", "T-12", "Du lundi au vendredi, de 8 h à 17 h 30"].map((one) => one.toLowerCase())) assert.ok(plain(text).toLowerCase().includes(words), words);
  // What stands below is not said again above, and nothing that has room is cut.
  assert.doesNotMatch(plain(text), /…/);
  assert.match(text, /@page \{ size: A5/);
  assert.match(text, /<svg class="notice-map"/);
  assert.doesNotMatch(text, /(src|url)\s*[=(]\s*["']?https?:|<script|<link/);
  assert.match(reply.headers["content-security-policy"][0], /default-src 'none'/);
  await page("/collections/equipements/items/1/notice", 404);
  await page(`${item("rien")}/notice`, 404);
  await page(`${item("W1")}/notice?at=2026-01-01`, 400);
});

test("a notice keeps its sentences whole where there is room, and says of works that are over no way round", async () => {
  for (const [i, letters] of [150, 250, 320].entries()) {
    const text = plain(await page(`${item(`L${i}`)}/notice`));
    assert.ok(text.includes(plain(some(letters))), `L${i}`);
    assert.ok(text.includes(plain(some(Math.min(letters, 180)))), `L${i}`);
  }
  for (const id of ["A1", "E1"]) {
    const text = plain(await page(`${item(id)}/notice`));
    assert.doesNotMatch(text, /Rue barrée|par le pont|Pour contourner/i, id);
  }
  assert.match(plain(await page(`${item("A1")}/notice`)), /Travaux annulés/);
});

test("a notice is one page of A5 as PDF, however much its work has to say", { skip: !(has("weasyprint") && has("pdfinfo")) && "no WeasyPrint or pdfinfo" }, async () => {
  for (const id of ["W1", "W2", "W4", "W5", "L0", "L1", "L2", "L3", "L4", "L5"]) {
    const reply = await server.get(`${item(id)}/notice?f=pdf`);
    assert.equal(reply.status, 200, reply.body.toString().slice(0, 200));
    const file = path.join(folder, `${id}.pdf`);
    fs.writeFileSync(file, reply.body);
    const said = spawnSync("pdfinfo", [file], { encoding: "utf8" }).stdout;
    assert.match(said, /Pages:\s+1\n/, id);
    const [, wide, tall] = /Page size:\s+([\d.]+) x ([\d.]+) pts/.exec(said).map(Number);
    assert.ok(Math.abs(wide - (148 / 25.4) * 72) < 0.5 && Math.abs(tall - (210 / 25.4) * 72) < 0.5, said);
    // The foot stands at the bottom whatever is above it: the last line of the facts ends before it begins.
    if (id.startsWith("L") && has("pdftotext")) {
      const words = spawnSync("pdftotext", ["-bbox", file, "-"], { encoding: "utf8" }).stdout;
      const ends = [...words.matchAll(/yMax="([\d.]+)">liste</g)].map(([, y]) => Number(y));
      assert.ok(ends.length === 1 && ends[0] < (148 / 25.4) * 72, `${id}: ${ends}`);
    }
    if (id === "W4" && has("pdftotext")) {
      const words = spawnSync("pdftotext", ["-bbox", file, "-"], { encoding: "utf8" }).stdout;
      const ends = [...words.matchAll(/yMax="([\d.]+)">Arrêté/g)].map(([, y]) => Number(y));
      assert.ok(ends.length > 3 && Math.max(...ends) < (148 / 25.4) * 72, `${ends}`);
    }
    if (has("zbarimg") && has("pdftoppm")) {
      spawnSync("pdftoppm", ["-r", "150", "-png", file, path.join(folder, id)]);
      const picture = fs.readdirSync(folder).find((name) => name.startsWith(`${id}-`) && name.endsWith(".png"));
      assert.equal(spawnSync("zbarimg", ["-q", "--raw", path.join(folder, picture)], { encoding: "utf8" }).stdout.trim(), server.base + item(id));
    }
  }
});

const point = (one) => /^POINT \(([\d.]+) ([\d.]+)\)$/.exec(one.wkt)?.slice(1).map(Number);
/** On a sphere: leaves the ellipsoid by less than half a percent. */
function metres([lon, lat], [lon2, lat2]) {
  const rad = Math.PI / 180;
  const a = Math.sin(((lat2 - lat) * rad) / 2) ** 2 + Math.cos(lat * rad) * Math.cos(lat2 * rad) * Math.sin(((lon2 - lon) * rad) / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.sqrt(a));
}

test("works near a position are those within the distance, nearest first", async () => {
  const points = works.filter(point);
  let some = 0;
  for (const [lon, lat] of [[1.02, 49.228], [1.03, 49.226], [1.0135, 49.2262]]) {
    for (const distance of [100, 250, 500, 1000]) {
      const query = `etat=tous&lon=${lon}&lat=${lat}&distance=${distance}`;
      const found = (await allListed(query)).filter((id) => /^(P|W4|W5)/.test(id));
      const away = (one) => metres([lon, lat], point(one));
      const ids = (most) => points.filter((one) => away(one) <= most).map((one) => one.numero).sort();
      const sure = ids(distance * 0.99), may = ids(distance * 1.01);
      for (const id of sure) assert.ok(found.includes(id), `${id} is missing at ${query}`);
      for (const id of found) assert.ok(may.includes(id), `${id} is too far at ${query}`);
      some += found.length;
      const shown = listed(await page(`/works?${query}`)).map((id) => points.find((one) => one.numero === id)).filter(Boolean).map(away);
      shown.forEach((one, i) => i && assert.ok(one >= shown[i - 1] * 0.99, `${query}: ${shown}`));
    }
  }
  assert.ok(some > 50);
});

test("works of a period are those that have a day in it", async () => {
  const day = (text) => Math.round(Date.parse(text + "T00:00:00Z") / 86_400_000);
  const expected = (first, last) => works.filter((one) => one.etat_declare !== "annule" && day(one.debut) <= last && (!one.fin || (one.etat_declare === "termine" ? Math.min(day(one.fin), today - 1) : day(one.fin)) >= first)).map((one) => one.numero).sort();
  for (const [first, last] of [[today, today], [today - 50, today - 45], [today + 3, today + 17], [today + 500, today + 501]]) {
    assert.deepEqual(await allListed(`from=${iso(first)}&to=${iso(last)}`), expected(first, last), `${iso(first)} ${iso(last)}`);
  }
  assert.deepEqual(await allListed("period=today"), expected(today, today));
  const monday = today - ((today + 3) % 7);
  assert.deepEqual(await allListed("period=week"), expected(monday, monday + 6));
  assert.deepEqual(await allListed(`from=${iso(today + 30)}`), expected(today + 30, 1e9));
});

test("a street, its door, a commune and nonsense are looked up by the site's own words", async () => {
  const near = await allListed("q=rue+du+Bac&distance=100&etat=tous");
  for (const id of ["W1", "W2", "W3"]) assert.ok(near.includes(id));
  assert.ok(!near.includes("W5"));
  assert.deepEqual(await allListed("q=12+bis,+rue+du+bac&distance=100&etat=tous"), near);
  assert.match(plain(await page("/works?q=rue+du+Bac")), /à moins de 500 m : rue du Bac/);
  const strange = await page(`/works?q=${encodeURIComponent('<b onclick="x">nulle part')}`);
  assert.match(strange, /n’est connu ici ni comme commune/);
  assert.doesNotMatch(strange, /<b onclick/);
  assert.deepEqual(listed(strange), []);
});

test("lists say the way, how sure and how to get round; links keep what was asked", async () => {
  const text = await page("/works?q=rue+du+Bac&distance=1000&period=week&etat=tous");
  assert.match(plain(text), /Sur place · vers le nord · dates prévues · déviation par le quai/);
  const kept = [...text.matchAll(/<nav class="periods".*?<\/nav>/gs)][0][0].match(/href="[^"]*"/g);
  assert.equal(kept.length, 3);
  for (const link of kept) assert.match(link, /q=rue%20du%20Bac|q=rue\+du\+Bac/);
  for (const link of kept) assert.match(link, /distance=1000/);
  assert.match(text, /name="lon" value=""/);
  const here = await page("/works?lon=1.02&lat=49.23&from=2026-01-01&to=2036-01-01");
  assert.match(here, /name="lon" value="1.02"/);
  assert.match(here, /id="filtre-du" name="from" type="date" value="2026-01-01"/);
});

test("programs are told of the same works as people, in the same order and with the same words", async () => {
  const commune = (await server.json("/collections/communes/items?limit=1")).features[0].id;
  const queries = ["", "etat=tous", "q=rue+du+Bac&distance=100&etat=tous", "lon=1.02&lat=49.228&distance=1000&etat=tous", "period=week", `from=${iso(today + 3)}&to=${iso(today + 17)}`, `commune=${commune}`, `at=${iso(today + 40)}`, "etat=prevu&limit=7&page=2", "q=nulle+part"];
  for (const query of queries) {
    const told = await server.json(`/works?f=json&${query}`);
    assert.deepEqual(told.works.map((one) => one.id), listed(await page(`/works?${query}`)), query);
    assert.equal(told.numberReturned, told.works.length);
    assert.ok(told.numberMatched >= told.numberReturned);
  }
  const all = [];
  for (let address = "/works?f=json&etat=tous&limit=10"; address;) {
    const told = await server.json(address);
    all.push(...told.works);
    address = told.links.find(({ rel }) => rel === "next")?.href.slice(server.base.length);
    if (address) address += "&f=json";
  }
  assert.deepEqual(all.map(({ id }) => id).sort(), works.map(({ numero }) => numero).sort());
  const w1 = all.find(({ id }) => id === "W1");
  assert.equal(w1.href, server.base + item("W1"));
  assert.deepEqual([w1.title, w1.etat, w1.from, w1.to, w1.effet, w1.voie], ["Conduite d’eau", "en_cours", works[0].debut, works[0].fin, "sens_barre", "rue du Bac"]);
  const reply = await server.get("/works?f=json&polle=a");
  assert.equal(reply.status, 400);
  assert.match(JSON.parse(reply.body).detail, /Paramètres possibles : .*commune.*period/);
});

test("after a search one lands at the result, and the form is out of the way", async () => {
  const asked = await page("/works?q=rue+du+Bac");
  assert.match(asked, /<form class="filter" action="\/works#liste"/);
  assert.match(asked, /<details class="filter-fold">/);
  for (const link of asked.match(/<nav class="periods".*?<\/nav>/s)[0].match(/href="[^"]*"/g)) assert.match(link, /#liste"$/);
  assert.match(await page("/works"), /<details class="filter-fold" open>/);
});

test("what is wrong in the form is said in the form, once, and what was typed stays", async () => {
  const turned = await page("/works?q=rue+du+Bac&from=2026-07-02&to=2026-07-01", 400);
  assert.match(turned, /name="q"[^>]* value="rue du Bac"/);
  assert.match(turned, /name="from" type="date" value="2026-07-02"/);
  assert.match(turned, /name="to" type="date" value="2026-07-01"/);
  assert.match(turned, /role="alert"/);
  assert.match(plain(turned), /le dernier jour est avant le premier/);
  const far = await page("/works?lon=200&lat=49", 400);
  assert.doesNotMatch(plain(far), /vont ensemble/);
  assert.equal(JSON.parse((await server.get("/works?f=json&lon=200&lat=49")).body).parameters.length, 1);
});

test("words are taken for a position, a commune, a street, in this order; what else they may mean is said", async () => {
  const at = await server.json("/works?f=json&q=49.228,1.02&distance=1000&etat=tous");
  assert.deepEqual(at.works, (await server.json("/works?f=json&lon=1.02&lat=49.228&distance=1000&etat=tous")).works);
  assert.match(plain(await page("/works?q=48.8566,2.3522")), /hors du territoire/);
  assert.match(plain(await page("/works?lon=2.3522&lat=48.8566")), /hors du territoire/);
  const streets = [["rue dubac", "rue du Bac"], ["Rue-du-Bac", "rue du Bac"], ["76540 rue du bac", "rue du Bac"]];
  for (const [typed, name] of streets) assert.ok((await server.json(`/works?f=json&q=${encodeURIComponent(typed)}`)).place.name.startsWith(name), typed);
  const communes = (await server.json("/collections/communes/items?limit=100")).features.map(({ properties }) => properties.nom ?? properties.commune_nom);
  for (const name of communes.filter(Boolean)) assert.equal((await server.json(`/works?f=json&q=${encodeURIComponent("76000 " + name)}`)).place.name, name);
});

test("works that were ended early are among those of the days on which they went on", async () => {
  for (const id of ["E1"]) {
    assert.ok((await allListed(`from=${iso(today - 3)}&to=${iso(today - 1)}`)).includes(id));
    assert.ok(!(await allListed(`from=${iso(today)}&to=${iso(today)}`)).includes(id));
  }
});

test("what does not go together is refused by name", async () => {
  const cases = { "lon=1": "lat", "lat=49": "lon", "lon=x&lat=49": "lon", "lon=1&lat=91": "lat", "lon=nan&lat=49": "lon", "distance=0": "distance", "distance=5001": "distance", "from=2026-02-30": "from",
    "from=2026-02-02&to=2026-02-01": "to", "period=month": "period", "period=week&from=2026-01-01": "period", "q=a&q=b": "q" };
  for (const [query, name] of Object.entries(cases)) assert.match(await page(`/works?${query}`, 400), new RegExp(`«.?${name}.?»|${name}`), query);
  await page("/works?q=&lon=&lat=&distance=500&from=&to=&at=&etat=");
});
