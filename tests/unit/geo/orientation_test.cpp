// SPDX-License-Identifier: EUPL-1.2
#include "geo/orientation.hpp"

#include "geometry_output.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <random>

using namespace parvis::geo;

BOOST_AUTO_TEST_SUITE(orientation_)

BOOST_AUTO_TEST_CASE(a_turn_to_the_left_is_positive)
{
    BOOST_TEST(orientation({0, 0}, {1, 0}, {0, 1}) == 1);
    BOOST_TEST(orientation({0, 0}, {1, 0}, {0, -1}) == -1);
    BOOST_TEST(orientation({0, 0}, {1, 1}, {3, 3}) == 0);
}

BOOST_AUTO_TEST_CASE(steps_of_one_ulp_off_a_line_are_seen)
{
    // The classic picture of failing predicates: near (0.5, 0.5) against the line y = x. The exact
    // answer is known without arithmetic, by comparing the coordinates.
    const double ulp = std::ldexp(1.0, -53);
    for (int x = 0; x < 64; ++x) {
        for (int y = 0; y < 64; ++y) {
            const LonLat p{0.5 + x * ulp * 2, 0.5 + y * ulp * 2};
            const int expected = (p.lat > p.lon) - (p.lat < p.lon);
            BOOST_TEST_REQUIRE(orientation({12, 12}, {24, 24}, p) == expected);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_sign_agrees_with_128_bit_integers_on_a_fine_grid)
{
    std::mt19937_64 random(7);
    std::uniform_int_distribution<std::int64_t> place(-(1LL << 40), 1LL << 40);
    std::uniform_int_distribution<std::int64_t> nudge(-1, 1);
    const auto scaled = [](std::int64_t n) { return std::ldexp(static_cast<double>(n), -33); };
    for (int i = 0; i < 20'000; ++i) {
        const std::int64_t ax = place(random) / 4, ay = place(random) / 4;
        const std::int64_t dx = place(random) / 8, dy = place(random) / 8;
        // c lies on the line a–b or one step beside it.
        const std::int64_t bx = ax + 2 * dx, by = ay + 2 * dy;
        const std::int64_t cx = ax + 3 * dx + nudge(random), cy = ay + 3 * dy + nudge(random);
        __extension__ using Wide = __int128;
        const Wide exact = Wide(bx - ax) * Wide(cy - ay) - Wide(by - ay) * Wide(cx - ax);
        const int expected = (exact > 0) - (exact < 0);
        const int sign = orientation({scaled(ax), scaled(ay)}, {scaled(bx), scaled(by)},
                                     {scaled(cx), scaled(cy)});
        BOOST_TEST_REQUIRE(sign == expected);
    }
}

BOOST_AUTO_TEST_CASE(a_segment_touches_a_box_at_its_corner_and_not_past_it)
{
    const Box box{0, 0, 1, 1};

    BOOST_TEST(segment_touches({-1, 1}, {1, -1}, box));
    BOOST_TEST(!segment_touches({-1, 1}, {1, std::nextafter(-1.0, -2.0)}, box));
    BOOST_TEST(segment_touches({-5, 0.5}, {5, 0.5}, box));
    BOOST_TEST(segment_touches({0.5, 0.5}, {0.5, 0.5}, box));
    BOOST_TEST(!segment_touches({2, 0}, {2, 1}, box));
}

BOOST_AUTO_TEST_SUITE_END()
