// SPDX-License-Identifier: EUPL-1.2
#include "geo/reach.hpp"

#include "geo/containment.hpp"
#include "geo/distance.hpp"
#include "geo/error.hpp"
#include "geo/measure.hpp"
#include "geo/short_edges.hpp"
#include "geo/visit.hpp"
#include "geometry_output.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

using namespace parvis::geo;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(reach)

BOOST_AUTO_TEST_CASE(a_circle_has_the_area_of_a_true_one_and_its_border_lies_at_the_distance)
{
    for (const LonLat centre : {LonLat{1, 49}, {-61, 16}, {55, -21}, {10, 70}, {179.99, -17}}) {
        for (const double metres : {50.0, 200.0, 5000.0, 100'000.0}) {
            const Geometry round = circle(centre, metres);
            const double radius = 6'371'000;  // the cap of a sphere: the bend takes off a little
            const double cap =
                2 * std::numbers::pi * radius * radius * (1 - std::cos(metres / radius));
            BOOST_TEST(area_m2(round) == cap, tt::tolerance(1e-4));
            for_each_position(round, [&](LonLat p) {
                BOOST_TEST(distance_m(centre, p) == metres, tt::tolerance(1.3e-3));
            });
        }
    }
    BOOST_CHECK_THROW((void)circle({1, 49}, 0), parvis::GeometryError);
    BOOST_CHECK_THROW((void)circle({1, 49}, std::nan("")), parvis::GeometryError);
    BOOST_CHECK_THROW((void)circle({1, 89.99}, 5000), parvis::GeometryError);
}

BOOST_AUTO_TEST_CASE(surroundings_hold_what_is_near_and_nothing_else)
{
    std::mt19937 random{17};
    std::uniform_real_distribution<double> off{-0.02, 0.02};
    for (const char* const text :
         {"POINT (1.1 49.4)", "MULTIPOINT (1.1 49.4, 1.105 49.4)",
          "LINESTRING (1.095 49.4, 1.1 49.405, 1.11 49.395)",
          "POLYGON ((1.09 49.39, 1.11 49.39, 1.11 49.41, 1.09 49.41, 1.09 49.39), (1.095 49.395, "
          "1.095 49.405, 1.105 49.405, 1.105 49.395, 1.095 49.395))"}) {
        const Geometry geometry = wkt(text);
        for (const double metres : {40.0, 200.0, 900.0}) {
            const Geometry around = surroundings(geometry, metres);
            int inside = 0;
            for (int i = 0; i < 4000; ++i) {
                const LonLat p{1.1 + off(random), 49.4 + off(random)};
                const double away = distance_m(p, geometry);
                const bool holds = side_of(around, p) != Side::outside;
                inside += holds ? 1 : 0;
                BOOST_TEST((std::fabs(away - metres) < 0.003 * metres || holds == (away < metres)));
            }
            BOOST_TEST(inside > 0);
        }
    }
    BOOST_CHECK_THROW((void)surroundings(Geometry{}, 100), parvis::GeometryError);
}

BOOST_AUTO_TEST_CASE(a_covered_share_is_what_darts_say)
{
    std::mt19937 random{23};
    std::uniform_real_distribution<double> lon{1.0, 1.2}, lat{49.3, 49.5};
    const Geometry area =
        wkt("POLYGON ((1.0 49.35, 1.1 49.3, 1.2 49.38, 1.15 49.5, 1.03 49.47, 1.0 "
            "49.35), (1.08 49.38, 1.08 49.42, 1.12 49.42, 1.12 49.38, 1.08 49.38))");
    for (const std::size_t count : {1UL, 3UL, 40UL, 300UL}) {
        std::vector<LonLat> centres;
        for (std::size_t i = 0; i < count; ++i) {
            centres.push_back({lon(random), lat(random)});
        }
        for (const double metres : {300.0, 2000.0, 9000.0}) {
            const double share = covered_share(area, centres, metres);
            int hits = 0, covered = 0;
            while (hits < 20'000) {
                const LonLat p{lon(random), lat(random)};
                if (side_of(area, p) == Side::outside) {
                    continue;
                }
                ++hits;
                covered += std::ranges::any_of(
                    centres, [&](LonLat centre) { return distance_m(centre, p) <= metres; });
            }
            // Four standard deviations of the darts, and what the corners of circles change.
            BOOST_TEST(std::fabs(share - static_cast<double>(covered) / hits) < 0.0142 + 0.002);
        }
    }
}

BOOST_AUTO_TEST_CASE(shares_of_a_partition_add_up_and_more_circles_never_cover_less)
{
    std::mt19937 random{29};
    std::uniform_real_distribution<double> lon{0.9, 1.3}, lat{49.2, 49.6};
    const Geometry west = wkt("POLYGON ((1 49.3, 1.08 49.3, 1.12 49.5, 1 49.5, 1 49.3))");
    const Geometry east = wkt("POLYGON ((1.08 49.3, 1.2 49.3, 1.2 49.5, 1.12 49.5, 1.08 49.3))");
    const Geometry whole =
        wkt("POLYGON ((1 49.3, 1.08 49.3, 1.2 49.3, 1.2 49.5, 1.12 49.5, 1 49.5, 1 49.3))");
    // As straight as they are in lon, lat: a long geodesic cuts its corner.
    const auto size = [](const Geometry& area) { return area_m2(with_short_edges(area)); };
    std::vector<LonLat> centres;
    double before = 0;
    for (int i = 0; i < 25; ++i) {
        centres.push_back({lon(random), lat(random)});
        const double share = covered_share(whole, centres, 3000);
        const double parts = covered_share(west, centres, 3000) * size(west) +
                             covered_share(east, centres, 3000) * size(east);
        BOOST_TEST(std::fabs(parts - share * size(whole)) < 1e-6 * size(whole));
        BOOST_TEST(share >= before - 1e-9);
        before = share;
    }
    BOOST_TEST(before > 0.2);
}

BOOST_AUTO_TEST_CASE(nothing_covers_nothing_and_a_large_circle_covers_all_exactly)
{
    const Geometry area = wkt("POLYGON ((0 49, 1 49, 1 50, 0 50, 0 49))");
    BOOST_TEST(covered_share(area, {}, 1000) == 0);
    BOOST_TEST(covered_share(area, std::vector<LonLat>{{5, 49}}, 1000) == 0);
    BOOST_TEST(covered_share(area, std::vector<LonLat>{{0.5, 49.5}}, 200'000) == 1);
    BOOST_CHECK_THROW((void)covered_share(Point{{1, 1}}, {}, 1000), parvis::GeometryError);
}

BOOST_AUTO_TEST_CASE(the_way_to_a_place_leads_there)
{
    const Course way = course({1, 49}, {2.5, 47});
    const LonLat there = destination({1, 49}, way.azimuth_at_start, way.metres);
    BOOST_TEST(there.lon == 2.5, tt::tolerance(1e-12));
    BOOST_TEST(there.lat == 47, tt::tolerance(1e-12));
    BOOST_TEST(destination({179.9, 0}, 90, 100'000).lon > 180);
}

BOOST_AUTO_TEST_SUITE_END()
