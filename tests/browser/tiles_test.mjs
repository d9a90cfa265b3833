// SPDX-License-Identifier: EUPL-1.2
// MapLibre draws the tiles and the style from one address, in Debian's Chromium, against a running
// server: PARVIS_URL=http://… node tiles_test.mjs. Prints one line per check; exits 1 when one failed.
import { check, launch, runAll } from "./checks.mjs";

const base = process.env.PARVIS_URL?.replace(/\/$/, "");
if (!base) {
  console.error("PARVIS_URL is not set: start a server and give its address");
  process.exit(2);
}
const json = async (path) => (await fetch(base + path)).json();

const browser = await launch();

const { collections } = await json("/collections?f=json");
const communes = (await json("/collections/communes/items?limit=10000")).features.filter(({ geometry }) => geometry);
const [west, south, east, north] = collections.find(({ id }) => id === "communes").extent.spatial.bbox[0];

/** The map of the home page with another style, the whole territory in sight; what it complained of. */
async function draw(style) {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("response", (answer) => {
    if (answer.status() >= 400) complaints.push(`${answer.status()} ${answer.url()}`);
  });
  await page.goto(base + "/", { waitUntil: "load" });
  await page.locator("[data-map]").first().scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector("[data-map]").dataset.state, null, { timeout: 60000 });
  await page.evaluate(async ({ style, box }) => {
    const map = document.querySelector("[data-map]").parvisMap;
    map.setStyle(style, { diff: false });
    map.fitBounds(box, { animate: false, padding: 10 });
    await new Promise((done) => map.once("idle", done));
  }, { style: base + style, box: [west, south, east, north] });
  return { page, complaints };
}

const seen = (page, layers) => page.evaluate((wanted) => {
  const map = document.querySelector("[data-map]").parvisMap;
  const ids = map.queryRenderedFeatures({ layers: wanted }).map((one) => one.properties.id);
  return [...new Set(ids)];
}, layers);

const checks = {
  async "the style of the whole site draws every commune, and works and equipment over them"() {
    const { page, complaints } = await draw("/styles/tout_le_site");
    const drawn = await seen(page, ["communes-Polygon-fill"]);
    check(drawn.length === communes.length, `${drawn.length} communes drawn, ${communes.length} published`);
    const style = await json("/styles/tout_le_site");
    const signs = style.layers.filter(({ id }) => /-(circle|line)$/.test(id) && !id.startsWith("communes-")).map(({ id }) => id);
    check((await seen(page, signs)).length > 10, "hardly a work, equipment or level is drawn");
    const picture = await page.locator(".map-canvas canvas").first().screenshot();
    check(picture.length > 20000, `the picture has ${picture.length} bytes: nothing is drawn`);
    check(complaints.length === 0, complaints.join(" | "));
    await page.context().close();
  },

  async "every style draws something without a complaint"() {
    const { styles } = await json("/styles");
    for (const { id } of styles) {
      const { page, complaints } = await draw(`/styles/${id}`);
      const style = await json(`/styles/${id}`);
      const drawn = await seen(page, style.layers.filter((layer) => layer["source-layer"]).map((layer) => layer.id));
      check(drawn.length > 0, `${id}: nothing is drawn`);
      check(complaints.length === 0, `${id}: ${complaints.join(" | ")}`);
      await page.context().close();
    }
  },

  async "a row with comments says so to whoever clicks on it"() {
    const { page } = await draw("/styles/communes");
    const commented = await page.evaluate(() => {
      const map = document.querySelector("[data-map]").parvisMap;
      return map.querySourceFeatures("parvis", { sourceLayer: "communes" }).map((one) => one.properties).find((one) => one.commentaires);
    });
    const published = communes.find(({ properties }) => properties.commentaires?.length);
    check(Boolean(commented) === Boolean(published), "tiles and items disagree on comments");
    if (commented) {
      const item = await (await fetch(commented.commentaires_lien)).json();
      check(item.properties.commentaires.length === commented.commentaires, "the link does not lead to the comments");
    }
    await page.context().close();
  },
};

await runAll(checks, browser);
