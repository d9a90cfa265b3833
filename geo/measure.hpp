// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

namespace parvis::geo {

/// Geodesic measures on the WGS 84 ellipsoid (Karney 2013, "Algorithms for geodesics", as PROJ's
/// geodesic.h gives them; edges are geodesics). Metres and square metres.
[[nodiscard]] double distance_m(LonLat a, LonLat b);
[[nodiscard]] double length_m(const LineString& line);
/// Length of lines; 0 for points and areas.
[[nodiscard]] double length_m(const Geometry& geometry);
/// Area of polygons, holes taken off, whatever the ring direction; 0 for points and lines.
[[nodiscard]] double area_m2(const Geometry& geometry);

}  // namespace parvis::geo
