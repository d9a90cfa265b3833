// SPDX-License-Identifier: EUPL-1.2
#pragma once

// Works for the tests of clashes: single ones, and many drawn at random.
#include "publish/works/clash.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace parvis::publish::works::drawn {

using datasets::Date;
using datasets::Instant;

inline const datasets::Zone& paris()
{
    static const datasets::Zone zone("Europe/Paris");
    return zone;
}

inline Instant midnight(Date day) { return paris().instant_of(day, 0).instant; }
inline Date later(Date day, int days) { return datasets::date_of_days(datasets::days(day) + days); }
inline Bound start_on(Date day) { return {midnight(day), day, true, false, false}; }
inline Bound end_on(Date day) { return {midnight(later(day, 1)), day, true, false, false}; }
inline Bound start_at(Date day, int hour)
{
    const auto at = paris().instant_of(day, hour * 3600).instant;
    return {at, day, false, false, false};
}
inline Bound end_at(Date day, int hour)
{
    const auto at = paris().instant_of(day, hour * 3600).instant;
    return {at, paris().date_of(Instant{at.seconds - 1}), false, false, false};
}

/// A line of 200 m to the east, so many metres north of 49.44.
inline geo::Geometry street(double north)
{
    const double lat = 49.44 + north / 111'000;
    return geo::Line{{{1.1, lat}, {1.1027, lat}}};
}

inline Work work_named(std::string id, Date first, Date last, geo::Geometry where = street(0))
{
    Work work;
    work.dataset = "chantiers";
    work.id = std::move(id);
    work.zone = "Europe/Paris";
    work.communes = {"FR_76540"};
    Phase phase;
    phase.row = work.id;
    phase.declared = Declared::approved;
    phase.start = start_on(first);
    phase.end = end_on(last);
    phase.place.geometry = std::move(where);
    phase.impact.effect = Effect::alternating;
    work.phases = {phase};
    return work;
}

inline ClashRules rules()
{
    ClashRules rules;
    rules.today = {2026, 3, 1};
    rules.from = midnight(rules.today);
    return rules;
}

inline constexpr std::array<DailyHours, 6> some_hours{{{28'800, 61'200, 0x1f},
                                                       {32'400, 57'600, 0x1f},
                                                       {75'600, 21'600, 0x7f},
                                                       {21'600, 75'600, 0x7f},
                                                       {61'200, 75'600, 0x7f},
                                                       {28'800, 61'200, 0x60}}};

/// Names of streets, and how a detour may write them.
inline constexpr std::array<std::array<const char*, 2>, 5> some_streets{
    {{"rue du Bac", "RUE DU BAC"},
     {"Avenue Jean-Jaurès", "avenue jean jaures"},
     {"rue de l’Église", "rue de l'église"},
     {"quai Gaston-Boulet", "Quai Gaston Boulet"},
     {"impasse des Lilas", "impasse  des lilas"}}};

/// Works, and what is beside them, drawn on half a square kilometre.
class Drawing {
public:
    explicit Drawing(unsigned seed) : m_random(seed) {}

    std::vector<Work> works(std::size_t count)
    {
        std::vector<Work> works;
        for (std::size_t i = 0; i < count; ++i) {
            Work work = work_named("W" + std::to_string(i), {2026, 3, 1}, {2026, 3, 1});
            work.ledger.departed = below(30) == 0;
            work.phases.clear();
            for (int phases = 1 + below(2); phases > 0; --phases) {
                work.phases.push_back(phase(work.id + "-" + std::to_string(phases)));
                const int declared = below(20);
                work.phases.back().declared = declared == 0   ? Declared::ended
                                              : declared == 1 ? Declared::cancelled
                                              : declared == 2 ? Declared::paused
                                              : declared < 12 ? Declared::planned
                                                              : Declared::approved;
            }
            draw_papers(work);
            works.push_back(std::move(work));
        }
        return works;
    }

    /// Schools, fairs, markets and winter roads.
    std::vector<Sensitive> things(std::size_t count)
    {
        std::vector<Sensitive> things;
        for (std::size_t i = 0; i < count; ++i) {
            Sensitive thing;
            thing.kind = std::array{Sensitive::Kind::school, Sensitive::Kind::event,
                                    Sensitive::Kind::winter_road}
                             .at(i % 3);
            thing.address = "/thing/" + std::to_string(i);
            thing.geometry = geometry();
            if (thing.kind == Sensitive::Kind::event) {
                thing.days = static_cast<std::uint8_t>(1 << below(7));
                const Date first = later({2026, 2, 20}, below(260));
                if (below(2) == 0) {
                    thing.from = midnight(first);
                    thing.to = midnight(later(first, 1 + below(20)));
                }
            }
            things.push_back(std::move(thing));
        }
        return things;
    }

    /// Which of some_streets the detour of a row names.
    [[nodiscard]] const std::set<std::size_t>& detour_of(const std::string& row) const
    {
        static const std::set<std::size_t> none;
        const auto found = m_detours.find(row);
        return found == m_detours.end() ? none : found->second;
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
        const int effect = below(5);
        phase.impact.effect = effect == 0   ? Effect::closed
                              : effect == 1 ? Effect::one_way_closed
                              : effect == 2 ? Effect::alternating
                                            : Effect::pavement;
        draw_detour(phase);
        return phase;
    }

    void draw_papers(Work& work)
    {
        constexpr std::array categories{Category::water,   Category::telecom, Category::roadway,
                                        Category::roadway, Category::unknown, Category::greenery};
        work.category = categories.at(static_cast<std::size_t>(below(6)));
        work.renews_surface = work.category == Category::roadway && below(2) == 0;
        if (*work.renews_surface && below(2) == 0) {
            work.reception = later({2023, 2, 20}, below(1200));
        }
        work.street = below(3) == 0 ? "" : some_streets.at(static_cast<std::size_t>(below(5)))[0];
        work.communes = {below(2) == 0 ? "FR_1" : "FR_2"};
        work.order = below(2) == 0 ? "arrêté" : "";
    }

    void draw_detour(Phase& phase)
    {
        auto& named = m_detours[phase.row];
        for (int streets = below(5) == 0 ? 1 + below(2) : 0; streets > 0; --streets) {
            const auto one = static_cast<std::size_t>(below(5));
            named.insert(one);
            phase.impact.detour += phase.impact.detour.empty() ? "par la " : ", puis la ";
            phase.impact.detour += some_streets.at(one)[1];
        }
    }

    std::mt19937 m_random;
    std::map<std::string, std::set<std::size_t>> m_detours;
};

}  // namespace parvis::publish::works::drawn
