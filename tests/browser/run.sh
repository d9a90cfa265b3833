#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Runs site_test.mjs, tiles_test.mjs and works_form_test.mjs, and many_rows_test.mjs on a site of its own. With PARVIS_URL set, against that server (its desk at PARVIS_DESK, a publisher's token PARVIS_TOKEN, one for works PARVIS_WORKS_TOKEN); else
# against a demo site that it makes, serves on a free port of this machine and stops.
# usage: run.sh PARVIS SOURCE_DIR WORK_DIR
set -eu
parvis=$1
source=$2
work=$3
. "$source/tests/ready_line.sh"

if [ ! -x "${PARVIS_CHROMIUM:-/usr/bin/chromium}" ]; then
    echo "SKIPPED: no Chromium (Debian's package chromium) on this machine"
    # Skipping is for machines of people; CI promises that this was tried.
    if [ -n "${CI:-}" ]; then
        exit 1
    fi
    exit 77
fi

mkdir -p "$work"
cp "$source/tests/browser/package.json" "$source/tests/browser/package-lock.json" \
    "$source"/tests/browser/*.mjs "$work/"
if ! cmp -s "$work/package-lock.json" "$work/node_modules/.parvis-lock"; then
    npm ci --prefix "$work" --no-audit --no-fund --loglevel=error
    cp "$work/package-lock.json" "$work/node_modules/.parvis-lock"
fi

if [ -z "${PARVIS_URL:-}" ]; then
    rm -rf "$work/site"
    cp -R "$source/datasets/sites/rouen" "$work/site"
    rm -rf "$work/site/data"
    "$parvis" ingest --site "$work/site" >"$work/ingest.log" 2>&1
    for place in FR_76410 FR_76212; do
        "$parvis" report --site "$work/site" "$place" 2025 --publish >>"$work/ingest.log" 2>&1
    done
    "$parvis" serve --site "$work/site" --port 0 --desk >"$work/serve.log" 2>&1 &
    server=$!
    trap 'kill $server 2>/dev/null || true' EXIT INT TERM
    PARVIS_DESK=$(ready_line "$work/serve.log" 'Page de dépôt : ')
    PARVIS_URL=$(ready_line "$work/serve.log" 'Parvis est prêt : ')
    PARVIS_TOKEN=$("$parvis" token new --site "$work/site" --role publisher --name "Cabinet" 2>>"$work/ingest.log")
    PARVIS_WORKS_TOKEN=$("$parvis" token new --site "$work/site" --dataset chantiers-saisis --name "Service voirie" 2>>"$work/ingest.log")
    export PARVIS_URL PARVIS_DESK PARVIS_TOKEN PARVIS_WORKS_TOKEN
fi
cd "$work"
node site_test.mjs
node tiles_test.mjs
node works_form_test.mjs
PARVIS=$parvis node many_rows_test.mjs "$source"
