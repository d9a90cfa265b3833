// SPDX-License-Identifier: EUPL-1.2
// The worked examples of publish/api/EXAMPLES.md are run as they stand, against the demo, and must
// give what stands below them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { Server, copySite, ingest } from "./site_under_test.mjs";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const text = fs.readFileSync(path.join(root, "publish/api/EXAMPLES.md"), "utf8");
const stated = "http://127.0.0.1:8080";
const programs = { sh: ["sh", "-eu"], python: ["python3", "-"], javascript: ["node", "--input-type=module", "-"] };
const shown = ["html"];

/** {language, code, line, output} of each block that is run. */
function examples() {
  const found = [];
  const fences = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  for (const [index, fence] of fences.entries()) {
    const [, language, code] = fence;
    if (language === "output" || shown.includes(language)) continue;
    const line = text.slice(0, fence.index).split("\n").length;
    assert.ok(programs[language], `line ${line}: nothing runs « ${language} »`);
    const next = fences[index + 1];
    assert.equal(next?.[1], "output", `line ${line}: what it gives must stand below it`);
    assert.equal(next.index, fence.index + fence[0].length + 1, `line ${line}: its output must follow at once`);
    found.push({ language, code, line, output: next[2] });
  }
  return found;
}

const all = examples();
const site = copySite(path.join(root, "datasets/sites/rouen"));
assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());

test("there are examples for curl, Python, JavaScript and QGIS", () => {
  for (const language of Object.keys(programs)) assert.ok(all.some((one) => one.language === language), language);
  assert.match(text, /## QGIS/);
});

for (const { language, code, line, output } of all) {
  test(`${language}, line ${line}`, { timeout: 60000 }, () => {
    const folder = fs.mkdtempSync("/tmp/parvis-exemple-");
    const [program, ...words] = programs[language];
    const done = spawnSync(program, words, { cwd: folder, input: code.replaceAll(stated, server.base), encoding: "utf8" });
    fs.rmSync(folder, { recursive: true });
    assert.equal(done.status, 0, done.stderr || String(done.error));
    assert.equal(done.stderr, "");
    const pattern = output.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*");
    assert.match(done.stdout.replaceAll("\r\n", "\n"), new RegExp(`^${pattern}$`));
  });
}
