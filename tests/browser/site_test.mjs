// SPDX-License-Identifier: EUPL-1.2
// What readers do, in Debian's Chromium, against a running server: PARVIS_URL=http://… node
// site_test.mjs. Prints one line per check and "N passed, N failed"; exits 1 when one failed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { check, launch, runAll } from "./checks.mjs";

const base = process.env.PARVIS_URL?.replace(/\/$/, "");
if (!base) {
  console.error("PARVIS_URL is not set: start a server and give its address");
  process.exit(2);
}
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const browser = await launch();

async function json(path) {
  const answer = await fetch(base + path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function firstOf(path) {
  return (await json(path)).features?.[0];
}

/** A fresh page; everything it complains of is kept. */
async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url())) complaints.push(`asks ${request.url()}`);
  });
  await page.goto(base + path, { waitUntil: "load" });
  return { page, complaints, close: () => context.close() };
}

async function mapReady(page) {
  await page.locator("[data-map]").first().scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector("[data-map]").dataset.state, null, { timeout: 60000 });
  const state = await page.locator("[data-map]").first().getAttribute("data-state");
  check(state === "ready", `the map is '${state}'`);
}

const communes = await json("/collections/communes/items?f=json&limit=10000");
const commune = communes.features.find((one) => one.geometry);
const landing = await json("/collections?f=json");
const ids = landing.collections.map((one) => one.id);
const works = await fetch(`${base}/works`).then(() => ids.find((id) => /chantier|travaux|works/.test(id)));
const work = works && (await firstOf(`/collections/${works}/items?f=json&limit=1&etat=en_cours`));
const pages = {
  home: "/",
  works: "/works",
  clashes: "/works/clashes",
  collections: "/collections",
  communes: "/collections/communes",
  commune: `/communes/${commune.id}`,
  comments: "/comments",
  catalogue: "/catalogue",
  "comments to look through": "/comments/review",
  search: `/recherche?q=${encodeURIComponent(commune.properties.commune_nom)}`,
  "search without a word": "/recherche",
  "search without an answer": "/recherche?q=xyzzy",
  api: "/api?f=html",
  reports: "/reports",
  "works chosen": `/works?commune=${commune.id}&etat=tous`,
  "works of another day": "/works?at=2014-06-01",
  "versions": `/collections/${ids[0]}/versions`,
  "missing page": "/nulle-part",
  "missing place": "/communes/FR_00000",
  "bad request": "/collections/communes/items?f=html&limite=3",
  "missing version": `/collections/${ids[0]}/items?f=html&version=999`,
};
const failing = { "missing page": 404, "missing place": 404, "bad request": 400, "missing version": 404 };
if (work) pages["comment form"] = `/comments/new?dataset=${works}&key=${encodeURIComponent(work.id)}`;
// With its key: every page here opens in a browser without a cookie.
if (process.env.PARVIS_DESK) pages.deposit = process.env.PARVIS_DESK.slice(process.env.PARVIS_DESK.indexOf("/depot"));
for (const level of ids.filter((id) => id !== "communes")) {
  const area = await firstOf(`/collections/${level}/items?f=json&limit=1`);
  if (area && (await fetch(`${base}/${level}/${area.id}?f=html`)).ok) pages[`area ${level}`] = `/${level}/${area.id}`;
}
for (const id of ids) {
  const row = id !== works && (await firstOf(`/collections/${id}/items?f=json&limit=1`));
  if (row) pages[`item of ${id}`] = `/collections/${id}/items/${encodeURIComponent(row.id)}?f=html`;
}
for (const id of ids) pages[`dataset ${id}`] ??= `/collections/${id}`;
const { reports } = await json("/reports?f=json");
for (const { place, year, edition } of reports) pages[`report ${place} ${year}`] = `/reports/${place}/${year}/${edition}`;
if (work) {
  pages.work = `/collections/${works}/items/${work.id}`;
  pages["notice of a work"] = `${pages.work}/notice`;
  pages["works near a street this week"] = `/works?q=${encodeURIComponent(work.properties.voie ?? "")}&distance=1000&period=week`;
}

const checks = {
  async "the map draws the communes, its labels and its works"() {
    const { page, complaints, close } = await open("/");
    await mapReady(page);
    const seen = await page.evaluate(() => {
      const map = document.querySelector("[data-map]").parvisMap;
      const areas = new Set(map.queryRenderedFeatures({ layers: ["communes-fill"] }).map((one) => one.properties["parvis:id"]));
      return { areas: areas.size, names: map.queryRenderedFeatures({ layers: ["commune-names"] }).length, items: Number(document.querySelector("[data-map]").dataset.items) };
    });
    const drawn = communes.features.filter((one) => one.geometry).length;
    check(seen.areas === drawn, `${seen.areas} communes drawn, ${drawn} published`);
    check(seen.names > 0, "no name is drawn");
    check(!works || seen.items > 0, "no work or equipment reached the map");
    const picture = await page.locator(".map-canvas canvas").first().screenshot();
    check(picture.length > 20000, `the map's picture has ${picture.length} bytes: nothing is drawn`);
    check(complaints.length === 0, complaints.join(" | "));
    await close();
  },

  async "a commune's page opens from the map by a click"() {
    const { page, complaints, close } = await open("/");
    await mapReady(page);
    await page.locator(".map-bar input[type=checkbox]:checked").evaluateAll((boxes) => boxes.forEach((box) => box.click()));
    const at = await page.evaluate(() => {
      const map = document.querySelector("[data-map]").parvisMap;
      const box = map.getCanvas().getBoundingClientRect();
      for (let y = 40; y < box.height - 40; y += 12) {
        for (let x = 40; x < box.width - 120; x += 12) {
          if (map.queryRenderedFeatures([x, y], { layers: ["communes-fill"] }).length) return { x: box.x + x, y: box.y + y };
        }
      }
      return null;
    });
    check(at, "no commune is on the screen");
    await page.mouse.click(at.x, at.y);
    await page.locator(".map-panel a.button").click();
    await page.waitForURL(/\/communes\//);
    check((await page.locator("h1").innerText()).length > 1, "the page has no title");
    check(complaints.length === 0, complaints.join(" | "));
    await close();
  },

  async "the map's panel opens and closes by keyboard alone"() {
    const { page, close } = await open(`/communes/${commune.id}`);
    await mapReady(page);
    await page.locator(".map-canvas canvas").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".map-panel:not([hidden])");
    check(await page.evaluate(() => document.activeElement.closest(".map-panel") !== null), "the panel does not take the focus");
    await page.keyboard.press("Escape");
    check(await page.locator(".map-panel").first().isHidden(), "Escape does not close the panel");
    check(await page.evaluate(() => document.activeElement.tagName === "CANVAS"), "the focus does not return to the map");
    await close();
  },

  async "another measure colours the map and says its method"() {
    const { page, close } = await open("/");
    await mapReady(page);
    const legend = () => page.locator(".legend-title").innerText();
    const before = await legend();
    await page.locator(".map-measure select").selectOption({ index: 2 });
    check((await legend()) !== before, "the legend did not change");
    check(/Classes|classe/.test(await page.locator(".map-legend").innerText()), "the legend names no method");
    await close();
  },

  async "every page is complete without JavaScript"() {
    for (const [name, path] of Object.entries(pages)) {
      const { page, close } = await open(path, { javaScriptEnabled: false });
      check(await page.locator("h1").first().isVisible(), `${name}: no title`);
      check((await page.locator("main").innerText()).length > 120, `${name}: an empty page`);
      await close();
    }
  },

  async "searching finds a commune without JavaScript"() {
    const { page, close } = await open("/", { javaScriptEnabled: false });
    await page.locator("#q").fill(commune.properties.commune_nom);
    await page.keyboard.press("Enter");
    await page.waitForURL(/recherche/);
    check((await page.locator(`.hits a[href="/communes/${commune.id}"]`).count()) > 0, "the commune is not among the answers");
    await close();
  },

  async "the first Tab reaches the link to the content"() {
    const { page, close } = await open("/");
    await page.keyboard.press("Tab");
    check((await page.evaluate(() => document.activeElement.getAttribute("href"))) === "#contenu", "no skip link");
    await close();
  },

  async "no page scrolls sideways at 390 pixels"() {
    const wrong = [];
    for (const [name, path] of Object.entries(pages)) {
      const { page, close } = await open(path, { viewport: { width: 390, height: 844 } });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) wrong.push(`${name} by ${over}`);
      await close();
    }
    check(wrong.length === 0, wrong.join(", "));
  },

  async "axe finds nothing against accessibility, and no page complains or asks another host"() {
    const wrong = [];
    for (const [name, path] of Object.entries(pages)) {
      const { page, complaints, close } = await open(path);
      if (await page.locator("[data-map]").count()) await mapReady(page);
      const unexpected = complaints.filter((text) => !(failing[name] && text.includes(String(failing[name]))));
      if (unexpected.length) wrong.push(`${name}: ${unexpected.join(" | ")}`);
      await page.evaluate(axeSource);
      const { violations } = await page.evaluate(() => window.axe.run(document));
      for (const one of violations) wrong.push(`${name}: ${one.id} (${one.nodes.slice(0, 3).map((node) => node.target).join("; ")})`);
      await close();
    }
    check(wrong.length === 0, wrong.join("\n    "));
  },

  async "what waits is listed for a token, written anew and withdrawn, with nothing against accessibility"() {
    const token = process.env.PARVIS_TOKEN;
    if (!token || !work) return;
    const send = (method, path, body) => fetch(base + path, { method, headers: { Authorization: `Bearer ${token}`, ...(body ? { "Content-Type": "application/json" } : {}) }, body: body && JSON.stringify(body) });
    const made = await send("POST", "/comments", { target: { dataset: works, key: work.id }, text: "Un **brouillon** qui attend, avec une [adresse](https://exemple.fr).", motive: "travaux", draft: true });
    check(made.status === 201, `the draft: ${made.status} ${await made.clone().text()}`);
    const { id } = await made.json();
    const wrong = [];
    const look = async (page, where) => {
      await page.evaluate(axeSource);
      const { violations } = await page.evaluate(() => window.axe.run(document));
      for (const one of violations) wrong.push(`${where}: ${one.id} (${one.nodes.slice(0, 3).map((node) => node.target).join("; ")})`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) wrong.push(`${where} is ${over} too wide`);
    };
    for (const width of [390, 1280]) {
      const { page, complaints, close } = await open("/comments", { viewport: { width, height: 900 } });
      await page.locator('a[href="/comments/review"]').click();
      await page.locator("#jeton").fill(token);
      await page.locator(".comment-form button").click();
      const section = page.locator(`.comment-waiting:has(#c-${id})`);
      await section.waitFor();
      await section.locator("summary").click();
      await look(page, `what waits, ${width}`);
      check(!(await page.content()).includes(token.split("_")[2]), "the token stands in the page");
      await section.locator('button[value="edit"]').click();
      check((await page.locator("#text").inputValue()).startsWith("Un **brouillon**"), "the form has not the draft's text");
      await look(page, `the draft in the form, ${width}`);
      if (complaints.length) wrong.push(complaints.join(" | "));
      await close();
    }
    await send("DELETE", `/comments/${id}`);
    check(wrong.length === 0, wrong.join("\n    "));
  },

  async "pages of errors have the status of their error"() {
    for (const [name, status] of Object.entries(failing)) {
      const answer = await fetch(base + pages[name], { headers: { Accept: "text/html" } });
      check(answer.status === status, `${name}: ${answer.status}`);
      check((await answer.text()).includes("<h1>"), `${name}: no page`);
    }
  },

  async "works are chosen by a form without JavaScript"() {
    if (!works) return;
    const { page, close } = await open("/works", { javaScriptEnabled: false });
    await page.locator("#filtre-etat").selectOption("en_cours");
    const option = page.locator("#filtre-commune option").nth(1);
    const count = Number((await option.innerText()).match(/\((\d+)\)/)[1]);
    await page.locator("#filtre-commune").selectOption({ index: 1 });
    await page.locator(".filter button[type=submit]").click();
    await page.waitForURL(/etat=en_cours/);
    const shown = await page.locator(".work-title").count();
    check(shown > 0 && shown <= Math.min(count, 50), `${shown} works shown, ${count} promised`);
    await close();
  },

  async "the slider of the works map takes another day by keyboard: list, map and address"() {
    const { page, complaints, close } = await open("/works", { reducedMotion: "reduce" });
    await mapReady(page);
    const slider = page.getByRole("slider", { name: /Jour montré/ });
    await slider.focus();
    await page.keyboard.press("End");
    await page.waitForFunction(() => new URL(location.href).searchParams.has("at"), null, { timeout: 20000 });
    const day = new URL(page.url()).searchParams.get("at");
    const html = await (await fetch(`${base}/works?at=${day}`, { headers: { Accept: "text/html" } })).text();
    const count = /<h2 id="liste">([^<]*)/.exec(html)[1].trim();
    check((await page.locator("#liste").textContent()).trim() === count, `the list does not say ${count}`);
    const number = Number(/^\d+/.exec(count)?.[0] ?? 0);
    await page.waitForFunction((n) => Number(document.querySelector("[data-map]").dataset.items) === n, number, { timeout: 20000 });
    check(await slider.evaluate((one) => one === document.activeElement), "the slider lost the focus");
    check(new RegExp(day.slice(0, 4)).test(await slider.getAttribute("aria-valuetext")), "the slider does not say its day");
    check(complaints.length === 0, complaints.join(" | "));
    await close();
  },

  async "works around the reader are asked with the position of the device, and only then"() {
    const [longitude, latitude] = work.geometry.type === "Point" ? work.geometry.coordinates : work.geometry.coordinates.flat(2).slice(0, 2);
    const { page, close } = await open("/works", { geolocation: { longitude, latitude }, permissions: ["geolocation"] });
    await Promise.all([page.waitForURL(/lon=/), page.getByRole("button", { name: "Autour de moi" }).click()]);
    check(await page.locator(`.work-title a[href*="/${work.id}"]`).count(), "the work where the reader stands is not listed");
    await close();
    const refused = await open("/works");
    await refused.page.getByRole("button", { name: "Autour de moi" }).click();
    await refused.page.getByText("Écrivez une adresse").waitFor({ timeout: 15000 });
    await refused.close();
    const without = await open("/works", { javaScriptEnabled: false });
    check(!(await without.page.getByRole("button", { name: "Autour de moi" }).isVisible()), "a button that does nothing without scripts");
    check(!(await without.page.getByRole("slider").isVisible()), "a slider that does nothing without scripts");
    await without.page.getByLabel(/Près d’une adresse/).fill(work.properties.voie);
    await without.page.getByRole("button", { name: "Afficher" }).click();
    check(await without.page.locator(`.work-title a[href*="/${work.id}"]`).count(), "the form does not find the street of a work");
    await without.close();
  },

  async "a notice is printed on one page of A5, and nothing on it covers anything"() {
    const { page, close } = await open(pages["notice of a work"]);
    const printed = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    const sizes = [...printed.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/g)].map(([, wide, tall]) => [Number(wide), Number(tall)]);
    check(sizes.length === 1 && Math.abs(sizes[0][0] - 419.5) < 1.5 && Math.abs(sizes[0][1] - 595.3) < 1.5, `pages: ${JSON.stringify(sizes)}`);
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 560, height: 794 });
    const gap = await page.evaluate(() => document.querySelector(".notice-foot").getBoundingClientRect().top - document.querySelector("dl").getBoundingClientRect().bottom);
    check(gap >= 0, `the foot covers ${-gap} px of the facts`);
    await close();
  },

  async "links on the pages lead somewhere"() {
    const seen = new Map();
    for (const path of Object.values(pages)) {
      const html = await (await fetch(base + path, { headers: { Accept: "text/html" } })).text();
      for (const [, href] of html.matchAll(/<a [^>]*href="(\/[^"]*)"/g)) {
        const address = href.replaceAll("&amp;", "&").split("#")[0];
        // One link of a kind is enough: rows differ by their last part only.
        const kind = address.replace(/\/items\/[^/?]+/, "/items/*").replace(/\/communes\/[^/?]+/, "/communes/*").replace(/=[^&]*/g, "=*");
        if (address && !address.startsWith("/depot") && !seen.has(kind)) seen.set(kind, address);
      }
    }
    const broken = [];
    for (const address of seen.values()) {
      const answer = await fetch(base + address, { headers: { Accept: "text/html,*/*;q=0.8" } });
      if (answer.status >= 400) broken.push(`${address}: ${answer.status}`);
      await answer.arrayBuffer();
    }
    check(seen.size > 10 && broken.length === 0, broken.join(", ") || "hardly any link");
  },
};

await runAll(checks, browser, process.argv.slice(2));
