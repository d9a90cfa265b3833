// SPDX-License-Identifier: EUPL-1.2
// What feeds say of works with daily hours and of several phases.
#include "publish/works/book.hpp"
#include "publish/works/feed.hpp"
#include "publish/works/feed_list.hpp"
#include "publish/works/road_event.hpp"
#include "publish/works/work_state.hpp"
#include "tests/unit/publish/usual_work.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

namespace {

using namespace parvis;
using namespace parvis::publish::works;
using namespace parvis::test;
using datasets::Date;
using datasets::Instant;

}  // namespace

BOOST_AUTO_TEST_SUITE(works_hours)

BOOST_AUTO_TEST_CASE(a_last_night_belongs_to_the_work_wherever_its_state_is_told)
{
    Work work = usual();
    phase(work).hours = DailyHours{22 * 3600 + 1800, 22 * 3600 + 1200, 0x7f};
    for (const auto& [text, stage] :
         std::vector<std::pair<const char*, Stage>>{{"2026-11-16T21:29:59Z", Stage::planned},
                                                    {"2026-11-16T21:30:00Z", Stage::active},
                                                    {"2026-11-27T23:00:00Z", Stage::active},
                                                    {"2026-11-28T21:19:59Z", Stage::active},
                                                    {"2026-11-28T21:20:00Z", Stage::ended}}) {
        BOOST_TEST_CONTEXT(text)
        {
            const auto at = *datasets::parse_instant(text);
            const auto valid = std::get<Validity>(validity_of(work, phase(work), {at, &paris()}));
            BOOST_TEST((valid.stage == stage));
            BOOST_TEST((state_of(work, at, paris()).stage == stage));
            const auto map = make_feed(Feed::geojson, book_of({work}, text), {}, base).text;
            BOOST_TEST(
                (map.find("\"etat\":\"" + std::string(code_of(stage)) + '"') != std::string::npos));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_night_cut_short_has_its_own_event)
{
    Work work = usual();
    phase(work).start = exactly("2026-12-02T02:00:00+01:00");
    phase(work).end = exactly("2026-12-10T02:00:00+01:00");
    phase(work).hours = DailyHours{21 * 3600, 6 * 3600, 0x7f};
    const Book book = book_of({work}, "2026-12-02T12:00:00Z");
    const auto wzdx = make_feed(Feed::wzdx, book, {}, base).text;
    for (const char* text :
         {R"("id":"chantiers:A1:f:2026-12-01")",
          R"("start_date":"2026-12-02T01:00:00Z","end_date":"2026-12-02T05:00:00Z")",
          R"("id":"chantiers:A1:f:2026-12-02")",
          R"("start_date":"2026-12-02T20:00:00Z","end_date":"2026-12-03T05:00:00Z")"}) {
        BOOST_TEST((wzdx.find(text) != std::string::npos), text);
    }
    const auto ical = make_feed(Feed::ical, book, {}, base).text;
    for (const char* text :
         {"UID:chantiers:A1:debut@",
          "DTSTART;TZID=Europe/Paris:20261202T020000\r\nDTEND;TZID=Europe/Paris:20261202T060000\r\n"
          "STATUS",
          "DTSTART;TZID=Europe/Paris:20261202T210000\r\nDTEND;TZID=Europe/Paris:20261203T060000\r\n"
          "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;UNTIL=20261209T195959Z",
          "UID:chantiers:A1:fin@",
          "DTSTART;TZID=Europe/Paris:20261209T210000\r\nDTEND;TZID=Europe/Paris:20261210T020000\r\n"
          "STATUS"}) {
        BOOST_TEST((ical.find(text) != std::string::npos), text << ical);
    }
}

BOOST_AUTO_TEST_CASE(a_level_stands_once_in_a_feature)
{
    Work work = usual();
    work.areas = {{"pole", "nord"}, {"canton", "A"}, {"pole", "sud"}};
    const auto map = make_feed(Feed::geojson, book_of({work}, "2026-11-22T12:00:00Z"), {}, base);
    BOOST_TEST((map.text.find(R"("pole":["nord","sud"])") != std::string::npos), map.text);
}

BOOST_AUTO_TEST_CASE(an_entry_keeps_its_id_whatever_is_over_and_whoever_asks)
{
    const auto id_of = [](const Work& work, const char* at, const char* address) {
        const auto text = make_feed(Feed::atom, book_of({work}, at), {}, address).text;
        const auto from = text.find("<id>", text.find("<entry>"));
        return text.substr(from, text.find("</id>", from) - from);
    };
    Work work = usual();
    Phase more = phase(work);
    more.row = "A1b";
    more.start = start_on({2027, 1, 10});
    more.end = end_on({2027, 1, 20});
    work.phases.push_back(more);
    const auto id = id_of(work, "2026-11-22T12:00:00Z", base);
    BOOST_TEST(id == "<id>tag:parvis,2026:/collections/chantiers/items/A1");
    BOOST_TEST(id_of(work, "2027-01-12T12:00:00Z", "http://127.0.0.1:8080") == id);
}

BOOST_AUTO_TEST_CASE(phases_that_a_feed_lacks_of_a_work_it_tells_are_listed)
{
    Work work = usual();
    Phase more = phase(work);
    more.row = "A1b";
    more.place.geometry = std::monostate{};
    work.phases.push_back(more);
    const Book book = book_of({work}, "2026-11-22T12:00:00Z");
    const auto made = make_feed(Feed::cifs, book, {}, base);
    BOOST_TEST(made.delivered == 1U);
    BOOST_TEST(made.undelivered.empty());
    BOOST_REQUIRE(made.partial.size() == 1U);
    BOOST_TEST(made.partial[0].phase->row == "A1b");
    const auto json = undelivered_json(*feed_named("cifs"), made, base, {});
    BOOST_TEST((json.find(R"("phase":"A1b","reason":"sans_lieu")") != std::string::npos), json);
}

BOOST_AUTO_TEST_SUITE_END()
