// SPDX-License-Identifier: EUPL-1.2
#include "datasets/value.hpp"

#include <array>
#include <utility>

namespace parvis::datasets {

namespace {

constexpr std::int64_t seconds_per_day = 86'400;

/// Reads exactly `count` digits at `at`; nothing when one is not a digit or the text ends.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count)
{
    if (at + count > text.size()) {
        return std::nullopt;
    }
    int number = 0;
    for (const char c : text.substr(at, count)) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        number = number * 10 + (c - '0');
    }
    return number;
}

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in(int year, int month)
{
    constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int length = lengths[static_cast<std::size_t>(month - 1)];
    return month == 2 && is_leap(year) ? length + 1 : length;
}

/// Longer numbers are written whole.
void append_padded(std::string& out, std::int64_t number, std::size_t width)
{
    std::array<char, 20> digits{};
    std::size_t first = digits.size();
    auto rest = static_cast<std::uint64_t>(number < 0 ? -number : number);
    for (; rest > 0 || digits.size() - first < width; rest /= 10) {
        digits[--first] = static_cast<char>('0' + rest % 10);
    }
    if (number < 0) {
        out += '-';
    }
    out.append(digits.data() + first, digits.size() - first);
}

constexpr std::array<std::pair<ValueType, std::string_view>, 8> type_names{{
    {ValueType::boolean, "boolean"},
    {ValueType::integer, "integer"},
    {ValueType::number, "number"},
    {ValueType::text, "text"},
    {ValueType::date, "date"},
    {ValueType::instant, "datetime"},
    {ValueType::list, "list"},
    {ValueType::parts, "parts"},
}};

}  // namespace

std::string_view text_in(const Texts& texts, std::string_view language)
{
    for (const std::string_view wanted : {language, std::string_view("fr")}) {
        if (const auto found = texts.find(wanted); found != texts.end()) {
            return found->second;
        }
    }
    return texts.empty() ? std::string_view() : std::string_view(texts.begin()->second);
}

std::optional<Date> parse_date(std::string_view iso)
{
    if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') {
        return std::nullopt;
    }
    const auto year = digits(iso, 0, 4);
    const auto month = digits(iso, 5, 2);
    const auto day = digits(iso, 8, 2);
    if (!year || !month || !day || *year < 1 || *month < 1 || *month > 12 || *day < 1 ||
        *day > days_in(*year, *month)) {
        return std::nullopt;
    }
    return Date{static_cast<std::int16_t>(*year), static_cast<std::uint8_t>(*month),
                static_cast<std::uint8_t>(*day)};
}

std::string to_text(Date date)
{
    std::string text;
    text.reserve(10);
    append_padded(text, date.year, 4);
    text += '-';
    append_padded(text, date.month, 2);
    text += '-';
    append_padded(text, date.day, 2);
    return text;
}

// Both conversions count in years that begin on 1 March, so that the leap day comes last, and in
// eras of 400 years, which all have the same number of days.
std::int32_t days(Date date)
{
    const int month_from_march = (date.month + 9) % 12;
    const int year = date.year - (date.month <= 2 ? 1 : 0);
    const int era = (year >= 0 ? year : year - 399) / 400;
    const int year_of_era = year - era * 400;
    const int day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

Date date_of_days(std::int32_t days)
{
    const std::int64_t since_march = std::int64_t{days} + 719'468;
    const std::int64_t era = (since_march >= 0 ? since_march : since_march - 146'096) / 146'097;
    const std::int64_t day_of_era = since_march - era * 146'097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    return Date{static_cast<std::int16_t>(year), static_cast<std::uint8_t>(month),
                static_cast<std::uint8_t>(day_of_year - (153 * month_from_march + 2) / 5 + 1)};
}

std::string to_text(Instant instant)
{
    std::int64_t day = instant.seconds / seconds_per_day;
    std::int64_t second = instant.seconds % seconds_per_day;
    if (second < 0) {
        second += seconds_per_day;
        --day;
    }
    std::string text = to_text(date_of_days(static_cast<std::int32_t>(day)));
    text += 'T';
    append_padded(text, second / 3'600, 2);
    text += ':';
    append_padded(text, second / 60 % 60, 2);
    text += ':';
    append_padded(text, second % 60, 2);
    text += 'Z';
    return text;
}

std::optional<Instant> parse_instant(std::string_view text)
{
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' ||
        text[16] != ':') {
        return std::nullopt;
    }
    const auto date = parse_date(text.substr(0, 10));
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    if (!date || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) {
        return std::nullopt;
    }
    std::size_t at = 19;
    if (text[at] == '.') {  // fractions of a second are read and cut off
        const std::size_t first = ++at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
            ++at;
        }
        if (at == first) {
            return std::nullopt;
        }
    }
    const std::string_view zone = text.substr(at);
    std::int64_t offset = 0;
    if (zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':') {
        const auto hours = digits(zone, 1, 2);
        const auto minutes = digits(zone, 4, 2);
        if (!hours || !minutes || *hours > 23 || *minutes > 59) {
            return std::nullopt;
        }
        offset = (*hours * 60 + *minutes) * (zone[0] == '-' ? -60 : 60);
    } else if (zone != "Z" && zone != "z") {
        return std::nullopt;
    }
    const Instant instant{days(*date) * seconds_per_day + *hour * 3'600 + *minute * 60 + *second -
                          offset};
    // A zone may push the first and last day out of the years that texts can hold.
    constexpr std::int64_t first = -62'135'596'800;
    constexpr std::int64_t last = 253'402'300'799;
    if (instant.seconds < first || instant.seconds > last) {
        return std::nullopt;
    }
    return instant;
}

std::string_view name_of(ValueType type)
{
    for (const auto& [known, name] : type_names) {
        if (known == type) {
            return name;
        }
    }
    return "";
}

std::optional<ValueType> value_type(std::string_view name)
{
    for (const auto& [type, known] : type_names) {
        if (known == name) {
            return type;
        }
    }
    return std::nullopt;
}

}  // namespace parvis::datasets
