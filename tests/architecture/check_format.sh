#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Every tracked C++ file is written as .clang-format says. usage: check_format.sh ROOT
set -eu
cd "$1"
if ! command -v clang-format >/dev/null 2>&1; then
    echo "SKIPPED: no clang-format (Debian's package clang-format) on this machine"
    # Skipping is for machines of people; CI promises that this was tried.
    [ -z "${CI:-}" ] || exit 1
    exit 77
fi
if git rev-parse --git-dir >/dev/null 2>&1; then
    files=$(git ls-files '*.cpp' '*.hpp')
else
    files=$(find geo datasets publish service tests -name node_modules -prune -o \
        \( -name '*.cpp' -o -name '*.hpp' \) -print)
fi
[ -n "$files" ] || { echo "no C++ file found" >&2; exit 1; }
# Removed in the work tree but still tracked: nothing to look at.
for file in $files; do
    [ ! -f "$file" ] || printf '%s\n' "$file"
done | xargs clang-format --dry-run --Werror
