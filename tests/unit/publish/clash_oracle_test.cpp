// SPDX-License-Identifier: EUPL-1.2
// Works in each other's way: the swift search against looking at everything, for every kind.
#include "geo/distance.hpp"
#include "publish/works/clash.hpp"
#include "tests/unit/publish/drawn_streets.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace {

using namespace parvis;
using namespace parvis::publish::works;
using namespace parvis::publish::works::drawn;
using Times = std::vector<std::pair<std::int64_t, std::int64_t>>;

/// A clash, by names.
struct Told {
    ClashKind kind;
    std::string one, other;
    Times when;
    friend auto operator<=>(const Told&, const Told&) = default;
};

std::ostream& operator<<(std::ostream& out, const Told& told)
{
    out << code_of(told.kind) << ' ' << told.one << ' ' << told.other;
    for (const auto& [from, to] : told.when) {
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

bool shuts(const Phase& phase)
{
    return phase.impact.effect == Effect::closed || phase.impact.effect == Effect::one_way_closed;
}

/// All clashes, by looking at everything.
class Looking {
public:
    Looking(const std::vector<Work>& works, const std::vector<Sensitive>& things,
            const ClashRules& rules, const std::vector<std::optional<Date>>& requested,
            const Drawing& drawing)
        : m_works(works), m_things(things), m_rules(rules), m_drawing(drawing)
    {
        for (std::size_t i = 0; i < works.size(); ++i) {
            look_at_clocks(works[i], requested[i]);
            for (const Phase& phase : works[i].phases) {
                look_at_things(works[i], phase);
                for (const Work& other : works) {
                    for (const Phase& second : other.phases) {
                        if (other.id != works[i].id) {
                            look_at_two(works[i], phase, other, second);
                        }
                    }
                }
            }
        }
    }

    std::set<Told> all()
    {
        std::set<Told> all;
        for (auto& [key, times] : m_found) {
            const auto& [kind, one, other] = key;
            if (kind == ClashKind::other_hours &&
                m_found.contains({ClashKind::same_place, one, other})) {
                continue;
            }
            std::ranges::sort(times);
            Times joined;
            for (const auto& [from, to] : times) {
                if (!joined.empty() && from <= joined.back().second) {
                    joined.back().second = std::max(joined.back().second, to);
                } else {
                    joined.emplace_back(from, to);
                }
            }
            all.insert({kind, one, other, joined});
        }
        return all;
    }

private:
    static bool goes_on(const Work& work)
    {
        return !work.ledger.departed && std::ranges::any_of(work.phases, going_on);
    }
    static bool going_on(const Phase& phase)
    {
        return phase.declared != Declared::ended && phase.declared != Declared::cancelled;
    }
    /// The furthest of those that go on.
    static Declared told(const Work& work)
    {
        for (const Declared one : {Declared::paused, Declared::approved, Declared::planned}) {
            for (const Phase& phase : work.phases) {
                if (phase.declared == one) {
                    return one;
                }
            }
        }
        return Declared::unknown;
    }
    [[nodiscard]] bool wanted(std::int64_t from, std::int64_t to) const
    {
        return to > m_rules.from.seconds && (!m_rules.to || from < m_rules.to->seconds);
    }
    [[nodiscard]] bool counts(const Work& work, const Phase& phase) const
    {
        return goes_on(work) && going_on(phase) && phase.start && !phase.inverted &&
               wanted(phase.start->at.seconds, end_of(phase));
    }
    void add(ClashKind kind, const std::string& one, const std::string& other, std::int64_t from,
             std::int64_t to)
    {
        if (from < to && wanted(from, to)) {
            m_found[{kind, one, other}].emplace_back(from, to);
        }
    }

    void look_at_two(const Work& a, const Phase& one, const Work& b, const Phase& two)
    {
        const auto is_near = [&] {
            return geo::distance_m(one.place.geometry, two.place.geometry) <= m_rules.metres;
        };
        if (opens_surface(a, one, b, two) && is_near()) {
            look_at_surface(a, one, b, two);
        }
        if (!counts(a, one) || !counts(b, two)) {
            return;
        }
        const auto from = std::max(one.start->at.seconds, two.start->at.seconds);
        const auto to = std::min(end_of(one), end_of(two));
        if (from >= to) {
            return;
        }
        const bool together = at_work_together(one, two, from, to);
        if (a.id < b.id && is_near()) {
            add(together ? ClashKind::same_place : ClashKind::other_hours, a.id, b.id, from, to);
        }
        look_at_detour(a, one, b, two, from, to);
        if (m_rules.streets != nullptr && a.id < b.id && together &&
            one.impact.effect == Effect::closed && two.impact.effect == Effect::closed &&
            !cut_by_walking(*m_rules.streets, m_rules.streets->closed_by(one.place.geometry),
                            m_rules.streets->closed_by(two.place.geometry))
                 .empty()) {
            add(ClashKind::cut_off, a.id, b.id, from, to);
        }
    }

    [[nodiscard]] bool opens_surface(const Work& opening, const Phase& phase, const Work& renewed,
                                     const Phase& surface) const
    {
        const bool opens = opening.category == Category::water ||
                           opening.category == Category::telecom ||
                           opening.category == Category::unknown;
        return counts(opening, phase) && opens && surface.declared != Declared::cancelled &&
               *renewed.renews_surface && (renewed.reception || surface.end);
    }

    void look_at_surface(const Work& opening, const Phase& phase, const Work& renewed,
                         const Phase& surface)
    {
        Date day = renewed.reception ? *renewed.reception : surface.end->day;
        const auto from = midnight(day);
        day.year = static_cast<std::int16_t>(day.year + 3);
        if (day.month == 2 && day.day == 29) {
            day.day = 28;
        }
        const auto at = phase.start->at.seconds;
        if (from.seconds <= at && at < midnight(day).seconds) {
            add(ClashKind::young_surface, opening.id, renewed.id, at, midnight(day).seconds);
        }
    }

    void look_at_detour(const Work& a, const Phase& one, const Work& b, const Phase& two,
                        std::int64_t from, std::int64_t to)
    {
        for (const std::size_t street : m_drawing.detour_of(one.row)) {
            if (shuts(two) && b.street == some_streets.at(street)[0] && a.communes == b.communes) {
                add(ClashKind::detour_closed, a.id, b.id, from, to);
            }
        }
    }

    void look_at_things(const Work& work, const Phase& phase)
    {
        for (const Sensitive& thing : m_things) {
            const bool road = thing.kind == Sensitive::Kind::winter_road;
            const double metres = road ? m_rules.metres : m_rules.sensitive_metres;
            if (!counts(work, phase) ||
                !(geo::distance_m(phase.place.geometry, thing.geometry) <= metres)) {
                continue;
            }
            const auto from = thing.from ? std::max(thing.from->seconds, phase.start->at.seconds)
                                         : phase.start->at.seconds;
            const auto to = thing.to ? std::min(thing.to->seconds, end_of(phase)) : end_of(phase);
            if (road && shuts(phase)) {
                look_at_winter(work, thing, from, to);
            } else if (thing.kind == Sensitive::Kind::school) {
                add(ClashKind::equipment, work.id, thing.address, from, to);
            } else if (thing.kind == Sensitive::Kind::event && has_day(thing, from, to)) {
                add(ClashKind::event, work.id, thing.address, from, to);
            }
        }
    }

    /// Whether one of the days of the week lies in a period, as far as that is asked for.
    [[nodiscard]] bool has_day(const Sensitive& thing, std::int64_t from, std::int64_t to) const
    {
        from = std::max(from, m_rules.from.seconds);
        to = m_rules.to ? std::min(to, m_rules.to->seconds) : to;
        Date day = paris().date_of(Instant{from});
        for (int i = 0; i < 7 && midnight(day).seconds < to; ++i, day = later(day, 1)) {
            const std::chrono::weekday weekday(std::chrono::sys_days(std::chrono::year_month_day(
                std::chrono::year(day.year), std::chrono::month(day.month),
                std::chrono::day(day.day))));
            if (((thing.days >> (weekday.iso_encoding() - 1)) & 1U) != 0) {
                return true;
            }
        }
        return false;
    }

    /// The first days between November and March.
    void look_at_winter(const Work& work, const Sensitive& road, std::int64_t from, std::int64_t to)
    {
        const auto is_winter = [](Date day) { return day.month >= 11 || day.month <= 3; };
        from = std::max(from, m_rules.from.seconds);
        Date day = paris().date_of(Instant{from});
        while (!is_winter(day)) {
            day = later(day, 1);
        }
        from = std::max(from, midnight(day).seconds);
        while (is_winter(day)) {
            day = later(day, 1);
        }
        add(ClashKind::winter, work.id, road.address, from, std::min(to, midnight(day).seconds));
    }

    void look_at_clocks(const Work& work, std::optional<Date> asked)
    {
        const Date today = m_rules.today;
        const auto count = [](Date day) { return datasets::days(day); };
        bool over = true;
        for (const Phase& phase : work.phases) {
            over = over && phase.end && phase.end->at <= m_rules.from;
        }
        if (goes_on(work) && !over && told(work) == Declared::planned && work.order.empty() &&
            asked && *asked <= today) {
            using namespace std::chrono;
            year_month_day limit = year_month_day(year(asked->year), month(asked->month),
                                                  std::chrono::day(asked->day)) +
                                   months(2);
            if (!limit.ok()) {
                limit = limit.year() / limit.month() / last;
            }
            const Date day{static_cast<std::int16_t>(int(limit.year())),
                           static_cast<std::uint8_t>(unsigned(limit.month())),
                           static_cast<std::uint8_t>(unsigned(limit.day()))};
            if (count(day) - count(today) <= 60) {
                add_clock(ClashKind::unanswered, work.id, *asked, day);
            }
        }
        const auto first = std::ranges::find_if(
            work.phases, [](const Phase& phase) { return phase.start.has_value(); });
        if (!goes_on(work) || !*work.renews_surface || !m_rules.programme_deadline ||
            first == work.phases.end() ||
            (told(work) != Declared::planned && told(work) != Declared::approved)) {
            return;
        }
        Date deadline{first->start->day.year, m_rules.programme_deadline->month,
                      m_rules.programme_deadline->day};
        while (count(deadline) >= count(first->start->day)) {
            deadline.year = static_cast<std::int16_t>(deadline.year - 1);
        }
        const Date announced = later(deadline, -14);
        if (count(deadline) >= count(today) && count(announced) - count(today) <= 60) {
            add_clock(ClashKind::announcement, work.id, announced, deadline);
        }
    }

    void add_clock(ClashKind kind, const std::string& work, Date from, Date to)
    {
        // What has run out counts today.
        const auto until = std::max(midnight(later(to, 1)), midnight(later(m_rules.today, 1)));
        if (wanted(midnight(from).seconds, until.seconds)) {
            m_found[{kind, work, ""}].emplace_back(midnight(from).seconds,
                                                   midnight(later(to, 1)).seconds);
        }
    }

    const std::vector<Work>& m_works;
    const std::vector<Sensitive>& m_things;
    const ClashRules& m_rules;
    const Drawing& m_drawing;
    std::map<std::tuple<ClashKind, std::string, std::string>, Times> m_found;
};

std::set<Told> told_of(const FoundClashes& found, const std::vector<Work>& works,
                       const std::vector<Sensitive>& things)
{
    std::set<Told> all;
    for (const Clash& clash : found.clashes) {
        Told told{clash.kind, works[clash.work].id, "", {}};
        told.other = clash.other   ? works[*clash.other].id
                     : clash.thing ? things[*clash.thing].address
                                   : "";
        for (const Span& span : clash.when) {
            told.when.emplace_back(span.from.seconds, span.to.seconds);
        }
        BOOST_TEST(all.insert(told).second);
    }
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clashes_by_looking)

BOOST_AUTO_TEST_CASE(the_swift_search_finds_what_looking_at_everything_finds)
{
    std::map<ClashKind, std::size_t> counts;
    for (unsigned seed = 1; seed <= 8; ++seed) {
        Drawing drawing(seed);
        auto works = drawing.works(140);
        const auto things = drawing.things(45);
        const StreetNetwork network = town(drawing);
        // And streets that are closed, whole.
        for (int i = 0; i < 30; ++i) {
            const auto& streets = network.stretches();
            const auto street =
                static_cast<std::size_t>(drawing.below(static_cast<int>(streets.size())));
            const Date first = later({2026, 4, 1}, drawing.below(30));
            works.push_back(work_named("S" + std::to_string(i), first,
                                       later(first, drawing.below(60)), streets[street].line));
            works.back().renews_surface = false;
            works.back().phases.front().impact.effect = Effect::closed;
        }
        std::vector<std::optional<Date>> requested;
        for (std::size_t i = 0; i < works.size(); ++i) {
            requested.push_back(drawing.below(3) == 0
                                    ? std::nullopt
                                    : std::optional(later({2025, 10, 1}, drawing.below(200))));
        }
        ClashRules asked = rules();
        asked.streets = &network;
        asked.programme_deadline = YearDay{4, 1};
        if (seed % 2 == 0) {
            asked.from = midnight({2026, 4, 8});
            asked.to = midnight({2026, 7, 1});
        }
        const auto expected = Looking(works, things, asked, requested, drawing).all();
        const auto found = told_of(find_clashes(works, things, asked, requested), works, things);
        std::vector<Told> differ;
        std::ranges::set_symmetric_difference(found, expected, std::back_inserter(differ));
        for (const Told& told : differ) {
            BOOST_ERROR(seed << (expected.contains(told) ? " missing: " : " invented: ") << told);
        }
        for (const Told& told : expected) {
            ++counts[told.kind];
        }
    }
    // It would be no test without each of them.
    for (std::size_t kind = 0; kind < clash_kinds; ++kind) {
        const auto count = counts[static_cast<ClashKind>(kind)];
        BOOST_TEST_MESSAGE(code_of(static_cast<ClashKind>(kind)) << ' ' << count);
        BOOST_TEST(count >= 5U, code_of(static_cast<ClashKind>(kind)) << ' ' << count);
    }
}

BOOST_AUTO_TEST_CASE(the_order_of_the_works_changes_nothing)
{
    Drawing drawing(99);
    auto works = drawing.works(300);
    const auto told = [](const std::vector<Work>& all) {
        const auto found = find_clashes(all, {}, rules());
        std::vector<std::tuple<std::string, std::string, int, int, bool, double>> list;
        for (const Clash& clash : found.clashes) {
            list.emplace_back(all[clash.work].id, clash.other ? all[*clash.other].id : "",
                              static_cast<int>(clash.kind), static_cast<int>(clash.severity),
                              clash.to_check, clash.metres);
        }
        return list;
    };
    const auto before = told(works);
    BOOST_TEST(before.size() > 300U);
    std::shuffle(works.begin(), works.end(), drawing.random());
    BOOST_TEST((told(works) == before));
}

BOOST_AUTO_TEST_SUITE_END()
