// SPDX-License-Identifier: EUPL-1.2
// What each feed says of works that are hard to say: days that change their clock, ends at
// midnight, areas, directions. One line a case; what a feed must hold and must not.
#include "publish/works/book.hpp"
#include "publish/works/feed.hpp"
#include "publish/works/road_event.hpp"
#include "publish/works/schedule.hpp"
#include "tests/unit/publish/usual_work.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>

namespace {

using namespace parvis;
using namespace parvis::publish::works;
using namespace parvis::test;
using datasets::Date;
using datasets::Instant;

const geo::Polygon square{{{{1.1, 49.4}, {1.11, 49.4}, {1.11, 49.41}, {1.1, 49.41}, {1.1, 49.4}}}};

geo::MultiPoint points(int count)
{
    geo::MultiPoint several;
    for (int i = 0; i < count; ++i) {
        several.points.push_back({1.1 + i * 0.001, 49.4});
    }
    return several;
}

/// What a feed must hold (plain), must not hold ("!…"), or why it takes nothing ("=reason").
using Expected = std::vector<std::string>;
struct Case {
    const char* name;
    std::function<void(Work&)> change;
    Expected datex2, wzdx, cifs, ical;
    const char* moment = "2026-11-22T12:00:00Z";
};
std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.name; }

void check(const Case& one, Feed feed, const Expected& expected)
{
    Work work = usual();
    one.change(work);
    const Book book = book_of({work}, one.moment);
    auto made = make_feed(feed, book, {}, base);
    for (std::size_t at = 0; (at = made.text.find("\r\n ")) != std::string::npos;) {
        made.text.erase(at, 3);  // iCalendar folds its lines
    }
    BOOST_TEST(made.delivered + made.undelivered.size() == made.works);
    for (const std::string& text : expected) {
        BOOST_TEST_CONTEXT(one.name << ", " << static_cast<int>(feed) << ": " << text)
        {
            if (text.starts_with('=')) {
                BOOST_REQUIRE(made.undelivered.size() == 1);
                BOOST_TEST(code_of(made.undelivered.front().reason) == text.substr(1));
            } else if (text.starts_with('!')) {
                BOOST_TEST((made.text.find(text.substr(1)) == std::string::npos));
            } else {
                BOOST_TEST((made.text.find(text) != std::string::npos), made.text);
            }
        }
    }
}

const std::vector<Case> cases{
    {"a whole road from day to day includes the last day",
     [](Work&) {},
     {"<com:overallStartTime>2026-11-15T23:00:00Z", "<com:overallEndTime>2026-11-27T23:00:00Z",
      "validityStatus>active<", ">roadClosed<", ">bothWays<"},
     {R"("start_date":"2026-11-15T23:00:00Z")", R"("end_date":"2026-11-27T23:00:00Z")",
      R"("id":"chantiers:A1:f")", R"("id":"chantiers:A1:b")", "northbound", "southbound",
      "all-lanes-closed", R"("event_status":"active")"},
     {"ROAD_CLOSED<", "BOTH_DIRECTIONS", "<starttime>2026-11-16T00:00:00+01:00",
      "<endtime>2026-11-28T00:00:00+01:00"},
     {"DTSTART;VALUE=DATE:20261116", "DTEND;VALUE=DATE:20261128"}},
    {"a day of 25 hours",
     [](Work& w) {
         phase(w).start = start_on({2026, 10, 25});
         phase(w).end = end_on({2026, 10, 25});
     },
     {"StartTime>2026-10-24T22:00:00Z", "EndTime>2026-10-25T23:00:00Z"},
     {"2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"},
     {"2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"},
     {"DTSTART;VALUE=DATE:20261025", "DTEND;VALUE=DATE:20261026"},
     "2026-10-25T12:00:00Z"},
    {"a night that loses its hour",
     [](Work& w) {
         phase(w).start = start_on({2026, 3, 28});
         phase(w).end = end_on({2026, 3, 28});
         phase(w).hours = DailyHours{21 * 3600, 6 * 3600, 0x7f};
     },
     {"StartTime>2026-03-28T20:00:00Z", "EndTime>2026-03-29T04:00:00Z",
      "startTimeOfPeriod>21:00:00", "endTimeOfPeriod>06:00:00"},
     {R"("start_date":"2026-03-28T20:00:00Z","end_date":"2026-03-29T04:00:00Z")"},
     {"2026-03-28T21:00:00+01:00", "2026-03-29T06:00:00+02:00", "00:00-06:00,21:00-23:59"},
     {"DTSTART;TZID=Europe/Paris:20260328T210000", "DTEND;TZID=Europe/Paris:20260329T060000",
      "BEGIN:VTIMEZONE"},
     "2026-03-28T22:00:00Z"},
    {"an end at midnight ends the day before",
     [](Work& w) { phase(w).end = exactly("2026-11-28T00:00:00+01:00"); },
     {"EndTime>2026-11-27T23:00:00Z"},
     {R"("end_date":"2026-11-27T23:00:00Z")"},
     {"<endtime>2026-11-28T00:00:00+01:00"},
     {"DTEND:20261127T230000Z"}},
    {"an end before the start is told to nobody",
     [](Work& w) { phase(w).inverted = true; },
     {"=fin_avant_debut", "!situationRecord"},
     {"=fin_avant_debut"},
     {"=fin_avant_debut"},
     {"=fin_avant_debut"}},
    {"an open end",
     [](Work& w) { phase(w).end.reset(); },
     {"!overallEndTime", "validityStatus>active<"},
     {"=sans_fin"},
     {"ROAD_CLOSED<", "!endtime"},
     {"DTSTART;VALUE=DATE:20261116", "!DTEND", "fin non annonc"}},
    {"no start",
     [](Work& w) { phase(w).start.reset(); },
     {"=sans_debut"},
     {"=sans_debut"},
     {"=sans_debut"},
     {"=sans_debut"}},
    {"no geometry",
     [](Work& w) { phase(w).place.geometry = std::monostate{}; },
     {"=sans_lieu"},
     {"=sans_lieu"},
     {"=sans_lieu"},
     {"UID:chantiers:A1@", "!GEO:"}},
    {"a polygon is on no road",
     [](Work& w) { phase(w).place.geometry = square; },
     {"AreaLocation", "gmlMultiPolygon"},
     {"=surface"},
     {"=surface"},
     {"UID:chantiers:A1@"}},
    {"lines that follow one another are one",
     [](Work& w) {
         phase(w).place.geometry = geo::MultiLine{{{ab[0], ab[1]}, {ab[1], ab[2]}}};
     },
     {"id=\"chantiers:A1\"", "49.4000000 1.1000000 49.4100000 1.1100000 49.4200000 1.1200000"},
     {R"("id":"chantiers:A1:f")"},
     {"id=\"chantiers:A1\""},
     {}},
    {"lines that lie apart are two",
     [](Work& w) {
         phase(w).place.geometry = geo::MultiLine{{{ab[0], ab[1]}, {{1.2, 49.4}, {1.21, 49.41}}}};
     },
     {"1.2100000", "!id=\"chantiers:A1\""},
     {"1.21,49.41", R"(:b")"},
     {"1.2100000", "!id=\"chantiers:A1\""},
     {}},
    {"a hundred parts are told, each",
     [](Work& w) { phase(w).place.geometry = points(100); },
     {"1.1990000"},
     {"1.199,"},
     {"=point_sans_trace"},
     {}},
    {"a place of more parts is on no road",
     [](Work& w) { phase(w).place.geometry = points(101); },
     {"=trop_de_parties", "!situationRecord"},
     {"=trop_de_parties", "!chantiers:A1"},
     {"=trop_de_parties", "!<incident "},
     {"UID:chantiers:A1@"}},
    {"the reverse direction is driven from the end of the line",
     [](Work& w) {
         phase(w).impact.effect = Effect::one_way_closed;
         phase(w).place.direction = Direction::backward;
     },
     {"id=\"chantiers:A1:b\"", ">aligned<", ">carriagewayClosures<", "!roadClosed",
      "<loc:posList>49.4200000 1.1200000"},
     {R"("id":"chantiers:A1:b")", "!A1:f", "all-lanes-closed", "[[1.12,49.42]", "southbound"},
     {"ROAD_CLOSED<", "ONE_DIRECTION", "<polyline>49.4200000 1.1200000"},
     {}},
    {"one direction is closed, which is not said",
     [](Work& w) {
         phase(w).impact.effect = Effect::one_way_closed;
         phase(w).place.direction = Direction::unknown;
     },
     {"!roadClosed", "!carriagewayClosures"},
     {R"("vehicle_impact":"unknown")", R"("direction":"unknown")"},
     {"HAZARD<", "!ROAD_CLOSED"},
     {}},
    {"one lane of two is no closed road",
     [](Work& w) {
         phase(w).impact.effect = Effect::lane_closed;
         phase(w).impact.lanes_closed = 1;
         phase(w).impact.lanes = 2;
     },
     {">laneClosures<", "!roadClosed", "LanesRestricted>1<", "OperationalLanes>1<"},
     {"some-lanes-closed", "!all-lanes-closed"},
     {"HAZARD_ON_ROAD_LANE_CLOSED", "!ROAD_CLOSED"},
     {}},
    {"closed for lorries is no closed road",
     [](Work& w) {
         phase(w).impact.effect = Effect::lorries;
         phase(w).impact.lorries_over_t = 3.5;
     },
     {">weightRestrictionInOperation<", "grossVehicleWeight>3.5<", "!roadClosed"},
     {"gross-weight-limit", R"("value":3500)", "all-lanes-open"},
     {"HAZARD<", "!ROAD_CLOSED"},
     {}},
    {"a closing at a point cannot be put on a road",
     [](Work& w) { phase(w).place.geometry = geo::Point{ab[0]}; },
     {"PointLocation", ">roadClosed<"},
     {"MultiPoint", R"("direction":"unknown")"},
     {"=point_sans_trace"},
     {}},
    {"an alternation at a point",
     [](Work& w) {
         phase(w).place.geometry = geo::Point{ab[0]};
         phase(w).impact.effect = Effect::alternating;
     },
     {">singleAlternateLineTraffic<"},
     {"alternating-one-way"},
     {"HAZARD_ON_ROAD_CONSTRUCTION", "<polyline>49.4000000 1.1000000</polyline>",
      "BOTH_DIRECTIONS"},
     {}},
    {"works to come are not active",
     [](Work& w) {
         phase(w).start = start_on({2026, 12, 1});
         phase(w).end = end_on({2026, 12, 4});
     },
     {"validityStatus>planned<", "!validityStatus>active<"},
     {R"("event_status":"planned")", "!\"active\""},
     {"<starttime>2026-12-01T00:00:00+01:00"},
     {"DTSTART;VALUE=DATE:20261201"}},
    {"what is paused closes nothing",
     [](Work& w) {
         phase(w).declared = Declared::paused;
         phase(w).impact.detour = "par la rue du Pont";
     },
     {"validityStatus>suspended<", "!validityStatus>active<", ">roadClosed<"},
     {"=suspendu", "!chantiers:A1"},
     {"=suspendu", "!<incident "},
     {"STATUS:TENTATIVE", "suspendu", "SUMMARY:Suspendu", "!Rue barr", "!viation"}},
    {"a pause before the first day is none",
     [](Work& w) {
         phase(w).declared = Declared::paused;
         phase(w).start = start_on({2026, 12, 1});
         phase(w).end = end_on({2026, 12, 4});
     },
     {"validityStatus>planned<"},
     {R"("event_status":"planned")"},
     {"ROAD_CLOSED<"},
     {"DTSTART;VALUE=DATE:20261201"}},
    {"a pause after the last day neither",
     [](Work& w) {
         phase(w).declared = Declared::paused;
         phase(w).end = end_on({2026, 11, 20});
     },
     {"definedByValidityTimeSpec"},
     {R"("event_status":"completed")"},
     {"<endtime>2026-11-21T00:00:00+01:00"},
     {"STATUS:CONFIRMED"}},
    {"declared planned, and going on all the same: certain as in every feed",
     [](Work& w) { phase(w).declared = Declared::planned; },
     {">certain<", "validityStatus>active<"},
     {R"("event_status":"active")"},
     {"ROAD_CLOSED<"},
     {"STATUS:CONFIRMED"}},
    {"planned and to come: not certain",
     [](Work& w) {
         phase(w).declared = Declared::planned;
         phase(w).start = start_on({2026, 12, 1});
         phase(w).end = end_on({2026, 12, 4});
     },
     {">probable<", "!>certain<"},
     {R"("event_status":"planned")"},
     {"ROAD_CLOSED<"},
     {"STATUS:TENTATIVE"}},
    {"gone before it began: it never took place",
     [](Work& w) {
         w.ledger.departed = true;
         phase(w).closed = Instant{1'795'280'400};
         phase(w).start = start_on({2026, 12, 1});
         phase(w).end = end_on({2026, 12, 4});
     },
     {"EndTime>2026-11-21T17:00:00Z", "definedByValidityTimeSpec"},
     {R"("event_status":"cancelled")", "!completed"},
     {"<endtime>2026-11-21T18:00:00+01:00"},
     {"STATUS:CANCELLED"}},
    {"what is cancelled leaves an end that has passed",
     [](Work& w) {
         phase(w).declared = Declared::cancelled;
         phase(w).closed = Instant{1'795'280'400};  // 2026-11-21T17:00:00Z
         phase(w).start = start_on({2026, 12, 1});
         phase(w).end = end_on({2026, 12, 4});
     },
     {"EndTime>2026-11-21T17:00:00Z", "definedByValidityTimeSpec", "!>active<", "!>planned<"},
     {R"("event_status":"cancelled")", R"("end_date":"2026-11-21T17:00:00Z")"},
     {"<endtime>2026-11-21T18:00:00+01:00"},
     {"STATUS:CANCELLED", "DTSTART;VALUE=DATE:20261201"}},
    {"what has ended leaves an end that has passed",
     [](Work& w) {
         phase(w).end = end_on({2026, 11, 20});
     },
     {"EndTime>2026-11-20T23:00:00Z", "definedByValidityTimeSpec"},
     {R"("event_status":"completed")"},
     {"<endtime>2026-11-21T00:00:00+01:00"},
     {"DTEND;VALUE=DATE:20261121"}},
    {"what ended long ago is told no more",
     [](Work& w) {
         phase(w).start = start_on({2026, 9, 1});
         phase(w).end = end_on({2026, 9, 20});
     },
     {"=termine_de_longue_date"},
     {"=termine_de_longue_date"},
     {"=termine_de_longue_date"},
     {"=termine_de_longue_date"}},
    {"hours across midnight last into the day after the end",
     [](Work& w) {
         phase(w).hours = DailyHours{21 * 3600, 6 * 3600, 0x1f};
     },
     {"StartTime>2026-11-16T20:00:00Z", "EndTime>2026-11-28T05:00:00Z", "endTimeOfPeriod>23:59:59"},
     {R"("id":"chantiers:A1:f:2026-11-23")",
      R"("start_date":"2026-11-23T20:00:00Z","end_date":"2026-11-24T05:00:00Z")", "!2026-11-21\"",
      "!2026-11-22\""},
     {"<starttime>2026-11-16T21:00:00+01:00", "<endtime>2026-11-28T06:00:00+01:00",
      "<monday>21:00-23:59</monday>", "<tuesday>00:00-06:00,21:00-23:59</tuesday>",
      "<saturday>00:00-06:00</saturday>", "!<sunday>"},
     {"RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20261128T045959Z"}},
    {"days of the week that never come",
     [](Work& w) {
         phase(w).start = start_on({2026, 11, 23});
         phase(w).end = end_on({2026, 11, 24});
         phase(w).hours = DailyHours{0, 86'400, 0x60};
     },
     {"=jamais_au_travail"},
     {"=jamais_au_travail"},
     {"=jamais_au_travail"},
     {"=jamais_au_travail"}},
    {"no longer in the file: to be confirmed, and closed all the same",
     [](Work& w) {
         phase(w).absent_since = Date{2026, 11, 20};
     },
     {"validityStatus>active<", ">probable<", ">roadClosed<"},
     {"all-lanes-closed", R"("event_status":"active")"},
     {"ROAD_CLOSED<", "<endtime>2026-11-28T00:00:00+01:00"},
     {"STATUS:TENTATIVE", "confirmer"}},
    {"gone from the dataset: closed when it went",
     [](Work& w) {
         w.ledger.departed = true;
         phase(w).closed = Instant{1'795'280'400};
     },
     {"EndTime>2026-11-21T17:00:00Z"},
     {R"("event_status":"completed")"},
     {"ROAD_CLOSED<", "<endtime>2026-11-21T18:00:00+01:00"},
     {"DTEND;VALUE=DATE:20261122"}},
    {"no effect is not for drivers",
     [](Work& w) { phase(w).impact.effect = Effect::none; },
     {"!RoadOrCarriagewayOrLaneManagement"},
     {"all-lanes-open"},
     {"=sans_effet"},
     {}},
    {"no street",
     [](Work& w) { w.street.clear(); },
     {"!roadInformation"},
     {"=sans_rue"},
     {"=sans_rue"},
     {}},
    {"a closing over two streets",
     [](Work& w) { w.street = "RUE DU BAC( 1 - 3) | RUE DU PONT( - )"; },
     {">RUE DU BAC<", ">RUE DU PONT<"},
     {R"(["RUE DU BAC","RUE DU PONT"])"},
     {"=plusieurs_rues"},
     {}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(works_feeds)

BOOST_DATA_TEST_CASE(each_feed_says_what_the_table_says, boost::unit_test::data::make(cases), one)
{
    check(one, Feed::datex2, one.datex2);
    check(one, Feed::wzdx, one.wzdx);
    check(one, Feed::cifs, one.cifs);
    check(one, Feed::ical, one.ical);
    check(one, Feed::geojson, {});
    check(one, Feed::atom, {});
}

BOOST_AUTO_TEST_CASE(delivered_and_undelivered_are_all_works_whatever_they_are)
{
    std::mt19937 random(7);
    std::vector<Work> works;
    for (int i = 0; i < 600; ++i) {
        Work work = usual();
        work.id = phase(work).row = "W" + std::to_string(i);
        // Several of the table's changes at once.
        for (std::size_t turn = random() % 4; turn > 0; --turn) {
            cases[random() % cases.size()].change(work);
        }
        if (random() % 5 == 0) {
            Phase more = work.phases.front();
            more.row += "b";
            work.phases.push_back(more);
        }
        works.push_back(std::move(work));
    }
    const Book book = book_of(works, "2026-11-22T12:00:00Z");
    for (const FeedFacts& facts : feeds()) {
        const auto made = make_feed(facts.feed, book, {}, base);
        std::set<std::string> refused;
        for (const auto& one : made.undelivered) {
            refused.insert(one.work->id);
        }
        BOOST_TEST(made.works == works.size());
        BOOST_TEST(made.delivered + refused.size() == made.works);
        // A feed speaks of each work that it delivers, and of no other.
        for (const Work& work : works) {
            const bool told = made.text.find(":" + work.id + ":") != std::string::npos ||
                              made.text.find(":" + work.id + "\"") != std::string::npos ||
                              made.text.find(":" + work.id + "@") != std::string::npos ||
                              made.text.find("/" + work.id + "\"") != std::string::npos ||
                              made.text.find("/" + work.id + "<") != std::string::npos ||
                              made.text.find(":" + work.id + "b") != std::string::npos;
            BOOST_TEST_CONTEXT(facts.name << " " << work.id)
            {
                BOOST_TEST(told != refused.contains(work.id));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_order_of_works_changes_no_id)
{
    std::vector<Work> works;
    for (int i = 0; i < 30; ++i) {
        Work work = usual();
        work.id = phase(work).row = "W" + std::to_string(i);
        if (i % 3 == 0) {
            phase(work).place.geometry =
                geo::MultiLine{{{ab[0], ab[1]}, {{1.2, 49.4}, {1.3, 49.5}}}};
        }
        works.push_back(std::move(work));
    }
    const auto lines_of = [](const std::string& text) {
        std::multiset<std::string> lines;
        for (std::size_t at = 0; at < text.size();) {
            const auto end = std::min(text.find('\n', at), text.size());
            lines.insert(text.substr(at, end - at));
            at = end + 1;
        }
        return lines;
    };
    const auto first = make_feed(Feed::cifs, book_of(works, "2026-11-22T12:00:00Z"), {}, base);
    std::ranges::reverse(works);
    const auto other = make_feed(Feed::cifs, book_of(works, "2026-11-22T12:00:00Z"), {}, base);
    BOOST_TEST((lines_of(first.text) == lines_of(other.text)));
}

BOOST_AUTO_TEST_CASE(filters_take_the_works_of_a_place)
{
    Work here = usual(), there = usual();
    there.id = phase(there).row = "B2";
    there.communes = {"FR_76002"};
    there.areas = {{"pole", "nord"}};
    phase(there).place.geometry = geo::Point{{2.0, 48.0}};
    const Book book = book_of({here, there}, "2026-11-22T12:00:00Z");
    const auto ids = [&](const WorksWanted& wanted) {
        std::string found;
        for (const Work& work : book.works()) {
            found += wanted.takes(work) ? work.id : "";
        }
        return found;
    };
    BOOST_TEST(ids({}) == "A1B2");
    BOOST_TEST(ids({"FR_76001", {}, {}}) == "A1");
    BOOST_TEST(ids({"", {{"pole", "nord"}}, {}}) == "B2");
    BOOST_TEST(ids({"", {}, geo::Box{1.9, 47.9, 2.1, 48.1}}) == "B2");
    BOOST_TEST(ids({"FR_76001", {{"pole", "nord"}}, {}}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
