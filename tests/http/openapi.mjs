// SPDX-License-Identifier: EUPL-1.2
// The description of the API is a valid OpenAPI 3.0 document: judged by a validator that others
// wrote, installed from npm as its lock file says.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { npmPackages } from "./npm_packages.mjs";
import { Server, copySite, ingest, one } from "./site_under_test.mjs";

const { folder, missing } = npmPackages("openapi");
const file = missing ? undefined : createRequire(path.join(folder, "package.json")).resolve("@seriousme/openapi-schema-validator");
const { Validator } = file ? await import(pathToFileURL(file)) : {};

const site = process.env.PARVIS_SITE ?? copySite();
if (!process.env.PARVIS_SITE) assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());
const api = await server.json("/api");

/** Judges an answer by a schema of the description; gives its faults. */
function judge() {
  const beside = createRequire(file);
  const [Ajv, formats] = ["ajv-draft-04", "ajv-formats"].map((name) => beside(name).default ?? beside(name));
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats(ajv);
  ajv.addSchema(structuredClone(api), "api");
  const whole = (value) => JSON.parse(JSON.stringify(value).replaceAll('"#/components', '"api#/components'));
  return (schema, value) => {
    const fits = ajv.compile(whole(schema));
    return fits(value) ? [] : fits.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

/** The address that the examples of a path make, with `more` parameters. */
function exampleOf(address, get, more) {
  const query = new URLSearchParams(more);
  let target = address;
  for (const { name, in: place, example } of get.parameters) {
    if (place === "path") target = target.replace(`{${name}}`, encodeURIComponent(example));
    else if (example !== undefined) query.set(name, example);
  }
  return `${target}?${query}`;
}

test("each answer in JSON fits the schema that the description gives it", { skip: missing, timeout: 120000 }, async () => {
  const faults = judge();
  const named = new Set();
  for (const [address, { get }] of Object.entries(api.paths)) {
    const given = get?.parameters.find(({ name }) => name === "f")?.schema.enum ?? [];
    for (const f of given.filter((format) => /json/.test(format) && format !== "geojsonseq")) {
      const target = exampleOf(address, get, { f });
      const reply = await server.get(target);
      assert.equal(reply.status, 200, `${target}: ${reply.body}`);
      const type = one(reply, "content-type");
      const { schema } = get.responses["200"].content[type] ?? assert.fail(`${target}: ${type} is not described`);
      assert.deepEqual(faults(schema, JSON.parse(reply.body)), [], target);
      if (schema.$ref) named.add(schema.$ref.split("/").at(-1));
    }
  }
  for (const name of ["Landing", "Collections", "Collection", "FeatureCollection", "Feature", "TileSet", "TileJson", "Crossing", "MapStyle"]) assert.ok(named.has(name), name);
  // Whatever `cluster` and `properties` leave of a row is one still.
  for (const more of ["cluster=9", "properties=titre", "f=jsonfg&limit=2", "facets=commune"]) {
    const rows = await server.json(`/collections/chantiers/items?${more}`);
    assert.deepEqual(faults({ $ref: "#/components/schemas/FeatureCollection" }, rows), [], more);
  }
  // The judge must be able to say no.
  assert.ok(faults({ $ref: "#/components/schemas/FeatureCollection" }, { type: "FeatureCollection", features: [{ type: "Feature", id: "a", properties: {} }] }).length > 0);
});

test("problems are what the description says, for programs and for people", { skip: missing }, async () => {
  const faults = judge();
  for (const [f, type] of [["json", "application/problem+json"], ["html", "text/html"]]) {
    const reply = await server.get(`/collections/chantiers/items?limit=0&f=${f}`);
    const described = api.components.responses.Problem.content[one(reply, "content-type").split(";")[0]];
    assert.ok(one(reply, "content-type").startsWith(type) && described);
    if (f === "json") assert.deepEqual(faults(described.schema, JSON.parse(reply.body)), []);
  }
});

test("the description of the API is a valid OpenAPI 3.0 document", { skip: missing, timeout: 60000 }, async () => {

  const judging = new Validator();
  const result = await judging.validate(structuredClone(api));

  assert.equal(result.valid, true, JSON.stringify(result.errors, null, 1));
  assert.equal(judging.version, "3.0");
  const identifiers = Object.values(api.paths).flatMap((methods) => Object.values(methods).map((method) => method.operationId));
  assert.equal(new Set(identifiers).size, identifiers.length);
  // The judge must be able to say no.
  const broken = structuredClone(api);
  broken.paths["/collections"].get.parameters[0].schema = { type: "bool" };
  assert.equal((await new Validator().validate(broken)).valid, false);
});
