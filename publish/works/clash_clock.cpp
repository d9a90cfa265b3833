// SPDX-License-Identifier: EUPL-1.2
// The clocks of the law: two months to answer a request, two weeks to announce a renewal.
#include "publish/works/clash_search.hpp"

#include <algorithm>

namespace parvis::publish::works {
namespace {

using datasets::Date;

/// After so many months without an answer the works may be done (voirie routière R*115-4).
constexpr int answer_months = 2;
/// So many days before the deadline of the programmes, renewals of surfaces are announced.
constexpr std::int32_t announced_days = 14;
/// From when on a clock that runs out is pressing, and from when on it is shown at all.
constexpr std::int32_t pressing_days = 14, shown_days = 60;

/// 29 February is 1 March where there is none.
Date date_in(int year, YearDay day)
{
    const Date first{static_cast<std::int16_t>(year), day.month, 1};
    return datasets::date_of_days(datasets::days(first) + day.day - 1);
}

Severity pressing(std::int32_t days_left)
{
    return days_left < 0                ? Severity::high
           : days_left <= pressing_days ? Severity::medium
                                        : Severity::low;
}

}  // namespace

Date months_later(Date date, int months)
{
    const int month = date.month - 1 + months;
    const auto first = [](int of) {
        return Date{static_cast<std::int16_t>(of / 12), static_cast<std::uint8_t>(of % 12 + 1), 1};
    };
    const int whole = int{date.year} * 12 + month;
    const std::int32_t start = datasets::days(first(whole));
    const std::int32_t length = datasets::days(first(whole + 1)) - start;
    return datasets::date_of_days(start + std::min<std::int32_t>(date.day, length) - 1);
}

void ClashSearch::add_clock(ClashKind kind, std::uint32_t work, Severity severity, Date from,
                            Date to)
{
    const datasets::Zone& zone = zone_of(m_works[work]);
    const auto after = [&](Date day) {
        return zone.instant_of(datasets::date_of_days(datasets::days(day) + 1), 0).instant;
    };
    Clash clash;
    clash.kind = kind;
    clash.work = work;
    clash.severity = severity;
    clash.when = {{zone.instant_of(from, 0).instant, after(to)}};
    if (wanted({clash.when.front().from, std::max(after(to), after(m_rules.today))})) {
        m_found.clashes.push_back(std::move(clash));
    }
}

void ClashSearch::add_clocks()
{
    for (std::uint32_t index = 0; index < m_works.size(); ++index) {
        const Work& work = m_works[index];
        const Declared declared = declared_of(work);
        const bool is_open = declared == Declared::planned || declared == Declared::unknown;
        if (goes_on(work) && m_rules.programme_deadline) {
            add_announcement(index);
        }
        // What is over needs no answer any more.
        const bool is_over = std::ranges::all_of(work.phases, [&](const Phase& phase) {
            return phase.end && phase.end->at <= m_rules.from;
        });
        if (!goes_on(work) || !is_open || is_over || !work.order.empty()) {
            continue;
        }
        const auto asked = index < m_requested.size() ? m_requested[index] : std::nullopt;
        if (!asked) {
            m_found.unknown_requests += declared == Declared::planned ? 1U : 0U;
            continue;
        }
        const Date limit = months_later(*asked, answer_months);
        const std::int32_t left = datasets::days(limit) - datasets::days(m_rules.today);
        if (left > shown_days || *asked > m_rules.today) {
            continue;
        }
        add_clock(ClashKind::unanswered, index, pressing(left), *asked, limit);
    }
}

void ClashSearch::add_announcement(std::uint32_t index)
{
    const Work& work = m_works[index];
    const Declared declared = declared_of(work);
    const bool is_planned = declared == Declared::planned || declared == Declared::approved;
    const auto first = std::ranges::find_if(
        work.phases, [](const Phase& phase) { return phase.start.has_value(); });
    if (!work.renews_surface.value_or(false) || !is_planned || first == work.phases.end()) {
        return;
    }
    // The programme of a deadline is that of the year which follows it: a renewal belongs to the
    // last one before it begins.
    const Date start = first->start->day;
    Date deadline = date_in(start.year, *m_rules.programme_deadline);
    if (deadline >= start) {
        deadline = date_in(start.year - 1, *m_rules.programme_deadline);
    }
    const Date announced = datasets::date_of_days(datasets::days(deadline) - announced_days);
    const std::int32_t left = datasets::days(announced) - datasets::days(m_rules.today);
    // Of a deadline that is over for long nobody can do anything any more.
    if (left > shown_days || deadline < m_rules.today) {
        return;
    }
    add_clock(ClashKind::announcement, index, pressing(left), announced, deadline);
}

}  // namespace parvis::publish::works
