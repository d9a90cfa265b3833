// SPDX-License-Identifier: EUPL-1.2
// The reports of the demo on paper and in an office suite: pages that a mayor can be handed, and a
// text that says everything that the page says.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { elements, parse, textOf } from "./html_tree.mjs";
import { copySite, ingest, run } from "./site_under_test.mjs";

const rouen = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../datasets/sites/rouen");
const site = copySite(rouen);
assert.equal(ingest(site).code, 0);
const work = fs.mkdtempSync(path.join(os.tmpdir(), "parvis-print-"));
process.on("exit", () => fs.rmSync(work, { recursive: true, force: true }));

const program = (name, ...words) => {
  const done = spawnSync(name, words, { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(done.status, 0, `${name} ${words.join(" ")}: ${done.stderr || done.error}`);
  return done.stdout;
};
function draft(place, year, format, folder = site) {
  const file = path.join(work, `${place}-${year}.${format}`);
  const done = run("report", "--site", folder, place, year, "--draft", "--format", format, "--out", file);
  assert.equal(done.code, 0, done.err);
  return file;
}
const read = (file) => fs.readFileSync(file, "utf8");
const plain = (text) => text.replace(/[\u202f\u00a0\s]+/g, " ").trim();
/** Letters and digits alone: a PDF has its own spaces and ligatures. */
const bare = (text) => text.normalize("NFKC").replace(/[^\p{L}\p{N}]+/gu, "");
const decoded = (text) => text.replace(/&(amp|lt|gt|quot|#39|apos);/g, (all, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", apos: "'" })[name]);
const withClass = (tree, name) => [...elements(tree)].filter(({ attributes }) => (attributes.class ?? "").split(" ").includes(name));
const named = (tree, name) => [...elements(tree)].filter((one) => one.name === name);

const mm = 72 / 25.4;
/** The pages of a PDF: their lines from above, without the foot. */
function pagesOf(file) {
  return program("pdftotext", "-bbox-layout", file, "-").split("<page ").slice(1).map((page) => {
    const lines = [...page.matchAll(/<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([\s\S]*?)<\/line>/g)].map(([, left, top, right, bottom, words]) => ({
      left: Number(left), top: Number(top), right: Number(right), bottom: Number(bottom),
      text: plain([...words.matchAll(/<word [^>]*>([^<]*)/g)].map(([, word]) => decoded(word)).join(" ")),
    })).filter(({ top, bottom }) => bottom - top < 62); // without the word across a draft
    // What stands beside each other reads from left to right.
    const rows = [];
    for (const line of lines.filter(({ top }) => top < (297 - 21) * mm).sort((a, b) => a.bottom - b.bottom)) {
      if (rows.length > 0 && line.bottom - rows.at(-1)[0].bottom < 3) rows.at(-1).push(line);
      else rows.push([line]);
    }
    return { all: lines, body: rows.flatMap((row) => row.sort((a, b) => a.left - b.left)) };
  });
}

/** Rules of a page that people notice when they are broken. */
function checkPages(pages, html) {
  const tree = parse(html);
  const headings = ["h1", "h2", "h3"].flatMap((name) => named(tree, name)).map((one) => bare(textOf(one)));
  assert.ok(pages.length >= 8 && pages.length <= 40, `${pages.length} pages`);
  for (const [index, { all, body }] of pages.entries()) {
    const name = `page ${index + 1}`;
    for (const { left, top, right, bottom, text } of all) {
      assert.ok(left >= 17.5 * mm && right <= (210 - 17.5) * mm, `${name}: « ${text} » stands in the margin`);
      assert.ok(top >= 15 * mm && bottom <= (297 - 8) * mm, `${name}: « ${text} » is cut`);
    }
    assert.ok(body.length > 5, `${name} is almost empty`);
    // A heading ends where the last line of the page does: it has nothing under it.
    const last = body.at(-1);
    const end = bare(body.filter(({ bottom }) => bottom > last.bottom - 3).map(({ text }) => text).join(""));
    assert.ok(!headings.some((heading) => end.length > 3 && heading.endsWith(end)), `${name} ends with the heading « ${last.text} »`);
    assert.ok(!body.some(({ text }) => text.includes("\ufffd")), name);
  }
  const texts = pages.map(({ body }) => bare(body.map(({ text }) => text).join("")));
  // The head of a table is repeated where it is cut: one head for each table, so none is.
  for (const of of ["years", "members", "versions"]) {
    const tables = withClass(tree, of);
    if (tables.length === 0) continue;
    const head = bare(textOf(named(tables[0], "thead")[0]));
    const heads = texts.reduce((sum, text) => sum + text.split(head).length - 1, 0);
    assert.equal(heads, tables.length, `${of}: « ${head} » stands ${heads} times for ${tables.length} tables`);
    // And its last row stands on the page of its head.
    for (const table of tables) {
      const rows = named(table, "tr"), caption = bare(textOf(named(table, "caption")[0]));
      const cells = rows.at(-1).children.filter((one) => typeof one !== "string");
      const [end] = plain(textOf(cells.at(-1))).split(" ").map(bare);
      if (caption) assert.ok(texts.some((text) => text.includes(caption) && text.slice(text.indexOf(caption)).includes(end)), `${caption} leaves its last row`);
    }
  }
  // A drawing stands on the page of its words.
  for (const figure of named(tree, "figure")) {
    const words = bare(textOf(named(figure, "figcaption")[0]));
    const drawn = named(figure, "text").map(textOf).map(bare).filter((text) => text.length > 1);
    assert.ok(texts.some((text) => text.includes(words) && drawn.every((one) => text.includes(one))), `« ${words} » is cut from its drawing`);
  }
  return texts;
}

for (const [place, year] of [["FR_76410", "2025"], ["FR_76212", "2025"], ["FR_76410", "2024"], ["austreberthe-cailly", "2025"], ["territoire", "2025"]]) {
  test(`the pages of ${place} ${year} are fit to be handed over`, () => {
    const html = read(draft(place, year, "html")), file = draft(place, year, "pdf");
    checkPages(pagesOf(file), html);
    program("qpdf", "--check", file);
    const facts = program("pdfinfo", file);
    for (const wanted of [/^Title: +.*, rapport d’activité 202[45]$/m, /^Tagged: +yes$/m, /^Page size:.*A4/m, /^JavaScript: +no$/m]) assert.match(facts, wanted);
    // It says of itself no more than a validator has confirmed, and nothing of where it was made.
    const bytes = fs.readFileSync(file);
    assert.ok(!bytes.includes("pdfuaid"));
    const objects = program("qpdf", "--qdf", "--object-streams=disable", file, "-");
    for (const wanted of ["/Lang (fr)", "/DisplayDocTitle true", "/S /H1", "/S /H2", "/S /H3", "/S /Table", "/S /TH", "/S /TD", "/Outlines"]) assert.ok(objects.includes(wanted), wanted);
    assert.ok(!/file:\/\/|\/tmp\//.test(objects), "an address of this machine");
    // Every heading of the page is a heading of the PDF, in its order.
    const tags = program("pdfinfo", "-struct-text", file);
    assert.equal(tags.match(/^ *H1/gm)?.length, 1);
    assert.equal(tags.match(/^ *H2/gm).length, named(parse(html), "h2").length);
    for (const line of program("pdffonts", file).trimEnd().split("\n").slice(2)) assert.match(line.slice(50), /^.*yes +yes +yes|.*yes +no +yes/, line);
    const text = program("pdftotext", "-layout", file, "-");
    for (const wanted of ["€", "é", "è", "à", "ç", "’", "œ".slice(1), "chiffres d’exemple inventés", "Sommaire"]) assert.ok(text.includes(wanted), wanted);
    checkInk(file, place, pagesOf(file).length);
  });
}

/** Drawn: nothing in the outer centimetre of any page, something on each, and not only at its top. */
function checkInk(file, place, pages) {
  const prefix = path.join(work, `drawn-${place}`);
  for (const old of fs.readdirSync(work).filter((name) => name.startsWith(path.basename(prefix)))) fs.rmSync(path.join(work, old));
  program("pdftoppm", "-gray", "-r", "50", file, prefix);
  const drawn = fs.readdirSync(work).filter((name) => name.startsWith(path.basename(prefix)) && name.endsWith(".pgm")).sort();
  assert.equal(drawn.length, pages);
  for (const [index, name] of drawn.entries()) {
    const image = fs.readFileSync(path.join(work, name));
    const [, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(image.subarray(0, 40).toString("latin1"));
    const pixels = image.subarray(image.length - width * height);
    const edge = Math.floor((10 / 25.4) * 50);
    let ink = 0, lowest = 0;
    pixels.forEach((value, at) => {
      if (value > 250) return;
      const x = at % width, y = Math.floor(at / width);
      assert.ok(x >= edge && x < width - edge && y >= edge && y < height - edge, `${name}: ink at ${x}, ${y}`);
      ink += value < 128;
      if (y < height * (1 - 22 / 297)) lowest = y;
    });
    assert.ok(ink > 150, `${name} is blank`);
    if (index + 1 < drawn.length) assert.ok(lowest > height * 0.45, `${name} is empty from ${Math.round((100 * lowest) / height)} % on`);
  }
}

test("these checks see a heading at the foot, a cut table, a lost drawing and a word in the margin", () => {
  const html = read(draft("FR_76410", "2025", "html")), pages = pagesOf(draft("FR_76410", "2025", "pdf"));
  const broken = (change) => { const copy = structuredClone(pages); change(copy); return copy; };
  const line = (page, text) => ({ ...page.body.at(-1), text });
  assert.throws(() => checkPages(broken((copy) => { const one = { ...line(copy[4], "Sports"), bottom: 770, top: 760 }; copy[4].body.push(one); }), html), /ends with the heading/);
  assert.throws(() => checkPages(broken((copy) => { copy[5].body.unshift(line(copy[5], "Indicateur 2021 2022 2023 2024 2025")); }), html), /years: /);
  assert.throws(() => checkPages(broken((copy) => { for (const { body } of copy) for (const one of body) one.text = one.text.replace("Entrées à la piscine (entrées). Trait", "Trait"); }), html), /cut from its drawing/);
  assert.throws(() => checkPages(broken((copy) => { copy[3].all[0].right = 205 * mm; }), html), /in the margin/);
});

test("drawings tell things apart without colour", () => {
  const html = read(draft("FR_76410", "2025", "html"));
  const light = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => { const [dark, pale] = [light(a), light(b)].sort((x, y) => x - y); return (pale + 0.05) / (dark + 0.05); };
  const fills = (pattern) => [...new Set([...html.matchAll(pattern)].map(([, colour]) => colour))];
  const bars = fills(/<rect fill="(#[0-9a-f]{6})" stroke=/g);
  assert.equal(bars.length, 2, "the year of the report, and those before");
  assert.ok(contrast(...bars) >= 4.5, `bars look alike in grey: ${bars}`);
  const cover = /<svg class="territory-map"[\s\S]*?<\/svg>/.exec(html)[0];
  const lands = [...new Set([...cover.matchAll(/fill="(#[0-9a-f]{6})"/g)].map(([, colour]) => colour))];
  assert.equal(lands.length, 2);
  assert.ok(contrast(...lands) >= 4.5, `the place is not seen in grey: ${lands}`);
  for (const [, colour] of html.matchAll(/<path fill="none" stroke="(#[0-9a-f]{6})"/g)) assert.ok(contrast(colour, "#ffffff") >= 3, `a line of ${colour} on white`);
  // Works and equipment differ in shape, not in colour alone.
  assert.ok(/<circle/.test(html));
});

/** The words of a report's page, without the way through it, in their order. */
function wordsOfPage(html) {
  const skipped = (one) => ["style", "head", "svg"].includes(one.name) || ["skip", "bar-top", "contents", "cover-foot"].includes(one.attributes.class);
  const walk = (node) => node.children.map((one) => (typeof one === "string" ? one : skipped(one) ? " " : ["p", "li", "h1", "h2", "h3", "td", "th", "caption", "figcaption", "br", "div", "section"].includes(one.name) ? ` ${walk(one)} ` : walk(one))).join("");
  return plain(walk(parse(html))).split(" ").filter(Boolean);
}
const unzip = "import sys,zipfile,json\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps({n:z.read(n).decode() for n in z.namelist()}))";
function odtOf(file) {
  const bytes = fs.readFileSync(file);
  assert.equal(bytes.subarray(30, 77).toString(), "mimetypeapplication/vnd.oasis.opendocument.text");
  return JSON.parse(program("python3", "-c", unzip, file));
}
function wordsOfOdt(content) {
  const body = content.slice(content.indexOf("<office:text>"), content.indexOf("</office:text>"));
  const text = body.replace(/<svg:desc>[^<]*<\/svg:desc>/g, "").replace(/<\/text:(p|h)>|<text:line-break\/>/g, " ").replace(/<[^>]*>/g, "");
  return plain(decoded(text)).split(" ").filter(Boolean);
}

for (const [place, year] of [["FR_76410", "2025"], ["FR_76212", "2024"], ["territoire", "2025"]]) {
  test(`the ODT of ${place} ${year} says every word and number that the page says`, () => {
    const html = read(draft(place, year, "html")), files = odtOf(draft(place, year, "odt"));
    const page = wordsOfPage(html), odt = wordsOfOdt(files["content.xml"]);
    assert.ok(page.length > 1500);
    const at = page.findIndex((word, index) => word !== odt[index]);
    assert.equal(at, -1, `page: « ${page.slice(at - 5, at + 8).join(" ")} », ODT: « ${odt.slice(at - 5, at + 8).join(" ")} »`);
    assert.equal(odt.length, page.length);
    for (const said of withClass(parse(html), "said")) assert.ok(odt.join(" ").includes(plain(textOf(said)).slice(0, 60)));
    // It is an office document: headings, tables with heads, lists, drawings that are there.
    const tree = parse(html), content = files["content.xml"];
    program("python3", "-c", "import sys,zipfile,xml.dom.minidom as m\nz=zipfile.ZipFile(sys.argv[1])\n[m.parseString(z.read(n)) for n in z.namelist() if n.endswith(('.xml','.svg'))]", path.join(work, `${place}-${year}.odt`));
    for (const level of [1, 2, 3]) assert.equal((content.match(new RegExp(`text:outline-level="${level}"`, "g")) ?? []).length, named(tree, `h${level}`).length - (level === 2 ? 1 : 0), `h${level}`); // but for « Sommaire »
    assert.equal((content.match(/<table:table-header-rows>/g) ?? []).length, named(tree, "table").length);
    const drawings = Object.keys(files).filter((name) => name.startsWith("Pictures/"));
    assert.equal(drawings.length, named(tree, "svg").length);
    for (const name of drawings) assert.ok(files["META-INF/manifest.xml"].includes(`"${name}"`) && content.includes(`"${name}"`), name);
    const styles = new Set([...`${files["styles.xml"]}${content}`.matchAll(/style:name="([^"]+)"/g)].map(([, name]) => name));
    for (const [, name] of content.matchAll(/(?:text|table):style-name="([^"]+)"/g)) assert.ok(styles.has(name), `no style ${name}`);
  });
}

test("what data and texts hold reaches no file and no address of the server", () => {
  const hostile = copySite(rouen), secret = path.join(work, "secret.css");
  fs.writeFileSync(secret, "h1::before { content: 'SECRET-DU-SERVEUR' }");
  const attack = `<img src="file:///etc/passwd"><link rel="stylesheet" href="file://${secret}"><style>@import url(file://${secret});</style><link rel="attachment" href="file:///etc/passwd"><svg width="99999999" height="99999999"><image href="file:///etc/passwd"/></svg>`;
  const comments = path.join(hostile, "comments/activite.toml");
  fs.writeFileSync(comments, read(comments).replace("Deux épisodes de neige", `${attack} ![x](file:///etc/passwd) Deux épisodes de neige`));
  const figures = path.join(hostile, "fichiers/activite.csv");
  fs.writeFileSync(figures, read(figures).replace(/^(76410;Maromme;Sel répandu;2025;.*;)[^;\n]*$/m, (all, start) => `${start}"${attack.replaceAll('"', '""')}"`));
  const settings = path.join(hostile, "parvis.toml");
  fs.writeFileSync(settings, read(settings).replace(/^publisher = .*$/m, `publisher = '${attack}'`));
  const done = ingest(hostile);
  assert.equal(done.code, 0, done.err);
  const html = read(draft("FR_76410", "2025", "html", hostile)), file = draft("FR_76410", "2025", "pdf", hostile);
  assert.ok(html.includes("&lt;img src="));
  assert.doesNotMatch(html, /<(img|link|image)\b.{0,80}/);
  const objects = program("qpdf", "--qdf", "--object-streams=disable", file, "-");
  assert.ok(!objects.includes("/EmbeddedFile") && !objects.includes("/Subtype /Image"));
  const text = program("pdftotext", file, "-");
  assert.ok(text.includes("@import") && !text.includes("root:") && !/SECRET-DU-SERVEUR/.test(text));
  assert.ok(fs.statSync(file).size < 2 << 20);
  const odt = odtOf(draft("FR_76410", "2025", "odt", hostile));
  assert.ok(!Object.values(odt).some((one) => one.includes("root:")) && !/href="file:/.test(odt["content.xml"]));
});
