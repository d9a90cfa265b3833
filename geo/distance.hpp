// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

#include <limits>
#include <optional>

namespace parvis::geo {

// Distances as the crow flies between places and geometries: the geodesic distance of the two
// nearest positions. Edges are straight in lon, lat (RFC 7946). Which positions are the nearest is
// decided in planes whose scale is that of the latitude halfway: up to 100 km and latitude 80 the
// distance leaves the true one by less than 1 part in 10,000 (a centimetre at 200 m is far above
// it); farther away it is never below the true one. The antimeridian is no border.

/// A position on a geometry, and how far away it is.
struct NearestPosition {
    LonLat at;
    double metres = 0;
};

/// The position of the geometry nearest to p: p itself where it lies in an area or on its border.
/// Nothing for an empty geometry.
[[nodiscard]] std::optional<NearestPosition> nearest_position(const Geometry& geometry, LonLat p);

/// Metres between a place and a geometry; 0 where they share a position, infinity for an empty one.
[[nodiscard]] double distance_m(LonLat p, const Geometry& geometry);

/// Metres between two geometries; 0 where they share a position. Infinity where one is empty or
/// where they are farther apart than `at_most`, which saves looking closer.
[[nodiscard]] double distance_m(const Geometry& a, const Geometry& b,
                                double at_most = std::numeric_limits<double>::infinity());

/// The one position that stands for a geometry when its distance to others is asked: of an area,
/// its own position nearest to its centre of gravity (in lon, lat); of others
/// representative_point(). Nothing for an empty geometry.
[[nodiscard]] std::optional<LonLat> central_position(const Geometry& geometry);

/// A box that holds every position within `metres` of the given one; all longitudes near a pole.
/// It may cross the antimeridian.
[[nodiscard]] Box widened(const Box& box, double metres);

}  // namespace parvis::geo
