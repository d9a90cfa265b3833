#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# What a container does: reads the files of /site, publishes the reports of the demo where /site is
# the demo, and serves. usage: serve.sh [options of parvis serve]
set -eu
parvis ingest --site /site
if [ -f /site/.demo ]; then
    for place in FR_76410 FR_76212; do
        for year in 2024 2025; do
            # One that cannot be published says why, and the rest is served.
            parvis report --site /site "$place" "$year" --publish \
                --by "Direction générale des services" || true
        done
    done
fi
exec parvis serve --site /site --host 0.0.0.0 --port 8080 "$@"
