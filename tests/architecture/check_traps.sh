#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# usage: check_traps.sh [ROOT]: every test that the README's table of formats and traps names is
# there: `file` is one of tests/unit/datasets, `folder/file` of tests/unit, `file.mjs` of tests/http;
# behind it stand the names of its cases, cut off by "…" where they are long.
set -eu
cd "${1:-$(dirname "$0")/../..}"
fault() {
    echo "README.md, formats and traps: $*" >&2
    faults=$((${faults:-0} + 1))
}
rows=0
# A bar inside a cell is written \|; the test is the last cell.
sed -n '/^### Formats and traps/,/^## /{/^| /p;}' README.md | sed 's/\\|//g; s/ *| *$//; s/^.*| *//' | sed 1d >"${TMPDIR:-/tmp}/traps.$$"
trap 'rm -f "${TMPDIR:-/tmp}/traps.$$"' EXIT
while IFS= read -r cell; do
    rows=$((rows + 1))
    file=''
    for word in $cell; do
        word=${word%,}
        case $word in
        \`*\`)
            name=${word#\`}
            name=${name%\`}
            case $name in
            tests/*) file=$name ;;
            *.mjs) file=tests/http/$name ;;
            */*) file=tests/unit/$name.cpp ;;
            *) file=tests/unit/datasets/$name.cpp ;;
            esac
            [ -f "$file" ] || fault "there is no $file"
            # A file that no build or test list names is run by nobody.
            base=$(basename "$file")
            grep -qE "(^|[ (/])(${base%.*}|$base)([ )]|\$)" "$(dirname "$file")/CMakeLists.txt" ||
                fault "$file is not in its CMakeLists.txt"
            ;;
        *)
            case $word in
            *…) pattern="TEST_CASE\\([[:space:]]*${word%…}" ;;
            *) pattern="TEST_CASE\\([[:space:]]*$word[,)]" ;;
            esac
            [ -n "$file" ] || fault "« $word » stands behind no file"
            # A long name may stand on the line below its macro.
            [ ! -f "$file" ] || tr '\n' ' ' <"$file" | grep -qE "$pattern" || fault "$file has no case « $word »"
            ;;
        esac
    done
    [ -n "$file" ] || fault "row $rows names no test: $cell"
done <"${TMPDIR:-/tmp}/traps.$$"
[ "$rows" -ge 20 ] || fault "only $rows rows were found: does the pattern still fit the table?"
[ "${faults:-0}" -eq 0 ]
