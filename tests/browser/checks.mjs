// SPDX-License-Identifier: EUPL-1.2
// What every browser test does alike: Debian's Chromium, and one printed line a check.
import { chromium } from "playwright-core";

export const launch = () => chromium.launch({
  executablePath: process.env.PARVIS_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
  ],
});

export function check(condition, message) {
  if (!condition) throw new Error(message);
}

/**
 * Runs the checks one after the other, of those named on the command line where some are; prints
 * "N passed, N failed" and ends the process: 1 when one failed.
 */
export async function runAll(checks, browser, only = []) {
  let passed = 0, failed = 0;
  for (const [name, run] of Object.entries(checks)) {
    if (only.length && !only.some((word) => name.includes(word))) continue;
    try {
      await run();
      ++passed;
      console.log(`ok    ${name}`);
    } catch (error) {
      ++failed;
      console.log(`FAILS ${name}\n    ${error.message}`);
    }
  }
  await browser.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
