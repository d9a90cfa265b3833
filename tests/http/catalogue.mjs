// SPDX-License-Identifier: EUPL-1.2
// The catalogue is read by rdflib, which others wrote: both notations are one graph, and each dataset has what
// DCAT-AP 3.0 makes mandatory or recommends, with what is said of it as quality annotations.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, one } from "./site_under_test.mjs";

// Debian's, which has Debian's rdflib, wherever another Python comes first.
const python = fs.existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
const missing = spawnSync(python, ["-c", "import rdflib"]).status !== 0 && "rdflib is not installed";
// Skipping is for machines of people; CI promises that this was tried.
if (missing && process.env.CI) throw new Error(missing);

const work = fs.mkdtempSync(path.join(os.tmpdir(), "parvis-catalogue-"));
process.on("exit", () => fs.rmSync(work, { recursive: true, force: true }));
const site = process.env.PARVIS_SITE ?? copySite();
if (!process.env.PARVIS_SITE) {
  // Letters that both notations have to escape, and an address that is none.
  fs.appendFileSync(path.join(site, "comments/explications.toml"), `
[[comment]]
id = "retors"
dataset = "equipements"
text.fr = """Un \\"mot\\" \\\\ et une
ligne\\u0007 — l’été, 100 € <b>&amp;</b> @fr ^^xsd:date"""
author = "Sports \\"A\\" \\\\ B"
date = 2026-06-02
`);
  const done = ingest(site);
  assert.equal(done.code, 0, done.err);
}
const server = await Server.start(site);
test.after(() => server.stop());

const program = `
import json, sys, rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF
DQV = rdflib.Namespace("http://www.w3.org/ns/dqv#")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
turtle = rdflib.Graph().parse(sys.argv[1], format="turtle")
linked = rdflib.Graph().parse(sys.argv[2], format="json-ld")
catalogs = list(turtle.subjects(RDF.type, DCAT.Catalog))
def texts(node, property): return sorted(str(one) for one in turtle.objects(node, property))
def named(node, property): return [str(name) for one in turtle.objects(node, property) for name in turtle.objects(one, FOAF.name)]
datasets = {}
for node in turtle.objects(catalogs[0], DCAT.dataset):
    distributions = list(turtle.objects(node, DCAT.distribution))
    datasets[str(node)] = {
        "type": (node, RDF.type, DCAT.Dataset) in turtle, "title": texts(node, DCTERMS.title), "description": texts(node, DCTERMS.description), "publisher": named(node, DCTERMS.publisher),
        "distributions": len(distributions),
        "complete": all(len(list(turtle.objects(one, DCAT.accessURL))) == 1 and len(list(turtle.objects(one, DCTERMS.license))) == 1 and len(list(turtle.objects(one, DCTERMS["format"]))) == 1 for one in distributions),
        "annotations": {str(one): [str(text) for body in turtle.objects(one, OA.hasBody) for text in turtle.objects(body, RDF.value)] for one in turtle.objects(node, DQV.hasQualityAnnotation)},
    }
print(json.dumps({"same": isomorphic(turtle, linked), "triples": len(turtle), "catalogs": len(catalogs), "publisher": named(catalogs[0], DCTERMS.publisher), "datasets": datasets}))
`;

test("both notations are one graph, which has what a harvester needs", { skip: missing, timeout: 120000 }, async () => {
  const files = [];
  for (const [f, type] of [["ttl", "text/turtle"], ["json", "application/ld+json"]]) {
    const reply = await server.get(`/catalogue?f=${f}`);
    assert.equal(reply.status, 200);
    assert.equal(one(reply, "content-type"), type);
    files.push(path.join(work, f));
    fs.writeFileSync(files.at(-1), reply.body);
  }
  const done = spawnSync(python, ["-c", program, ...files], { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(done.status, 0, done.stderr);
  const read = JSON.parse(done.stdout);
  assert.ok(read.same && read.triples > 50);
  assert.equal(read.catalogs, 1);
  assert.equal(read.publisher.length, 1);
  const { collections } = await server.json("/collections");
  assert.deepEqual(Object.keys(read.datasets).sort(), collections.map(({ id }) => `${server.base}/collections/${id}`).sort());
  for (const [address, dataset] of Object.entries(read.datasets)) {
    assert.ok(dataset.type && dataset.title.length > 0 && dataset.description.length > 0 && dataset.publisher.length === 1 && dataset.complete && dataset.distributions >= 5, `${address}: ${JSON.stringify(dataset)}`);
  }
  if (process.env.PARVIS_SITE) return;
  const { annotations } = read.datasets[`${server.base}/collections/equipements`];
  const said = annotations[`${server.base}/comments/retors`];
  assert.equal(said.length, 1);
  assert.ok(said[0].startsWith('Un "mot" \\ et une\nligne') && said[0].endsWith("— l’été, 100 € <b>&amp;</b> @fr ^^xsd:date"), said[0]);
  assert.deepEqual(read.datasets[`${server.base}/collections/chantiers`].annotations, { [`${server.base}/comments/essai-1`]: ["Retardé par le gel."] });
});

test("it is found from the landing page, by Accept, and by people", async () => {
  const { links } = await server.json("/");
  assert.ok(links.some(({ href }) => href === `${server.base}/catalogue`));
  assert.equal(one(await server.get("/catalogue", { Accept: "text/turtle" }), "content-type"), "text/turtle");
  assert.equal((await server.get("/catalogue?f=rdfxml")).status, 400);
});

test("people read of each dataset who publishes it, under which licence, of when, in which formats, and what is said", async () => {
  const reply = await server.get("/catalogue", { Accept: "text/html" });
  assert.match(one(reply, "content-type"), /^text\/html/);
  const html = reply.body.toString();
  assert.match(html, /<h1>Catalogue<\/h1>/);
  assert.ok(!html.includes("dcat:Dataset") && !html.includes("{&quot;"), "no dump");
  for (const f of ["json", "ttl"]) assert.match(html, new RegExp(`href="/catalogue\\?f=${f}"`));
  assert.match((await server.get("/collections", { Accept: "text/html" })).body.toString(), /href="\/catalogue"/);
  const { collections } = await server.json("/collections");
  const entries = Object.fromEntries(html.split('<section class="catalogue-entry"').slice(1).map((entry) => [/<h2 id="([^"]*)"/.exec(entry)[1], entry]));
  assert.deepEqual(Object.keys(entries).sort(), collections.map(({ id }) => id).sort());
  for (const [id, entry] of Object.entries(entries)) {
    assert.match(entry, /<dt>Publié par<\/dt><dd>[^<]+<\/dd>/, id);
    assert.match(entry, /<dt>Licence<\/dt><dd>.+<\/dd>/, id);
    assert.match(entry, /<dt>Version<\/dt><dd>\d+, \d+(er)? [a-zéû]+ \d{4}/, id);
    const formats = [...entry.matchAll(/href="(\/collections\/[^"]*\/items\?f(?:=|&#61;)[a-z]+)"/g)].map(([, href]) => href);
    assert.ok(formats.length >= 5, `${id}: ${formats}`);
  }
  if (process.env.PARVIS_SITE) return;
  const said = entries.equipements;
  assert.match(said, /href="\/comments\?dataset(=|&#61;)equipements"/);
  assert.ok(said.includes("Un &quot;mot&quot;") && said.includes("Sports &quot;A&quot;"), said);
  assert.ok(!said.includes("<b>"));
});
