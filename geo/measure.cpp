// SPDX-License-Identifier: EUPL-1.2
#include "geo/measure.hpp"

#include "geo/visit.hpp"

#include <geodesic.h>

#include <cmath>
#include <cstddef>
#include <numbers>

namespace parvis::geo {
namespace {

constexpr double equatorial_radius_m = 6378137.0;
constexpr double flattening = 1 / 298.257223563;

const geod_geodesic& wgs84()
{
    static const geod_geodesic ellipsoid = [] {
        geod_geodesic g{};
        geod_init(&g, equatorial_radius_m, flattening);
        return g;
    }();
    return ellipsoid;
}

/// Where short_distance_m() is good to 1e-10.
bool is_short(LonLat a, LonLat b)
{
    constexpr double degrees = 0.05;
    constexpr double polewards = 80;
    return std::fabs(b.lon - a.lon) <= degrees && std::fabs(b.lat - a.lat) <= degrees &&
           std::fabs(a.lat) <= polewards;
}

/// Distance of places some kilometres apart. Everything is expanded around the middle latitude, so
/// that odd terms cancel; what is left out is of the fourth order in distance / radius. The square
/// of the chord is that of the meridian's chord plus that between two places on a parallel; the arc
/// follows from the curvature in the chord's direction. Thirty times as fast as the full solution.
double short_distance_m(LonLat a, LonLat b)
{
    constexpr double radians = std::numbers::pi / 180;
    constexpr double e2 = flattening * (2 - flattening);
    const double half = (b.lat - a.lat) * (radians / 2);
    const double turn = (b.lon - a.lon) * (radians / 2);
    const double middle = (a.lat + (b.lat - a.lat) / 2) * radians;
    const double s = std::sin(middle);
    const double c = std::cos(middle);
    const double w2 = 1 / (1 - e2 * s * s);
    const double across = equatorial_radius_m * std::sqrt(w2);  // radius of curvature, east-west
    const double along = across * (1 - e2) * w2;                // and north-south
    const double along1 = 3 * e2 * s * c * w2;                  // its first and second derivative,
    const double along2 = 3 * e2 * w2 * (c * c - s * s + 5 * e2 * s * s * c * c * w2);  // relative

    const double arc = 2 * half * along * (1 + along2 * half * half / 6);
    const double meridian = arc * arc * (1 - half * half / 3);  // the chord's square
    const double axis = across * c;                             // distance to the Earth's axis
    const double axis1 = -along * s;
    const double axis2 = -along * (c + along1 * s);
    const double between = axis * axis + half * half * (axis * axis2 - axis1 * axis1);
    const double parallel = 4 * between * turn * turn * (1 - turn * turn / 3);

    const double square = meridian + parallel;
    const double chord = std::sqrt(square);
    if (chord == 0) {
        return 0;
    }
    const double curvature = (meridian / along + parallel / across) / square;
    return chord * (1 + square * curvature * curvature / 24);
}

double ring_area_m2(const Ring& ring)
{
    if (ring.size() < 4) {
        return 0;
    }
    geod_polygon polygon{};
    geod_polygon_init(&polygon, 0);
    // The last position repeats the first; the library closes the ring itself.
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        geod_polygon_addpoint(&wgs84(), &polygon, ring[i].lat, ring[i].lon);
    }
    double area = 0;
    geod_polygon_compute(&wgs84(), &polygon, 0, 1, &area, nullptr);
    return std::fabs(area);
}

}  // namespace

double distance_m(LonLat a, LonLat b)
{
    if (is_short(a, b)) {
        return short_distance_m(a, b);
    }
    double metres = 0;
    geod_inverse(&wgs84(), a.lat, a.lon, b.lat, b.lon, &metres, nullptr, nullptr);
    return metres;
}

Course course(LonLat from, LonLat to)
{
    Course way;
    geod_inverse(&wgs84(), from.lat, from.lon, to.lat, to.lon, &way.metres, &way.azimuth_at_start,
                 &way.azimuth_at_end);
    return way;
}

LonLat destination(LonLat from, double azimuth, double metres)
{
    LonLat to;
    geod_direct(&wgs84(), from.lat, from.lon, azimuth, metres, &to.lat, &to.lon, nullptr);
    to.lon = from.lon + std::remainder(to.lon - from.lon, 360.0);
    return to;
}

double length_m(const LineString& line)
{
    double metres = 0;
    for (std::size_t i = 1; i < line.size(); ++i) {
        metres += distance_m(line[i - 1], line[i]);
    }
    return metres;
}

double length_m(const Geometry& geometry)
{
    double metres = 0;
    for_each_line(geometry, [&](const LineString& line) { metres += length_m(line); });
    return metres;
}

double area_m2(const Geometry& geometry)
{
    double area = 0;
    for_each_polygon(geometry, [&](const Polygon& polygon) {
        for (std::size_t i = 0; i < polygon.rings.size(); ++i) {
            area += (i == 0 ? 1 : -1) * ring_area_m2(polygon.rings[i]);
        }
    });
    return area;
}

}  // namespace parvis::geo
