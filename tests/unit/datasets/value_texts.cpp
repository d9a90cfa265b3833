// SPDX-License-Identifier: EUPL-1.2
#include "datasets/date_format.hpp"
#include "datasets/number_text.hpp"
#include "datasets/row_id.hpp"
#include "datasets/row_issue.hpp"
#include "datasets/zone.hpp"
#include "geo/error.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <set>

using namespace parvis::datasets;

BOOST_AUTO_TEST_SUITE(value_texts)

struct NumberCase {
    const char* text;
    Decimal decimal;
    std::optional<double> value;
};
std::ostream& operator<<(std::ostream& out, const NumberCase& c) { return out << c.text; }
const NumberCase numbers[] = {
    {"12", Decimal::either, 12},
    {" -1.5 ", Decimal::either, -1.5},
    {"1,5", Decimal::either, 1.5},
    {"1 234,5", Decimal::either, 1234.5},
    {"1\xC2\xA0"
     "234",
     Decimal::either, 1234},
    {"1\xE2\x80\xAF"
     "234",
     Decimal::either, 1234},
    {"+7", Decimal::either, 7},
    {"1e3", Decimal::either, 1000},
    {"1,5", Decimal::point, {}},
    {"1.5", Decimal::comma, {}},
    {"1.234,5", Decimal::either, {}},
    {"12 3", Decimal::either, {}},
    {"", Decimal::either, {}},
    {"12 €", Decimal::either, {}},
    {"nan", Decimal::either, {}},
    {"inf", Decimal::either, {}},
    {"0x10", Decimal::either, {}},
    {"--1", Decimal::either, {}},
};
BOOST_DATA_TEST_CASE(numbers_as_people_write_them, boost::unit_test::data::make(numbers), c)
{
    BOOST_TEST((read_number(c.text, c.decimal) == c.value));
}

BOOST_AUTO_TEST_CASE(whole_numbers_may_come_with_a_zero_decimal)
{
    BOOST_TEST((read_integer("12.0", Decimal::either) == std::optional<std::int64_t>(12)));
    BOOST_TEST((read_integer("1 234", Decimal::either) == std::optional<std::int64_t>(1234)));
    BOOST_TEST(!read_integer("12.5", Decimal::either));
    BOOST_TEST(!read_integer("1e300", Decimal::either));
}

struct DateCase {
    const char* pattern;  ///< "": the usual ways
    const char* text;
    const char* iso;  ///< "": refused
};
std::ostream& operator<<(std::ostream& out, const DateCase& c) { return out << c.text; }
const DateCase dates[] = {
    {"", "2026-11-22", "2026-11-22"},
    {"", "22/11/2026", "2026-11-22"},
    {"", "2026-11-22T14:30:00.000Z", "2026-11-22"},
    {"", "2026-11-22 14:30", "2026-11-22"},
    {"", "2026-02-30", ""},
    {"", "31/02/2026", ""},
    {"", "2026-11-22T25:00", ""},
    {"", "2026-11-22x", ""},
    {"", "45123", ""},
    {"", "", ""},
    {"%d/%m/%y", "1/2/26", "2026-02-01"},
    {"%d/%m/%y", "01/02/85", "1985-02-01"},
    {"%Y%m%d", "20240229", "2024-02-29"},
    {"%Y%m%d", "20230229", ""},
    {"%Y-%m-%dT%H:%M:%S%z", "2026-11-22T14:30:00+01:00", "2026-11-22"},
    {"%d.%m.%Y", "22.11.2026 ", ""},
};
BOOST_DATA_TEST_CASE(dates_as_files_write_them, boost::unit_test::data::make(dates), c)
{
    const auto read =
        *c.pattern == '\0' ? read_usual_date(c.text) : DateFormat(c.pattern).read(c.text);

    BOOST_TEST((read ? to_text(read->date) : std::string()) == c.iso);
}

BOOST_AUTO_TEST_CASE(every_day_of_four_centuries_reads_back)
{
    const DateFormat french("%d/%m/%Y");
    BOOST_TEST(french.write(Date{2026, 2, 1}).value() == "01/02/2026");
    BOOST_TEST(DateFormat("%y%m%d %%").write(Date{2026, 2, 1}).value() == "260201 %");
    BOOST_TEST(!DateFormat("%d/%m/%Y %H:%M").write(Date{2026, 2, 1}).has_value());
    BOOST_TEST(french.example() == "31/12/2025");
    BOOST_TEST(DateFormat("%Y-%m-%dT%H:%M:%S.%f%z").example() == "2025-12-31T14:30:00.0+01:00");
    for (const char* pattern : {"%d/%m/%Y", "%Y-%m-%dT%H:%M:%S.%f%z", "%y%m%d %%", "le %d.%m.%y"}) {
        const DateFormat format(pattern);
        BOOST_TEST(format.read(format.example()).has_value(), pattern);
    }
    for (std::int32_t day = days({1900, 1, 1}); day < days({2300, 1, 1}); ++day) {
        const Date date = date_of_days(day);
        const std::string iso = to_text(date);
        const std::string local =
            iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4);
        if (read_usual_date(iso)->date != date || french.read(local)->date != date) {
            BOOST_ERROR(iso);
        }
    }
}

BOOST_AUTO_TEST_CASE(local_times_become_instants_and_the_doubtful_hours_are_known)
{
    const Zone paris("Europe/Paris");

    BOOST_TEST(to_text(paris.instant_of({2026, 7, 1}, 12 * 3600).instant) ==
               "2026-07-01T10:00:00Z");
    BOOST_TEST(to_text(paris.instant_of({2026, 1, 1}, 12 * 3600).instant) ==
               "2026-01-01T11:00:00Z");
    BOOST_TEST(paris.instant_of({2026, 3, 29}, 2 * 3600 + 1800).doubtful);
    BOOST_TEST(paris.instant_of({2026, 10, 25}, 2 * 3600 + 1800).doubtful);
    BOOST_TEST(!paris.instant_of({2026, 10, 25}, 4 * 3600).doubtful);
    BOOST_TEST((paris.date_of(*parse_instant("2014-06-30T22:00:00Z")) == Date{2014, 7, 1}));
    BOOST_CHECK_THROW(Zone("Europe/Atlantis"), parvis::SourceError);
}

BOOST_AUTO_TEST_CASE(different_keys_never_share_an_id)
{
    std::mt19937 random(3);
    const std::string letters("ab~.2F/\xC3\xA9 ", 10);
    const RowIds ids({0, 1});
    std::map<std::string, std::pair<std::string, std::string>> seen;
    for (int i = 0; i < 20'000; ++i) {
        std::pair<std::string, std::string> key;
        for (std::size_t n = 1 + random() % 4; n > 0; --n) {
            key.first += letters[random() % letters.size()];
        }
        for (std::size_t n = 1 + random() % 4; n > 0; --n) {
            key.second += letters[random() % letters.size()];
        }
        std::string id;
        BOOST_TEST_REQUIRE(ids.read({key.first, key.second}, 1, id));
        const auto [entry, is_new] = seen.try_emplace(id, key);
        BOOST_TEST((is_new || entry->second == key));
    }
}

BOOST_AUTO_TEST_CASE(a_million_rows_of_one_key_are_numbered_one_after_the_other)
{
    RowIds ids({0});
    std::string id;
    bool numbered = true;
    for (std::uint32_t row = 1; row <= 1'000'000; ++row) {  // the square of it would take a day
        id = "x";
        static_cast<void>(ids.make_unique(id));
        numbered = numbered && id == (row == 1 ? "x" : "x~" + std::to_string(row));
    }
    BOOST_TEST(numbered);
    BOOST_TEST(ids.tells_few_apart());
}

BOOST_AUTO_TEST_CASE(numbered_ids_are_unique_whatever_came_before_them)
{
    std::mt19937 random(5);
    RowIds ids({0});
    std::set<std::string> seen;
    const std::vector<std::string> names{"a", "b", "a~2", "a~3", "a~2~2", "b~4", "c", "d", "e"};
    for (int i = 0; i < 5'000; ++i) {
        std::string id = names[random() % names.size()];
        const std::string before = id;
        const bool changed = ids.make_unique(id);
        BOOST_TEST_REQUIRE(seen.insert(id).second);
        BOOST_TEST_REQUIRE(changed == (id != before));
    }
}

BOOST_AUTO_TEST_CASE(a_key_tells_few_apart_only_when_most_rows_share_one)
{
    RowIds ids({0});
    for (const char* one : {"a", "a", "b", "b"}) {
        std::string id = one;
        static_cast<void>(ids.make_unique(id));
    }
    BOOST_TEST(!ids.tells_few_apart());
    std::string id = "a";
    static_cast<void>(ids.make_unique(id));
    BOOST_TEST(ids.tells_few_apart() == (3 * 2 > 5));
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut_between_characters)
{
    std::string text;
    for (int i = 0; i < 300; ++i) {
        text += "é";
    }
    const std::string cut = shortened(text);

    BOOST_TEST(cut.size() == 200 * 2 + 3);
    BOOST_TEST(cut.ends_with("…"));
    BOOST_TEST(shortened("court") == "court");
}

BOOST_AUTO_TEST_SUITE_END()
