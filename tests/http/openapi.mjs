// SPDX-License-Identifier: EUPL-1.2
// The description of the API is a valid OpenAPI 3.0 document: judged by a validator that others
// wrote, installed from npm as its lock file says.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Server, copySite, ingest } from "./site_under_test.mjs";

const source = path.dirname(fileURLToPath(import.meta.url));
const work = process.env.PARVIS_WORK ?? fs.mkdtempSync("/tmp/parvis-openapi-");

/** The validator's class, or why there is none. */
async function validator() {
  fs.mkdirSync(work, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) fs.copyFileSync(path.join(source, name), path.join(work, name));
  if (!fs.existsSync(path.join(work, "node_modules/@seriousme"))) {
    const done = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: work, encoding: "utf8" });
    if (done.status !== 0) return { missing: `npm ci: ${done.error ?? done.stderr.trim().split("\n")[0]}` };
  }
  const file = createRequire(path.join(work, "package.json")).resolve("@seriousme/openapi-schema-validator");
  return { Validator: (await import(pathToFileURL(file))).Validator };
}

const { Validator, missing } = await validator();
// Skipping is for machines of people; CI promises that this was tried.
if (missing && process.env.CI) throw new Error(missing);

test("the description of the API is a valid OpenAPI 3.0 document", { skip: missing, timeout: 60000 }, async () => {
  const site = process.env.PARVIS_SITE ?? copySite();
  if (!process.env.PARVIS_SITE) assert.equal(ingest(site).code, 0);
  const server = await Server.start(site);
  const api = await server.json("/api");

  const judge = new Validator();
  const result = await judge.validate(structuredClone(api));

  assert.equal(result.valid, true, JSON.stringify(result.errors, null, 1));
  assert.equal(judge.version, "3.0");
  const identifiers = Object.values(api.paths).map((methods) => Object.values(methods)[0].operationId);
  assert.equal(new Set(identifiers).size, identifiers.length);
  // The judge must be able to say no.
  api.paths["/collections"].get.parameters[0].schema = { type: "bool" };
  assert.equal((await new Validator().validate(api)).valid, false);
  await server.stop();
});
