// SPDX-License-Identifier: EUPL-1.2
// PostGIS as a peer: a cluster of its own under build/bench, which only its socket reaches, run by
// a user without rights, gone when the bench ends.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { quantile } from "./load.mjs";

/// The folder of the newest PostgreSQL that has PostGIS; nothing where Debian's packages are missing.
function programs() {
    const all = "/usr/lib/postgresql";
    if (!existsSync(all)) return null;
    const versions = readdirSync(all).sort((a, b) => Number(b) - Number(a));
    const version = versions.find((v) => existsSync(`/usr/share/postgresql/${v}/extension/postgis.control`));
    return version ? path.join(all, version, "bin") : null;
}

export class Postgis {
    /// Nothing, and a note, where it is not installed.
    static start(work, notes) {
        const bin = programs();
        if (!bin) {
            notes.push("PostGIS is not installed (postgresql-postgis): its comparisons are left out");
            return null;
        }
        return new Postgis(bin, work);
    }

    constructor(bin, work) {
        this.bin = bin;
        this.folder = path.join(work, "postgis");
        // A socket's path may have 107 bytes: build folders can be deeper.
        this.socket = mkdtempSync(path.join(tmpdir(), "parvis-bench-"));
        // PostgreSQL refuses to run as root: Debian's package made this user.
        this.user = process.getuid() === 0 ? ["runuser", "-u", "postgres", "--"] : [];
        this.stopped = false;
        process.on("exit", () => this.stop());
        for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
        rmSync(this.folder, { recursive: true, force: true });
        mkdirSync(this.folder, { recursive: true });
        for (const folder of [this.folder, this.socket]) {
            if (this.user.length > 0) spawnSync("chown", ["postgres", folder]);
            chmodSync(folder, 0o700);
        }
        const data = path.join(this.folder, "data");
        this.program("initdb", ["-D", data, "-U", "bench", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]);
        // As one would set it up for a job of this size on a machine like this.
        const settings = {
            listen_addresses: "''", unix_socket_directories: `'${this.socket}'`, fsync: "off", jit: "off", shared_buffers: "1GB",
            work_mem: "256MB", maintenance_work_mem: "512MB", max_wal_size: "4GB", autovacuum: "off", max_parallel_maintenance_workers: 1,
        };
        const text = Object.entries(settings).map(([k, v]) => `-c ${k}=${v}`).join(" ");
        this.program("pg_ctl", ["-D", data, "-w", "-l", path.join(this.folder, "log"), "-o", text, "start"]);
        this.data = data;
        this.sql("CREATE EXTENSION postgis");
        this.version = this.sql("SELECT 'PostGIS ' || postgis_lib_version() || ', GEOS ' || split_part(postgis_geos_version(), '-', 1)").trim();
    }

    program(name, args) {
        const [command, ...rest] = [...this.user, path.join(this.bin, name), ...args];
        // The server outlives pg_ctl and would keep a pipe open: its words go to a file.
        const log = openSync(path.join(this.socket, "said"), "a");
        const done = spawnSync(command, rest, { stdio: ["ignore", log, log], cwd: "/" });
        closeSync(log);
        if (done.status !== 0) throw new Error(`${name} failed: see ${this.socket}/said and ${this.folder}/log`);
    }

    psql(args, input) {
        const [command, ...rest] = [...this.user, path.join(this.bin, "psql"), "-h", this.socket, "-U", "bench", "-d", "postgres",
            "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", ...args];
        const done = spawnSync(command, rest, { input, encoding: "utf8", cwd: "/", maxBuffer: 1 << 28 });
        if (done.status !== 0) throw new Error(`psql: ${done.stderr || done.error}`);
        return done;
    }

    sql(text) {
        return this.psql(["-c", text]).stdout;
    }

    /// Rows of a file, through `COPY … FROM STDIN`: the server's user need not reach the file.
    copy(target, file) {
        const input = openSync(file, "r");
        const [command, ...rest] = [...this.user, path.join(this.bin, "psql"), "-h", this.socket, "-U", "bench", "-d", "postgres", "-X", "-q",
            "-v", "ON_ERROR_STOP=1", "-c", `COPY ${target} FROM STDIN (FORMAT csv, HEADER)`];
        const done = spawnSync(command, rest, { stdio: [input, "ignore", "pipe"], encoding: "utf8", cwd: "/" });
        closeSync(input);
        if (done.status !== 0) throw new Error(`psql: ${done.stderr}`);
    }

    /// What one query takes with so many processes: best of some runs on the wall; its rows as
    /// [number, number]; with one process, also processor seconds as the server counts them.
    query(text, processes, times = 3) {
        let wall = Infinity;
        let processor = Infinity;
        let rows = [];
        for (let i = 0; i < times; ++i) {
            const done = this.psql([], `SET max_parallel_workers_per_gather = ${processes - 1};\nSET parallel_setup_cost = 0;\n` +
                "SET parallel_tuple_cost = 0;\nSET min_parallel_table_scan_size = 0;\nSET client_min_messages = log;\n" +
                `SET log_executor_stats = on;\n\\timing on\n${text};\n`);
            wall = Math.min(wall, Number(/Time: ([\d.]+) ms/.exec(done.stdout)[1]) / 1000);
            const used = [...done.stderr.matchAll(/!\t([\d.]+) s user, ([\d.]+) s system, [\d.]+ s elapsed/g)].at(-1);
            if (used && processes === 1) processor = Math.min(processor, Number(used[1]) + Number(used[2]));
            rows = done.stdout.split("\n").filter((line) => line.includes("|")).map((line) => line.split("|").map(Number));
        }
        return { wall, processor, rows };
    }

    /// Transactions a second of one statement with random variables, prepared once in each connection, and
    /// what half and 99 of 100 take at most, in seconds. `script` is pgbench's.
    pgbench(script, connections, seconds, { scan = false } = {}) {
        const file = path.join(this.socket, "asked.sql");
        writeFileSync(file, script);
        const prefix = path.join(this.socket, "took");
        // The planner does not see the box behind a variable, and would read every row for a page of 1,000.
        const [command, ...rest] = [...this.user, "env", `PGOPTIONS=-c enable_seqscan=${scan ? "on" : "off"}`, path.join(this.bin, "pgbench"), "-h", this.socket,
            "-U", "bench", "-n", "-M", "prepared", "-c", String(connections), "-j", "1", "-T", String(seconds), "-l", `--log-prefix=${prefix}`, "-f", file, "postgres"];
        const done = spawnSync(command, rest, { encoding: "utf8", cwd: "/" });
        if (done.status !== 0) throw new Error(`pgbench: ${done.stderr || done.error}`);
        const took = [];
        for (const name of readdirSync(this.socket).filter((f) => f.startsWith("took"))) {
            const log = path.join(this.socket, name);
            for (const line of readFileSync(log, "utf8").split("\n")) if (line) took.push(Number(line.split(" ")[2]) / 1e6);
            rmSync(log);
        }
        return { rate: Number(/tps = ([\d.]+)/.exec(done.stdout)[1]), p50: quantile(took, 0.5), p99: quantile(took, 0.99) };
    }

    /// What the server says each statement took it, in seconds, and the last line of each answer.
    each(statements) {
        const done = this.psql([], `SET client_min_messages = log;\nSET log_duration = on;\n${statements.join(";\n")};\n`);
        const seconds = [...done.stderr.matchAll(/duration: ([\d.]+) ms/g)].map((m) => Number(m[1]) / 1000).slice(-statements.length);
        return { seconds, lines: done.stdout.trimEnd().split("\n").slice(-statements.length) };
    }

    plan(text) {
        return this.sql(`EXPLAIN ${text}`);
    }

    stop() {
        if (this.stopped) return;
        this.stopped = true;
        if (this.data) {
            spawnSync([...this.user, path.join(this.bin, "pg_ctl")][0], [...this.user, path.join(this.bin, "pg_ctl"), "-D", this.data, "-m", "immediate", "stop"].slice(1),
                { stdio: "ignore", cwd: "/" });
        }
        rmSync(this.folder, { recursive: true, force: true });
        rmSync(this.socket, { recursive: true, force: true });
    }
}

/// The communes in the plane of web tiles, indexed and in the order of the index.
export function loadCommunes(postgis, run, layer) {
    readCommunes(postgis, run, layer);
    postgis.sql("CREATE TABLE communes_3857 AS SELECT code, nom, ST_Transform(geom, 3857) AS geom FROM communes ORDER BY geom");
    postgis.sql("CREATE INDEX ON communes_3857 USING gist (geom)");
    postgis.sql("VACUUM ANALYZE");
}

function readCommunes(postgis, run, layer) {
    const dump = path.join(path.dirname(layer.file), "areas.sql");
    run("ogr2ogr", ["-f", "PGDump", "-lco", "GEOMETRY_NAME=geom", "-lco", "SPATIAL_INDEX=NONE", "-lco", "FID=fid", "-lco", "DIM=2",
        "-nln", "communes", "-nlt", "PROMOTE_TO_MULTI", dump, layer.file], { env: { ...process.env, PG_USE_COPY: "YES" } });
    postgis.psql(["-f", "-"], readFileSync(dump));
    rmSync(dump);
    postgis.sql("UPDATE communes SET geom = ST_MakeValid(geom) WHERE NOT ST_IsValid(geom)");
}

/// Communes, points and lines as tables with spatial indexes, rows along the Hilbert curve (ORDER BY a
/// geometry), which saves PostGIS a third of its time with points; says what building those took.
export function load(postgis, run, layer, files) {
    readCommunes(postgis, run, layer);
    postgis.sql("CREATE TABLE points_read (id int, type text, capacite int, lon float8, lat float8)");
    postgis.copy("points_read", files.points);
    postgis.sql("CREATE TABLE points AS SELECT id, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS geom FROM points_read ORDER BY 2; DROP TABLE points_read");
    postgis.sql("CREATE TABLE lines_read (id int, nature text, debut text, fin text, wkt text)");
    postgis.copy("lines_read", files.lines);
    postgis.sql("CREATE TABLE lines AS SELECT id, ST_GeomFromText(wkt, 4326) AS geom FROM lines_read ORDER BY 2; DROP TABLE lines_read");
    const start = process.hrtime.bigint();
    for (const table of ["communes", "points", "lines"]) postgis.sql(`CREATE INDEX ON ${table} USING gist (geom)`);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    postgis.sql("VACUUM ANALYZE");
    return seconds;
}


const attributes = "numero, type, capacite, commune, commune_code, commune_nom";

/// The rows that Parvis exported as CSV, with an index for each question, rows along the Hilbert curve.
export function loadItems(postgis, file) {
    postgis.sql("CREATE TABLE items_read (id text, numero text, type text, capacite int, commune text, commune_code text, commune_nom text, " +
        "lon float8, lat float8, commentaire text, commentaire_jeu text, source text, licence text)");
    postgis.copy("items_read", file);
    postgis.sql(`CREATE TABLE items AS SELECT numero::int AS nr, ${attributes}, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS geom ` +
        "FROM items_read ORDER BY geom; DROP TABLE items_read");
    postgis.sql("CREATE INDEX ON items USING gist (geom); ALTER TABLE items ADD PRIMARY KEY (nr); " +
        "CREATE UNIQUE INDEX ON items (numero); CREATE INDEX ON items (type, capacite)");
    postgis.sql("CREATE TABLE boxes (nr int PRIMARY KEY, box geometry)");
    postgis.sql("VACUUM ANALYZE");
}

/// The boxes that pages are asked in, by number from 1.
export function loadBoxes(postgis, boxes) {
    const values = boxes.map((box, i) => `(${i + 1}, ST_MakeEnvelope(${box.join(", ")}, 4326))`);
    postgis.psql([], `TRUNCATE boxes;\nINSERT INTO boxes VALUES ${values.join(",\n")};\nANALYZE boxes;\n`);
}

/// Features as GeoJSON, one a row, without the page around them.
export function geojson(where, limit = 10) {
    return `SELECT ST_AsGeoJSON(t.*) FROM (SELECT ${attributes}, geom FROM items WHERE ${where} LIMIT ${limit}) AS t`;
}
