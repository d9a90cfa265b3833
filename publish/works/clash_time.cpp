// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/clash_search.hpp"

#include "datasets/work_hours.hpp"

#include <algorithm>
#include <limits>

namespace parvis::publish::works {
namespace {

constexpr std::int64_t day_s = 86'400;

std::int64_t day_of(std::int64_t local)
{
    return (local >= 0 ? local : local - (day_s - 1)) / day_s;
}

struct Hours {
    std::int64_t from = 0, to = 0;  ///< empty where there are none
};

/// The hours that begin on a day, by the clock of the phase.
Hours hours_on(const TimedPhase& phase, const DailyHours& hours, std::int64_t day)
{
    if (day < phase.first_day || day > phase.last_day ||
        !hours.on_weekday(datasets::week_day(day))) {
        return {};
    }
    const std::int64_t end = day * day_s + hours.last + (hours.crosses_midnight() ? day_s : 0);
    return {std::max(day * day_s + hours.first, phase.clip_from), std::min(end, phase.clip_to)};
}

}  // namespace

bool hours_meet(const TimedPhase& a, const std::optional<DailyHours>& a_hours, const TimedPhase& b,
                const std::optional<DailyHours>& b_hours, std::int64_t ahead)
{
    if (!a_hours || !b_hours) {
        return true;
    }
    // The same week again and again: what does not meet in the first sixteen days never does.
    constexpr std::int64_t most_days = 16;
    const std::int64_t first = day_of(std::max(a.from, b.from) + a.east) - 2;
    const std::int64_t last =
        std::min(day_of(std::min(a.to, b.to) + a.east) + 2, first + most_days);
    for (std::int64_t day = first; day <= last; ++day) {
        const Hours mine = hours_on(a, *a_hours, day);
        // Nights reach into the next day, and clocks may differ.
        for (std::int64_t near = day - 1; mine.from < mine.to && near <= day + 1; ++near) {
            const Hours other = hours_on(b, *b_hours, near);
            if (other.from < other.to &&
                std::max(mine.from, other.from + ahead) < std::min(mine.to, other.to + ahead)) {
                return true;
            }
        }
    }
    return false;
}

const datasets::Zone& ClashSearch::zone_of(const Work& work)
{
    for (const auto& [name, zone] : m_zones) {
        if (name == work.zone) {
            return zone;
        }
    }
    return m_zones.emplace_back(work.zone, datasets::Zone(work.zone)).second;
}

TimedPhase ClashSearch::timed(std::uint32_t work, std::uint32_t index)
{
    constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max() / 4;
    const Phase& phase = m_works[work].phases[index];
    const datasets::Zone& zone = zone_of(m_works[work]);
    const Bound& start = *phase.start;
    const auto local = [&](datasets::Instant at) {
        return std::int64_t{datasets::days(zone.date_of(at))} * day_s + zone.second_of_day(at);
    };
    TimedPhase timed{work, index, start.at.seconds, forever.seconds};
    const std::int64_t local_start =
        start.whole_day ? std::int64_t{datasets::days(start.day)} * day_s : local(start.at);
    timed.east = local_start - start.at.seconds;
    timed.first_day = start.whole_day ? datasets::days(start.day) : -far / day_s;
    timed.clip_from = start.whole_day ? -far : local_start;
    timed.last_day = far / day_s;
    timed.clip_to = far;
    if (!phase.end) {
        return timed;
    }
    timed.to = phase.end->at.seconds;
    if (!phase.end->whole_day) {
        timed.clip_to = local(phase.end->at);
        return timed;
    }
    timed.last_day = datasets::days(phase.end->day);
    if (phase.hours && phase.hours->crosses_midnight()) {
        const auto last = last_moment(phase, zone).value_or(phase.end->at);
        timed.to = std::max(timed.to, last.seconds);
    }
    return timed;
}

std::int64_t ClashSearch::ahead_of(const TimedPhase& one, const TimedPhase& other)
{
    if (work_of(one).zone == work_of(other).zone) {
        return 0;
    }
    const datasets::Instant at{std::max(one.from, other.from)};
    const auto clock = [&](const TimedPhase& phase) {
        const datasets::Zone& zone = zone_of(work_of(phase));
        return std::int64_t{datasets::days(zone.date_of(at))} * day_s + zone.second_of_day(at);
    };
    return clock(one) - clock(other);
}

void ClashSearch::read_phases()
{
    std::vector<std::uint32_t> order(m_works.size());
    for (std::uint32_t work = 0; work < m_works.size(); ++work) {
        order[m_rank[work]] = work;
    }
    // A night that began before may last for a day.
    const auto over = m_rules.from.seconds - day_s;
    for (const std::uint32_t index : order) {
        const Work& work = m_works[index];
        for (std::uint32_t i = 0; goes_on(work) && i < work.phases.size(); ++i) {
            const Phase& phase = work.phases[i];
            if (is_over(phase.declared) || (phase.end && phase.end->at.seconds <= over)) {
                continue;
            }
            if (!phase.start) {
                m_found.incomparable.push_back({index, i, Incomparable::no_start});
                continue;
            }
            if (phase.inverted) {
                m_found.incomparable.push_back({index, i, Incomparable::inverted});
                continue;
            }
            if (geo::is_empty(phase.place.geometry)) {
                m_found.incomparable.push_back({index, i, Incomparable::no_place});
            }
            // Also without a place: a detour is words.
            m_phases.push_back(timed(index, i));
        }
    }
}

}  // namespace parvis::publish::works
