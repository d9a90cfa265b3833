#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The architecture check must see a wrong include, a foreign header and a test that nobody runs.
set -u
here=$(cd "$(dirname "$0")" && pwd)
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
mkdir -p "$house/geo" "$house/datasets" "$house/publish" "$house/service" "$house/tests/unit/geo"
: >"$house/tests/CMakeLists.txt"
printf 'unit\n' >"$house/tests/CMakeLists.txt"
: >"$house/tests/unit/geo/CMakeLists.txt"
sh "$here/check.sh" "$house" >/dev/null 2>&1 || { echo "an empty house should pass"; exit 1; }

expect_fault() {
    if sh "$here/check.sh" "$house" >/dev/null 2>&1; then
        echo "not seen: $1"
        exit 1
    fi
}
printf '#include "publish/snapshot.hpp"\n' >"$house/geo/a.cpp"
expect_fault "geo includes publish"
printf '#include <proj.h>\n' >"$house/geo/a.cpp"
expect_fault "proj.h outside projection.cpp"
printf '#include <ogrsf_frmts.h>\n' >"$house/geo/a.cpp"
expect_fault "a GDAL header outside vector_file.cpp"
printf '#include <httplib.h>\n' >"$house/geo/a.cpp"
expect_fault "httplib.h outside http_server.cpp"
rm "$house/geo/a.cpp"
printf '\n' >"$house/tests/unit/geo/lonely.cpp"
expect_fault "a test that no CMakeLists names"
echo "the check can fail"
