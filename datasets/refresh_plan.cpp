// SPDX-License-Identifier: EUPL-1.2
#include "datasets/refresh_plan.hpp"

#include <charconv>

namespace parvis::datasets {

namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t shortest = 10;
constexpr std::int64_t longest = 366 * day;

/// A whole number at the start of `text`, which it is taken from.
std::optional<std::int64_t> take_number(std::string_view& text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || text.front() == '-') {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

std::int64_t seconds_of(std::string_view unit)
{
    return unit == "s" ? 1 : unit == "min" ? minute : unit == "h" ? hour : unit == "d" ? day : 0;
}

std::optional<RefreshPlan> parse_daily(std::string_view text)
{
    if (text.size() != 5 || text[2] != ':') {
        return std::nullopt;
    }
    std::string_view hours = text.substr(0, 2);
    std::string_view minutes = text.substr(3);
    const auto h = take_number(hours);
    const auto m = take_number(minutes);
    if (!h || !m || !hours.empty() || !minutes.empty() || *h > 23 || *m > 59) {
        return std::nullopt;
    }
    return RefreshPlan{0, static_cast<std::int32_t>(*h * hour + *m * minute)};
}

}  // namespace

std::optional<RefreshPlan> parse_refresh(std::string_view text)
{
    constexpr std::string_view daily = "daily at ";
    constexpr std::string_view every = "every ";
    if (text.starts_with(daily)) {
        return parse_daily(text.substr(daily.size()));
    }
    if (!text.starts_with(every) || text.size() == every.size()) {
        return std::nullopt;
    }
    text.remove_prefix(every.size());
    const auto number = take_number(text);
    const std::int64_t unit = seconds_of(text);
    if (!number || unit == 0 || *number < 1 || *number > longest / unit ||
        *number * unit < shortest) {
        return std::nullopt;
    }
    return RefreshPlan{*number * unit, 0};
}

bool is_due(const RefreshPlan& plan, const Zone& zone, std::optional<Instant> last, Instant now)
{
    if (!last || *last > now) {  // never, or by a clock that was wrong
        return true;
    }
    if (plan.every_s > 0) {
        return now.seconds - last->seconds >= plan.every_s;
    }
    // The last time of day that has passed: today's, or yesterday's.
    const Date today = zone.date_of(now);
    Instant when = zone.instant_of(today, plan.time_of_day).instant;
    if (when > now) {
        when = zone.instant_of(date_of_days(days(today) - 1), plan.time_of_day).instant;
    }
    return *last < when;
}

}  // namespace parvis::datasets
