// SPDX-License-Identifier: EUPL-1.2
// Works in each other's way: a case for each rule.
#include "publish/works/street_network.hpp"
#include "tests/unit/publish/drawn_works.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace parvis;
using namespace parvis::publish::works;
using namespace parvis::publish::works::drawn;
using datasets::Date;
using datasets::Instant;

FoundClashes found_of(const std::vector<Work>& works, const std::vector<Sensitive>& things = {})
{
    return find_clashes(works, things, rules());
}

/// "meme_lieu A B", in order.
std::vector<std::string> names_of(const std::vector<Work>& works, const FoundClashes& found)
{
    std::vector<std::string> names;
    for (const Clash& clash : found.clashes) {
        names.push_back(std::string(code_of(clash.kind)) + ' ' + works[clash.work].id +
                        (clash.other ? ' ' + works[*clash.other].id : std::string()));
    }
    return names;
}

void check_clashes(const std::vector<Work>& works, const std::vector<std::string>& expected,
                   const std::vector<Sensitive>& things = {})
{
    const auto names = names_of(works, found_of(works, things));
    BOOST_CHECK_EQUAL_COLLECTIONS(names.begin(), names.end(), expected.begin(), expected.end());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clashes)

BOOST_AUTO_TEST_CASE(a_work_that_ends_when_another_begins_is_not_in_its_way)
{
    check_clashes({work_named("A", {2026, 4, 1}, {2026, 4, 10}),
                   work_named("B", {2026, 4, 11}, {2026, 4, 20})},
                  {});
    check_clashes({work_named("A", {2026, 4, 1}, {2026, 4, 11}),
                   work_named("B", {2026, 4, 11}, {2026, 4, 20})},
                  {"meme_lieu A B"});
}

BOOST_AUTO_TEST_CASE(a_night_of_the_last_day_lasts_until_its_last_hour)
{
    auto night = work_named("A", {2026, 4, 1}, {2026, 4, 10});
    night.phases[0].hours = DailyHours{75'600, 21'600, 0x7f};
    auto early = work_named("B", {2026, 4, 11}, {2026, 4, 20});
    early.phases[0].hours = DailyHours{14'400, 43'200, 0x7f};
    check_clashes({night, early}, {"meme_lieu A B"});
    early.phases[0].hours = DailyHours{21'600, 43'200, 0x7f};
    check_clashes({night, early}, {"autres_horaires A B"});
}

BOOST_AUTO_TEST_CASE(an_open_end_lasts_and_a_missing_start_is_listed)
{
    auto open = work_named("A", {2026, 4, 1}, {2026, 4, 10});
    open.phases[0].end.reset();
    auto far = work_named("B", {2031, 4, 1}, {2031, 4, 10});
    check_clashes({open, far}, {"meme_lieu A B"});
    auto unknown = work_named("C", {2026, 4, 1}, {2026, 4, 10});
    unknown.phases[0].start.reset();
    auto inverted = work_named("D", {2026, 4, 1}, {2026, 4, 10});
    inverted.phases[0].inverted = true;
    const auto nowhere = work_named("E", {2026, 4, 1}, {2026, 4, 10}, {});
    const std::vector<Work> works{unknown, inverted, nowhere};
    const auto found = found_of(works);
    BOOST_TEST(found.clashes.empty());
    BOOST_TEST_REQUIRE(found.incomparable.size() == 3U);
    BOOST_TEST((found.incomparable[0] == IncomparablePhase{0, 0, Incomparable::no_start}));
    BOOST_TEST((found.incomparable[1] == IncomparablePhase{1, 0, Incomparable::inverted}));
    BOOST_TEST((found.incomparable[2] == IncomparablePhase{2, 0, Incomparable::no_place}));
}

BOOST_AUTO_TEST_CASE(twenty_five_metres_are_near_and_thirty_are_not)
{
    const auto a = work_named("A", {2026, 4, 1}, {2026, 4, 10});
    check_clashes({a, work_named("B", {2026, 4, 1}, {2026, 4, 10}, street(24))}, {"meme_lieu A B"});
    check_clashes({a, work_named("B", {2026, 4, 1}, {2026, 4, 10}, street(30))}, {});
}

BOOST_AUTO_TEST_CASE(phases_of_one_work_are_not_in_each_others_way)
{
    auto work = work_named("A", {2026, 4, 1}, {2026, 4, 10});
    work.phases.push_back(work.phases.front());
    check_clashes({work}, {});
}

BOOST_AUTO_TEST_CASE(a_renewal_that_left_its_file_before_it_was_done_is_none)
{
    auto renewed = work_named("R", {2025, 1, 1}, {2025, 2, 10});
    renewed.category = Category::roadway;
    renewed.renews_surface = true;
    renewed.ledger.departed = true;
    auto opening = work_named("O", {2026, 12, 14}, {2026, 12, 20});
    opening.category = Category::gas;
    renewed.phases.front().closed = start_on({2025, 1, 20}).at;
    check_clashes({renewed, opening}, {});
    renewed.phases.front().closed = start_on({2025, 2, 20}).at;
    check_clashes({renewed, opening}, {"revetement_recent O R"});
}

BOOST_AUTO_TEST_CASE(a_surface_is_left_alone_for_three_years)
{
    auto renewed = work_named("R", {2025, 1, 1}, {2025, 2, 10});
    renewed.phases.front().declared = Declared::ended;
    renewed.category = Category::roadway;
    renewed.renews_surface = true;
    renewed.reception = Date{2025, 3, 15};
    auto opening = work_named("O", {2028, 3, 14}, {2028, 3, 20});
    opening.category = Category::gas;
    check_clashes({renewed, opening}, {"revetement_recent O R"});
    BOOST_TEST((found_of({renewed, opening}).clashes.front().severity == Severity::high));
    BOOST_TEST(!found_of({renewed, opening}).clashes.front().to_check);
    opening.phases[0].start = start_on({2028, 3, 15});
    check_clashes({renewed, opening}, {});
    opening.phases[0].start = start_on({2028, 3, 14});
    opening.category = Category::greenery;
    check_clashes({renewed, opening}, {});
    opening.category = Category::unknown;
    BOOST_TEST(found_of({renewed, opening}).clashes.front().to_check);
    opening.category = Category::gas;
    renewed.reception.reset();  // its end is all that is known
    opening.phases[0].start = start_on({2028, 2, 1});
    BOOST_TEST(found_of({renewed, opening}).clashes.front().to_check);
}

BOOST_AUTO_TEST_CASE(a_detour_does_not_lead_into_a_closed_street)
{
    auto detoured = work_named("A", {2026, 4, 1}, {2026, 4, 10});
    detoured.phases[0].impact.detour = "par la rue de l’Église, puis l’avenue Jean-Jaurès.";
    auto closing = work_named("B", {2026, 4, 10}, {2026, 4, 20}, street(5000));
    closing.street = "Avenue Jean Jaures( 2 - 20)";
    closing.phases[0].impact.effect = Effect::closed;
    check_clashes({detoured, closing}, {"deviation_barree A B"});
    BOOST_TEST(found_of({detoured, closing}).clashes.front().to_check);
    auto elsewhere = closing;
    elsewhere.communes = {"FR_76451"};
    check_clashes({detoured, elsewhere}, {});
    auto passable = closing;
    passable.phases[0].impact.effect = Effect::alternating;
    check_clashes({detoured, passable}, {});
    auto after = closing;
    after.phases[0].start = start_on({2026, 4, 11});
    check_clashes({detoured, after}, {});
    auto longer = closing;
    longer.street = "avenue Jean-Jaurès prolongée";
    check_clashes({detoured, longer}, {});
}

BOOST_AUTO_TEST_CASE(schools_markets_and_winter_roads_are_spared)
{
    auto work = work_named("A", {2026, 10, 5}, {2026, 10, 9});  // Monday to Friday
    const Sensitive school{Sensitive::Kind::school, "/e", "École", street(90), {}, {}};
    check_clashes({work}, {"etablissement A"}, {school});
    const Sensitive distant{Sensitive::Kind::school, "/e", "École", street(110), {}, {}};
    check_clashes({work}, {}, {distant});
    Sensitive market{Sensitive::Kind::event, "/m", "Marché", street(10), {}, {}, 0x20};
    check_clashes({work}, {}, {market});  // on Saturdays
    market.days = 0x10;
    check_clashes({work}, {"evenement A"}, {market});
    Sensitive fair{Sensitive::Kind::event,  "/f", "Foire", street(10), midnight({2026, 10, 10}),
                   midnight({2026, 10, 12})};
    check_clashes({work}, {}, {fair});
    fair.from = midnight({2026, 10, 9});
    check_clashes({work}, {"evenement A"}, {fair});
    const Sensitive road{Sensitive::Kind::winter_road, "/w", "Route", street(0), {}, {}};
    work.phases[0].impact.effect = Effect::closed;
    check_clashes({work}, {}, {road});
    work.phases[0].end = end_on({2026, 11, 1});
    check_clashes({work}, {"hiver A"}, {road});
    BOOST_TEST(
        (found_of({work}, {road}).clashes.front().when.front().from == midnight({2026, 11, 1})));
    auto second = road;
    second.priority = 2;
    BOOST_TEST((found_of({work}, {road}).clashes.front().severity == Severity::high));
    BOOST_TEST((found_of({work}, {second}).clashes.front().severity == Severity::medium));
    work.phases[0].impact.effect = Effect::alternating;
    check_clashes({work}, {}, {road});
}

BOOST_AUTO_TEST_CASE(two_closings_cut_off_a_quarter)
{
    // A ring with a street across it, and a quarter that hangs on it by two streets.
    const geo::LonLat west{1.1, 49.44}, east{1.11, 49.44}, left{1.103, 49.435},
        right{1.107, 49.435};
    const std::vector<geo::Geometry> streets{geo::Line{{west, {1.105, 49.445}, east}},
                                             geo::Line{{west, east}},
                                             geo::Line{{west, {1.105, 49.45}, east}},
                                             geo::Line{{west, left}},
                                             geo::Line{{east, right}},
                                             geo::Line{{left, right}}};
    const StreetNetwork network(streets);
    BOOST_TEST_REQUIRE(network.stretches().size() == 6U);
    auto one = work_named("A", {2026, 4, 1}, {2026, 4, 10}, streets[3]);
    auto other = work_named("B", {2026, 4, 10}, {2026, 4, 20}, streets[4]);
    one.phases[0].impact.effect = other.phases[0].impact.effect = Effect::closed;
    const auto found = [&] {
        ClashRules with = rules();
        with.streets = &network;
        auto clashes = find_clashes(std::vector{one, other}, {}, with).clashes;
        std::erase_if(clashes, [](const Clash& clash) { return clash.kind != ClashKind::cut_off; });
        return clashes;
    };
    BOOST_TEST_REQUIRE(found().size() == 1U);
    BOOST_TEST((found()[0].kind == ClashKind::cut_off));
    BOOST_TEST((found()[0].severity == Severity::high));
    BOOST_TEST((found()[0].when[0] == Span{midnight({2026, 4, 10}), midnight({2026, 4, 11})}));
    BOOST_TEST((found()[0].cut_off == std::vector<std::uint32_t>{5}));
    // By night and by day they are never shut together.
    one.phases[0].hours = DailyHours{75'600, 21'600, 0x7f};
    other.phases[0].hours = DailyHours{28'800, 61'200, 0x7f};
    BOOST_TEST(found().empty());
    one.phases[0].hours.reset();
    other.phases[0].place.direction = Direction::forward;  // out, but not in
    BOOST_TEST(found().empty());
    other.phases[0].place.direction = Direction::both;
    other.phases[0].start = start_on({2026, 4, 11});
    BOOST_TEST(found().empty());
    other.phases[0].start = start_on({2026, 4, 10});
    other.phases[0].place.geometry = streets[1];  // one can go round
    BOOST_TEST(found().empty());
}

BOOST_AUTO_TEST_CASE(a_request_without_an_answer_runs_out_after_two_months)
{
    auto asked = work_named("A", {2026, 9, 1}, {2026, 9, 10});
    asked.phases.front().declared = Declared::planned;
    const std::vector<Work> works{asked};
    const auto at = [&](Date day, std::optional<Date> request) {
        ClashRules now = rules();
        now.today = day;
        const std::vector<std::optional<Date>> requested{request};
        return find_clashes(works, {}, now, requested);
    };
    const auto pressing = at({2026, 4, 25}, Date{2026, 2, 28});
    BOOST_TEST_REQUIRE(pressing.clashes.size() == 1U);
    BOOST_TEST((pressing.clashes[0].kind == ClashKind::unanswered));
    BOOST_TEST((pressing.clashes[0].when[0].to == midnight({2026, 4, 29})));
    BOOST_TEST((pressing.clashes[0].severity == Severity::medium));
    // 31 December and two months are the last day of February.
    BOOST_TEST((at({2026, 3, 1}, Date{2025, 12, 31}).clashes[0].severity == Severity::high));
    BOOST_TEST(at({2026, 3, 1}, std::nullopt).clashes.empty());
    BOOST_TEST(at({2026, 3, 1}, std::nullopt).unknown_requests == 1U);
}

BOOST_AUTO_TEST_CASE(a_renewal_is_announced_two_weeks_before_the_deadline)
{
    auto renewal = work_named("A", {2027, 2, 1}, {2027, 2, 10});
    renewal.phases.front().declared = Declared::planned;
    renewal.renews_surface = true;
    const std::vector<Work> works{renewal};
    const auto at = [&](Date day) {
        ClashRules now = rules();
        now.today = day;
        now.programme_deadline = YearDay{10, 1};
        return find_clashes(works, {}, now);
    };
    BOOST_TEST_REQUIRE(at({2026, 9, 10}).clashes.size() == 1U);
    const Clash clash = at({2026, 9, 10}).clashes[0];
    BOOST_TEST((clash.kind == ClashKind::announcement));
    BOOST_TEST((clash.when[0] == Span{midnight({2026, 9, 17}), midnight({2026, 10, 2})}));
    BOOST_TEST((clash.severity == Severity::medium));
    BOOST_TEST((at({2026, 9, 18}).clashes[0].severity == Severity::high));
    BOOST_TEST(at({2026, 5, 1}).clashes.empty());
    BOOST_TEST(at({2026, 10, 2}).clashes.empty());
}

BOOST_AUTO_TEST_SUITE_END()
