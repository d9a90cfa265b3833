// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/works/clash.hpp"
#include "publish/works/meetings.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace parvis::publish::works {

// How find_clashes() goes about it; nothing else includes this.

/// A phase that can be compared: when, as instants and by the clock on the wall.
struct TimedPhase {
    std::uint32_t work = 0, phase = 0;
    std::int64_t from = 0, to = 0;  ///< until the last hour of its last night, or forever
    std::int64_t east = 0;          ///< what its clock is ahead of UTC when it starts, in seconds
    // Since local midnight of 1970-01-01: days on which its hours begin, and what cuts them.
    std::int64_t first_day = 0, last_day = 0, clip_from = 0, clip_to = 0;
};

/// Whether the daily hours of two phases that share a moment ever meet; unknown hours may. `ahead`
/// is what the clock of a is ahead of that of b, in seconds: 0 in one zone, all the year.
[[nodiscard]] bool hours_meet(const TimedPhase& a, const std::optional<DailyHours>& a_hours,
                              const TimedPhase& b, const std::optional<DailyHours>& b_hours,
                              std::int64_t ahead);

class ClashSearch {
public:
    ClashSearch(std::span<const Work> works, std::span<const Sensitive> things,
                const ClashRules& rules, std::span<const std::optional<datasets::Date>> requested);
    [[nodiscard]] FoundClashes run();

private:
    void read_phases();
    /// What the clock of one phase is ahead of that of another, at the start of the later one.
    [[nodiscard]] std::int64_t ahead_of(const TimedPhase& one, const TimedPhase& other);
    [[nodiscard]] TimedPhase timed(std::uint32_t work, std::uint32_t index);
    void add_pairs();
    void add_openings();
    void add_detours();
    void add_access();
    void add_sensitive();
    void add_clocks();
    void add_announcement(std::uint32_t work);
    void put_together();

    [[nodiscard]] const Work& work_of(const TimedPhase& phase) const { return m_works[phase.work]; }
    [[nodiscard]] const Phase& phase_of(const TimedPhase& phase) const
    {
        return m_works[phase.work].phases[phase.phase];
    }
    /// All phases that are not over in the window, with their periods.
    [[nodiscard]] std::vector<Stay> stays() const;
    /// Whether a span lies in the window that is asked for.
    [[nodiscard]] bool wanted(const Span& when) const
    {
        return when.to > m_rules.from && (!m_rules.to || when.from < *m_rules.to);
    }
    /// What of a span lies in it.
    [[nodiscard]] Span in_window(const Span& when) const
    {
        return {std::max(when.from, m_rules.from), std::min(when.to, m_rules.to.value_or(when.to))};
    }
    /// false once there are too many.
    bool add(Clash clash, const Span& when);
    [[nodiscard]] Clash clash_of(ClashKind kind, const TimedPhase& one,
                                 const TimedPhase* other = nullptr) const;
    [[nodiscard]] const datasets::Zone& zone_of(const Work& work);
    /// A clock that runs from one day to the end of another; one that has run out still counts
    /// today.
    void add_clock(ClashKind kind, std::uint32_t work, Severity severity, datasets::Date from,
                   datasets::Date to);

    std::span<const Work> m_works;
    std::span<const Sensitive> m_things;
    const ClashRules& m_rules;
    std::span<const std::optional<datasets::Date>> m_requested;
    std::vector<std::uint32_t> m_rank;  ///< of each work, by key
    std::vector<TimedPhase> m_phases;   ///< by rank: what comes first does not follow the order
    std::vector<std::pair<std::string, datasets::Zone>> m_zones;
    FoundClashes m_found;
};

/// Whether it is one with which others have to be coordinated.
[[nodiscard]] bool goes_on(const Work& work);
/// Whether nobody gets through, in one direction at least.
[[nodiscard]] bool closes(const Impact& impact);
/// The same day so many months later; of a shorter month its last one.
[[nodiscard]] datasets::Date months_later(datasets::Date date, int months);

}  // namespace parvis::publish::works
