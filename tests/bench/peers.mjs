// SPDX-License-Identifier: EUPL-1.2
// The rows that Parvis publishes, with the attributes that it shows, at PostGIS and at MapServer: peers
// start when they are first asked for.
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { startMapserver } from "./mapserver.mjs";
import { Postgis, loadItems } from "./postgis.mjs";

export const shown = ["numero", "type", "capacite", "commune", "commune_code", "commune_nom"];

export class Peers {
    constructor({ work, run, need, notes }, server) {
        Object.assign(this, { work, run, need, notes, server, table: null, started: {} });
    }

    /// Parvis' own export, once: a CSV.
    rows() {
        if (!this.table) {
            this.table = path.join(this.work, "rows.csv");
            this.run("curl", ["-sf", "-o", this.table, `${this.server.base}/collections/points/items?f=csv`]);
        }
        return this.table;
    }

    /// The same as a FlatGeobuf with its index; nothing without ogr2ogr.
    flatgeobuf() {
        if (!this.need("ogr2ogr", "gdal-bin")) return null;
        const file = path.join(this.work, "rows.fgb");
        if (this.started.flatgeobuf) return file;
        rmSync(file, { force: true });
        this.run("ogr2ogr", ["-f", "FlatGeobuf", "-lco", "SPATIAL_INDEX=YES", "-nln", "points", file, this.rows(), "-oo", "X_POSSIBLE_NAMES=lon",
            "-oo", "Y_POSSIBLE_NAMES=lat", "-a_srs", "EPSG:4326", "-sql", `SELECT ${shown.join(", ").replace("capacite", "CAST(capacite AS integer) AS capacite")} FROM rows`]);
        this.started.flatgeobuf = true;
        return file;
    }

    postgis() {
        if (this.started.postgis === undefined) {
            this.started.postgis = Postgis.start(this.work, this.notes);
            if (this.started.postgis) loadItems(this.started.postgis, this.rows());
        }
        return this.started.postgis;
    }

    async mapserver() {
        if (this.started.mapserver === undefined) {
            const here = this.need("spawn-fcgi", "spawn-fcgi") && this.need("/usr/lib/cgi-bin/mapserv", "cgi-mapserver") && this.need("nginx", "nginx-light");
            const file = here && this.flatgeobuf();
            this.started.mapserver = file && existsSync(file) ? await startMapserver(this.work, this.server.port + 3, file, shown) : null;
        }
        return this.started.mapserver;
    }

    stop() {
        this.started.postgis?.stop();
        this.started.mapserver?.stop();
    }
}
