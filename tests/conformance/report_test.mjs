// SPDX-License-Identifier: EUPL-1.2
// The reader of the suite's results must see failures, and take nothing else for a fault of the suite.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const report = path.join(path.dirname(fileURLToPath(import.meta.url)), "report.mjs");

/** {code, out} for results with these [status, test, message]. */
function read(...methods) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parvis-report-"));
  fs.mkdirSync(path.join(folder, "testng"));
  const body = methods.map(([status, name, message]) => `<test-method status="${status}" name="${name}" duration-ms="1">
    <params><param index="0"><value is-null="true"/></param></params>
    ${message ? `<exception class="x"><message><![CDATA[${message}]]></message></exception>` : ""}</test-method>`);
  const setup = '<test-method status="PASS" is-config="true" name="before"/>';
  fs.writeFileSync(path.join(folder, "testng/testng-results.xml"), `<testng-results>${setup}${body.join("\n")}</testng-results>`);
  const done = spawnSync("node", [report, folder], { encoding: "utf8" });
  fs.rmSync(folder, { recursive: true });
  return { code: done.status, out: done.stdout };
}
const good = ["PASS", "verifyLanding"];
const transform = "verifyFeatureCrsParameterTransformWithoutCrsParameter";

test("a failure is printed with its reason and fails the run", () => {
  const { code, out } = read(good, ["FAIL", "verifyLanding", "expected 200\nbut was 404"]);
  assert.equal(code, 1);
  assert.match(out, /1 × verifyLanding: FAILED: expected 200 but was 404/);
  assert.match(out, /^1 passed, 1 failed, 0 skipped$/m);
});

test("skips are counted by their reason and fail nothing", () => {
  const { code, out } = read(good, ["SKIP", "bbox", "No features of id a"], ["SKIP", "bbox", "No features of id b"]);
  assert.equal(code, 0);
  assert.match(out, /2 × bbox: skipped/);
});

test("only the known message of the known test is a fault of the suite", () => {
  const message = 'Cannot invoke "Geometry.equalsExact(Geometry, double)" because "<local10>" is null';
  assert.equal(read(good, ["FAIL", transform, message]).code, 0);
  assert.equal(read(good, ["FAIL", transform, "expected 200"]).code, 1);
  assert.equal(read(good, ["FAIL", "verifyLanding", message]).code, 1);
});

test("a run in which nothing passed is no success", () => assert.equal(read(["SKIP", "bbox", "no"]).code, 1));
