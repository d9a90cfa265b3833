// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/schedule.hpp"

#include "datasets/work_hours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace parvis::publish::works {
namespace {

using datasets::Date;
using datasets::Instant;

constexpr std::int32_t whole_day = 86'400;
/// Nobody plans further; a chosen day of the week is never further away.
constexpr std::int32_t week = 7;

/// The hours that begin on a day, within the period; nothing where there are none.
std::optional<Span> hours_of(const Phase& phase, const datasets::Zone& zone, std::int32_t day)
{
    const DailyHours& hours = *phase.hours;
    if (!hours.on_weekday(datasets::week_day(day)) ||
        (phase.start && phase.start->whole_day && day < datasets::days(phase.start->day)) ||
        (phase.end && phase.end->whole_day && day > datasets::days(phase.end->day))) {
        return std::nullopt;
    }
    const std::int32_t end_day =
        hours.crosses_midnight() || hours.last == whole_day ? day + 1 : day;
    Span span{zone.instant_of(datasets::date_of_days(day), hours.first).instant,
              zone.instant_of(datasets::date_of_days(end_day), hours.last % whole_day).instant};
    if (phase.start && !phase.start->whole_day) {
        span.from = std::max(span.from, phase.start->at);
    }
    if (phase.end && !phase.end->whole_day) {
        span.to = std::min(span.to, phase.end->at);
    }
    // In a night without that hour both may fall on the same instant.
    return span.from < span.to ? std::optional(span) : std::nullopt;
}

}  // namespace

std::optional<Instant> first_moment(const Phase& phase, const datasets::Zone& zone)
{
    if (!phase.start || !phase.hours) {
        return phase.start ? std::optional(phase.start->at) : std::nullopt;
    }
    // Of an exact start, the hours may have begun the evening before.
    const std::int32_t first = datasets::days(phase.start->day) - (phase.start->whole_day ? 0 : 1);
    for (std::int32_t day = first; day <= first + week + 1; ++day) {
        if (const auto span = hours_of(phase, zone, day)) {
            return span->from;
        }
    }
    return std::nullopt;
}

std::optional<Instant> last_moment(const Phase& phase, const datasets::Zone& zone)
{
    if (!phase.end || !phase.hours) {
        return phase.end ? std::optional(phase.end->at) : std::nullopt;
    }
    const std::int32_t last = datasets::days(phase.end->day);
    for (std::int32_t day = last; day >= last - week - 1; --day) {
        if (const auto span = hours_of(phase, zone, day)) {
            return span->to;
        }
    }
    return std::nullopt;
}

std::vector<Span> at_work(const Phase& phase, const datasets::Zone& zone, Date first, Date last)
{
    std::vector<Span> spans;
    if (!phase.hours) {
        constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
        const Span whole{phase.start ? phase.start->at : Instant{-never},
                         phase.end ? phase.end->at : Instant{never}};
        const Instant from = zone.instant_of(first, 0).instant;
        const Instant to =
            zone.instant_of(datasets::date_of_days(datasets::days(last) + 1), 0).instant;
        if (whole.from < to && from < whole.to) {
            spans.push_back(whole);
        }
        return spans;
    }
    for (std::int32_t day = datasets::days(first); day <= datasets::days(last); ++day) {
        if (const auto span = hours_of(phase, zone, day)) {
            spans.push_back(*span);
        }
    }
    return spans;
}

std::string local_text(Instant instant, const datasets::Zone& zone)
{
    const Date day = zone.date_of(instant);
    const std::int32_t clock = zone.second_of_day(instant);
    const std::int64_t east =
        std::int64_t{datasets::days(day)} * whole_day + clock - instant.seconds;
    const auto minutes = (east < 0 ? -east : east) / 60;
    return fmt::format("{}T{:02}:{:02}:{:02}{}{:02}:{:02}", datasets::to_text(day), clock / 3600,
                       clock / 60 % 60, clock % 60, east < 0 ? '-' : '+', minutes / 60,
                       minutes % 60);
}

}  // namespace parvis::publish::works
