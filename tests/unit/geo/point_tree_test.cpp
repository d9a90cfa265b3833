// SPDX-License-Identifier: EUPL-1.2
#include "geo/point_tree.hpp"

#include "geo/error.hpp"
#include "geo/measure.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <ranges>
#include <set>

using namespace parvis::geo;

namespace {

/// What a loop over all points says, nearest first, ties by index.
std::vector<Neighbour> all_by_distance(const std::vector<LonLat>& points, LonLat p)
{
    std::vector<Neighbour> all;
    for (std::uint32_t i = 0; i < points.size(); ++i) {
        all.push_back({i, distance_m(p, points[i])});
    }
    std::ranges::sort(all, [](const Neighbour& a, const Neighbour& b) {
        return a.metres != b.metres ? a.metres < b.metres : a.index < b.index;
    });
    return all;
}

/// Points over the whole Earth, in clusters, on the antimeridian, at the poles, and some twice.
std::vector<LonLat> drawn_points(std::mt19937& random, std::size_t count)
{
    std::uniform_real_distribution<double> lon{-180, 180}, lat{-90, 90}, near{-0.2, 0.2};
    std::vector<LonLat> points{{180, 0}, {-180, 0}, {0, 90}, {77, 90}, {0, -90}, {179.9999, 10}};
    while (points.size() < count) {
        switch (random() % 5) {
        case 0:
            points.push_back({lon(random), lat(random)});
            break;
        case 1:
            points.push_back({1 + near(random), 49 + near(random)});
            break;
        case 2:
            points.push_back({std::remainder(180 + near(random), 360.0), near(random)});
            break;
        case 3:
            points.push_back({lon(random), random() % 2 == 0 ? 90 - std::fabs(near(random))
                                                             : -90 + std::fabs(near(random))});
            break;
        default:
            points.push_back(points[random() % points.size()]);
        }
    }
    return points;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(point_tree)

BOOST_AUTO_TEST_CASE(the_nearest_are_those_of_a_loop_over_all_points)
{
    std::mt19937 random{20261125};
    for (const std::size_t count : {6UL, 9UL, 70UL, 3000UL}) {
        const auto points = drawn_points(random, count);
        const PointTree tree(points);
        BOOST_TEST(tree.size() == points.size());
        for (const LonLat p : drawn_points(random, 150)) {
            const auto expected = all_by_distance(points, p);
            for (const std::size_t most : {1UL, 2UL, 5UL, points.size(), points.size() + 10}) {
                const auto found = tree.nearest(p, most);
                BOOST_REQUIRE(found.size() == std::min(most, points.size()));
                BOOST_TEST(std::ranges::equal(found, expected | std::views::take(found.size())));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_lies_within_a_distance_is_what_a_loop_finds_at_the_very_border_too)
{
    std::mt19937 random{7};
    const auto points = drawn_points(random, 2000);
    const PointTree tree(points);
    for (const LonLat p : drawn_points(random, 60)) {
        const auto all = all_by_distance(points, p);
        for (const double metres : {0.0, 1.0, 3e3, 2e4, 2e5, 5e6, 2.1e7, all[40].metres,
                                    std::nextafter(all[40].metres, 0.0), all[1500].metres}) {
            const auto last = std::ranges::find_if(
                all, [&](const Neighbour& one) { return one.metres > metres; });
            const std::vector<Neighbour> expected(all.begin(), last);
            BOOST_TEST((tree.within(p, metres) == expected));
            BOOST_TEST((tree.nearest(p, points.size(), metres) == expected));
            std::multiset<std::uint32_t> visited, wanted;
            tree.visit(p, metres, [&](std::size_t first, std::size_t end) {
                for (std::size_t place = first; place < end; ++place) {
                    visited.insert(tree.order()[place]);
                }
            });
            for (const Neighbour& one : expected) {
                wanted.insert(one.index);
            }
            BOOST_TEST((visited == wanted));
        }
    }
}

BOOST_AUTO_TEST_CASE(only_points_that_are_accepted_are_found)
{
    std::mt19937 random{11};
    const auto points = drawn_points(random, 1000);
    const PointTree tree(points);
    const auto odd = [](std::uint32_t index) { return index % 2 == 1; };
    for (const LonLat p : drawn_points(random, 50)) {
        auto expected = all_by_distance(points, p);
        std::erase_if(expected, [&](const Neighbour& one) { return !odd(one.index); });
        expected.resize(7);
        BOOST_TEST((tree.nearest(p, 7, std::numeric_limits<double>::infinity(), odd) == expected));
    }
}

BOOST_AUTO_TEST_CASE(a_place_that_is_none_finds_nothing_and_a_point_that_is_none_is_refused)
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const PointTree tree(std::vector<LonLat>{{1, 49}, {2, 49}});
    for (const LonLat p : {LonLat{nan, 49}, LonLat{1, nan}, LonLat{1, 91}}) {
        BOOST_TEST(tree.nearest(p).empty());
        BOOST_TEST(tree.within(p, 1e9).empty());
        BOOST_CHECK_THROW(PointTree(std::vector<LonLat>{{1, 49}, p}), parvis::GeometryError);
    }
    BOOST_TEST(tree.within({1, 49}, nan).empty());
    BOOST_TEST(tree.within({1, 49}, -1).empty());
    BOOST_TEST(tree.within({1, 49}, 0).size() == 1U);
    BOOST_TEST(tree.nearest({1, 49}, 0).empty());
    BOOST_TEST(PointTree{}.nearest({1, 49}).empty());
    BOOST_TEST(PointTree(std::vector<LonLat>{}).within({1, 49}, 1e9).empty());
    BOOST_TEST(tree.nearest({361, 49}).front().index == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
