// SPDX-License-Identifier: EUPL-1.2
// The workbook of each dataset, got by HTTP or by command and sent back as it is, changes no row.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { Server, copySite, ingest, one, run } from "./site_under_test.mjs";

const site = copySite(process.env.PARVIS_SITE);
assert.equal(ingest(site).code, 0);
const server = await Server.start(site);
test.after(() => server.stop());
const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ids = fs.readdirSync(path.join(site, "datasets")).filter((name) => name.endsWith(".toml")).map((name) => path.basename(name, ".toml"));
assert.ok(ids.length >= 3);

for (const id of ids) {
  test(`${id}: sent back as it is, nothing changes`, { timeout: 120000 }, async () => {
    const form = await server.get(`/datasets/${id}/model.xlsx`);
    assert.equal(form.status, 200, form.body.toString().slice(0, 300));
    assert.equal(one(form, "content-type"), type);
    assert.equal(one(form, "content-disposition"), `attachment; filename="modele-${id}.xlsx"`);
    assert.equal((await server.get(`/datasets/${id}/model.xlsx`, { "If-None-Match": one(form, "etag") })).status, 304);
    const file = path.join(site, `${id}.xlsx`);
    assert.equal(run("template", "--site", site, id, "--out", file).code, 0);
    assert.ok(fs.readFileSync(file).equals(form.body), "the command writes the same bytes");
    assert.equal(run("template", "--site", site, id, "--out", file).code, 1, "and never over a file");
    const sheets = spawnSync("ogrinfo", ["-q", "-so", file], { encoding: "utf8" }).stdout;
    assert.match(sheets, /Aide Parvis/);

    const token = run("token", "new", "--site", site, "--dataset", id, "--name", "essai").out.trim();
    const before = (await server.json(`/collections/${id}/items?limit=1`)).numberMatched;
    const reply = await server.exchange(Buffer.concat([Buffer.from(`PUT /datasets/${id}/source HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${type}\r\nContent-Length: ${form.body.length}\r\n\r\n`), form.body]), { time: 60000 });
    assert.ok([200, 201].includes(reply.status), reply.body.toString().slice(0, 500));
    const said = JSON.parse(reply.body.toString());
    assert.equal(said.counts.kept + (said.counts.carried ?? 0), before);
    assert.equal(said.counts.rejected, 0);
    if (said.version !== null) {
      const difference = JSON.parse(run("diff", "--site", site, "--json", id).out);
      assert.deepEqual([difference.added, difference.removed, difference.changed], [0, 0, 0], JSON.stringify(difference).slice(0, 800));
    }
  });
}

test("a collection that is computed has no form, and a name that is none neither", async () => {
  assert.equal((await server.get("/datasets/communes/model.xlsx")).status, 404);
  assert.equal((await server.get("/datasets/nulle-part/model.xlsx")).status, 404);
  assert.equal((await server.get("/datasets/chantiers/model.xlsx?f=xlsx")).status, 400);
  assert.equal(run("template", "--site", site, "nulle-part", "--out", path.join(site, "n.xlsx")).code, 1);
  assert.ok(!fs.existsSync(path.join(site, "n.xlsx")));
});

test("a text that begins as a formula stays a text in the workbook", { timeout: 60000 }, async () => {
  const evil = path.join(site, "fichiers/chantiers.csv");
  const lines = fs.readFileSync(path.join(site, "fichiers/chantiers.csv"), "utf8").split("\n");
  if (!lines[0].startsWith("numero;titre")) return; // another site's file
  fs.writeFileSync(evil, [lines[0], ...lines.slice(1).map((line, i) => (i < 4 ? line.replace(/;[^;]*;/, `;${["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)"][i]};`) : line))].join("\n"));
  fs.rmSync(path.join(site, "data/uploads/chantiers"), { recursive: true, force: true });
  assert.equal(ingest(site, "chantiers").code, 0);
  const file = path.join(site, "evil.xlsx");
  assert.equal(run("template", "--site", site, "chantiers", "--out", file).code, 0);
  // GDAL shows what a cell holds; of a formula it would show what it gives, or nothing.
  const cells = spawnSync("ogrinfo", ["-q", "-al", file, "chantiers"], { encoding: "utf8", maxBuffer: 1 << 26 }).stdout;
  for (const text of ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)"]) assert.ok(cells.includes(`= ${text}\n`), text);
});
