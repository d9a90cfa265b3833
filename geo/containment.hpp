// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

namespace parvis::geo {

/// Where a position lies relative to an area; decided exactly.
enum class Side { outside, border, inside };

/// By even-odd crossings: holes, and parts that touch, need no special case.
/// Anything but Polygon and MultiPolygon has no inside: always outside.
[[nodiscard]] Side side_of(const Ring& ring, LonLat p);
[[nodiscard]] Side side_of(const Polygon& polygon, LonLat p);
[[nodiscard]] Side side_of(const Geometry& geometry, LonLat p);

}  // namespace parvis::geo
