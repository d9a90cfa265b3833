// SPDX-License-Identifier: EUPL-1.2
#include "geo/measure.hpp"

#include "geometry_output.hpp"

#include <boost/test/unit_test.hpp>

#include <geodesic.h>

#include <cmath>
#include <numbers>
#include <random>

using namespace parvis::geo;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(measure_)

BOOST_AUTO_TEST_CASE(a_degree_along_the_equator_is_a_360th_of_the_ellipsoids_girth)
{
    const double expected = 2 * std::numbers::pi * 6378137 / 360;
    BOOST_TEST(distance_m({0, 0}, {1, 0}) == expected, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_quarter_meridian_is_10001966_metres)
{
    // 10 001 965.729 m is the meridian quadrant of WGS 84.
    BOOST_TEST(distance_m({7, 0}, {7, 90}) == 10'001'965.729, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(half_the_earth_and_its_holes)
{
    const Geometry octant = wkt("POLYGON ((0 0, 90 0, 0 90, 0 0))");
    const Geometry holed = wkt("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0), (1 1, 1 1.5, 1.5 1.5, 1 1))");
    const Geometry hole = wkt("POLYGON ((1 1, 1.5 1.5, 1 1.5, 1 1))");
    const Geometry whole = wkt("POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))");

    // The surface of WGS 84 is 510 065 621.724 km².
    BOOST_TEST(area_m2(octant) == 510'065'621.724e6 / 8, tt::tolerance(1e-9));
    BOOST_TEST(area_m2(holed) + area_m2(hole) == area_m2(whole), tt::tolerance(1e-12));
    BOOST_TEST(area_m2(wkt("LINESTRING (0 0, 1 1)")) == 0);
}

BOOST_AUTO_TEST_CASE(lines_have_lengths_and_other_things_none)
{
    const Geometry two = wkt("MULTILINESTRING ((0 0, 1 0), (5 0, 6 0, 7 0))");

    BOOST_TEST(length_m(two) == 3 * distance_m({0, 0}, {1, 0}), tt::tolerance(1e-12));
    BOOST_TEST(length_m(wkt("POLYGON ((0 0, 1 0, 1 1, 0 0))")) == 0);
}

BOOST_AUTO_TEST_CASE(short_distances_are_those_of_the_full_solution)
{
    geod_geodesic wgs84{};
    geod_init(&wgs84, 6378137.0, 1 / 298.257223563);
    std::mt19937 random(7);
    std::uniform_real_distribution<double> lon(-180, 179.9);
    std::uniform_real_distribution<double> lat(-89.9, 89.9);
    std::uniform_real_distribution<double> step(-0.06, 0.06);
    for (int i = 0; i < 200'000; ++i) {
        // From a few centimetres to a little more than what counts as short.
        const double size = std::pow(10, -6 * (i % 7) / 6.0);
        const LonLat a{lon(random), lat(random)};
        const LonLat b{a.lon + size * step(random), a.lat + size * step(random)};
        double expected = 0;
        geod_inverse(&wgs84, a.lat, a.lon, b.lat, b.lon, &expected, nullptr, nullptr);
        // The full solution is itself only right to some nanometres.
        BOOST_TEST_REQUIRE(std::fabs(distance_m(a, b) - expected) < 1e-10 * expected + 2e-8);
    }
    BOOST_TEST(distance_m({2, 48}, {2, 48}) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
