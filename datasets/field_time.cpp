// SPDX-License-Identifier: EUPL-1.2
#include "datasets/field_time.hpp"

#include "datasets/date_format.hpp"
#include "datasets/value.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace parvis::datasets {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes digits from the front; how many there were.
std::size_t take_digits(std::string_view& text)
{
    const auto end = std::ranges::find_if_not(text, is_digit);
    const auto count = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(count);
    return count;
}

bool take(std::string_view& text, char wanted)
{
    if (text.empty() || text.front() != wanted) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

/// Exactly `digits` digits from the front, as a number; -1 for anything else.
int take_number(std::string_view& text, std::size_t digits)
{
    if (text.size() < digits || !std::all_of(text.begin(), text.begin() + digits, is_digit)) {
        return -1;
    }
    int number = 0;
    std::from_chars(text.data(), text.data() + digits, number);
    text.remove_prefix(digits);
    return number;
}

double seconds_of(const ReadTime& time)
{
    return static_cast<double>(days(time.date)) * 86'400 + time.seconds - time.offset.value_or(0);
}

/// hh:mm:ss at the front, with a fraction; seconds since midnight, or nothing.
std::optional<double> take_clock(std::string_view& text)
{
    const int hours = take_number(text, 2);
    const int minutes = hours >= 0 && take(text, ':') ? take_number(text, 2) : -1;
    const int seconds = minutes >= 0 && take(text, ':') ? take_number(text, 2) : -1;
    if (hours > 23 || minutes > 59 || seconds < 0 || seconds > 60) {
        return std::nullopt;
    }
    if (take(text, '.') && take_digits(text) == 0) {
        return std::nullopt;
    }
    return hours * 3600 + minutes * 60 + seconds;
}

}  // namespace

std::optional<double> read_day(const std::string& format, std::string_view text)
{
    std::optional<ReadTime> time;
    if (format == "default") {
        const auto date = parse_date(text);
        return date ? std::optional<double>(days(*date)) : std::nullopt;
    }
    time = format == "any" ? read_usual_date(text) : DateFormat(format).read(text);
    return time && !time->has_time ? std::optional<double>(days(time->date)) : std::nullopt;
}

std::optional<double> read_clock(const std::string& format, std::string_view text)
{
    if (format == "default" || format == "any") {
        std::string with_seconds(text);
        if (format == "any" && text.size() == 5) {
            with_seconds += ":00";
        }
        std::string_view rest = with_seconds;
        const auto seconds = take_clock(rest);
        return seconds && rest.empty() ? std::optional<double>(*seconds) : std::nullopt;
    }
    // A format of times alone is read behind a day, which every DateFormat has.
    const auto time = DateFormat("%Y-%m-%d " + format).read("1970-01-01 " + std::string(text));
    return time && time->has_time ? std::optional<double>(time->seconds) : std::nullopt;
}

std::optional<double> read_moment(const std::string& format, std::string_view text)
{
    if (format != "default") {
        const auto time = format == "any" ? read_usual_date(text) : DateFormat(format).read(text);
        return time && time->has_time ? std::optional<double>(seconds_of(*time)) : std::nullopt;
    }
    const auto date = parse_date(text.substr(0, 10));
    std::string_view rest = text.size() > 10 ? text.substr(10) : std::string_view();
    const auto clock = date && take(rest, 'T') ? take_clock(rest) : std::nullopt;
    if (!clock) {
        return std::nullopt;
    }
    double offset = 0;
    if (!rest.empty() && !take(rest, 'Z')) {
        const double sign = rest.front() == '-' ? -1 : 1;
        if (rest.front() != '-' && rest.front() != '+') {
            return std::nullopt;
        }
        rest.remove_prefix(1);
        const int hours = take_number(rest, 2);
        const int minutes = hours >= 0 && take(rest, ':') ? take_number(rest, 2) : -1;
        if (hours > 14 || minutes < 0 || minutes > 59) {
            return std::nullopt;
        }
        offset = sign * (hours * 3600 + minutes * 60);
    }
    return rest.empty()
               ? std::optional<double>(static_cast<double>(days(*date)) * 86'400 + *clock - offset)
               : std::nullopt;
}

std::optional<double> read_year(std::string_view text)
{
    std::string_view rest = text;
    const bool before = take(rest, '-');
    const std::string_view digits = rest;
    if (take_digits(rest) < 4 || !rest.empty()) {
        return std::nullopt;
    }
    double year = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), year);
    return std::optional<double>(before ? -year : year);
}

std::optional<double> read_year_month(std::string_view text)
{
    const int year = take_number(text, 4);
    const int month = year >= 0 && take(text, '-') ? take_number(text, 2) : -1;
    return month >= 1 && month <= 12 && text.empty() ? std::optional<double>(year * 12 + month - 1)
                                                     : std::nullopt;
}

/// ISO 8601: P1Y2M3DT4H5M6.5S, or weeks. Its order is nominal: a year of 365.2425 days.
std::optional<double> read_duration(std::string_view text)
{
    constexpr double day = 86'400;
    constexpr double year = 365.2425 * day;
    constexpr std::pair<char, double> of_days[]{
        {'Y', year}, {'M', year / 12}, {'W', 7 * day}, {'D', day}};
    constexpr std::pair<char, double> of_clock[]{{'H', 3600}, {'M', 60}, {'S', 1}};
    const double sign = take(text, '-') ? -1 : 1;
    if (!take(text, 'P')) {
        return std::nullopt;
    }
    double seconds = 0;
    std::size_t parts = 0;
    const auto take_parts = [&](const auto& units) {
        auto unit = std::begin(units);
        while (!text.empty() && is_digit(text.front())) {
            const std::string_view digits = text;
            take_digits(text);
            const bool fraction = take(text, '.');
            if (fraction && take_digits(text) == 0) {
                return false;
            }
            double number = 0;
            std::from_chars(digits.data(), text.data(), number);
            while (unit != std::end(units) && (text.empty() || text.front() != unit->first)) {
                ++unit;
            }
            if (unit == std::end(units) || (fraction && unit->first != 'S')) {
                return false;
            }
            text.remove_prefix(1);
            seconds += number * unit->second;
            ++unit;
            ++parts;
        }
        return true;
    };
    if (!take_parts(of_days)) {
        return std::nullopt;
    }
    if (take(text, 'T')) {
        const std::size_t before = parts;
        if (!take_parts(of_clock) || parts == before) {
            return std::nullopt;
        }
    }
    return parts > 0 && text.empty() ? std::optional<double>(sign * seconds) : std::nullopt;
}

}  // namespace parvis::datasets
