// SPDX-License-Identifier: EUPL-1.2
// Geometries for a zoom, against GEOS.
#include "geo/zoom_grid.hpp"

#include "geo/geos_geometry.hpp"
#include "geo/overlay.hpp"
#include "geometry_output.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <numbers>
#include <random>

using namespace parvis::geo;

namespace {

/// A wavy border from (lon, south) to (lon, north), as two neighbours share it.
LineString border(double lon, std::mt19937& random)
{
    LineString line;
    for (int i = 0; i <= 400; ++i) {
        const double shake = static_cast<double>(random() % 1000) / 1e6;
        line.push_back({lon + 0.01 * std::sin(i / 9.0) + shake, 49 + i / 800.0});
    }
    return line;
}

Polygon between(const LineString& west, const LineString& east)
{
    Ring ring(east.begin(), east.end());
    ring.insert(ring.end(), west.rbegin(), west.rend());
    ring.push_back(ring.front());
    return {{ring}};
}

bool valid(const Geometry& geometry)
{
    return GEOSisValid_r(GeosContext::of_thread().handle(), to_geos(geometry).get()) == 1;
}

double area(const Geometry& geometry)
{
    double found = 0;
    GEOSArea_r(GeosContext::of_thread().handle(), to_geos(geometry).get(), &found);
    return found;
}

/// How far apart two geometries are at most, in degrees.
double apart(const Geometry& a, const Geometry& b)
{
    double found = 0;
    GEOSHausdorffDistance_r(GeosContext::of_thread().handle(), to_geos(a).get(), to_geos(b).get(),
                            &found);
    return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(zoom_grid)

BOOST_AUTO_TEST_CASE(neighbours_share_their_border_at_every_zoom)
{
    std::mt19937 random(3);
    const auto a = border(1.0, random);
    const auto b = border(1.2, random);
    const auto c = border(1.4, random);
    const Geometry left = between(a, b);
    const Geometry right = between(b, c);
    std::size_t before = 0;
    for (const double zoom : {7.0, 8.5, 10.0, 12.0, 14.0, 18.0}) {
        BOOST_TEST_CONTEXT("zoom " << zoom)
        {
            const auto l = on_zoom_grid(left, zoom);
            const auto r = on_zoom_grid(right, zoom);

            BOOST_TEST(valid(l));
            BOOST_TEST(valid(r));
            const std::vector<Geometry> both{l, r};
            BOOST_TEST(std::fabs(area(dissolve(both)) - area(l) - area(r)) < 1e-12);
            BOOST_TEST(area(intersection(l, r)) < 1e-12);
            // Half a pixel in each direction moves nothing by more than its diagonal.
            const double pixel = 360 / 256.0 / std::exp2(zoom);
            BOOST_TEST(apart(l, left) < pixel);
            BOOST_TEST(vertex_count(l) > before);
            before = vertex_count(l);
        }
    }
    BOOST_TEST(vertex_count(on_zoom_grid(left, 6)) < vertex_count(left) / 4);
    BOOST_TEST(apart(on_zoom_grid(left, 30), left) < 1e-8);
}

BOOST_AUTO_TEST_CASE(what_would_vanish_keeps_its_dimension)
{
    const Geometry tiny = wkt("POLYGON((1 49,1.00001 49,1.00001 49.00001,1 49.00001,1 49))");
    const auto cell = on_zoom_grid(tiny, 5);
    BOOST_TEST(dimension(cell) == Dimension::area);
    BOOST_TEST(valid(cell));
    BOOST_TEST(apart(cell, tiny) < 360 / 256.0 / 32);

    const Geometry hair = wkt("POLYGON((1 49,2 49.5,2 49.500001,1 49.000001,1 49))");
    BOOST_TEST(dimension(on_zoom_grid(hair, 6)) == Dimension::area);
    BOOST_TEST(valid(on_zoom_grid(hair, 6)));

    const auto line = on_zoom_grid(wkt("LINESTRING(1 49,1.00001 49,1.00002 49)"), 3);
    BOOST_TEST(to_wkt(line) == to_wkt(wkt("LINESTRING(1 49,1.00002 49)")));
    BOOST_TEST(to_wkt(on_zoom_grid(wkt("POINT(1.23456 49)"), 0)) == "POINT (1.23456 49)");
    BOOST_TEST(is_empty(on_zoom_grid({}, 4)));
}

BOOST_AUTO_TEST_CASE(a_line_keeps_its_turning_points)
{
    const auto there_and_back = on_zoom_grid(wkt("LINESTRING(0 0,1 0,2 0,3 0,1 0)"), 10);
    BOOST_TEST(vertex_count(there_and_back) == 3U);
    BOOST_TEST(apart(there_and_back, wkt("LINESTRING(0 0,3 0)")) < 0.001);
}

BOOST_AUTO_TEST_CASE(holes_stay_and_small_ones_go)
{
    const Geometry holed = wkt("POLYGON((0 0,10 0,10 10,0 10,0 0),(2 2,2 4,4 4,4 2,2 2),"
                               "(7 7,7 7.0001,7.0001 7.0001,7.0001 7,7 7))");
    const auto moved = on_zoom_grid(holed, 4);
    BOOST_TEST(std::get<Polygon>(moved).rings.size() == 2U);
    BOOST_TEST(valid(moved));
}

BOOST_AUTO_TEST_CASE(random_areas_stay_valid_near_and_areas)
{
    std::mt19937 random(9);
    for (int trial = 0; trial < 300; ++trial) {
        Ring ring;
        const int corners = 5 + static_cast<int>(random() % 60);
        for (int i = 0; i < corners; ++i) {
            const double angle = 2 * std::numbers::pi * i / corners;
            const double radius = 0.001 + static_cast<double>(random() % 1000) / 1e4;
            ring.push_back({2 + radius * std::cos(angle), 48 + radius * std::sin(angle)});
        }
        ring.push_back(ring.front());
        const Geometry star = Polygon{{ring}};
        const double zoom = static_cast<double>(random() % 140) / 10;
        const auto moved = on_zoom_grid(star, zoom);
        BOOST_TEST_CONTEXT(to_wkt(star) << " zoom " << zoom << " gives " << to_wkt(moved))
        {
            BOOST_TEST(valid(moved));
            BOOST_TEST(dimension(moved) == Dimension::area);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
