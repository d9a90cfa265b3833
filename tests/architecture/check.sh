#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Checks the house's rules that the compiler cannot: the direction of includes, the one file of
# each foreign library, names that say something, and that every test folder is run.
# usage: check.sh ROOT
set -u
root=$1
cd "$root" || exit 2
faults=0
fault() {
    printf '%s\n' "$1" >&2
    faults=$((faults + 1))
}

sources() { find "$@" -name node_modules -prune -o \( -name '*.cpp' -o -name '*.hpp' \) -print 2>/dev/null | sort; }

# folder: what it must never include
while read -r folder forbidden; do
    [ -d "$folder" ] || continue
    # shellcheck disable=SC2086 # a list of names without blanks
    folders=$(printf '%s|' $forbidden)
    sources "$folder" |
        xargs -r grep -nHE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[\"<](${folders%|})/"
done >"${TMPDIR:-/tmp}/parvis-direction.$$" <<'RULES'
geo datasets publish service tests
datasets publish service tests
publish service tests
service tests
RULES
while read -r line; do
    fault "wrong direction (service -> publish -> datasets -> geo): $line"
done <"${TMPDIR:-/tmp}/parvis-direction.$$"
rm -f "${TMPDIR:-/tmp}/parvis-direction.$$"

# header pattern: the one file that may include it (GDAL: one that reads and one that writes)
only() {
    pattern=$1
    owner=$2
    # shellcheck disable=SC2086 # a list of names without blanks
    for file in $(sources geo datasets publish service | grep -vxF "$(printf '%s\n' $owner)" |
        xargs -r grep -lE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[\"<]($pattern)[\">]"); do
        fault "$file includes $pattern, which belongs to $owner alone"
    done
}
only 'curl/[a-z]*\.h' service/fetch.cpp
only 'httplib\.h' service/http_server.cpp
only 'proj\.h' geo/projection.cpp
only '(gdal|ogr|cpl)[a-z_]*\.h(pp)?' "geo/vector_file.cpp geo/vector_writer.cpp"
only 'xlsxwriter(/[a-z_]+)?\.h' "datasets/form_workbook.cpp publish/formats/workbook.cpp"
only 'toml\.hpp' datasets/toml_file.cpp
only 'protozero/.*' publish/tiles/mvt_layer.cpp
only 'pcre2\.h' datasets/pattern.cpp
only 'qrencode\.h' publish/site/qr_code.cpp
only 'sqlite3\.h' datasets/sqlite.cpp
only '(kainjow/)?mustache\.hpp' publish/site/template.cpp
only 'CLI/.*|CLI11\.hpp' "service/command_line.cpp service/command_help.cpp service/command_groups.hpp service/command_groups.cpp"

# names that say nothing
for file in $(git ls-files 2>/dev/null | grep -E '\.(cpp|hpp|ts|sh|mjs)$' |
    grep -iE '(^|/|_|-)(util|utils|helper|helpers|manager|common|misc|impl)([_.-]|$)'); do
    fault "$file: the name says nothing"
done

# every .cpp below tests/unit is listed in its folder's CMakeLists.txt, every folder of tests is used
for file in $(sources tests/unit); do
    case $file in tests/unit/main.cpp | *.hpp) continue ;; esac
    folder=$(printf '%s\n' "$file" | cut -d/ -f1-3)
    grep -q "$(basename "$file")" "$folder/CMakeLists.txt" 2>/dev/null || fault "$file is in no ctest entry"
done
for folder in tests/*/; do
    name=$(basename "$folder")
    case $name in fixtures | golden | bench) continue ;; esac
    # Fuzz targets are built by themselves: the main list names them.
    grep -q "$name" tests/CMakeLists.txt 2>/dev/null || grep -qs "add_subdirectory(tests/$name)" CMakeLists.txt ||
        fault "tests/$name is in no ctest entry"
done

if [ "$faults" -gt 0 ]; then
    printf '%s faults\n' "$faults" >&2
    exit 1
fi
printf 'the house is in order\n'
