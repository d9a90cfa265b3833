// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

namespace parvis::geo {

/// Long edges of polygons broken into short ones. Areas have straight edges in lon, lat; measures
/// have geodesics, which leave them by metres over 10 km. With short edges the parts add up to the
/// whole. Other geometries stay as they are.
[[nodiscard]] Geometry with_short_edges(Geometry geometry);

}  // namespace parvis::geo
