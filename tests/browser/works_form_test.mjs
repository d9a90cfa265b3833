// SPDX-License-Identifier: EUPL-1.2
// A work is entered, drawn on the map and followed in Debian's Chromium, at two widths and without JavaScript, with
// nothing against accessibility: PARVIS_URL=http://… PARVIS_WORKS_TOKEN=parvis_… node works_form_test.mjs.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { check, launch, runAll } from "./checks.mjs";

const base = process.env.PARVIS_URL?.replace(/\/$/, "");
const token = process.env.PARVIS_WORKS_TOKEN;
if (!base || !token) {
  console.log("0 passed, 0 failed: no token for works (PARVIS_WORKS_TOKEN)");
  process.exit(0);
}
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await launch();

async function open(path, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    // A form that is refused is 422, which Chromium tells as an error.
    if (["error", "warning"].includes(message.type()) && !message.text().includes("422")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(base + path);
  return { page, complaints, close: () => context.close() };
}

async function mapReady(page) {
  await page.locator("[data-map]").scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector("[data-map]").dataset.state === "ready", null, { timeout: 60000 });
}

async function look(page, where) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  check(!violations.length, `${where}: ${violations.map((one) => `${one.id} (${one.nodes.slice(0, 3).map((node) => node.target).join("; ")})`)}`);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(over <= 0, `${where} is ${over} too wide`);
}

const drawn = async (page) => JSON.parse((await page.locator("#place").inputValue()) || "null");
/** Clicks beside the middle of the map, which shows Rouen. */
async function click(page, x, y) {
  const canvas = page.locator(".maplibregl-canvas");
  const { width, height } = await canvas.boundingBox();
  await canvas.click({ position: { x: width / 2 + x, y: height / 2 + y } });
  await page.waitForTimeout(350); // else it is a double click, which zooms
}

async function drawLine(page) {
  await page.evaluate(() => document.querySelector("[data-map]").parvisMap.jumpTo({ center: [1.1, 49.44], zoom: 14 }));
  for (const [x, y] of [[-60, 0], [0, 20], [60, 0]]) await click(page, x, y);
}

const checks = {
  async "a line, a point and an area are drawn into the field, by mouse and keyboard, moved and taken back"() {
    const { page, complaints, close } = await open("/works/new", { viewport: { width: 1280, height: 900 } });
    await mapReady(page);
    await drawLine(page);
    const first = await drawn(page);
    check(first.type === "LineString" && first.coordinates.length === 3, JSON.stringify(first));
    check(Math.abs(first.coordinates[1][0] - 1.1) < 0.001 && Math.abs(first.coordinates[1][1] - 49.44) < 0.002, "not where it was clicked");
    const { x, y, width, height } = await page.locator(".maplibregl-canvas").boundingBox();
    await page.mouse.move(x + width / 2, y + height / 2 + 20);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 2 + 60, { steps: 5 });
    await page.mouse.up();
    const moved = await drawn(page);
    check(moved.coordinates.length === 3 && moved.coordinates[1][1] < first.coordinates[1][1], "the point did not move");
    check((await page.evaluate(() => document.querySelector("[data-map]").parvisMap.getCenter().lat)) - 49.44 < 1e-6, "the map moved with it");
    await page.locator(".maplibregl-canvas").focus();
    await page.keyboard.press("Enter");
    check((await drawn(page)).coordinates.length === 4, "Enter adds no point");
    await page.getByRole("button", { name: "Ôter le dernier point" }).click();
    await page.getByRole("button", { name: "Une surface" }).click();
    const area = await drawn(page);
    check(area.type === "Polygon" && area.coordinates[0].length === 4, JSON.stringify(area));
    check((await page.getByRole("button", { name: "Une surface" }).getAttribute("aria-pressed")) === "true", "which kind is not said");
    await page.getByRole("button", { name: "Un point" }).click();
    check((await drawn(page)).type === "Point", "no point");
    await page.getByRole("button", { name: "Tout effacer" }).click();
    check((await drawn(page)) === null, "something is left");
    await page.locator("#place").fill("49.44, 1.09\n49.45, 1.1");
    await page.locator("#titre").focus();
    check((await page.locator("[data-map]").getAttribute("data-drawn")) === "2", "what is typed is not drawn");
    check((await page.locator("#place").inputValue()).startsWith("49.44"), "what is typed was rewritten");
    check(!complaints.length, complaints.join(" | "));
    await close();
  },

  async "a work is entered, mended, published, started and told on its page, at two widths"() {
    for (const width of [390, 1280]) {
      const { page, complaints, close } = await open("/works", { viewport: { width, height: 900 }, hasTouch: width < 500 });
      await page.locator('a[href="/works/new"]').click();
      await mapReady(page);
      await look(page, `new, ${width}`);
      await drawLine(page);
      await page.locator("#titre").fill(`Essai à ${width} pixels`);
      await page.locator("#debut").fill("2026-11-20");
      await page.locator("#fin").fill("2026-11-01");
      await page.locator("#jeton").fill(token);
      await page.locator('button[value="publish"]').click();
      await page.locator("#faute-fin").waitFor();
      await mapReady(page);
      await look(page, `refused, ${width}`);
      check((await drawn(page)).coordinates.length === 3, "the drawing is lost");
      await page.locator("#fin").fill("2027-02-01");
      await page.locator('button[value="publish"]').click();
      await page.locator(".notice-good").waitFor();
      await mapReady(page);
      await look(page, `kept, ${width}`);
      check(!(await page.content()).includes(token.split("_")[2]), "the token stands in the page");
      await page.locator('button[value="start"]').click();
      await page.locator(".notice-good").waitFor();
      await page.locator('.notice-good a[href*="/items/"]').click();
      await page.locator(".work-history").waitFor();
      await look(page, `its page, ${width}`);
      check((await page.locator(".work-history").innerText()).includes("Début"), "the start is not told");
      await page.goto(base + "/works/mine");
      await page.locator("#jeton").fill(token);
      await page.locator('button[value="open"]').click();
      await page.locator(".work-list").waitFor();
      await look(page, `the list, ${width}`);
      check(!complaints.length, complaints.join(" | "));
      await close();
    }
  },

  async "a work is entered without JavaScript"() {
    const { page, close } = await open("/works/new", { viewport: { width: 390, height: 900 }, javaScriptEnabled: false });
    await page.locator("#titre").fill("Sans JavaScript");
    await page.locator("#debut").fill("2026-12-20");
    await page.locator("#place").fill("49.4431, 1.0993");
    await page.locator("#jeton").fill(token);
    await page.locator('button[value="draft"]').click();
    check((await page.locator(".notice-good").innerText()).includes("brouillon"), "it is not kept");
    await close();
  },
};

await runAll(checks, browser, process.argv.slice(2));
