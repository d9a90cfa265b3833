// SPDX-License-Identifier: EUPL-1.2
// MapServer 8 as a peer: its OGC API - Features over a FlatGeobuf with an index, two FastCGI processes
// behind nginx, one for each core.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { untilAnswers } from "./server.mjs";

const program = "/usr/lib/cgi-bin/mapserv";

/// The points as its map file names them; `shown` are the columns that its answers hold.
function mapFile(source, address, shown) {
    return `MAP
  NAME "bench"
  EXTENT -180 -90 180 90
  UNITS DD
  PROJECTION "init=epsg:4326" END
  OUTPUTFORMAT
    NAME "geojson" DRIVER "OGR/GEOJSON" MIMETYPE "application/geo+json" FORMATOPTION "STORAGE=memory" FORMATOPTION "FORM=simple"
  END
  WEB
    METADATA
      "ows_title" "bench" "ows_onlineresource" "${address}" "ows_srs" "EPSG:4326" "ows_enable_request" "*" "oga_onlineresource" "${address}/BENCH/ogcapi"
    END
  END
  LAYER
    NAME "points" TYPE POINT STATUS ON TEMPLATE "void"
    CONNECTIONTYPE FLATGEOBUF DATA "${source}"
    PROJECTION "init=epsg:4326" END
    EXTENT -180 -90 180 90
    METADATA
      "ows_title" "points" "ows_enable_request" "*" "gml_include_items" "${shown.join(",")}" "gml_featureid" "numero"
      "gml_capacite_type" "Integer" "wfs_getfeature_formatlist" "geojson" "oga_max_limit" "10000"
    END
  END
END
`;
}

function nginxConf(work, port, sockets) {
    return `worker_processes 2; daemon off; pid ${work}/mapserver-nginx.pid; error_log ${work}/mapserver-nginx.err;${process.getuid() === 0 ? " user root;" : ""}
events { worker_connections 2048; }
http {
  access_log off; keepalive_requests 100000000;
  upstream processes { zone processes 64k; least_conn; ${sockets.map((socket) => `server unix:${socket} max_fails=0;`).join(" ")} }
  server {
    listen 127.0.0.1:${port};
    location / {
      fastcgi_pass processes; fastcgi_buffers 64 64k; fastcgi_read_timeout 300s;
      fastcgi_param QUERY_STRING $query_string; fastcgi_param REQUEST_METHOD $request_method; fastcgi_param PATH_INFO $uri;
      fastcgi_param SCRIPT_NAME ""; fastcgi_param SERVER_NAME 127.0.0.1; fastcgi_param SERVER_PORT ${port};
    }
  }
}
`;
}

/// Serves the FlatGeobuf `source` at http://127.0.0.1:<port>.
export async function startMapserver(work, port, source, shown) {
    // A socket's path may have 107 bytes: build folders can be deeper.
    const folder = mkdtempSync(path.join(tmpdir(), "parvis-mapserver-"));
    const base = `http://127.0.0.1:${port}`;
    writeFileSync(path.join(work, "points.map"), mapFile(source, base, shown));
    writeFileSync(path.join(work, "mapserver.conf"), `CONFIG\n  MAPS\n    BENCH "${path.join(work, "points.map")}"\n  END\nEND\n`);
    const conf = path.join(work, "mapserver-nginx.conf");
    const sockets = ["a", "b"].map((name) => path.join(folder, name));
    writeFileSync(conf, nginxConf(work, port, sockets));
    const env = { ...process.env, MAPSERVER_CONFIG_FILE: path.join(work, "mapserver.conf") };
    const processes = sockets.map((socket) => spawn("spawn-fcgi", ["-n", "-s", socket, "--", program], { stdio: "ignore", env }));
    const nginx = spawn("nginx", ["-c", conf], { stdio: "ignore" });
    let stopped = false;
    const stop = () => {
        if (stopped) return;
        stopped = true;
        nginx.kill("SIGTERM");
        // It takes SIGTERM for a wish to end after its next request.
        // SIGTERM is to it a wish to end after its next request.
        for (const one of processes) one.kill("SIGKILL");
        rmSync(folder, { recursive: true, force: true });
    };
    process.on("exit", stop);
    const api = "/BENCH/ogcapi/collections/points/items";
    try {
        await untilAnswers(`${base}${api}?f=json&limit=1&bbox=2,48,2.1,48.1`);
    } catch (error) {
        stop();
        throw error;
    }
    const wfs = "/mapserv?map=BENCH&SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=points&OUTPUTFORMAT=geojson";
    const property = (name, value) => `<fes:ValueReference>${name}</fes:ValueReference><fes:Literal>${value}</fes:Literal>`;
    return {
        base, stop,
        version: /version ([\d.]+)/.exec(spawnSync(program, ["-v"], { encoding: "utf8" }).stdout)[1],
        itemsIn: (box, limit) => `${api}?f=json&limit=${limit}&bbox=${box.join(",")}`,
        itemOf: (id) => `${api}/${id}?f=json`,
        pageAt: (offset) => `${api}?f=json&limit=10&offset=${offset}`,
        /// Its OGC API has no filter yet: its WFS answers with GeoJSON.
        filtered: ({ type, least }) => `${wfs}&COUNT=10&FILTER=${encodeURIComponent('<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0"><fes:And>' +
            `<fes:PropertyIsEqualTo>${property("type", type)}</fes:PropertyIsEqualTo>` +
            `<fes:PropertyIsGreaterThan>${property("capacite", least)}</fes:PropertyIsGreaterThan></fes:And></fes:Filter>`)}`,
    };
}
