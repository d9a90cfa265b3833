#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Runs the OGC's own test suite for API - Features (Parts 1 and 2) against sites that are ready to
# be served, and prints its failures and skips with their reasons.
# usage: run.sh PARVIS WORK SUITE SITE…
#   SUITE  sources of ets-ogcapi-features10 1.9: a folder, or a .tar.gz with one folder in it
# Needs Java (javac) and Maven, which fetches what the suite is built on from Maven Central.
# Exit 77 where the suite cannot be had.
set -eu
parvis=$1
work=$2
suite=$3
shift 3
. "$(dirname "$0")/../ready_line.sh"

if [ ! -e "$suite" ]; then
    echo "SKIPPED: the suite's sources are not at $suite. Maven Central served no artifact of"
    echo "org.opengis.cite:ets-ogcapi-features10 when this was written; give the sources of tag 1.9"
    echo "of its public repository as PARVIS_ETS."
    [ -z "${CI:-}" ] || exit 1
    exit 77
fi
mkdir -p "$work"
work=$(cd "$work" && pwd)
case $suite in
*.tar.gz)
    rm -rf "$work/suite"
    mkdir "$work/suite"
    tar xzf "$suite" -C "$work/suite" --strip-components=1
    suite=$work/suite
    ;;
esac

if [ ! -f "$work/classes/.built" ] || [ "$suite/pom.xml" -nt "$work/classes/.built" ]; then
    echo "Building the suite" >&2
    rm -rf "$work/classes"
    mkdir "$work/classes"
    # This goal alone: the suite's own build asks for a newer Maven than Debian's.
    if ! mvn -B -q -f "$suite/pom.xml" dependency:build-classpath \
        -Dmdep.outputFile="$work/classpath" -Dmdep.includeScope=runtime >"$work/maven.log" 2>&1; then
        echo "SKIPPED: Maven could not fetch what the suite is built on:"
        grep -m 3 ERROR "$work/maven.log" || true
        [ -z "${CI:-}" ] || exit 1
        exit 77
    fi
    find "$suite/src/main/java" -name '*.java' >"$work/sources"
    javac -nowarn -d "$work/classes" -cp "$(cat "$work/classpath")" "@$work/sources" 2>"$work/javac.log" ||
        { cat "$work/javac.log" >&2; exit 1; }
    cp -R "$suite/src/main/resources/." "$work/classes/"
    : >"$work/classes/.built"
fi

status=0
for site in "$@"; do
    log=$work/serve.log
    "$parvis" serve --site "$site" --port 0 >"$log" 2>&1 &
    server=$!
    trap 'kill $server 2>/dev/null || true' EXIT INT TERM
    url=$(ready_line "$log" 'Parvis est prêt : ')
    results=$work/$(basename "$site")
    rm -rf "$results"
    mkdir "$results"
    cat >"$results/run.xml" <<END
<properties version="1.0">
  <entry key="iut">$url</entry>
  <entry key="noofcollections">-1</entry>
</properties>
END
    java -cp "$work/classes:$(cat "$work/classpath")" \
        org.opengis.cite.ogcapifeatures10.TestNGController -o "$results" "$results/run.xml" \
        >"$results/suite.log" 2>&1 || { tail -n 20 "$results/suite.log" >&2; exit 1; }
    kill "$server"
    wait "$server" 2>/dev/null || true
    trap - EXIT INT TERM
    echo "$(basename "$site"):"
    node "$(dirname "$0")/report.mjs" "$results" || status=1
done
exit "$status"
