// SPDX-License-Identifier: EUPL-1.2
#include "geo/distance.hpp"

#include "geo/containment.hpp"
#include "geo/geos_geometry.hpp"
#include "geo/measure.hpp"
#include "geo/visit.hpp"
#include "geometry_output.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

using namespace parvis::geo;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Positions along every edge, close together.
std::vector<LonLat> dense(const Geometry& geometry, int pieces)
{
    std::vector<LonLat> all;
    const auto add = [&](const std::vector<LonLat>& line) {
        for (std::size_t i = 1; i < line.size(); ++i) {
            for (int k = 0; k <= pieces; ++k) {
                const double t = static_cast<double>(k) / pieces;
                all.push_back({line[i - 1].lon + t * (line[i].lon - line[i - 1].lon),
                               line[i - 1].lat + t * (line[i].lat - line[i - 1].lat)});
            }
        }
    };
    for_each_line(geometry, add);
    for_each_polygon(geometry, [&](const Polygon& polygon) {
        for (const Ring& ring : polygon.rings) {
            add(ring);
        }
    });
    if (all.empty()) {
        for_each_position(geometry, [&](LonLat p) { all.push_back(p); });
    }
    return all;
}

/// Whether a position is one of an edge, but for rounding.
bool lies_on(const Geometry& geometry, LonLat p)
{
    bool on = false;
    const auto look = [&](const std::vector<LonLat>& line) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            const LonLat a = line[i == 0 ? 0 : i - 1], b = line[i];
            const double turn = std::round((p.lon - a.lon) / 360) * 360;
            const double off = std::hypot(p.lon - turn - a.lon, p.lat - a.lat) +
                               std::hypot(p.lon - turn - b.lon, p.lat - b.lat) -
                               std::hypot(b.lon - a.lon, b.lat - a.lat);
            on = on || off < 1e-9;
        }
    };
    for_each_line(geometry, look);
    for_each_polygon(geometry,
                     [&](const Polygon& polygon) { std::ranges::for_each(polygon.rings, look); });
    if (dimension(geometry) == Dimension::point) {
        for_each_position(geometry, [&](LonLat at) { look({at}); });
    }
    return on;
}

/// A point, a line or a star-shaped area around a place, of `size` degrees.
Geometry drawn(std::mt19937& random, LonLat at, double size)
{
    std::uniform_real_distribution<double> off{-size, size}, part{0.2, 1};
    switch (random() % 4) {
    case 0:
        return Point{at};
    case 1:
        return Line{{at,
                     {at.lon + off(random), at.lat + off(random)},
                     {at.lon + off(random), at.lat + off(random)}}};
    case 2:
        return MultiPoint{{at, {at.lon + off(random), at.lat + off(random)}}};
    default: {
        Ring ring;
        for (int i = 0; i < 7; ++i) {
            const double angle = 2 * std::numbers::pi * i / 7;
            const double r = size * part(random);
            ring.push_back({at.lon + r * std::cos(angle), at.lat + r * std::sin(angle)});
        }
        ring.push_back(ring.front());
        return Polygon{{ring}};
    }
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(distance_)

BOOST_AUTO_TEST_CASE(a_place_is_as_far_from_a_geometry_as_from_the_nearest_of_many_positions_on_it)
{
    std::mt19937 random{3};
    std::uniform_real_distribution<double> lon{-180, 180}, lat{-78, 78};
    double worst = 0;
    for (int round = 0; round < 400; ++round) {
        const double size = std::pow(10, -4 + 0.011 * round);  // 10 m to 250 km
        const LonLat at{lon(random), lat(random)};
        const Geometry geometry = drawn(random, at, size * 0.3);
        std::uniform_real_distribution<double> off{-size * 0.4, size * 0.4};
        const LonLat p{std::remainder(at.lon + off(random), 360.0), at.lat + off(random)};
        const double found = distance_m(p, geometry);
        if (side_of(geometry, p) != Side::outside) {
            BOOST_TEST(found == 0);
            continue;
        }
        double expected = infinity;
        for (const LonLat position : dense(geometry, 2000)) {
            expected = std::min(expected, distance_m(p, position));
        }
        // It is the distance of a position that is there, so it cannot be too small.
        const auto nearest = nearest_position(geometry, p);
        BOOST_REQUIRE(nearest);
        BOOST_TEST(nearest->metres == distance_m(p, nearest->at));
        BOOST_TEST(lies_on(geometry, nearest->at));
        if (expected < 100'000) {
            BOOST_TEST(found <= expected * (1 + 1e-4));
            worst = std::max(worst, found / expected - 1);
        }
    }
    BOOST_TEST_MESSAGE("farther than a dense loop by at most 1 part in " << 1 / worst);
}

BOOST_AUTO_TEST_CASE(two_geometries_are_as_far_apart_as_the_nearest_of_many_positions)
{
    std::mt19937 random{5};
    std::uniform_real_distribution<double> lon{-180, 180}, lat{-70, 70}, off{-0.01, 0.01};
    const auto& geos = GeosContext::of_thread();
    int apart = 0, meeting = 0;
    for (int round = 0; round < 300; ++round) {
        const LonLat at{lon(random), lat(random)};
        const Geometry a = drawn(random, at, 0.006);
        const Geometry b = drawn(random, {at.lon + off(random), at.lat + off(random)}, 0.004);
        const double found = distance_m(a, b);
        const bool meet = GEOSIntersects_r(geos.handle(), to_geos(a).get(), to_geos(b).get()) == 1;
        BOOST_TEST((found == 0) == meet);
        BOOST_TEST(found == distance_m(b, a), boost::test_tools::tolerance(1e-7));
        (meet ? meeting : apart) += 1;
        if (!meet) {
            double expected = infinity;
            for (const LonLat p : dense(a, 50)) {
                for (const LonLat q : dense(b, 50)) {
                    expected = std::min(expected, distance_m(p, q));
                }
            }
            BOOST_TEST(found <= expected * (1 + 1e-6));
            BOOST_TEST(found >= expected - 25);  // pieces of 20 m
            BOOST_TEST(distance_m(a, b, found * 1.0001) == found);
            BOOST_TEST(distance_m(a, b, found * 0.9999) == infinity);
        }
    }
    BOOST_TEST(apart > 50);
    BOOST_TEST(meeting > 15);
}

BOOST_AUTO_TEST_CASE(the_antimeridian_is_no_border)
{
    const Geometry east = wkt("LINESTRING (179.99 -17, 179.999 -17)");
    const Geometry west = wkt("POINT (-179.999 -17)");
    BOOST_TEST(distance_m({-179.999, -17}, east) == distance_m({0, -17}, {0.002, -17}),
               boost::test_tools::tolerance(1e-6));
    BOOST_TEST(distance_m(east, west, 1000) == distance_m({0, -17}, {0.002, -17}),
               boost::test_tools::tolerance(1e-6));
    BOOST_TEST(distance_m(east, west, 100) == infinity);
}

BOOST_AUTO_TEST_CASE(inside_an_area_the_distance_is_nothing_and_in_its_hole_it_is_that_to_its_edge)
{
    const Geometry area = wkt("POLYGON ((0 0, 3 0, 3 3, 0 3, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1))");
    BOOST_TEST(distance_m({0.5, 0.5}, area) == 0);
    BOOST_TEST(distance_m({0, 1.7}, area) == 0);
    BOOST_TEST(distance_m({1.5, 1.9}, area) == distance_m({1.5, 1.9}, {1.5, 2}),
               boost::test_tools::tolerance(1e-6));
    BOOST_TEST(distance_m(wkt("POINT (1 0.5)"), area) == 0);
    BOOST_TEST(distance_m(wkt("POLYGON ((-1 -1, 4 -1, 4 4, -1 4, -1 -1))"), area) == 0);
    BOOST_TEST(distance_m(wkt("POINT (1.5 1.5)"), area) > 50'000);
    BOOST_TEST(distance_m({1, 1}, Geometry{}) == infinity);
    BOOST_TEST(distance_m(Geometry{}, area) == infinity);
}

BOOST_AUTO_TEST_CASE(
    the_central_position_is_the_centre_of_gravity_or_the_areas_own_one_nearest_to_it)
{
    const auto near = [](std::optional<LonLat> p, LonLat q) {
        return p && std::fabs(p->lon - q.lon) < 1e-9 && std::fabs(p->lat - q.lat) < 1e-9;
    };
    BOOST_TEST(near(central_position(wkt("POLYGON ((1 1, 3 1, 3 5, 1 5, 1 1))")), {2, 3}));
    // Two parts: the centre lies between them, the larger part is nearer.
    const auto between = central_position(
        wkt("MULTIPOLYGON (((0 0, 2 0, 2 2, 0 2, 0 0)), ((8 0, 9 0, 9 1, 8 1, 8 0)))"));
    BOOST_REQUIRE(between);
    BOOST_TEST(std::fabs(between->lon - 2) < 1e-9);
    // A hole around the centre: the position is on the hole's edge.
    const Geometry ring = wkt("POLYGON ((0 0, 3 0, 3 3, 0 3, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1))");
    BOOST_TEST((side_of(ring, *central_position(ring)) == Side::border));
    // On both sides of the antimeridian.
    const auto fiji =
        central_position(wkt("MULTIPOLYGON (((179 -17, 180 -17, 180 -16, 179 -16, 179 "
                             "-17)), ((-180 -17, -179 -17, -179 -16, -180 -16, -180 -17)))"));
    BOOST_TEST((near(fiji, {180, -16.5}) || near(fiji, {-180, -16.5})));
    BOOST_TEST(near(central_position(wkt("POINT (4 5)")), {4, 5}));
    BOOST_TEST(!central_position(Geometry{}));
}

BOOST_AUTO_TEST_CASE(a_widened_box_holds_what_lies_within_the_distance)
{
    std::mt19937 random{9};
    std::uniform_real_distribution<double> lon{-180, 180}, lat{-89.9, 89.9}, turn{0, 360};
    for (int i = 0; i < 2000; ++i) {
        const LonLat p{lon(random), lat(random)};
        const double metres = std::pow(10, 1 + (i % 50) * 0.1);
        LonLat q = destination(p, turn(random), metres);
        q.lon = std::remainder(q.lon, 360.0);
        BOOST_TEST(widened({p.lon, p.lat, p.lon, p.lat}, metres).contains(q));
    }
}

BOOST_AUTO_TEST_SUITE_END()
