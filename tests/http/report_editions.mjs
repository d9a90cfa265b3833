// SPDX-License-Identifier: EUPL-1.2
// Editions of reports: their files are what was published and say so themselves, a later one is
// named beside the earlier, and the description of the API has their addresses.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { elements, parse, textOf } from "./html_tree.mjs";
import { Server, copySite, ingest, run } from "./site_under_test.mjs";

const rouen = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../datasets/sites/rouen");
const site = copySite(rouen);
assert.equal(ingest(site).code, 0);
const comments = path.join(site, "comments/activite.toml");
const folder = (...names) => path.join(site, "data/reports", ...names);
const publish = (place, year, ...words) => run("report", "--site", site, place, year, "--publish", "--without-pdf", ...words);
/** Edition `number` of Maromme 2025, whose words differ from those before. */
function another(number) {
  if (number > 1) {
    fs.writeFileSync(comments, fs.readFileSync(comments, "utf8").replace(/(id = "neige-maromme-2025"[\s\S]*?""")\n/, `$1\nÉdition ${number}. `));
    assert.equal(ingest(site).code, 0);
  }
  const done = publish("FR_76410", "2025");
  assert.match(done.out, new RegExp(`édition ${number} publiée`), done.err);
}
for (const number of [1, 2, 3]) another(number);
assert.equal(publish("FR_76212", "2024").code, 0);
const server = await Server.start(site);
test.after(() => server.stop());
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const linksOf = (reply) => Object.fromEntries((reply.headers.link ?? []).flatMap((line) => [...line.matchAll(/<([^>]*)>; rel="([^"]*)"/g)].map(([, href, rel]) => [rel, new URL(href, "http://x").pathname])));

test("edition.json has the sum of every other file, and doctor compares them", () => {
  for (const edition of ["1", "2", "3"]) {
    const { files } = JSON.parse(fs.readFileSync(folder("FR_76410/2025", edition, "edition.json")));
    assert.deepEqual(files.map(({ name }) => name).sort(), fs.readdirSync(folder("FR_76410/2025", edition)).filter((name) => !name.startsWith("edition.json")).sort());
    assert.equal(fs.readFileSync(folder("FR_76410/2025", edition, "edition.json.sha256"), "utf8"), `${sha256(fs.readFileSync(folder("FR_76410/2025", edition, "edition.json")))}  edition.json\n`);
    for (const { name, bytes, sha256: sum } of files) {
      const there = fs.readFileSync(folder("FR_76410/2025", edition, name));
      assert.equal(there.length, bytes);
      assert.equal(sha256(there), sum, name);
    }
  }
  const doctor = () => run("doctor", "--site", site);
  const files = ["2/report.csv", "1/report.odt"].map((name) => folder("FR_76410/2025", name)), whole = files.map((file) => fs.readFileSync(file));
  fs.chmodSync(files[0], 0o644);
  fs.writeFileSync(files[0], whole[0].toString().replace("96400", "96401"));
  fs.rmSync(files[1]);
  const found = doctor();
  assert.equal(found.code, 1);
  assert.match(found.out, /Rapport FR_76410 2025, édition 2 : le fichier report\.csv n’est plus celui qui a été publié\./);
  assert.match(found.out, /Rapport FR_76410 2025, édition 1 : le fichier report\.odt manque\./);
  files.forEach((file, index) => fs.writeFileSync(file, whole[index]));
  const again = doctor();
  assert.equal(again.code, 0, again.out);
  assert.doesNotMatch(again.out, /Remarque/);

  // What an edition says of itself is held too …
  const facts = folder("FR_76410/2025/1/edition.json"), text = fs.readFileSync(facts, "utf8"), sum = `${facts}.sha256`, kept = fs.readFileSync(sum);
  fs.chmodSync(facts, 0o644);
  fs.writeFileSync(facts, text.replace("Maromme", "Marommes"));
  const changed = doctor();
  assert.equal(changed.code, 1);
  assert.match(changed.out, /Rapport FR_76410 2025, édition 1 : sa fiche, edition\.json, n’est plus celle qui a été publiée\./);
  // … and one from before there were sums is no fault: nobody could ever mend it.
  fs.rmSync(sum);
  fs.writeFileSync(facts, text.replace(/"files":\[[^\]]*\]/, '"files":[]'));
  const before = doctor();
  assert.equal(before.code, 0, before.out);
  assert.match(before.out, /Remarque : Rapport FR_76410 2025, édition 1 : publiée avant que Parvis ne garde la somme/);
  fs.writeFileSync(facts, text);
  fs.writeFileSync(sum, kept);
});

test("an edition that others followed says which, beside a file that stays as it was", async () => {
  const words = async (target) => textOf(parse((await server.get(target)).body.toString())).replace(/\s+/g, " ");
  assert.match(await words("/reports/FR_76410/2025/1"), /n’est plus la dernière : elle a été suivie par l’édition 2\. La dernière est l’édition 3\./);
  assert.match(await words("/reports/FR_76410/2025/2"), /elle a été suivie par l’édition 3\./);
  assert.doesNotMatch(await words("/reports/FR_76410/2025/2"), /La dernière est/);
  for (const target of ["/reports/FR_76410/2025/3", "/reports/FR_76410/2025"]) assert.doesNotMatch(await words(target), /n’est plus la dernière/);
  const tree = parse((await server.get("/reports/FR_76410/2025/1")).body.toString());
  const [note] = [...elements(tree)].filter(({ name }) => name === "aside");
  for (const { attributes, name } of elements(note)) if (name === "a") assert.equal((await server.get(attributes.href)).status, 200, attributes.href);
  for (const format of ["html", "odt", "csv", "json"]) {
    const reply = await server.get(`/reports/FR_76410/2025/1?f=${format}`);
    assert.deepEqual(linksOf(reply), { canonical: "/reports/FR_76410/2025/1", "successor-version": "/reports/FR_76410/2025/2", "latest-version": "/reports/FR_76410/2025" }, format);
    if (format !== "html") assert.deepEqual(reply.body, fs.readFileSync(folder("FR_76410/2025/1", format === "json" ? "edition.json" : `report.${format}`)));
    assert.deepEqual(linksOf(await server.get(`/reports/FR_76410/2025/3?f=${format}`)), { canonical: "/reports/FR_76410/2025/3" });
  }
  // What is served differs from what was, so its tag does.
  const tags = new Set();
  for (const edition of [1, 2, 3]) tags.add((await server.get(`/reports/FR_76410/2025/${edition}?f=html`)).headers.etag[0]);
  assert.equal(tags.size, 3);
});

test("an edition has one address, a place its list", async () => {
  for (const name of ["01", "001", "+1", "0", "1.0", "1%20", "-1", "99999999999999999999"]) {
    const reply = await server.get(`/reports/FR_76410/2025/${name}`, { Accept: "application/json" });
    assert.equal(reply.status, 404, name);
    assert.match(reply.body.toString(), /ou pas cette édition/);
  }
  const all = await server.json("/reports?f=json"), one = await server.json("/reports/FR_76410?f=json");
  assert.equal(all.reports.length, 2);
  assert.deepEqual(one.reports, all.reports.filter(({ place }) => place === "FR_76410"));
  assert.deepEqual(one.reports[0].editions, [1, 2, 3]);
  const list = (await server.get("/reports/FR_76212?f=html")).body.toString();
  assert.ok(list.includes("Darnétal") && !/<h3>.*Maromme/.test(list));
  for (const target of ["/reports/FR_76540", "/reports/..%2f", "/reports/.lock", "/reports/%2e%2e"]) assert.ok([400, 404].includes((await server.get(target)).status), target);
});

test("reports are in the menu, and in the description of the API with their formats", async () => {
  const home = parse((await server.get("/?f=html")).body.toString());
  const [menu] = [...elements(home)].filter(({ attributes }) => attributes.class === "menu");
  assert.ok([...elements(menu)].some(({ name, attributes }) => name === "a" && attributes.href === "/reports"));
  const api = await server.json("/api");
  for (const address of ["/reports", "/reports/{placeId}", "/reports/{placeId}/{year}", "/reports/{placeId}/{year}/{edition}"]) {
    const { get } = api.paths[address] ?? assert.fail(address);
    const format = get.parameters.find(({ name }) => name === "f").schema.enum;
    const target = get.parameters.filter((one) => one.in === "path").reduce((made, { name, example }) => made.replace(`{${name}}`, example), address);
    const types = Object.keys(get.responses["200"].content);
    for (const f of format) {
      const reply = await server.get(`${target}?f=${f}`);
      if (f === "pdf") assert.equal(reply.status, 404, "these were published without");
      else {
        assert.equal(reply.status, 200, `${target}?f=${f}`);
        assert.ok(types.includes(reply.headers["content-type"][0].split(";")[0]), `${target}?f=${f}`);
      }
    }
    if (address.includes("{year}")) assert.deepEqual([...format].sort(), ["csv", "html", "json", "odt", "pdf"]);
  }
  // A site without reports has none to try.
  const bare = copySite(rouen);
  assert.equal(ingest(bare).code, 0);
  const other = await Server.start(bare);
  const before = await other.get("/api?f=json");
  const pages = ["/?f=html", "/collections?f=html", "/collections/chantiers?f=html", "/communes/FR_76212?f=html", "/comments?f=html"];
  const tags = await Promise.all(pages.map(async (target) => (await other.get(target)).headers.etag?.[0]));
  assert.ok(!("/reports/{placeId}" in JSON.parse(before.body).paths));
  assert.ok(!/href="\/reports"/.test((await other.get("/?f=html")).body.toString().split("<footer")[0]));
  assert.equal(run("report", "--site", bare, "FR_76212", "2024", "--publish", "--without-pdf").code, 0);
  const after = await other.get("/api?f=json", { "If-None-Match": before.headers.etag[0] });
  assert.equal(after.status, 200);
  assert.ok("/reports/{placeId}" in JSON.parse(after.body).paths);
  await new Promise((go) => setTimeout(go, 1200)); // the server looks twice a second
  for (const [i, target] of pages.entries()) {
    const page = await other.get(target, { "If-None-Match": tags[i] });
    assert.equal(page.status, 200, target);
    assert.ok(page.body.toString().includes('href="/reports"'), target);
    assert.equal((await other.get(target, { "If-None-Match": page.headers.etag[0] })).status, 304, target);
  }
  await other.stop();
});

test("the list reads an edition once, and sees one that was replaced", async () => {
  const list = async () => (await server.json("/reports/FR_76212?f=json")).reports;
  const file = folder("FR_76212/2024/1/edition.json"), whole = fs.readFileSync(file), then = new Date("2026-01-02T03:04:05Z");
  fs.chmodSync(file, 0o644);
  fs.utimesSync(file, then, then);
  assert.equal((await list())[0].name, "Darnétal");
  // What no longer can be read does not take from the list what was read of it …
  fs.writeFileSync(file, "{");
  fs.utimesSync(file, then, then);
  assert.equal((await list())[0].name, "Darnétal");
  // … but another file is another edition.
  fs.writeFileSync(file, whole.toString().replace('"name":"Darnétal"', '"name":"Darnétal bis"'));
  assert.equal((await list())[0].name, "Darnétal bis");
  fs.writeFileSync(file, whole);
});
