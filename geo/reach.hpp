// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

#include <span>

namespace parvis::geo {

// What lies within a distance, as areas. Round parts have 64 corners, put by geodesics so far out
// that a circle has the area of a true one: its border is never farther than 0.12 % of the distance
// from where it should be. Longitudes go on beyond 180; nothing within the distance of a pole.

/// The area within `metres` of a place.
/// @throws GeometryError for a distance that is not above 0 and for a place that near to a pole.
[[nodiscard]] Geometry circle(LonLat centre, double metres);

/// The area within `metres` of a geometry: of points, lines and areas (these with themselves).
/// @throws GeometryError as circle() does, and for an empty geometry.
[[nodiscard]] Geometry surroundings(const Geometry& geometry, double metres);

/// The share of an area, 0 to 1, that lies within `metres` of any of the centres: of geodesic
/// square metres. 0 without a centre; 1, exactly, where one circle holds the whole area.
/// @throws GeometryError as circle() does, and for what is not an area or crosses itself.
[[nodiscard]] double covered_share(const Geometry& area, std::span<const LonLat> centres,
                                   double metres);

}  // namespace parvis::geo
