#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Every key that a reader of the site's files asks for stands in datasets/sites/README.md.
set -eu
cd "$(dirname "$0")/../.."
readers='datasets/site.cpp datasets/territory_file.cpp datasets/commune_limits.cpp
    datasets/territory_levels.cpp datasets/boundary_layer.cpp datasets/dataset_definition.cpp
    datasets/definition_delivery.cpp datasets/report_settings.cpp datasets/desk_settings.cpp
    datasets/comment.cpp datasets/crossing_definition.cpp datasets/commune_perimeters.cpp'
getters='text|text_or|required_text|texts|integer|integers|number|boolean|date|languages|required_languages|pairs|path|paths'
# shellcheck disable=SC2086
keys=$({
    grep -ohE "(\.|->)($getters)\(\"[a-z_]+\"" $readers
    grep -ohE "one_of\([^,]*, *\"[a-z_]+\"" $readers
} | sed 's/.*"\([a-z_]*\)"$/\1/' | sort -u)
[ "$(printf '%s\n' "$keys" | wc -l)" -gt 50 ] || {
    echo "Only a few keys were found: does the pattern still fit the readers?" >&2
    exit 1
}
missing=''
for key in $keys; do
    grep -qE "(\`|\.)$key[\`<. ,=]" datasets/sites/README.md || missing="$missing $key"
done
if [ -n "$missing" ]; then
    echo "datasets/sites/README.md does not name:$missing" >&2
    exit 1
fi
