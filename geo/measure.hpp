// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

namespace parvis::geo {

/// Geodesic measures on the WGS 84 ellipsoid (Karney 2013, "Algorithms for geodesics", as PROJ's
/// geodesic.h gives them; edges are geodesics). Metres and square metres.

/// Up to 0.05 degree each way and to latitude 80, by a series that leaves the geodesic by less than
/// 1 part in 10,000,000,000; else by geodesic.h.
[[nodiscard]] double distance_m(LonLat a, LonLat b);
/// The geodesic from one place to another: its length, and its azimuth (degrees clockwise from
/// north) where it starts and where it ends.
struct Course {
    double metres = 0;
    double azimuth_at_start = 0, azimuth_at_end = 0;
};
[[nodiscard]] Course course(LonLat from, LonLat to);
/// Where the geodesic that leaves `from` in that direction is after so many metres. Its longitude
/// is the one nearest to that of `from`: it may lie beyond 180.
[[nodiscard]] LonLat destination(LonLat from, double azimuth, double metres);
[[nodiscard]] double length_m(const LineString& line);
/// Length of lines; 0 for points and areas.
[[nodiscard]] double length_m(const Geometry& geometry);
/// Area of polygons, holes taken off, whatever the ring direction; 0 for points and lines.
[[nodiscard]] double area_m2(const Geometry& geometry);

}  // namespace parvis::geo
