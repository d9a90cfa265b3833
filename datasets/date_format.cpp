// SPDX-License-Identifier: EUPL-1.2
#include "datasets/date_format.hpp"

#include "datasets/number_text.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace parvis::datasets {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes `least` to `most` digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t least, std::size_t most)
{
    std::size_t count = 0;
    int value = 0;
    while (count < most && count < text.size() && is_digit(text[count])) {
        value = value * 10 + (text[count] - '0');
        ++count;
    }
    if (count < least) {
        return std::nullopt;
    }
    text.remove_prefix(count);
    return value;
}

std::optional<std::int32_t> take_offset(std::string_view& text)
{
    if (text.starts_with('Z')) {
        text.remove_prefix(1);
        return 0;
    }
    if (!text.starts_with('+') && !text.starts_with('-')) {
        return std::nullopt;
    }
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto hours = take_digits(text, 2, 2);
    if (text.starts_with(':')) {
        text.remove_prefix(1);
    }
    const auto minutes = take_digits(text, 2, 2);
    if (!hours || *hours > 14 || (minutes && *minutes > 59)) {
        return std::nullopt;
    }
    return sign * (*hours * 3600 + minutes.value_or(0) * 60);
}

/// Days that exist only: parse_date() knows the calendar.
std::optional<Date> possible_date(int year, int month, int day)
{
    const Date date{static_cast<std::int16_t>(year), static_cast<std::uint8_t>(month),
                    static_cast<std::uint8_t>(day)};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) {
        return std::nullopt;
    }
    return date_of_days(days(date)) == date ? std::optional(date) : std::nullopt;
}

/// What stands for a directive about the day; nothing for one that is not.
std::optional<std::string> day_part(char directive, Date day)
{
    switch (directive) {
    case 'Y':
        return fmt::format("{:04}", day.year);
    case 'y':
        return fmt::format("{:02}", day.year % 100);
    case 'm':
        return fmt::format("{:02}", unsigned{day.month});
    case 'd':
        return fmt::format("{:02}", unsigned{day.day});
    case '%':
        return "%";
    default:
        return std::nullopt;
    }
}

}  // namespace

DateFormat::DateFormat(std::string pattern) : m_pattern(std::move(pattern)) {}

std::string DateFormat::unknown_directive() const
{
    for (std::size_t i = 0; i + 1 < m_pattern.size(); ++i) {
        if (m_pattern[i] == '%') {
            ++i;
            if (std::string_view("YmdyHMSfz%").find(m_pattern[i]) == std::string_view::npos) {
                return m_pattern.substr(i - 1, 2);
            }
        }
    }
    return {};
}

std::optional<ReadTime> DateFormat::read(std::string_view text) const
{
    int year = 1970;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    ReadTime time;
    for (std::size_t i = 0; i < m_pattern.size(); ++i) {
        if (m_pattern[i] != '%' || i + 1 == m_pattern.size()) {
            if (!text.starts_with(m_pattern[i])) {
                return std::nullopt;
            }
            text.remove_prefix(1);
            continue;
        }
        std::optional<int> part;
        switch (m_pattern[++i]) {
        case 'Y':
            part = take_digits(text, 4, 4);
            year = part.value_or(0);
            break;
        case 'y':
            part = take_digits(text, 2, 2);
            year = part.value_or(0) < 70 ? 2000 + part.value_or(0) : 1900 + part.value_or(0);
            break;
        case 'm':
            part = take_digits(text, 1, 2);
            month = part.value_or(0);
            break;
        case 'd':
            part = take_digits(text, 1, 2);
            day = part.value_or(0);
            break;
        case 'H':
            part = take_digits(text, 1, 2);
            hour = part.value_or(0);
            time.has_time = true;
            break;
        case 'M':
            part = take_digits(text, 2, 2);
            minute = part.value_or(0);
            break;
        case 'S':
            part = take_digits(text, 2, 2);
            second = part.value_or(0);
            break;
        case 'f':
            part = take_digits(text, 1, 9);
            break;
        case 'z':
            part = time.offset = take_offset(text);
            break;
        default:
            if (text.starts_with('%')) {
                text.remove_prefix(1);
                part = 0;
            }
            break;
        }
        if (!part) {
            return std::nullopt;
        }
    }
    const auto date = possible_date(year, month, day);
    if (!text.empty() || !date || hour > 23 || minute > 59 || second > 60) {
        return std::nullopt;
    }
    time.date = *date;
    time.seconds = hour * 3600 + minute * 60 + second;
    return time;
}

std::optional<std::string> DateFormat::write(Date day) const
{
    std::string out;
    for (std::size_t i = 0; i < m_pattern.size(); ++i) {
        if (m_pattern[i] != '%' || i + 1 == m_pattern.size()) {
            out += m_pattern[i];
            continue;
        }
        const auto part = day_part(m_pattern[++i], day);
        if (!part) {
            return std::nullopt;
        }
        out += *part;
    }
    return out;
}

std::string DateFormat::example() const
{
    constexpr Date day{2025, 12, 31};
    constexpr std::array<std::pair<char, std::string_view>, 5> of_the_hour{
        {{'H', "14"}, {'M', "30"}, {'S', "00"}, {'f', "0"}, {'z', "+01:00"}}};
    std::string out;
    for (std::size_t i = 0; i < m_pattern.size(); ++i) {
        if (m_pattern[i] != '%' || i + 1 == m_pattern.size()) {
            out += m_pattern[i];
            continue;
        }
        const char directive = m_pattern[++i];
        out += day_part(directive, day).value_or("");
        for (const auto& [letter, text] : of_the_hour) {
            if (letter == directive) {
                out += text;
            }
        }
    }
    return out;
}

std::optional<ReadTime> read_usual_date(std::string_view text)
{
    static const DateFormat french("%d/%m/%Y");
    if (text.size() < 10 || text[4] != '-') {
        return french.read(text);
    }
    const auto date = parse_date(text.substr(0, 10));
    if (!date) {
        return std::nullopt;
    }
    ReadTime time{*date, false, 0, {}};
    text.remove_prefix(10);
    if (text.empty()) {
        return time;
    }
    if (text.front() != 'T' && text.front() != ' ') {
        return std::nullopt;
    }
    text.remove_prefix(1);
    const auto hour = take_digits(text, 2, 2);
    if (!hour || !text.starts_with(':')) {
        return std::nullopt;
    }
    text.remove_prefix(1);
    const auto minute = take_digits(text, 2, 2);
    std::optional<int> second = 0;
    if (text.starts_with(':')) {
        text.remove_prefix(1);
        second = take_digits(text, 2, 2);
        if (text.starts_with('.') || text.starts_with(',')) {
            text.remove_prefix(1);
            if (!take_digits(text, 1, 9)) {
                return std::nullopt;
            }
        }
    }
    if (!minute || !second || *hour > 23 || *minute > 59 || *second > 60) {
        return std::nullopt;
    }
    time.has_time = true;
    time.seconds = *hour * 3600 + *minute * 60 + *second;
    if (!text.empty()) {
        time.offset = take_offset(text);
        if (!time.offset || !text.empty()) {
            return std::nullopt;
        }
    }
    return time;
}

std::optional<Date> spreadsheet_day(std::string_view text, bool from_1904)
{
    const auto number = read_number(text, Decimal::either);
    if (!number || *number < 20'000 || *number > 60'000) {
        return std::nullopt;
    }
    constexpr std::int32_t days_1900_to_1970 = 25'569, days_1904_to_1970 = 24'107;
    return date_of_days(static_cast<std::int32_t>(*number) -
                        (from_1904 ? days_1904_to_1970 : days_1900_to_1970));
}

}  // namespace parvis::datasets
