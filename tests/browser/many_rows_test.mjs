// SPDX-License-Identifier: EUPL-1.2
// The map of a dataset of more rows than are sent to a page: clusters from afar, vector tiles from
// near, in Debian's Chromium. PARVIS names the binary; the site is made here, of 3,000 works.
// usage: node many_rows_test.mjs SOURCE_DIR. Prints one line per check; exits 1 when one failed.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { check, launch, runAll } from "./checks.mjs";

const parvis = process.env.PARVIS;
const rows = 3000;
const site = fs.mkdtempSync("/tmp/parvis-many-");
fs.cpSync(path.join(process.argv[2], "tests/fixtures/site"), site, { recursive: true });
const lines = ["numero;titre;debut;fin;circulation;lon;lat"];
const effects = ["Rue barrée", "Alternat", "Chaussée rétrécie"];
for (let i = 0; i < rows; ++i) {
  // Spread evenly (Roberts' R2 sequence).
  const lon = 1.0 + ((0.7548776662 * i) % 1) * 0.29, lat = 49.0 + ((0.5698402909 * i) % 1) * 0.29;
  lines.push(`N${i};Chantier numéro ${i};01/01/2026;01/0${1 + (i % 9)}/2027;${effects[i % 3]};${lon.toFixed(5)};${lat.toFixed(5)}`);
}
fs.writeFileSync(path.join(site, "fichiers/chantiers.csv"), lines.join("\n") + "\n");
const ingested = spawnSync(parvis, ["ingest", "--site", site], { encoding: "utf8" });
if (ingested.status !== 0) throw new Error(ingested.stderr);
const server = spawn(parvis, ["serve", "--site", site, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
process.on("exit", () => {
  server.kill("SIGKILL");
  fs.rmSync(site, { recursive: true, force: true });
});
const base = await new Promise((resolve, reject) => {
  server.stdout.once("data", (text) => resolve(/http:\S+\d/.exec(String(text))[0]));
  server.once("exit", (code) => reject(new Error(`parvis serve ended with ${code}`)));
});

const browser = await launch();
const published = (await (await fetch(`${base}/collections/chantiers/items?limit=1`)).json()).numberMatched;

async function open(viewport) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const complaints = [], asked = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => asked.push(request.url().slice(base.length)));
  await page.goto(`${base}/collections/chantiers`, { waitUntil: "load" });
  await page.locator("[data-map]").first().scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector("[data-map]").dataset.state, null, { timeout: 60000 });
  check((await page.locator("[data-map]").first().getAttribute("data-state")) === "ready", "the map is not ready");
  return { page, complaints, asked, close: () => context.close() };
}

const go = (page, camera) => page.evaluate(async (to) => {
  const map = document.querySelector("[data-map]").parvisMap;
  map.jumpTo(to);
  await new Promise((done) => map.once("idle", done));
}, camera);
const drawn = (page, layer) => page.evaluate((name) => {
  const map = document.querySelector("[data-map]").parvisMap;
  return map.queryRenderedFeatures({ layers: [name] }).map(({ properties }) => properties);
}, layer);

const checks = {
  async "from afar every row is counted in a cluster, and no row is sent"() {
    for (const viewport of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
      const { page, complaints, asked, close } = await open(viewport);
      const clusters = await drawn(page, "items-page-clusters");
      const alone = await drawn(page, "items-page-alone");
      const counted = clusters.reduce((sum, { count }) => sum + count, alone.length);
      check(counted === published, `${counted} of ${published} at ${viewport.width} px`);
      check(!asked.some((one) => /^\/collections\/chantiers\/items\?.*limit=10000/.test(one)), "all rows were sent");
      check(complaints.length === 0, complaints.join(" | "));
      await close();
    }
  },

  async "from near each row has its sign, from tiles, as the items say"() {
    const { page, complaints, asked, close } = await open({ width: 1280, height: 900 });
    await go(page, { center: [1.15, 49.17], zoom: 14 });
    const box = await page.evaluate(() => document.querySelector("[data-map]").parvisMap.getBounds().toArray().flat());
    const within = await (await fetch(`${base}/collections/chantiers/items?limit=1000&bbox=${box.join(",")}`)).json();
    const signs = new Map((await drawn(page, "items-page-points")).map((one) => [one.id, one]));
    check(within.features.length > 0, "no row lies there");
    for (const { id, properties } of within.features) {
      check(signs.get(id)?.titre === properties.titre && signs.get(id)?.etat === properties.etat && signs.get(id)?.fin === properties.fin, `${id} has no sign, or another`);
    }
    check(asked.some((one) => /^\/collections\/chantiers\/tiles\/WebMercatorQuad\/\d+\/\d+\/\d+\?properties=/.test(one)), "no tile was asked for");
    check((await page.locator(".map-legend li").count()) >= 2, "the legend names no sign");
    check(complaints.length === 0, complaints.join(" | "));
    await close();
  },

  async "keys open a cluster, then a row with its page, and close it"() {
    const { page, close } = await open({ width: 1280, height: 900 });
    const [first] = (await (await fetch(`${base}/collections/chantiers/items?limit=1`)).json()).features;
    const canvas = page.locator(".map-canvas canvas").first();
    const clusters = (await (await fetch(`${base}/collections/chantiers/items?cluster=10`)).json()).features;
    await go(page, { center: clusters.find(({ properties }) => properties.nombre > 1).geometry.coordinates, zoom: 9.2 });
    await canvas.focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("[data-map]").parvisMap.getZoom() > 9.5, null, { timeout: 10000 });
    await page.waitForFunction(() => !document.querySelector("[data-map]").parvisMap.isMoving());
    await go(page, { center: first.geometry.coordinates, zoom: 16 });
    await canvas.focus();
    await page.keyboard.press("Enter");
    const link = page.locator(".map-panel a").first();
    await link.waitFor({ timeout: 10000 });
    check((await link.getAttribute("href")) === `/collections/chantiers/items/${encodeURIComponent(first.id)}`, "the panel leads elsewhere");
    check((await page.locator(".map-panel").innerText()).includes(first.properties.titre), "the panel has another title");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !document.querySelector(".map-panel a")?.checkVisibility?.() ?? true);
    await close();
  },

  async "without JavaScript the table says the same"() {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${base}/collections/chantiers`);
    check((await page.locator("#tableau").count()) === 1, "there is no table");
    check((await page.locator("body").innerText()).includes("Chantier numéro"), "the table has no row");
    await context.close();
  },
};

await runAll(checks, browser);
