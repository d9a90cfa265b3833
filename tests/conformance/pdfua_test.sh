#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# pdfua.sh with stand-ins for Maven, Java and Parvis: it is content only where each of the three PDFs
# was checked, and a PDF that Parvis cannot make is a failure, never a test that is skipped.
# usage: pdfua_test.sh WORK
set -eu
work=$1
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$work"
mkdir -p "$work/bin"
stand_in() {
    cat >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}
stand_in weasyprint </dev/null
stand_in javac </dev/null
stand_in mvn <<'END'
#!/bin/sh
for word; do
    case $word in -Dmdep.outputFile=*) echo classes >"${word#*=}" ;; esac
done
END
stand_in parvis <<'END'
#!/bin/sh
while [ $# -gt 0 ]; do
    [ "$1" != "$broken" ] || exit 1
    [ "$1" != --out ] || echo pdf >"$2"
    shift
done
END
# Checks so many files, then breaks; says what pdfua.txt expects.
stand_in java <<'END'
#!/bin/sh
shift 3
for file; do
    [ "$many" -gt 0 ] || exit 1
    many=$((many - 1))
    echo "$file: $checks checks, 1 rules failed"
    sed -n 's/^\([0-9][^ ]*\).*/  \1 × 3: why/p' "$rules"
done
exit 1
END

# expect CODE BROKEN MANY CHECKS
expect() {
    code=0
    rm -rf "$work/run"
    env -u CI PATH="$work/bin:$PATH" broken="$2" many="$3" checks="$4" rules="$here/pdfua.txt" \
        sh "$here/pdfua.sh" "$work/bin/parvis" "$work/run" site >"$work/said" 2>&1 || code=$?
    [ "$code" -eq "$1" ] || {
        cat "$work/said" >&2
        echo "pdfua.sh ends with $code, not $1, where: broken='$2' many=$3 checks=$4" >&2
        exit 1
    }
}
expect 0 "" 3 120
expect 1 "" 2 120
expect 1 "" 0 120
expect 1 "" 3 0
expect 1 territoire 3 120
