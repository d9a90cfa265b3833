#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# usage: run.sh BUILD SECONDS NAME…: runs fuzz targets one after the other, from the inputs under
# corpus/NAME. What is found stays in BUILD/corpus/NAME for the next run; an input that breaks a
# target is BUILD/NAME-crash-… (or -timeout-, -oom-, -leak-), to be run alone: fuzz_NAME FILE.
set -eu
seeds=$(cd "$(dirname "$0")" && pwd)/corpus
build=$1 seconds=$2
shift 2
failed=''
for name; do
    found="$build/corpus/$name"
    log="$build/$name.log"
    dictionary="$(dirname "$0")/$name.dict"
    mkdir -p "$found"
    # One input gets 10 s and 1 GB at most; 64 kB say all that a parser of ours looks at.
    if ! "$build/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=65536 \
        -artifact_prefix="$build/$name-" -print_final_stats=1 \
        $([ ! -f "$dictionary" ] || echo "-dict=$dictionary") "$found" "$seeds/$name" >"$log" 2>&1; then
        failed="$failed $name"
        tail -60 "$log"
    fi
    # "#123 DONE cov: 1 ft: 2 corp: 3/4b …", then the statistics.
    done_line=$(sed -n 's/^#[0-9]*[[:space:]]*DONE[[:space:]]*//p' "$log")
    runs=$(sed -n 's/^stat::number_of_executed_units:[[:space:]]*//p' "$log")
    echo "$name: ${runs:-?} runs, ${done_line:-broken off}"
done
if [ -n "$failed" ]; then
    echo "Broken by an input, which is in $build:$failed" >&2
    exit 1
fi
