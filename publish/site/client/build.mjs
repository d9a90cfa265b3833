// SPDX-License-Identifier: EUPL-1.2
// Builds dist/: the page script, the map with MapLibre, its worker and style, and the two fonts.
// Types are checked first: a page must not be the first to find a mistake.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import * as esbuild from "esbuild";

const require = createRequire(import.meta.url);
const tsc = require.resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "--noEmit"], { stdio: "inherit" });

mkdirSync("dist", { recursive: true });
await esbuild.build({
  entryPoints: ["site.ts", "map.ts"],
  outdir: "dist",
  bundle: true,
  format: "esm",
  target: "es2020",
  minify: true,
  legalComments: "inline",
  logLevel: "warning",
});
await esbuild.build({
  entryPoints: { map: "maplibre-gl/dist/maplibre-gl.css" },
  outdir: "dist",
  bundle: true,
  minify: true,
  loader: { ".svg": "dataurl" },
  logLevel: "warning",
});

// The CSP build keeps its worker in a file of its own, so that pages need no blob: in their policy.
copyFileSync("node_modules/maplibre-gl/dist/maplibre-gl-csp-worker.js", "dist/map-worker.js");
const font = (family, file) =>
  copyFileSync(`node_modules/@fontsource-variable/${family}/files/${file}`, `dist/${file.startsWith("bricolage") ? "headings" : "text"}.woff2`);
font("bricolage-grotesque", "bricolage-grotesque-latin-wght-normal.woff2");
font("atkinson-hyperlegible-next", "atkinson-hyperlegible-next-latin-wght-normal.woff2");
