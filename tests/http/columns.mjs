// SPDX-License-Identifier: EUPL-1.2
// At the desk: a column of the file that has another name than the dataset expects is chosen from a
// list, the file is read again, and the choice stays with the file.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, one } from "./site_under_test.mjs";

const site = copySite();
const definition = path.join(site, "datasets/chantiers.toml");
fs.writeFileSync(definition, `absent = "removed"\nencoding = "UTF-8"\n${fs.readFileSync(definition, "utf8")}`);
assert.equal(ingest(site).code, 0);
const works = fs.readFileSync(path.join(site, "fichiers/chantiers.csv"), "utf8");
const renamed = works.replace("numero;titre;debut;", "numero;Objet <b>du</b> chantier;Début;");
const server = await Server.start(site, "--desk");
test.after(() => server.stop());

const look = async (target) => (await server.get(target, { Cookie: server.cookie })).body.toString();
const key = /name="cle" value="([0-9a-f]+)"/.exec(await look("/depot"))[1];

function send(target, type, body) {
  const head = `POST ${target} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\nCookie: ${server.cookie}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return server.exchange(Buffer.concat([Buffer.from(head), Buffer.from(body)]), { time: 60000 });
}
/** `text` may be bytes too. */
async function upload(text, dataset = "chantiers", name = "travaux.csv") {
  const mark = "----parvis-essai";
  const part = (head, value) => `--${mark}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`;
  const file = `--${mark}\r\nContent-Disposition: form-data; name="fichier"; filename="${name}"\r\n\r\n`;
  const body = Buffer.concat([part('name="cle"', key) + part('name="jeu"', dataset) + file, text, `\r\n--${mark}--\r\n`].map((piece) => Buffer.from(piece)));
  return one(await send("/depot", `multipart/form-data; boundary=${mark}`, body), "location");
}
const post = (target, fields) => send(target, "application/x-www-form-urlencoded", new URLSearchParams({ cle: key, ...fields }).toString());
const shown = async () => {
  await new Promise((go) => setTimeout(go, 1200));
  return server.json("/collections/chantiers/items?limit=1");
};
/** What is selected for each use, as the page has it. */
function selected(page) {
  const found = {};
  for (const [, name, options] of page.matchAll(/<select id="[^"]*" name="([^"]*)">(.*?)<\/select>/gs)) {
    found[name] = (/<option value="([^"]*)" selected>/.exec(options) ?? /<option value="([^"]*)"/.exec(options))[1];
  }
  return found;
}

test("a file with another column name is mended by choosing it, and the choice lasts with the file", { timeout: 120000 }, async () => {
  const target = await upload(renamed);
  const broken = await look(target);
  assert.match(broken, /role="alert"/);
  assert.match(broken, /«\stitre\s» n’est pas dans le fichier/);
  assert.match(broken, /Objet &lt;b&gt;du&lt;\/b&gt; chantier/);
  assert.doesNotMatch(broken, /confirmer/);
  assert.match(broken, /Il n’a pas de colonne «\stitre\s» \(Titre\), «\sdebut\s» \(Début\)\./);
  assert.doesNotMatch(broken, /\.toml/);
  const choices = selected(broken);
  assert.equal(choices["colonne.numero"], "1");
  assert.equal(choices["colonne.titre"], "");
  assert.equal(choices["colonne.place.lon"], "6");

  const chosen = await post(`${target}/colonnes`, { ...choices, "colonne.titre": "2", "colonne.debut": "3" });
  assert.equal(chosen.status, 303, chosen.body.toString());
  assert.equal(one(chosen, "location"), target);
  const mended = await look(target);
  assert.doesNotMatch(mended, /role="alert"/);
  assert.match(mended, /<dd>90<\/dd>/);
  assert.match(mended, /choisie pour ce fichier/);
  assert.match(mended, /\[columns\.titre\]\nfrom = &quot;Objet &lt;b&gt;du&lt;\/b&gt; chantier&quot;/);
  assert.match(mended, /datasets\/chantiers\.toml/);
  assert.equal((await shown()).numberMatched, 90);

  await post(`${target}/confirmer`, {});
  assert.match(await look(target), /Version 2 publiée\s: 90 lignes/);
  const feature = (await shown()).features[0];
  assert.match(feature.properties.titre, /Réseau d’eau/);
  const manifest = await server.json("/downloads/chantiers/2/manifest.json");
  assert.ok(manifest.source.guessed.some((sentence) => /« Début » lu dans la colonne « Début », choisie pour ce fichier/.test(sentence)), JSON.stringify(manifest.source.guessed));
  // Read again by the nightly run: the same file, the same choice, no other version.
  assert.match(ingest(site, "chantiers").out, /inchangé/);
});

test("a value may be left empty, and going back to what the definition says is a choice too", { timeout: 120000 }, async () => {
  const target = await upload(works);
  const choices = selected(await look(target));
  await post(`${target}/colonnes`, { ...choices, "colonne.effet": "0" });
  let page = await look(target);
  assert.equal(selected(page)["colonne.effet"], "0");
  assert.match(page, /Colonnes du fichier qui ne sont pas lues\s: .*circulation/);
  await post(`${target}/colonnes`, { ...choices });
  page = await look(target);
  assert.equal(selected(page)["colonne.effet"], choices["colonne.effet"]);
  assert.doesNotMatch(page, /choisie pour ce fichier/);
  await post(`${target}/annuler`, {});
});

test("nothing but a column of the file can be chosen", { timeout: 120000 }, async () => {
  const target = await upload(works);
  for (const value of ["99", "-1", "titre", "2x", "0"]) {
    const reply = await post(`${target}/colonnes`, { "colonne.numero": value });
    assert.equal(reply.status, 422, value);
  }
  // A slot that the dataset does not have is passed over, and so is what no field names.
  assert.equal((await post(`${target}/colonnes`, { "colonne.cout_eur": "2", "colonne.source": "1" })).status, 303);
  assert.match(await look(target), /<dd>90<\/dd>/);
  assert.equal((await send(`${target}/colonnes`, "application/x-www-form-urlencoded", "colonne.titre=2")).status, 403);
  assert.equal((await post("/depot/0123456789abcdef/colonnes", {})).status, 404);
  await post(`${target}/annuler`, {});
  const late = await post(`${target}/colonnes`, { "colonne.titre": "2" });
  assert.equal(late.status, 303);
  assert.match(await look(target), /annulé/);
});

test("a file whose mapping was mended wrongly can be cancelled, and leaves nothing", { timeout: 60000 }, async () => {
  const target = await upload(renamed);
  await post(`${target}/colonnes`, { "colonne.titre": "2", "colonne.debut": "5" });
  assert.match(await look(target), /role="alert"|refusée/);
  await post(`${target}/annuler`, {});
  assert.match(await look(target), /annulé/);
  assert.deepEqual(fs.readdirSync(path.join(site, "data/deposits")), []);
});

test("the first page leads to the form of each dataset", { timeout: 60000 }, async () => {
  const page = await look("/depot");
  for (const id of ["chantiers", "equipements", "population"]) {
    assert.match(page, new RegExp(`href="/datasets/${id}/model\\.xlsx"`));
    assert.equal((await server.get(`/datasets/${id}/model.xlsx`)).status, 200);
  }
});

const noTable = [
  ["an empty file", "", "vide.csv", /vide/],
  ["a file of blank lines", "\n\n\n", "blanc.csv", /./],
  ["a PDF", "%PDF-1.4\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n", "arrete.pdf", /./],
  ["a picture", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), "plan.png", /./],
];
for (const [what, bytes, name, says] of noTable) {
  test(`${what} is told by what it is, not by columns that nobody can choose`, { timeout: 60000 }, async () => {
    const page = await look(await upload(bytes, "chantiers", name));
    const alert = /role="alert">(.*?)<\/div>/s.exec(page)[1];
    assert.doesNotMatch(alert, /Il n’a pas de colonne|Choisissez ci-dessous/);
    assert.match(alert.replace(/<strong>.*?<\/strong>/, "").replace(/<[^>]*>/g, "").trim(), says);
    assert.doesNotMatch(page, /id="colonnes"/);
  });
}

test("a renamed column in a file of another encoding: both are said", { timeout: 60000 }, async () => {
  const target = await upload(Buffer.from(renamed.replaceAll("’", "\u0092"), "latin1"));
  const alert = /role="alert">(.*?)<\/div>/s.exec(await look(target))[1];
  assert.match(alert, /Il n’a pas de colonne «\stitre\s»/);
  assert.match(alert, /Cause probable\s: .*sans doute en windows-1252/);
  assert.doesNotMatch(alert, /Colonnes présentes|\.toml/);
  await post(`${target}/annuler`, {});
});

test("at the desk a file in another encoding than the definition pins cannot be published", { timeout: 60000 }, async () => {
  const target = await upload(Buffer.from(works.replaceAll("’", "\u0092"), "latin1"));
  const page = await look(target);
  assert.match(page, /illisibles dans 90 lignes sur 90/);
  assert.doesNotMatch(page, /confirmer/);
  await post(`${target}/annuler`, {});
});
