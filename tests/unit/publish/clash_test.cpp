// SPDX-License-Identifier: EUPL-1.2
// Works in each other's way: the swift search against all pairs, and one case for each rule.
#include "geo/distance.hpp"
#include "publish/works/clash.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <tuple>

namespace {

using namespace parvis;
using namespace parvis::publish::works;
using datasets::Date;
using datasets::Instant;

const datasets::Zone& paris()
{
    static const datasets::Zone zone("Europe/Paris");
    return zone;
}

Instant midnight(Date day) { return paris().instant_of(day, 0).instant; }
Date later(Date day, int days) { return datasets::date_of_days(datasets::days(day) + days); }
Bound start_on(Date day) { return {midnight(day), day, true, false, false}; }
Bound end_on(Date day) { return {midnight(later(day, 1)), day, true, false, false}; }
Bound start_at(Date day, int hour)
{
    const auto at = paris().instant_of(day, hour * 3600).instant;
    return {at, day, false, false, false};
}
Bound end_at(Date day, int hour)
{
    const auto at = paris().instant_of(day, hour * 3600).instant;
    return {at, paris().date_of(Instant{at.seconds - 1}), false, false, false};
}

/// A line of 200 m to the east, so many metres north of 49.44.
geo::Geometry street(double north)
{
    const double lat = 49.44 + north / 111'000;
    return geo::Line{{{1.1, lat}, {1.1027, lat}}};
}

Work work_named(std::string id, Date first, Date last, geo::Geometry where = street(0))
{
    Work work;
    work.dataset = "chantiers";
    work.id = std::move(id);
    work.zone = "Europe/Paris";
    work.declared = Declared::approved;
    work.communes = {"FR_76540"};
    Phase phase;
    phase.row = work.id;
    phase.start = start_on(first);
    phase.end = end_on(last);
    phase.place.geometry = std::move(where);
    phase.impact.effect = Effect::alternating;
    work.phases = {phase};
    return work;
}

ClashRules rules()
{
    ClashRules rules;
    rules.today = {2026, 3, 1};
    rules.from = midnight(rules.today);
    return rules;
}

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

// --- All pairs -------------------------------------------------------------------------------

constexpr std::array<DailyHours, 6> some_hours{{{28'800, 61'200, 0x1f},
                                                {32'400, 57'600, 0x1f},
                                                {75'600, 21'600, 0x7f},
                                                {21'600, 75'600, 0x7f},
                                                {61'200, 75'600, 0x7f},
                                                {28'800, 61'200, 0x60}}};

class Drawing {
public:
    explicit Drawing(unsigned seed) : m_random(seed) {}

    std::vector<Work> works(std::size_t count)
    {
        std::vector<Work> works;
        for (std::size_t i = 0; i < count; ++i) {
            Work work = work_named("W" + std::to_string(i), {2026, 3, 1}, {2026, 3, 1});
            const int declared = below(20);
            work.declared = declared == 0   ? Declared::ended
                            : declared == 1 ? Declared::cancelled
                            : declared == 2 ? Declared::paused
                                            : Declared::approved;
            work.ledger.departed = below(30) == 0;
            work.phases.clear();
            for (int phases = 1 + below(2); phases > 0; --phases) {
                work.phases.push_back(phase(work.id + "-" + std::to_string(phases)));
            }
            works.push_back(std::move(work));
        }
        return works;
    }

    int below(int n) { return static_cast<int>(m_random() % static_cast<unsigned>(n)); }
    std::mt19937& random() { return m_random; }

private:
    geo::LonLat place()
    {
        // On a grid of 11 m: distances of exactly nothing are frequent.
        return {1.1 + 0.00015 * below(40), 49.44 + 0.0001 * below(40)};
    }

    geo::Geometry geometry()
    {
        const geo::LonLat at = place();
        switch (below(12)) {
        case 0:
            return {};
        case 1:
        case 2:
        case 3:
            return geo::Point{at};
        case 4:
        case 5: {
            const double size = 0.0002 * (1 + below(3));
            return geo::Polygon{{{at,
                                  {at.lon + size, at.lat},
                                  {at.lon + size, at.lat + size},
                                  {at.lon, at.lat + size},
                                  at}}};
        }
        case 6:
            return geo::MultiLine{{{at, place()}, {place(), place()}}};
        default:
            return geo::Line{{at, {at.lon + 0.0004, at.lat + 0.0001 * below(5)}}};
        }
    }

    Phase phase(std::string row)
    {
        Phase phase;
        phase.row = std::move(row);
        const Date first = later({2026, 2, 20}, below(260));
        const Date last = later(first, below(40));
        if (below(15) != 0) {
            phase.start = below(3) == 0 ? start_at(first, below(24)) : start_on(first);
        }
        if (below(8) != 0) {
            phase.end = below(3) == 0 ? end_at(last, 1 + below(23)) : end_on(last);
        }
        phase.inverted = phase.start && phase.end && phase.end->at <= phase.start->at;
        if (below(2) == 0) {
            phase.hours = some_hours.at(static_cast<std::size_t>(below(6)));
        }
        phase.place.geometry = geometry();
        phase.impact.effect = below(4) == 0 ? Effect::closed : Effect::pavement;
        return phase;
    }

    std::mt19937 m_random;
};

struct Pair {
    ClashKind kind;
    std::string one, other;
    std::vector<std::pair<std::int64_t, std::int64_t>> when;
    friend auto operator<=>(const Pair&, const Pair&) = default;
};

std::ostream& operator<<(std::ostream& out, const Pair& pair)
{
    out << code_of(pair.kind) << ' ' << pair.one << ' ' << pair.other;
    for (const auto& [from, to] : pair.when) {
        out << ' ' << from << '-' << to;
    }
    return out;
}

std::int64_t end_of(const Phase& phase)
{
    if (!phase.end) {
        return forever.seconds;
    }
    const auto last =
        phase.hours && phase.end->whole_day ? last_moment(phase, paris()) : std::nullopt;
    return std::max(phase.end->at.seconds, last.value_or(phase.end->at).seconds);
}

bool at_work_together(const Phase& a, const Phase& b, std::int64_t from, std::int64_t to)
{
    if (!a.hours || !b.hours) {
        return true;
    }
    const Date first = later(paris().date_of(Instant{from}), -2);
    const Date last = later(paris().date_of(Instant{std::min(to, from + 86'400 * 40)}), 2);
    for (const Span& one : at_work(a, paris(), first, last)) {
        for (const Span& other : at_work(b, paris(), first, last)) {
            if (one.from < other.to && other.from < one.to) {
                return true;
            }
        }
    }
    return false;
}

bool counts(const Work& work, const Phase& phase)
{
    return work.declared != Declared::ended && work.declared != Declared::cancelled &&
           !work.ledger.departed && phase.start && !phase.inverted &&
           !geo::is_empty(phase.place.geometry);
}

/// What two works have in common, by looking at everything.
std::vector<Pair> pairs_of(const Work& a, const Work& b, const ClashRules& rules)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> same, other;
    for (const Phase& one : a.phases) {
        for (const Phase& two : b.phases) {
            if (!counts(a, one) || !counts(b, two)) {
                continue;
            }
            const auto from = std::max(one.start->at.seconds, two.start->at.seconds);
            const auto to = std::min(end_of(one), end_of(two));
            if (from >= to || to <= rules.from.seconds ||
                !(geo::distance_m(one.place.geometry, two.place.geometry) <= rules.metres)) {
                continue;
            }
            (at_work_together(one, two, from, to) ? same : other).emplace_back(from, to);
        }
    }
    auto& spans = same.empty() ? other : same;
    if (spans.empty()) {
        return {};
    }
    std::ranges::sort(spans);
    std::vector<std::pair<std::int64_t, std::int64_t>> joined;
    for (const auto& [from, to] : spans) {
        if (!joined.empty() && from <= joined.back().second) {
            joined.back().second = std::max(joined.back().second, to);
        } else {
            joined.emplace_back(from, to);
        }
    }
    return {{same.empty() ? ClashKind::other_hours : ClashKind::same_place, std::min(a.id, b.id),
             std::max(a.id, b.id), joined}};
}

std::set<Pair> all_pairs(const std::vector<Work>& works)
{
    std::set<Pair> pairs;
    for (std::size_t i = 0; i < works.size(); ++i) {
        for (std::size_t j = i + 1; j < works.size(); ++j) {
            for (auto& pair : pairs_of(works[i], works[j], rules())) {
                pairs.insert(std::move(pair));
            }
        }
    }
    return pairs;
}

std::set<Pair> swift_pairs(const std::vector<Work>& works)
{
    std::set<Pair> pairs;
    for (const Clash& clash : found_of(works).clashes) {
        Pair pair{clash.kind, works[clash.work].id, works[*clash.other].id, {}};
        BOOST_TEST((pair.one < pair.other));  // not as Boost.Test compares texts
        for (const Span& span : clash.when) {
            pair.when.emplace_back(span.from.seconds, span.to.seconds);
        }
        BOOST_TEST(pairs.insert(pair).second);
    }
    return pairs;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clashes)

BOOST_AUTO_TEST_CASE(the_swift_search_finds_what_looking_at_all_pairs_finds)
{
    std::size_t same = 0, other = 0;
    for (unsigned seed = 1; seed <= 6; ++seed) {
        const auto works = Drawing(seed).works(220);
        const auto expected = all_pairs(works), found = swift_pairs(works);
        std::vector<Pair> differ;
        std::ranges::set_symmetric_difference(found, expected, std::back_inserter(differ));
        for (const Pair& pair : differ) {
            BOOST_ERROR((expected.contains(pair) ? "missing: " : "invented: ") << pair);
        }
        for (const Pair& pair : expected) {
            (pair.kind == ClashKind::same_place ? same : other) += 1;
        }
    }
    // It would be no test without them.
    BOOST_TEST(same > 500U);
    BOOST_TEST(other > 20U);
}

BOOST_AUTO_TEST_CASE(the_order_of_the_works_changes_nothing)
{
    Drawing drawing(99);
    auto works = drawing.works(300);
    for (Work& work : works) {
        work.category = drawing.below(2) == 0 ? Category::water : Category::roadway;
        work.renews_surface = work.category == Category::roadway && drawing.below(2) == 0;
        work.street = "rue du Bac";
        work.phases.front().impact.detour = drawing.below(5) == 0 ? "par la rue du Bac" : "";
    }
    const auto told = [](const std::vector<Work>& all) {
        const auto found = found_of(all);
        std::vector<std::tuple<std::string, int, bool, std::int64_t, std::int64_t, double>> told;
        const auto names = names_of(all, found);
        for (std::size_t i = 0; i < names.size(); ++i) {
            const Clash& clash = found.clashes[i];
            told.emplace_back(names[i], static_cast<int>(clash.severity), clash.to_check,
                              clash.when.front().from.seconds, clash.when.back().to.seconds,
                              clash.metres);
        }
        return told;
    };
    const auto before = told(works);
    BOOST_TEST(before.size() > 300U);
    std::shuffle(works.begin(), works.end(), drawing.random());
    BOOST_TEST((told(works) == before));
}

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

BOOST_AUTO_TEST_CASE(a_surface_is_left_alone_for_three_years)
{
    auto renewed = work_named("R", {2025, 1, 1}, {2025, 2, 10});
    renewed.declared = Declared::ended;
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
    work.phases[0].impact.effect = Effect::alternating;
    check_clashes({work}, {}, {road});
}

BOOST_AUTO_TEST_CASE(a_request_without_an_answer_runs_out_after_two_months)
{
    auto asked = work_named("A", {2026, 9, 1}, {2026, 9, 10});
    asked.declared = Declared::planned;
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
    BOOST_TEST((pressing.clashes[0].when[0].to == midnight({2026, 4, 28})));
    BOOST_TEST((pressing.clashes[0].severity == Severity::medium));
    // 31 December and two months are the last day of February.
    BOOST_TEST((at({2026, 3, 1}, Date{2025, 12, 31}).clashes[0].severity == Severity::high));
    BOOST_TEST(at({2026, 3, 1}, std::nullopt).clashes.empty());
    BOOST_TEST(at({2026, 3, 1}, std::nullopt).unknown_requests == 1U);
}

BOOST_AUTO_TEST_CASE(a_renewal_is_announced_two_weeks_before_the_deadline)
{
    auto renewal = work_named("A", {2027, 2, 1}, {2027, 2, 10});
    renewal.declared = Declared::planned;
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
    BOOST_TEST((clash.when[0] == Span{midnight({2026, 9, 17}), midnight({2026, 10, 1})}));
    BOOST_TEST((clash.severity == Severity::medium));
    BOOST_TEST((at({2026, 9, 18}).clashes[0].severity == Severity::high));
    BOOST_TEST(at({2026, 5, 1}).clashes.empty());
    BOOST_TEST(at({2026, 10, 2}).clashes.empty());
}

BOOST_AUTO_TEST_SUITE_END()
