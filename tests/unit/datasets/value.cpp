// SPDX-License-Identifier: EUPL-1.2
#include "datasets/value.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <random>

using namespace parvis::datasets;

namespace {

/// The day after, by the rules of the calendar and nothing else: the oracle for day numbers.
Date next_day(Date date)
{
    const bool leap = (date.year % 4 == 0 && date.year % 100 != 0) || date.year % 400 == 0;
    const int length = date.month == 2 ? (leap ? 29 : 28)
                       : date.month == 4 || date.month == 6 || date.month == 9 || date.month == 11
                           ? 30
                           : 31;
    if (date.day < length) {
        ++date.day;
    } else {
        date.day = 1;
        date.month = static_cast<std::uint8_t>(date.month % 12 + 1);
        if (date.month == 1) {
            ++date.year;
        }
    }
    return date;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(value)

BOOST_AUTO_TEST_CASE(every_day_of_the_years_1_to_9999_has_its_number_and_its_text)
{
    BOOST_TEST(days(Date{1970, 1, 1}) == 0);
    Date date{1, 1, 1};
    const std::int32_t last = days(Date{9999, 12, 31});
    for (std::int32_t number = days(date); number <= last; ++number, date = next_day(date)) {
        if (days(date) != number || date_of_days(number) != date) {
            BOOST_FAIL("day " << number << " is not " << to_text(date));
        }
        if (number % 61 == 0 && parse_date(to_text(date)) != date) {
            BOOST_FAIL(to_text(date) << " does not read back");
        }
    }
}

BOOST_DATA_TEST_CASE(a_text_that_is_no_day_is_nothing,
                     boost::unit_test::data::make(
                         {"", "2026", "2026-1-02", "2026-01-2", "2026-00-01", "2026-13-01",
                          "2026-02-29", "2024-02-30", "1900-02-29", "2026-04-31", "0000-01-01",
                          "2026/01/02", "2026-01-02 ", " 2026-01-02", "2026-01-0a", "-026-01-02",
                          "2026-01-02T00:00:00Z", "20260102", "+2026-01-2"}),
                     text)
{
    BOOST_TEST(!parse_date(text).has_value());
}

BOOST_AUTO_TEST_CASE(instants_read_back_from_their_text)
{
    std::mt19937_64 random(2026);
    std::uniform_int_distribution<std::int64_t> seconds(-62'135'596'800, 253'402'300'799);
    for (int i = 0; i < 20'000; ++i) {
        const Instant instant{seconds(random)};
        const auto back = parse_instant(to_text(instant));
        BOOST_REQUIRE(back.has_value());
        BOOST_REQUIRE_EQUAL(back->seconds, instant.seconds);
    }
}

BOOST_AUTO_TEST_CASE(a_zone_shifts_an_instant_and_a_fraction_is_cut_off)
{
    BOOST_TEST(to_text(parse_instant("2026-11-22T15:30:00+01:00").value()) ==
               "2026-11-22T14:30:00Z");
    BOOST_TEST(to_text(parse_instant("2026-01-01T00:15:00+05:30").value()) ==
               "2025-12-31T18:45:00Z");
    BOOST_TEST(to_text(parse_instant("2025-12-31T23:30:00-01:00").value()) ==
               "2026-01-01T00:30:00Z");
    BOOST_TEST(to_text(parse_instant("2026-11-22t14:30:00.999z").value()) ==
               "2026-11-22T14:30:00Z");
    BOOST_TEST(to_text(Instant{-1}) == "1969-12-31T23:59:59Z");
}

BOOST_DATA_TEST_CASE(a_text_that_is_no_instant_is_nothing,
                     boost::unit_test::data::make(
                         {"", "2026-11-22", "2026-11-22T14:30:00", "2026-11-22T14:30Z",
                          "2026-11-22T24:00:00Z", "2026-11-22T14:60:00Z", "2026-11-22T14:30:61Z",
                          "2026-11-22T14:30:00.Z", "2026-11-22T14:30:00+0100",
                          "2026-11-22T14:30:00+24:00", "2026-11-22T14:30:00ZZ",
                          "2026-11-22 14:30:00Z", "2026-02-30T00:00:00Z",
                          "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"}),
                     text)
{
    BOOST_TEST(!parse_instant(text).has_value());
}

BOOST_AUTO_TEST_CASE(every_type_has_a_name_that_reads_back)
{
    for (const ValueType type :
         {ValueType::boolean, ValueType::integer, ValueType::number, ValueType::text,
          ValueType::date, ValueType::instant, ValueType::list, ValueType::parts}) {
        BOOST_TEST(!name_of(type).empty());
        BOOST_TEST((value_type(name_of(type)) == type));
    }
    BOOST_TEST(!value_type("").has_value());
    BOOST_TEST(!value_type("string").has_value());
}

BOOST_AUTO_TEST_CASE(a_text_falls_back_to_french_then_to_what_there_is)
{
    const Texts both{{"de", "Baustellen"}, {"fr", "chantiers"}};

    BOOST_TEST(text_in(both, "de") == "Baustellen");
    BOOST_TEST(text_in(both, "en") == "chantiers");
    BOOST_TEST(text_in({{"de", "Baustellen"}}, "en") == "Baustellen");
    BOOST_TEST(text_in({}, "fr") == "");
}

BOOST_AUTO_TEST_SUITE_END()
