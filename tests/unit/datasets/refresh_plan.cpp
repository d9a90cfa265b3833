// SPDX-License-Identifier: EUPL-1.2
// When a source is looked at again.
#include "datasets/refresh_plan.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace parvis::datasets;

BOOST_AUTO_TEST_SUITE(refresh_plan)

BOOST_AUTO_TEST_CASE(plans_are_read_or_refused)
{
    BOOST_TEST(parse_refresh("every 6h")->every_s == 21'600);
    BOOST_TEST(parse_refresh("every 15min")->every_s == 900);
    BOOST_TEST(parse_refresh("every 30s")->every_s == 30);
    BOOST_TEST(parse_refresh("every 2d")->every_s == 172'800);
    BOOST_TEST(parse_refresh("daily at 03:05")->time_of_day == 11'100);
    for (const char* text :
         {"", "every", "every ", "every h", "every 0h", "every 9s", "every -1h", "every 6 h",
          "every 6hours", "every 99999999999999999999d", "every 367d", "daily at 3:00",
          "daily at 24:00", "daily at 03:60", "daily at -3:00", "daily at 03:00 ", "hourly"}) {
        BOOST_TEST(!parse_refresh(text).has_value(), std::string(text));
    }
}

BOOST_AUTO_TEST_CASE(an_interval_counts_from_the_last_time)
{
    const RefreshPlan plan = parse_refresh("every 6h").value();
    const Zone zone("Europe/Paris");
    const Instant last{1'800'000'000};
    BOOST_TEST(is_due(plan, zone, std::nullopt, last));
    BOOST_TEST(!is_due(plan, zone, last, {last.seconds + 21'599}));
    BOOST_TEST(is_due(plan, zone, last, {last.seconds + 21'600}));
    BOOST_TEST(is_due(plan, zone, last, {last.seconds - 1}));  // the clock was put back
}

BOOST_AUTO_TEST_CASE(a_time_of_day_is_that_of_the_zone_also_when_summer_ends)
{
    const RefreshPlan plan = parse_refresh("daily at 03:00").value();
    const Zone zone("Europe/Paris");
    const auto at = [](const char* text) { return parse_instant(text).value(); };
    const Instant last = at("2026-10-24T01:00:00Z");  // 03:00 in summer
    BOOST_TEST(!is_due(plan, zone, last, at("2026-10-25T00:59:59Z")));
    BOOST_TEST(!is_due(plan, zone, last, at("2026-10-25T01:59:59Z")));  // 02:59:59 in winter
    BOOST_TEST(is_due(plan, zone, last, at("2026-10-25T02:00:00Z")));
    // A server that slept through it does it when it wakes, once.
    BOOST_TEST(is_due(plan, zone, last, at("2026-10-26T00:30:00Z")));
    BOOST_TEST(!is_due(plan, zone, at("2026-10-26T00:30:00Z"), at("2026-10-26T01:59:59Z")));
}

BOOST_AUTO_TEST_SUITE_END()
