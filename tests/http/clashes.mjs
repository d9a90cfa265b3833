// SPDX-License-Identifier: EUPL-1.2
// The desk: works that are in each other's way, as JSON, CSV, page and command, on the demo.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { elements, parse, textOf } from "./html_tree.mjs";
import { Server, copySite, ingest, run } from "./site_under_test.mjs";

const site = copySite(path.join(path.dirname(fileURLToPath(import.meta.url)), "../../datasets/sites/rouen"));
// A day on which winter and the end of the year are near: the demo has every kind then. Its dates
// follow the calendar; here they stand still.
const today = "2026-12-01";
const dayAfter = (days) => new Date(Date.parse(today) + days * 86400e3).toISOString().slice(0, 10);
function change(name, from, to) {
  const file = path.join(site, name), text = fs.readFileSync(file, "utf8");
  const changed = text.replace(from, to);
  assert.notEqual(changed, text, name);
  fs.writeFileSync(file, changed);
}
change("parvis.toml", /^# (reference_date = )2026-11-22.*$/m, `$1${today}`);
for (const name of ["chantiers", "marches"]) {
  change(`datasets/${name}.toml`, /^format = "\+days"\n/gm, "");
  const file = path.join(site, `fichiers/${name}.csv`);
  const [head, ...rows] = fs.readFileSync(file, "utf8").split(/\r?\n/).map((line) => line.split(";"));
  for (const row of rows) {
    head.forEach((title, i) => {
      if (/_jours$/.test(title) && /^-?\d+$/.test(row[i] ?? "")) row[i] = dayAfter(Number(row[i]));
    });
  }
  fs.writeFileSync(file, [head, ...rows].map((row) => row.join(";")).join("\n"));
}
// A fire station and a hospital beside the works of the rue Garibaldi, and a library, which is none.
for (const [id, name, family, type] of [["EQ-901", "Caserne", "securite", "Centre d’incendie et de secours"], ["EQ-902", "Soins", "D1", "D101"], ["EQ-903", "Lecture", "culture", "Bibliothèque"]]) {
  fs.appendFileSync(path.join(site, "fichiers/equipements.csv"), `${id};${name};${family};${type};rue Garibaldi;76681;1.0925;49.4136;;;;;;;;;;exemple;\n`);
}
// A quarter that one owner builds in phases, each in the way of the next.
for (const i of [1, 2, 3, 4]) {
  fs.appendFileSync(path.join(site, "fichiers/chantiers.csv"), `\nZA-${i};Phase ${i} du quartier;;;;76681;prevu;${dayAfter(40)};${dayAfter(60)};;gene;;${i % 2 ? "Aménageur" : "aménageur"};;;;A-1;;;;;;POINT (1.0${850 + i} 49.4090)`);
}
assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());

const whole = await server.json("/works/clashes?f=json&limit=500");
/** The page, which must be one. */
async function pageOf(query) {
  const reply = await server.get(`/works/clashes?f=html${query}`);
  assert.equal(reply.status, 200, query);
  return parse(reply.body.toString());
}
const named = (node, name) => [...elements(node)].filter((one) => one.name === name);
const worksOf = (clash) => clash.works.map((one) => one.work.replace("chantiers/", ""));
const find = (kind, ...ids) => whole.clashes.find((one) => one.kind === kind && ids.every((id) => worksOf(one).includes(id)));

const kinds = ["meme_lieu", "autres_horaires", "revetement_recent", "deviation_barree", "acces_coupe", "etablissement", "evenement", "hiver", "sans_reponse", "a_annoncer"];

test("the demo has each kind, and no other", () => {
  assert.equal(whole.count, whole.clashes.length);
  assert.equal(whole.truncated, false);
  assert.deepEqual(Object.keys(whole.kinds).sort(), [...kinds].sort());
  for (const kind of kinds) assert.equal(whole.clashes.filter((one) => one.kind === kind).length, whole.kinds[kind], kind);
  assert.equal(Object.values(whole.kinds).reduce((a, b) => a + b), whole.count);
  assert.equal(Object.values(whole.severities).reduce((a, b) => a + b), whole.count);
});

test("two closings that cut a quarter off name its streets, its people and both works", () => {
  const cut = find("acces_coupe", "CH-012", "CH-013");
  assert.equal(cut.severity, "forte");
  assert.deepEqual(cut.cut_off.streets, ["Rue des Jardins", "Rue de l’Atelier", "Impasse des Lilas"]);
  assert.ok(cut.cut_off.metres > 800 && cut.cut_off.metres < 1000, String(cut.cut_off.metres));
  assert.ok(cut.people.count > 0);
  assert.match(cut.message, /rue des Jardins/);
  // Together: from the first day of the one to the last day of the other.
  assert.deepEqual(cut.days, [{ from: dayAfter(30), to: dayAfter(35) }]);
});

test("schools, hospitals and fire stations are told by their type, and others are not", () => {
  const things = whole.clashes.filter((one) => one.kind === "etablissement" && worksOf(one).includes("CH-012")).map((one) => one.thing.name);
  assert.deepEqual(things.sort(), ["Caserne", "Soins"]);
  assert.ok(whole.clashes.some((one) => one.kind === "etablissement" && /École/.test(one.thing.name)));
  const near = find("meme_lieu", "CH-011", "CH-012").equipment.map((one) => one.name);
  for (const name of ["Caserne", "Soins", "Lecture"]) assert.ok(near.includes(name), name);
});

test("a clock is told with its last day", () => {
  const asked = find("sans_reponse", "CH-021");
  assert.match(asked.sentence, new RegExp(Number(asked.days[0].to.slice(8)) + ".* décembre 2026"));
  const announced = find("a_annoncer", "CH-034");
  assert.deepEqual(announced.days, [{ from: "2026-12-17", to: "2026-12-31" }]);
});

test("what the demo says of its own works is found", () => {
  // "Croise le chantier de la Direction de l’eau sur la même rue", by day and by night.
  assert.equal(find("autres_horaires", "CH-001", "CH-002").severity, "faible");
  // "Le remplacement de la conduite de gaz occupe la même rue pendant les trois premières semaines".
  const same = find("meme_lieu", "CH-011", "CH-012");
  assert.equal(same.severity, "forte");
  assert.equal(same.metres, 0);
  const days = (Date.parse(same.days[0].to) - Date.parse(same.days[0].from)) / 86400e3;
  assert.equal(days, 20);
  assert.ok(find("meme_lieu", "CH-022", "CH-023"));
  assert.ok(find("meme_lieu", "CH-048", "CH-049"));
  assert.ok(find("revetement_recent", "CH-017", "CH-019"));
  const detour = find("deviation_barree", "CH-001", "CH-005");
  assert.equal(detour.to_check, true);
  assert.match(detour.sentence, /vérifier/);
});

test("a clash has its works, days, people, and a draft without addresses of people", () => {
  for (const clash of whole.clashes) {
    assert.ok(clash.days.length > 0, clash.id);
    for (const { from, to } of clash.days) assert.ok(to === null || from <= to, clash.id);
    assert.match(clash.message, /^Objet[ \u202f]: /);
    assert.doesNotMatch(clash.message, /[\w.]+@[\w.]+|mailto:/);
    for (const work of clash.works) assert.ok(clash.message.includes(work.title), clash.id);
  }
  assert.ok(whole.clashes.some((one) => one.people?.count > 0));
  assert.ok(whole.clashes.filter((one) => one.kind === "etablissement").every((one) => one.thing.href && one.equipment.length > 0));
  assert.equal(new Set(whole.clashes.map((one) => one.id)).size, whole.count);
});

test("what cannot be compared or computed is said", () => {
  // The streets of one quarter: other closings are near none of them.
  assert.ok(whole.not_computed.some((text) => /aucune rue du jeu « rues »/.test(text)));
  assert.ok(whole.not_computed.some((text) => /demande/.test(text)));
  assert.ok(Array.isArray(whole.not_comparable));
  assert.match(whole.rules.intervals, /finit/);
});

/** Clashes on a page: one an item, and what is grouped with it. */
const shownOn = (page) => {
  const items = named(page, "li").filter((li) => /^clash( |$)/.test(li.attributes.class ?? ""));
  const grouped = named(page, "details").filter((one) => one.attributes.class === "clash-group").flatMap((one) => named(one, "li"));
  return items.length + grouped.length;
};

test("filters choose, together", async () => {
  const counts = await Promise.all(["kind=meme_lieu", "severity=forte", "pole=seine-sud", "commune=FR_76540"].map((one) => server.json(`/works/clashes?f=json&${one}`)));
  for (const one of counts) assert.ok(one.count > 0 && one.count < whole.count);
  assert.ok(counts[0].clashes.every((one) => one.kind === "meme_lieu"));
  assert.ok(counts[1].clashes.every((one) => one.severity === "forte"));
  const both = await server.json("/works/clashes?f=json&kind=meme_lieu&commune=FR_76681&from=&to=");
  assert.ok(both.clashes.every((one) => one.kind === "meme_lieu"));
  assert.ok(both.clashes.some((one) => worksOf(one).includes("CH-012")));
  // Whatever the filter, the same works are in the CSV, and the calendar has no others.
  for (const one of [...kinds.map((kind) => `kind=${kind}`), "commune=FR_76540", "pole=seine-sud&severity=moyenne", "from=2027-01-04&to=2027-01-10"]) {
    const json = await server.json(`/works/clashes?f=json&limit=500&${one}`);
    const lines = (await server.get(`/works/clashes?f=csv&${one}`)).body.toString().trimEnd().split("\r\n");
    assert.equal(lines.length, json.count + 1, one);
    const page = await pageOf(`&${one}`);
    assert.equal(shownOn(page), json.count, one);
  }
  const week = await server.json("/works/clashes?f=json&limit=500&from=2027-01-04&to=2027-01-10");
  for (const clash of week.clashes) assert.ok(clash.days.some(({ from, to }) => from <= "2027-01-10" && (to ?? "9999") >= "2027-01-04"), clash.id);
  assert.ok(week.count > 0 && week.count < whole.count);
  const far = await server.json("/works/clashes?f=json&from=2099-01-01");
  assert.equal(far.count, 0);
  const wide = await server.json("/works/clashes?f=json&kind=meme_lieu&metres=100");
  assert.ok(wide.count >= whole.kinds.meme_lieu && wide.rules.metres === 100);
});

const folded = (text) => (text ?? "").normalize("NFD").replace(/\p{M}/gu, "").replace(/[’']/g, " ").toLowerCase();
const ownersOf = ({ works: [one, other] }) => [folded(one.owner), other ? folded(other.owner) : null];

test("an owner, two owners, one and the same", async () => {
  const owner = whole.clashes.find(({ works }) => works.length === 2 && works[0].owner).works[0].owner;
  const theirs = await server.json(`/works/clashes?f=json&limit=500&owner=${encodeURIComponent(owner.toUpperCase())}`);
  assert.deepEqual(theirs.clashes.map(({ id }) => id), whole.clashes.filter((one) => ownersOf(one).includes(folded(owner))).map(({ id }) => id));
  const same = await server.json("/works/clashes?f=json&limit=500&owners=same");
  const two = await server.json("/works/clashes?f=json&limit=500&owners=two");
  const pairs = whole.clashes.filter(({ works }) => works.length === 2);
  assert.equal(same.count + two.count, pairs.length);
  assert.ok(same.count > 0 && two.count > 0);
  for (const one of same.clashes) assert.equal(...ownersOf(one), one.id);
});

test("those that one owner can settle are one line, and none is lost", async () => {
  let listed = 0, page = "/works/clashes?f=html";
  const seen = [];
  while (page) {
    const text = (await server.get(page)).body.toString();
    const lines = text.match(/<li class="clash look-.*?<\/details>\s*<\/li>/gs) ?? [];
    for (const line of lines) {
      const more = /class="clash-group"><summary>et ([\d\u202f]+) autre/.exec(line);
      listed += 1 + (more ? Number(more[1].replace(/\D/g, "")) : 0);
      seen.push(more ? Number(more[1]) : 0);
    }
    page = /rel="next" href="([^"]*)"/.exec(text)?.[1].replace(/&amp;/g, "&");
  }
  assert.equal(listed, whole.count);
  // The phases are 7 m apart in a row of 22 m: each is in the way of each of the others.
  assert.ok(seen.includes(5), seen.join());
});

test("a limit that is cut is said; a name or code of a commune leads to its key", async () => {
  const cut = await server.json("/works/clashes?f=json&limit=10000");
  assert.match(cut.note, /10000.*500/);
  assert.equal(cut.limit, 500);
  for (const [address, asked] of [["/works/clashes", "76540"], ["/works/clashes", "rouen"], ["/works/feeds/cifs", "76540"], ["/works/feeds/geojson", "Rouen"]]) {
    const reply = await server.get(`${address}?commune=${asked}`, { Accept: "*/*" });
    assert.match(reply.body.toString(), /FR_76540 \?/, address);
  }
  assert.match((await server.get("/works/feeds/cifs?polle=1")).body.toString(), /Paramètres possibles : commune, pole, bbox/);
  assert.match((await server.get("/works/feeds/cifs?bbox=49.3,1.0,49.5,1.2")).body.toString(), /échangées/);
});

test("a draft is to whoever can act, by the day on which it is written, and keeps names as they are", () => {
  for (const clash of whole.clashes) {
    assert.doesNotMatch(clash.message, /», rouen|, direction de/);
    if (clash.kind !== "sans_reponse") continue;
    assert.doesNotMatch(clash.message, /Jours concernés/);
    const last = clash.days.at(-1).to;
    assert.equal(/Délai dépassé/.test(clash.message.replace(/[\u00a0\u202f]/g, " ")), last < whole.rules.from, clash.id);
    assert.match(clash.message, /demandeur/);
  }
});

test("a page is part of the whole", async () => {
  const first = await server.json("/works/clashes?f=json&limit=3"), second = await server.json("/works/clashes?f=json&limit=3&page=2");
  assert.deepEqual([...first.clashes, ...second.clashes].map((one) => one.id), whole.clashes.slice(0, 6).map((one) => one.id));
  assert.ok(first.links.some((link) => link.rel === "next"));
});

test("a CSV has pages too, and says where the next one is", async () => {
  const lines = async (query) => {
    const reply = await server.get(`/works/clashes?f=csv&${query}`);
    assert.equal(reply.status, 200);
    return [reply.body.toString().trimEnd().split("\r\n"), reply.headers.link?.find((one) => /rel="next"/.test(one))];
  };
  const [all, none] = await lines("");
  assert.equal(none, undefined);
  const [first, next] = await lines("limit=3&kind=etablissement");
  assert.equal(first.length, 4);
  const target = /<([^>]*)>/.exec(next)[1];
  const second = (await server.get(new URL(target).pathname + new URL(target).search)).body.toString().trimEnd().split("\r\n");
  assert.equal(second.length, 4);
  const kept = all.filter((line) => line.startsWith("etablissement,"));
  assert.deepEqual([...first.slice(1), ...second.slice(1)].map((line) => line.split(",")[7]), kept.slice(0, 6).map((line) => line.split(",")[7]));
});

test("distances are a few, for each costs a search", async () => {
  for (const metres of ["500", "24.9", "1e9"]) assert.equal((await server.get(`/works/clashes?f=json&metres=${metres}`)).status, 400, metres);
  const counts = [];
  for (const metres of [0, 5, 10, 25, 50, 100]) counts.push((await server.json(`/works/clashes?f=json&metres=${metres}`)).count);
  assert.deepEqual(counts, counts.toSorted((a, b) => a - b));
  assert.equal(counts[3], whole.count);
});

test("days are cut out of what is known: sixty different ones at once cost no search, and none is put off", async () => {
  const day = (i) => new Date(Date.parse("2026-12-01") + i * 86400e3).toISOString().slice(0, 10);
  const replies = await Promise.all(Array.from({ length: 60 }, (_, i) => server.get(`/works/clashes?f=json&limit=500&from=${day(i)}&to=${day(i + 6)}`)));
  replies.forEach((reply, i) => {
    assert.equal(reply.status, 200, day(i));
    const told = JSON.parse(reply.body.toString()).clashes;
    // All that the whole list has of those days, clocks aside, and of an event only where it takes place on one of them.
    const during = (clash) => clash.days.some(({ from, to }) => from <= day(i + 6) && (to ?? "9999") >= day(i));
    for (const clash of told) assert.ok(during(clash) || ["sans_reponse", "a_annoncer"].includes(clash.kind), clash.id);
    const expected = whole.clashes.filter((one) => during(one) && one.kind !== "evenement").map(({ id }) => id);
    for (const id of expected) assert.ok(told.some((one) => one.id === id), `${id} is missing from ${day(i)}`);
  });
});

test("many different questions at once are answered or told to come again", async () => {
  const replies = await Promise.all(Array.from({ length: 24 }, (_, i) => server.get(`/works/clashes?f=json&from=2027-01-${String(i + 1).padStart(2, "0")}`)));
  assert.ok(replies.every((reply) => reply.status === 200 || (reply.status === 503 && reply.headers["retry-after"])), replies.map(({ status }) => status).join());
  assert.ok(replies.some(({ status }) => status === 200));
  const again = await server.json("/works/clashes?f=json&limit=500");
  assert.deepEqual(again, whole);
});

test("what is wrong is said of each parameter", async () => {
  const reply = await server.get("/works/clashes?f=json&kind=x&severity=9&metres=-1&from=demain&page=0&polle=a&commune=FR_1");
  assert.equal(reply.status, 400);
  const told = JSON.parse(reply.body.toString());
  assert.equal(told.parameters.length, 7);
  assert.equal((await server.get("/works/clashes?f=json&kind=hiver&kind=hiver")).status, 400);
  assert.equal((await server.get("/works/clashes?from=2026-12-02&to=2026-12-01")).status, 400);
  assert.equal((await server.get("/works/clashes", { Accept: "image/png" })).status, 406);
});

test("the CSV has a line for each", async () => {
  const reply = await server.get("/works/clashes?f=csv");
  assert.match(reply.headers["content-type"][0], /^text\/csv/);
  const lines = reply.body.toString().trimEnd().split("\r\n");
  assert.equal(lines.length, whole.count + 1);
  assert.match(lines[0], /^sorte,gravite,/);
  // Each has its people, its equipment and its draft, as the list has them.
  const cells = Object.fromEntries(lines[0].split(",").map((title, i) => [title, i]));
  for (const title of ["habitants_200_m", "equipements", "message"]) assert.ok(title in cells, title);
  const cut = lines.find((line) => line.startsWith("acces_coupe,"));
  assert.match(cut, /Objet/);
});

test("an answer that did not change is not sent again", async () => {
  const reply = await server.get("/works/clashes?f=json");
  const again = await server.get("/works/clashes?f=json", { "If-None-Match": reply.headers.etag[0] });
  assert.equal(again.status, 304);
});

test("the page lists them, and stands in the menu of works", async () => {
  const page = await pageOf("");
  assert.equal(shownOn(page), whole.count);
  assert.match(textOf(page), /Projet de message/);
  const calendar = named(page, "table")[0];
  assert.ok(named(calendar, "tr").length > 5);
  assert.match((await server.get("/works?f=html")).body.toString(), /href="\/works\/clashes"/);
});

test("the command says the same, and exits as others do", () => {
  const csv = run("clashes", "--site", site, "--csv");
  assert.equal(csv.code, 0, csv.err);
  assert.equal(csv.out.trimEnd().split("\r\n").length, whole.count + 1);
  const json = JSON.parse(run("clashes", "--site", site, "--json", "--commune", "FR_76681", "--kind", "meme_lieu").out);
  assert.ok(json.count > 0);
  assert.match(run("clashes", "--site", site).out, /points? à coordonner/);
  const wrong = run("clashes", "--site", site, "--commune", "FR_1");
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /--commune « FR_1 »/);
  assert.equal(run("clashes").code, 2);
});

test("settings that cannot be are refused with their line", () => {
  const other = copySite(site);
  const file = path.join(other, "parvis.toml");
  const text = fs.readFileSync(file, "utf8");
  for (const [from, to, expected] of [
    ["clash_metres = 25", "clash_metres = -1", /clash_metres/],
    ['programme_deadline = "12-31"', 'programme_deadline = "31-12"', /programme_deadline/],
    ['winter = "hiver"', 'hivers = "hiver"', /hivers/],
  ]) {
    assert.ok(text.includes(from));
    fs.writeFileSync(file, text.replace(from, to));
    const done = run("clashes", "--site", other);
    assert.equal(done.code, 1);
    assert.match(done.err, expected);
  }
});

test("doctor names what the desk does not find", () => {
  assert.doesNotMatch(run("doctor", "--site", site).out, /Remarque/);
  const other = copySite(site);
  assert.equal(ingest(other).code, 0);
  const file = path.join(other, "parvis.toml");
  fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace('winter = "hiver"', 'winter = "hivers"'));
  const done = run("doctor", "--site", other);
  assert.equal(done.code, 0, "the disk is sound");
  assert.match(done.out, /Remarque : .*« hivers »/);
});
