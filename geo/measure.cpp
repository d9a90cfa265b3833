// SPDX-License-Identifier: EUPL-1.2
#include "geo/measure.hpp"

#include "geo/visit.hpp"

#include <geodesic.h>

#include <cmath>
#include <cstddef>

namespace parvis::geo {
namespace {

const geod_geodesic& wgs84()
{
    static const geod_geodesic ellipsoid = [] {
        geod_geodesic g{};
        geod_init(&g, 6378137.0, 1 / 298.257223563);
        return g;
    }();
    return ellipsoid;
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
    double metres = 0;
    geod_inverse(&wgs84(), a.lat, a.lon, b.lat, b.lon, &metres, nullptr, nullptr);
    return metres;
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
