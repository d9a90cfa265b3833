// SPDX-License-Identifier: EUPL-1.2
// Parts of lines: what they measure, where they begin and end, and that they join to the whole.
#include "geo/line_part.hpp"
#include "geo/measure.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <random>

using namespace parvis::geo;

namespace {

LineString drawn(std::mt19937& random)
{
    std::uniform_real_distribution<double> step(-0.002, 0.002);
    LineString line{{1.09, 49.44}};
    const auto count = 2 + random() % 20;
    while (line.size() < count) {
        line.push_back({line.back().lon + step(random), line.back().lat + step(random)});
        if (random() % 5 == 0) {
            line.push_back(line.back());  // drawn twice
        }
    }
    return line;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(line_parts)

BOOST_AUTO_TEST_CASE(a_part_is_as_long_as_its_share_of_the_whole)
{
    std::mt19937 random(7);
    std::uniform_real_distribution<double> share(-0.1, 1.1);
    for (int turn = 0; turn < 2'000; ++turn) {
        const auto line = drawn(random);
        double from = share(random), to = share(random);
        if (from > to) {
            std::swap(from, to);
        }
        const auto part = line_part(line, from, to);
        const double expected =
            (std::min(std::max(to, 0.0), 1.0) - std::min(std::max(from, 0.0), 1.0)) *
            length_m(line);
        // A piece of a straight line of degrees and one of a geodesic: some micrometres apart.
        BOOST_TEST(std::abs(length_m(part) - expected) < 1e-3 * (1 + expected / 100));
        BOOST_TEST(part.size() >= 2U);
        BOOST_TEST(distance_m(part.front(), position_along(line, from)) < 1e-6);
        BOOST_TEST(distance_m(part.back(), position_along(line, to)) < 1e-6);
    }
}

BOOST_AUTO_TEST_CASE(the_whole_is_the_line_and_halves_join)
{
    const LineString line{{1.0, 49.0}, {1.01, 49.0}, {1.01, 49.02}};
    BOOST_TEST((line_part(line, 0, 1) == line));
    const auto first = line_part(line, 0, 0.4), second = line_part(line, 0.4, 1);
    BOOST_TEST((first.back() == second.front()));
    BOOST_TEST((first.front() == line.front() && second.back() == line.back()));
    BOOST_TEST((line_part(line, 0.3, 0.3).size() == 2U));
}

BOOST_AUTO_TEST_CASE(a_line_without_length_has_parts)
{
    const LineString line{{1.0, 49.0}, {1.0, 49.0}};
    BOOST_TEST((position_along(line, 0.5) == LonLat{1.0, 49.0}));
    BOOST_TEST((line_part(line, 0.2, 0.8).size() == 2U));
}

BOOST_AUTO_TEST_SUITE_END()
