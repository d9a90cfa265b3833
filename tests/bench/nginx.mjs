// SPDX-License-Identifier: EUPL-1.2
// nginx as a peer: one body as a file, with the headers that Parvis gave it.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { untilAnswers } from "./server.mjs";

const own = ["content-length", "content-type", "date", "connection", "keep-alive", "server", "etag", "last-modified"];

/// Serves `body` at http://127.0.0.1:<port>/<name>; `answer` is Parvis's, for its headers.
export async function startNginx(work, port, name, body, answer) {
    const statics = path.join(work, "nginx");
    mkdirSync(statics, { recursive: true });
    writeFileSync(path.join(statics, name), body);
    const kept = [...answer.headers].filter(([k]) => !own.includes(k));
    writeFileSync(path.join(work, "nginx.conf"),
        `worker_processes 2; daemon off; pid ${work}/nginx.pid; error_log ${work}/nginx.err;${process.getuid() === 0 ? " user root;" : ""}\n` +
        `events { worker_connections 2048; }\nhttp { access_log off; open_file_cache max=10; keepalive_requests 100000000; sendfile on; tcp_nopush on;\n` +
        `types { } default_type ${answer.headers.get("content-type")};\nserver { listen 127.0.0.1:${port}; root ${statics};\n` +
        kept.map(([k, v]) => `add_header ${k} ${JSON.stringify(v)};`).join("\n") + `\n} }\n`);
    const nginx = spawn("nginx", ["-c", path.join(work, "nginx.conf")], { stdio: "ignore" });
    const url = `http://127.0.0.1:${port}/${name}`;
    await untilAnswers(url);
    return {
        url,
        async stop() {
            nginx.kill("SIGTERM");  // SIGKILL would leave its workers
            await new Promise((gone) => nginx.once("exit", gone));
        },
    };
}
