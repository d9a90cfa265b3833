#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Holds the PDF of reports to PDF/UA-1 by veraPDF. WeasyPrint 57 cannot fulfil all of it: pdfua.txt
# says which rules fail today, and the PDFs claim nothing. A rule that is not there, or one that no
# longer fails, is a difference.
# usage: pdfua.sh PARVIS WORK SITE
# Needs Java (javac) and Maven, which fetches veraPDF from Maven Central. Exit 77 where it cannot be had.
set -eu
parvis=$1
work=$2
site=$3
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"
work=$(cd "$work" && pwd)

skipped() {
    echo "SKIPPED: $*"
    # Skipping is for machines of people; CI promises that this was tried.
    [ -z "${CI:-}" ] || exit 1
    exit 77
}

failed() {
    echo "$*" >&2
    exit 1
}

command -v weasyprint >/dev/null || skipped "veraPDF: no WeasyPrint makes a PDF here"
if ! cmp -s "$here/pdfua/pom.xml" "$work/pom.xml" || [ ! -f "$work/classpath" ]; then
    cp "$here/pdfua/pom.xml" "$work/pom.xml"
    if ! mvn -B -q -f "$work/pom.xml" dependency:build-classpath \
        -Dmdep.outputFile="$work/classpath.new" >"$work/maven.log" 2>&1; then
        rm -f "$work/pom.xml"
        skipped "veraPDF: Maven could not fetch it: $(grep -m 1 ERROR "$work/maven.log" || true)"
    fi
    mv "$work/classpath.new" "$work/classpath"
fi
javac -nowarn -d "$work/classes" -cp "$(cat "$work/classpath")" "$here/pdfua/CheckPdf.java"

set --
for place in FR_76410 FR_76212 territoire; do
    pdf=$work/$place.pdf
    "$parvis" report --site "$site" "$place" 2025 --draft --format pdf --out "$pdf" >"$work/report.log" 2>&1 ||
        failed "the PDF of $place: $(tail -n 1 "$work/report.log")"
    set -- "$@" "$pdf"
done
# Its exit code says whether a rule failed, which pdfua.txt knows better; that each file was checked
# is said by its line.
java -cp "$work/classes:$(cat "$work/classpath")" CheckPdf "$@" >"$work/found.txt" 2>"$work/vera.log" || true
cat "$work/found.txt"
for pdf in "$@"; do
    grep -qE "^[^ ].*/$(basename "$pdf"): [1-9][0-9]* checks, [0-9]+ rules failed\$" "$work/found.txt" || {
        tail -n 5 "$work/vera.log" >&2
        failed "veraPDF did not check $pdf"
    }
done
sed -n 's/^  \([0-9.]*-[0-9]*\) × .*/\1/p' "$work/found.txt" | sort -u >"$work/failed.txt"
grep -v '^#' "$here/pdfua.txt" | cut -d' ' -f1 | sort -u >"$work/known.txt"
if ! diff "$work/known.txt" "$work/failed.txt"; then
    echo "Other rules of PDF/UA-1 fail than pdfua.txt says (< known, > found)." >&2
    exit 1
fi
