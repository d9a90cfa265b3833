// SPDX-License-Identifier: EUPL-1.2
// Reads the results of the OGC's suite: what failed, what was skipped, and why.
// usage: report.mjs FOLDER; exit 1 when anything failed that is not a known fault of the suite.
import fs from "node:fs";
import path from "node:path";

/** What the suite gets wrong by itself, so that it says nothing about the server. */
const faults = [
  {
    test: /^verifyFeatures?CrsParameterTransformWith(out)?CrsParameter$/,
    message: /Geometry\.equalsExact.* because .* is null/,
    reason: "the suite takes a geometry of each collection's first feature, and tables have none (null is allowed)",
  },
];

const folder = process.argv[2];
const file = fs.readdirSync(folder, { recursive: true }).find((name) => path.basename(name) === "testng-results.xml");
if (!file) throw new Error(`${folder} has no testng-results.xml`);
const xml = fs.readFileSync(path.join(folder, file), "utf8");

const text = (piece, pattern) => pattern.exec(piece)?.[1].trim().replace(/\s+/g, " ") ?? "";
const groups = new Map();
let passed = 0;
let failed = 0;
for (const piece of xml.split("<test-method").slice(1)) {
  const head = piece.slice(0, piece.indexOf(">"));
  const status = text(head, / status="([^"]*)"/);
  if (text(head, / is-config="([^"]*)"/) === "true") continue;  // preparations, not tests
  if (status === "PASS") {
    ++passed;
    continue;
  }
  const test = text(head, / name="([^"]*)"/);
  const message = text(piece, /<message>\s*<!\[CDATA\[(.*?)\]\]>/s) || "no message";
  const fault = status === "FAIL" && faults.find((known) => known.test.test(test) && known.message.test(message));
  if (status === "FAIL" && !fault) ++failed;
  const kind = fault ? `fault of the suite: ${fault.reason}` : `${status === "FAIL" ? "FAILED" : "skipped"}: ${message.slice(0, 300)}`;
  // One line for what many collections and parameters have in common.
  const key = `${test}: ${kind.replace(/'[^']*'|id \S+/g, "…")}`;
  groups.set(key, (groups.get(key) ?? 0) + 1);
}
for (const [line, count] of [...groups].sort()) console.log(`  ${count} × ${line}`);
const others = [...groups.values()].reduce((sum, count) => sum + count, 0);
console.log(`${passed} passed, ${failed} failed, ${others - failed} skipped`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
