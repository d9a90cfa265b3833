// SPDX-License-Identifier: EUPL-1.2
// What readers of feeds hear of works that are no more as they were told.
#include "publish/works/feed.hpp"
#include "tests/unit/publish/usual_work.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

using namespace parvis;
using namespace parvis::publish::works;
using namespace parvis::test;

/// The work as it is told until now, and the same work as it stood before.
struct Told {
    Work now = usual(), before = usual();
    Told()
    {
        before.ledger.departed = true;
        phase(before).closed = Instant{1'795'280'400};  // 2026-11-21T17:00:00Z
    }
    [[nodiscard]] std::string text(Feed feed, const WorksWanted& wanted = {},
                                   const char* moment = "2026-11-22T12:00:00Z") const
    {
        return make_feed(feed, book_of({now}, moment, {before}), wanted, base).text;
    }
};

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(works_closings)

BOOST_AUTO_TEST_CASE(what_was_told_and_is_no_more_so_gets_an_end)
{
    Work now = usual();
    phase(now).impact.effect = Effect::one_way_closed;
    phase(now).place.direction = Direction::forward;
    Work before = usual();
    before.ledger.departed = true;
    phase(before).closed = Instant{1'795'280'400};
    const Book book = book_of({now}, "2026-11-22T12:00:00Z", {before});

    const auto cifs = make_feed(Feed::cifs, book, {}, base).text;
    BOOST_TEST((cifs.find("id=\"chantiers:A1:f\"") != std::string::npos));
    const auto both = cifs.find("id=\"chantiers:A1\"");
    BOOST_REQUIRE(both != std::string::npos);
    BOOST_TEST((cifs.find("<endtime>2026-11-21T18:00:00+01:00", both) != std::string::npos));
    const auto wzdx = make_feed(Feed::wzdx, book, {}, base).text;
    const auto back = wzdx.find(R"("id":"chantiers:A1:b")");
    BOOST_REQUIRE(back != std::string::npos);
    BOOST_TEST((wzdx.find(R"("event_status":"completed")", back) != std::string::npos));
}

BOOST_AUTO_TEST_CASE(a_pause_ends_what_was_told_once)
{
    Told told;
    phase(told.now).declared = Declared::paused;
    BOOST_TEST(has(told.text(Feed::cifs), "<endtime>2026-11-21T18:00:00+01:00"));
    BOOST_TEST(has(told.text(Feed::wzdx), R"("event_status":"completed")"));
    // Paused since long, and its title has changed since: the end of the closing is the pause.
    Work paused = told.now;
    paused.ledger.departed = true;
    phase(paused).closed = Instant{1'795'280'400 + 3'600};
    const Book book = book_of({told.now}, "2026-11-22T12:00:00Z", {paused, told.before});
    const auto cifs = make_feed(Feed::cifs, book, {}, base).text;
    BOOST_TEST(has(cifs, "<endtime>2026-11-21T18:00:00+01:00"), cifs);
    BOOST_TEST(!has(cifs, "T19:00:00"));
    // Taken up again.
    const Book resumed = book_of({usual()}, "2026-11-22T12:00:00Z", {paused, told.before});
    const auto again = make_feed(Feed::cifs, resumed, {}, base).text;
    BOOST_TEST(has(again, "<endtime>2026-11-28T00:00:00+01:00"), again);
    BOOST_TEST(!has(again, "2026-11-21"));
}

BOOST_AUTO_TEST_CASE(what_moves_out_of_a_filter_gets_an_end_there)
{
    Told told;
    told.now.communes = {"FR_76002"};
    const WorksWanted there{"FR_76001", {}, {}};
    for (const Feed feed : {Feed::cifs, Feed::datex2, Feed::wzdx, Feed::ical}) {
        BOOST_TEST_CONTEXT(static_cast<int>(feed))
        {
            const auto text = told.text(feed, there);
            BOOST_TEST(has(text, "chantiers:A1"));
            BOOST_TEST((has(text, "2026-11-21T1") || has(text, "DTEND;VALUE=DATE:20261122")), text);
            BOOST_TEST(!has(told.text(feed, {"FR_76003", {}, {}}), "chantiers:A1"));
        }
    }
}

BOOST_AUTO_TEST_CASE(days_that_were_worked_are_not_called_cancelled)
{
    Told told;
    for (Work* work : {&told.now, &told.before}) {
        phase(*work).start = start_on({2026, 11, 16});
        phase(*work).end = end_on({2026, 12, 18});
        phase(*work).hours = DailyHours{8 * 3600, 17 * 3600, 0x1f};
    }
    told.now.description = "Autre texte";
    phase(told.before).closed = datasets::parse_instant("2026-11-24T21:21:00Z");
    const auto text = told.text(Feed::wzdx, {}, "2026-11-30T12:00:00Z");
    BOOST_TEST(has(text, "chantiers:A1:f:2026-12-01"));
    BOOST_TEST(!has(text, "cancelled"), text);
    BOOST_TEST(!has(text, "22:2"), "no time that nobody gave");
    // Saturdays were worked, and are no more: the next one is not to come.
    phase(told.before).hours->days = 0x3f;
    const auto less = told.text(Feed::wzdx, {}, "2026-11-30T12:00:00Z");
    const auto saturday = less.find("chantiers:A1:f:2026-12-05");
    BOOST_REQUIRE(saturday != std::string::npos);
    BOOST_TEST((less.find("cancelled", saturday) != std::string::npos));
    BOOST_TEST(!has(less, "2026-11-28"));
}

BOOST_AUTO_TEST_CASE(comments_are_plain_words)
{
    Work work = usual();
    publish::CarriedComment comment;
    comment.id = "chantier-jeanne-d-arc";
    comment.author = "Direction de l’eau";
    comment.text = {{"fr", "**Une ouverture** de moins\nVoir [le plan](https://exemple.fr)"}};
    work.comments = {comment};
    const Book book = book_of({work}, "2026-11-22T12:00:00Z");
    for (const Feed feed : {Feed::wzdx, Feed::datex2, Feed::ical, Feed::atom}) {
        auto text = make_feed(feed, book, {}, base).text;
        for (std::size_t at = 0; (at = text.find("\r\n ")) != std::string::npos;) {
            text.erase(at, 3);
        }
        BOOST_TEST(has(text, "Une ouverture de moins"), text);
        BOOST_TEST(has(text, "Voir le plan"));
        BOOST_TEST(!has(text, "**"));
        BOOST_TEST(!has(text, "jeanne-d-arc"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
