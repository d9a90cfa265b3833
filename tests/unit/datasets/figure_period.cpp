// SPDX-License-Identifier: EUPL-1.2
#include "datasets/figure_period.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis::datasets;

BOOST_AUTO_TEST_SUITE(figure_period)

BOOST_AUTO_TEST_CASE(a_period_has_a_first_and_a_last_day)
{
    const auto is = [](const char* text, Date first, Date last) {
        const auto days = days_of_period(text);
        return days && days->first == first && days->last == last;
    };
    BOOST_TEST(is("2024", {2024, 1, 1}, {2024, 12, 31}));
    BOOST_TEST(is("2024-02", {2024, 2, 1}, {2024, 2, 29}));
    BOOST_TEST(is("2023-12", {2023, 12, 1}, {2023, 12, 31}));
    BOOST_TEST(is("2024-02-03", {2024, 2, 3}, {2024, 2, 3}));
    for (const char* text : {"", "2024-13", "saison", "2024-02-30", "24"}) {
        BOOST_TEST(!days_of_period(text), text);
    }
}

BOOST_AUTO_TEST_CASE(the_latest_ends_last_and_years_are_not_compared_with_months)
{
    FigurePeriods periods;
    BOOST_TEST(periods.latest().empty());
    periods.add("");
    BOOST_TEST(periods.empty());
    periods.add("2023");
    periods.add("2025");
    periods.add("2024");
    BOOST_TEST(periods.latest() == "2025");
    BOOST_TEST(!periods.are_mixed());
    periods.add("2025-06");
    BOOST_TEST(periods.are_mixed());
}

BOOST_AUTO_TEST_SUITE_END()
