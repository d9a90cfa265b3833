#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Installs the Debian packages that are missing. usage: docker/install-deps.sh demo|test|bench|conformance
#   demo   to build and serve (the default)
#   test   demo, and what the tests use
#   bench  demo, and the peers that benchmarks compare with
#   conformance  demo, what builds the OGC's test suite, and clients: QGIS, a venv of Python
# Works as root or with sudo; says what it will download; does nothing when nothing is missing.
set -eu

# Compiler and build
build='g++ cmake ninja-build pkg-config ca-certificates'
# Libraries, as CMakeLists.txt asks for them
libraries='libgdal-dev libproj-dev libgeos-dev libfmt-dev libspdlog-dev rapidjson-dev libssl-dev
  libsqlite3-dev libicu-dev libpcre2-dev libsodium-dev libseccomp-dev libmd4c-dev
  libmd4c-html0-dev libexpat1-dev zlib1g-dev libbrotli-dev libxlsxwriter-dev libcpp-httplib-dev libcurl4-openssl-dev libcli11-dev libtoml11-dev
  libkainjow-mustache-dev libprotozero-dev libqrencode-dev'
# What `parvis report` makes PDFs with; without it everything else works
programs='weasyprint'
# Node builds the pages' script; a machine that has its own is left alone, because Debian's npm
# refuses to be installed beside another Node.
node='nodejs npm'
tests='libboost-test-dev gdal-bin curl python3 python3-rdflib git chromium clang-format clang-tidy clang-14
  libclang-rt-14-dev procps poppler-utils qpdf libxml2-utils zbar-tools'
# Debian's PostgreSQL sets up a cluster of its own while it is installed; the bench makes another.
peers='gdal-bin python3-gdal postgresql-postgis nginx-light wrk cgi-mapserver spawn-fcgi curl'

case "${1:-demo}" in
demo) wanted="$build $libraries $programs" ;;
test) wanted="$build $libraries $programs $tests" ;;
bench) wanted="$build $libraries $peers" ;;
conformance) wanted="$build $libraries default-jdk-headless maven python3-venv python3-qgis" ;;
*)
    echo "usage: $0 demo|test|bench|conformance" >&2
    exit 2
    ;;
esac

if ! command -v apt-get >/dev/null 2>&1; then
    echo "This machine has no apt-get: install the counterparts of these packages by hand:" >&2
    echo "$wanted $node" >&2
    exit 1
fi

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=''
for package in $wanted; do
    installed "$package" || missing="$missing $package"
done
if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    missing="$missing $node"
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
    as_root=''
elif command -v sudo >/dev/null 2>&1; then
    as_root='sudo'
else
    echo "These Debian packages are missing, and this is neither root nor a user with sudo:" >&2
    echo " $missing" >&2
    echo "Ask an administrator for: apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
echo "Missing Debian packages:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of package names
LC_ALL=C apt-get install --no-install-recommends --assume-no $missing 2>/dev/null |
    sed -n 's/^Need to get \(.*\) of archives\.$/Downloading \1 from the Debian mirror …/p; s/^After this operation, \(.*\) of additional disk space will be used\.$/They take \1 on disk./p'
# shellcheck disable=SC2086
if ! $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
    echo "apt-get could not install:$missing" >&2
    echo "Its message stands above. Once it is mended, run this again." >&2
    exit 1
fi
