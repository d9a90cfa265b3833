// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

#include <string>
#include <string_view>

namespace parvis::datasets {

/// A geometry read from text, in the coordinates of the text.
struct ParsedGeometry {
    geo::Geometry geometry;
    std::string problem;      ///< French sentence: why there is none; "" if fine
    bool had_height = false;  ///< a third coordinate was there and is dropped
};

/// RFC 7946 geometry, or a Feature around one. "" and null give no geometry and no problem.
[[nodiscard]] ParsedGeometry parse_geojson_geometry(std::string_view text);

}  // namespace parvis::datasets
