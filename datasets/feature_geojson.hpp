// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/feature.hpp"

#include <string>
#include <vector>

namespace parvis::datasets {

/// The names of properties as they stand in every row: `"nom":`, with a comma before all but the
/// first.
[[nodiscard]] std::vector<std::string> geojson_keys(const std::vector<Property>& properties);

/// A geometry as GeoJSON, as rows have it; "null" for none.
void append_geojson_geometry(std::string& out, const geo::Geometry& geometry);

/// append_geojson() of version.hpp for many rows: the names are written out once.
void append_geojson_row(std::string& out, const Feature& feature,
                        const std::vector<std::string>& keys);

}  // namespace parvis::datasets
