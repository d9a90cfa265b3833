// SPDX-License-Identifier: EUPL-1.2
#include "service/progress_bar.hpp"

#include "service/event_lines.hpp"

#include <boost/test/unit_test.hpp>
#include <rapidjson/document.h>

#include <algorithm>
#include <sstream>
#include <string>

using namespace parvis;
using namespace parvis::service;

namespace {

/// One column a code point.
std::size_t columns(const std::string& text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80;
    }));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(progress_bar)

BOOST_AUTO_TEST_CASE(rows_rate_and_time_left_are_told)
{
    const ReadingState state{"points", 250'000, 0.25, 2};

    BOOST_TEST(bar_text(state, 80, "fr") ==
               "points [#####----------------] 25 % 250\u202f000 lignes, 125\u202f000 "
               "lignes/s, encore 6 s");
    BOOST_TEST(bar_text(state, 80, "en") ==
               "points [######---------------------] 25 % 250,000 rows, 125,000 rows/s, 6 s left");
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_not_told)
{
    BOOST_TEST(bar_text({"points", 250'000, std::nullopt, 2}, 80, "fr") ==
               "points 250\u202f000 lignes, 125\u202f000 lignes/s");
    BOOST_TEST(bar_text({"points", 0, 0.0, 0}, 60, "fr").find("encore") == std::string::npos);
    BOOST_TEST(!ReadingState({"points", 5, 0.0, 1}).seconds_left());
    BOOST_TEST(!ReadingState({"points", 5, std::nullopt, 1}).seconds_left());
}

BOOST_AUTO_TEST_CASE(a_long_wait_is_told_in_minutes_and_hours)
{
    BOOST_TEST(bar_text({"p", 1, 0.5, 200}, 90, "fr").ends_with("encore 3 min 20 s"));
    BOOST_TEST(bar_text({"p", 1, 0.5, 3'900}, 90, "fr").ends_with("encore 1 h 05 min"));
}

BOOST_AUTO_TEST_CASE(no_line_is_wider_than_the_terminal)
{
    for (std::size_t width = 0; width < 120; ++width) {
        for (const auto& share :
             {std::optional<double>(), std::optional(0.003), std::optional(1.0)}) {
            const auto line = bar_text({"équipements", 123'456'789, share, 100'000}, width, "fr");
            BOOST_TEST(columns(line) <= width);
            BOOST_TEST((line.find('[') == std::string::npos || line.find(']') < line.size()));
        }
    }
    BOOST_TEST(bar_text({"p", 1, 0.5, 2}, 60, "fr").find('[') != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_over_at_once_draws_no_bar)
{
    std::ostringstream terminal;
    {
        ProgressBar bar(terminal, 79, "fr");
        bar.start("points");
        for (std::uint64_t rows = 0; rows < 1'000; ++rows) {
            bar.show(rows, 0.5);
        }
    }
    BOOST_TEST(terminal.str() == "");
}

BOOST_AUTO_TEST_CASE(events_are_one_json_object_a_line_whatever_the_texts_hold)
{
    std::ostringstream out;
    EventLines events(out);
    DatasetOutcome read;
    read.id = "points";
    read.report.emplace();
    read.report->manifest.counts.read = 7;
    read.report->manifest.issues = {{"key_missing", 3}};
    DatasetOutcome failed;
    failed.id = "autre";
    failed.error = "une ligne\net \xff encore";

    events.starts("points", "nom\n\"\xc3.csv");
    events.reads(read.report->manifest, 0.5);  // within the first second: not told
    events.ends(read);
    events.ends(failed);

    std::istringstream lines(out.str());
    std::vector<std::string> kinds;
    for (std::string line; std::getline(lines, line);) {
        rapidjson::Document event;
        event.Parse(line.c_str());
        BOOST_REQUIRE_MESSAGE(!event.HasParseError(), line);
        kinds.emplace_back(event["event"].GetString());
        if (kinds.back() == "dataset") {
            BOOST_TEST(event["counts"]["read"].GetUint64() == 7U);
            BOOST_TEST(event["issue_counts"]["key_missing"].GetUint64() == 3U);
            BOOST_TEST(event["version"].IsNull());
        }
    }
    BOOST_TEST(kinds == (std::vector<std::string>{"start", "dataset", "error"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
