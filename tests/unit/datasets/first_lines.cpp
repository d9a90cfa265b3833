// SPDX-License-Identifier: EUPL-1.2
#include "datasets/first_lines.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <string>

using parvis::datasets::FirstLines;

BOOST_AUTO_TEST_SUITE(first_lines)

BOOST_AUTO_TEST_CASE(the_line_that_had_a_text_first_is_that_of_a_plain_map)
{
    std::mt19937 random(20'261'125);
    std::uniform_int_distribution<int> number(0, 60'000);
    FirstLines lines;
    std::map<std::string, std::uint64_t> plain;
    for (std::uint64_t line = 1; line <= 100'000; ++line) {
        const std::string text = "clé " + std::to_string(number(random));
        const auto [first, is_new] = plain.try_emplace(text, line);
        const auto before = lines.note(text, line);
        BOOST_REQUIRE(before.has_value() != is_new);
        BOOST_REQUIRE(!before || *before == first->second);
    }
}

BOOST_AUTO_TEST_CASE(an_empty_text_and_the_first_line_are_like_others)
{
    FirstLines lines;
    BOOST_TEST(!lines.note("", 0));
    BOOST_TEST(lines.note("", 7).value_or(9) == 0U);
    BOOST_TEST(!lines.note(std::string(1, '\0'), 8));
}

BOOST_AUTO_TEST_SUITE_END()
