// SPDX-License-Identifier: EUPL-1.2
// What tests take from npm, installed as the lock file beside this says.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const source = path.dirname(fileURLToPath(import.meta.url));

/** {folder} that has the packages, or {missing}: why not. Each test has a folder of its own, `name`, since several
 * may run at a time. In CI, which promises that what uses them was tried, an error. */
export function npmPackages(name) {
  const folder = path.join(process.env.PARVIS_WORK ?? fs.mkdtempSync("/tmp/parvis-npm-"), `npm-${name}`);
  fs.mkdirSync(folder, { recursive: true });
  const lock = fs.readFileSync(path.join(source, "package-lock.json"));
  const installed = path.join(folder, "node_modules/.parvis-lock");
  if (!fs.existsSync(installed) || !lock.equals(fs.readFileSync(installed))) {
    for (const file of ["package.json", "package-lock.json"]) fs.copyFileSync(path.join(source, file), path.join(folder, file));
    const done = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, encoding: "utf8" });
    if (done.status !== 0) {
      const missing = `npm ci: ${done.error ?? done.stderr.trim().split("\n")[0]}`;
      if (process.env.CI) throw new Error(missing);
      return { missing };
    }
    fs.writeFileSync(installed, lock);
  }
  return { folder };
}
