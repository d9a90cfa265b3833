#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Asks sites that are ready to be served as programs of others do: schemathesis makes requests from the
# OpenAPI document and judges each answer by it; QGIS and OWSLib read every collection.
# usage: clients.sh PARVIS WORK SITE…
# Exit 77 where one of them cannot be had (in CI: 1), 1 where one has failed.
set -eu
parvis=$1
work=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../ready_line.sh"
mkdir -p "$work"
work=$(cd "$work" && pwd)
# Debian's: another Python of the machine does not see python3-qgis.
python=/usr/bin/python3
status=0

worse() {
    [ "$status" -eq 1 ] || status=$1
}

skipped() {
    echo "SKIPPED: $*"
    # Skipping is for machines of people; CI promises that this was tried.
    if [ -n "${CI:-}" ]; then worse 1; else worse 77; fi
}

venv=$work/venv
if ! cmp -s "$here/requirements.txt" "$venv/.requirements"; then
    rm -rf "$venv"
    if "$python" -m venv "$venv" >"$work/venv.log" 2>&1 &&
        "$venv/bin/pip" install -q --disable-pip-version-check -r "$here/requirements.txt" >>"$work/venv.log" 2>&1; then
        cp "$here/requirements.txt" "$venv/.requirements"
    fi
fi
pypi=yes
if [ ! -f "$venv/.requirements" ]; then
    pypi=''
    skipped "schemathesis and OWSLib: pip could not install them: $(tail -n 1 "$work/venv.log")"
fi
qgis=yes
if ! "$python" -c 'import qgis.core' 2>"$work/qgis.log"; then
    qgis=''
    skipped "QGIS: Debian's python3-qgis is not installed: $(tail -n 1 "$work/qgis.log")"
fi

# judged NAME LOG COMMAND…: runs it, shows the end of what it said, keeps the worst status.
judged() {
    name=$1 log=$2
    shift 2
    echo "$name on $(basename "$site"):"
    if "$@" >"$log" 2>&1; then
        tail -n 1 "$log" | sed 's/^/  /'
    else
        sed 's/^/  /' "$log"
        echo "  FAILED"
        worse 1
    fi
}

openapi() {
    # One worker: Python 3.11.2 counts recursion across threads and breaks off. Its own folders (.schemathesis, .hypothesis) stay in the work folder.
    (cd "$work" && PYTHONPATH=$here "$venv/bin/st" --config-file "$here/schemathesis.toml" run "${url}api" \
        --workers 1 --no-color)
}

for site in "$@"; do
    log=$work/serve.log
    "$parvis" serve --site "$site" --port 0 >"$log" 2>&1 &
    server=$!
    trap 'kill $server 2>/dev/null || true' EXIT INT TERM
    url=$(ready_line "$log" 'Parvis est prêt : ')
    name=$(basename "$site")
    # QGIS keeps settings and a cache of what it has read: neither is to be another run's.
    rm -rf "$work/home"
    mkdir -m 700 "$work/home"
    [ -z "$qgis" ] || judged QGIS "$work/qgis-$name.log" \
        env HOME="$work/home" XDG_RUNTIME_DIR="$work/home" QT_QPA_PLATFORM=offscreen \
        PYTHONDONTWRITEBYTECODE=1 "$python" "$here/qgis_client.py" "$url"
    if [ -n "$pypi" ]; then
        judged OWSLib "$work/owslib-$name.log" "$venv/bin/python" "$here/owslib_client.py" "$url"
        judged schemathesis "$work/openapi-$name.log" openapi
    fi
    if ! kill -0 "$server" 2>/dev/null; then
        echo "parvis ended by itself:"
        cat "$log"
        worse 1
    fi
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    trap - EXIT INT TERM
    # What a client can bring about is never a fault of ours in the log.
    if grep -q 'level=error' "$log"; then
        grep 'level=error' "$log"
        worse 1
    fi
done
exit "$status"
