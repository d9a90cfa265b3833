// SPDX-License-Identifier: EUPL-1.2
// Many clients of /works/stream hear many changes, with kills of the server in between: for a test and for the bench.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Listener } from "./event_stream.mjs";

/** Starts a server of the site in `folder` on `port`, and waits until it answers. */
export async function serve(parvis, folder, port, ...words) {
  const child = spawn(parvis, ["serve", "--site", folder, "--port", String(port), ...words], { stdio: "ignore" });
  process.once("exit", () => child.kill("SIGKILL"));
  child.ended = new Promise((resolve) => child.once("exit", resolve));
  for (const begun = Date.now(); ; await new Promise((again) => setTimeout(again, 20))) {
    try {
      if ((await fetch(`http://127.0.0.1:${port}/works/changes`)).ok) return child;
    } catch {
      if (Date.now() - begun > 60_000) throw new Error("the server does not answer");
    }
  }
}

/**
 * `clients` hear `changes` titles that ingests publish one after the other; the server is killed before the change of
 * each number in `kills`, whose ingest nobody serves. `opened(server)` is called once all have their snapshot.
 * Gives each client's changes and how long each took from the end of its ingest to the last client, in ms.
 */
export async function fanOut({ parvis, folder, port, clients, changes, kills, opened = () => {} }) {
  const file = path.join(folder, "fichiers/chantiers.csv");
  const [header, ...rows] = readFileSync(file, "utf8").trimEnd().split("\n");
  const publish = (i) => {
    const cells = rows[i % rows.length].split(";");
    cells[1] = `Essai ${i}`;
    rows[i % rows.length] = cells.join(";");
    writeFileSync(file, `${[header, ...rows].join("\n")}\n`);
    const done = spawnSync(parvis, ["ingest", "--site", folder, "chantiers"], { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`parvis ingest: ${done.stderr}${done.stdout.slice(-500)}`);
  };
  const begin = () => serve(parvis, folder, port, "--streams-per-address", String(clients + 10));
  let server = await begin();
  const listeners = [];
  const open = async (client, last) => {
    listeners[client] = await Listener.open(`http://127.0.0.1:${port}/works/stream`, last ? { "Last-Event-ID": last } : {});
    if (listeners[client].status !== 200) throw new Error(`status ${listeners[client].status}`);
  };
  const openAll = async (lastOf) => {
    for (let first = 0; first < clients; first += 100) {
      await Promise.all(Array.from({ length: Math.min(100, clients - first) }, (_, k) => open(first + k, lastOf(first + k))));
    }
  };
  await openAll(() => "");
  await Promise.all(listeners.map((one) => one.snapshot(60_000)));
  await opened(server);
  const heard = Array.from({ length: clients }, () => []);
  const keep = () => listeners.forEach((one, client) => heard[client].push(...one.changes()));
  const latencies = [];
  for (let i = 0; i < changes; ++i) {
    if (kills.includes(i)) {
      server.kill("SIGKILL");
      await Promise.all(listeners.map((one) => one.until((_, { ended }) => ended, 30_000)));
      publish(i);
      keep();
      const last = listeners.map((one) => one.lastId);
      server = await begin();
      await openAll((client) => last[client]);
    } else {
      publish(i);
    }
    const begun = performance.now();
    await Promise.all(listeners.map((one) => one.until(() => one.changes().at(-1)?.work?.properties.titre === `Essai ${i}`, 30_000)));
    if (!kills.includes(i)) latencies.push(performance.now() - begun);
  }
  keep();
  for (const one of listeners) one.close();
  server.kill("SIGTERM");
  await server.ended;
  return { heard, latencies: latencies.sort((a, b) => a - b) };
}

/** "" where each client heard `changes` changes, each once and in order; else what one heard. */
export function faultOf(heard, changes) {
  const first = heard[0][0]?.number;
  const wrong = heard.findIndex((all) => all.length !== changes || all.some(({ number, work }, i) => number !== first + i || work.properties.titre !== `Essai ${i}`));
  return wrong < 0 ? "" : `client ${wrong} heard ${heard[wrong].map(({ number }) => number - first).join(" ")}`;
}
