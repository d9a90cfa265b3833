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
rm "$house/tests/unit/geo/lonely.cpp"

# The table of formats and traps: a test that is gone, a case that is, a row without any.
mkdir -p "$house/tests/unit/datasets"
printf 'formats.cpp\n' >"$house/tests/unit/datasets/CMakeLists.txt"
printf 'BOOST_AUTO_TEST_CASE(a_case_that_is)\n' >"$house/tests/unit/datasets/formats.cpp"
table() {
    printf '### Formats and traps\n\n| Format or trap | What | Test |\n|---|---|---|\n' >"$house/README.md"
    for row in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19; do
        printf '| trap %s, `;` \\| | read | `formats` a_case… |\n' "$row" >>"$house/README.md"
    done
    printf '| the last | read | %s |\n\n## Figures\n' "$1" >>"$house/README.md"
}
for good in '`formats` a_case_that_is' '`formats`' '`formats` a_case_that_is, `formats` a_case…'; do
    table "$good"
    sh "$here/check_traps.sh" "$house" || { echo "should pass: $good"; exit 1; }
done
for bad in '' 'a_case…' '`gone` a_case…' '`formats` another…' '`formats` a_case' '`gone.mjs`'; do
    table "$bad"
    if sh "$here/check_traps.sh" "$house" >/dev/null 2>&1; then
        echo "not seen in the table of traps: $bad"
        exit 1
    fi
done
echo "the check can fail"
