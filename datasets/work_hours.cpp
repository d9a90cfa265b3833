// SPDX-License-Identifier: EUPL-1.2
#include "datasets/work_hours.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace parvis::datasets {
namespace {

constexpr std::array<std::string_view, 7> short_days{"lu", "ma", "me", "je", "ve", "sa", "di"};
constexpr std::array<std::string_view, 7> long_days{"lundi",    "mardi",  "mercredi", "jeudi",
                                                    "vendredi", "samedi", "dimanche"};
constexpr std::uint8_t whole_week = 0x7f;

/// Takes up to two digits from the front.
std::optional<std::int32_t> take_number(std::string_view& text)
{
    std::int32_t number = 0;
    std::size_t digits = 0;
    while (digits < 2 && digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
        number = number * 10 + (text[digits] - '0');
        ++digits;
    }
    text.remove_prefix(digits);
    return digits == 0 ? std::nullopt : std::optional(number);
}

void skip_spaces(std::string_view& text)
{
    constexpr std::string_view hard_space = "\u00a0", thin_space = "\u202f";
    while (true) {
        if (text.starts_with(' ')) {
            text.remove_prefix(1);
        } else if (text.starts_with(hard_space)) {
            text.remove_prefix(hard_space.size());
        } else if (text.starts_with(thin_space)) {
            text.remove_prefix(thin_space.size());
        } else {
            return;
        }
    }
}

bool take(std::string_view& text, std::string_view word)
{
    if (!text.starts_with(word)) {
        return false;
    }
    text.remove_prefix(word.size());
    return true;
}

/// "mardi", "mar", "ma", "Mar." as 1.
std::optional<unsigned> day_named(std::string_view word)
{
    for (unsigned i = 0; i < long_days.size(); ++i) {
        const auto& whole = long_days[i];
        if (word == short_days[i] || word == whole || word == whole.substr(0, 3) ||
            (word.size() == whole.size() + 1 && word.starts_with(whole) && word.ends_with('s'))) {
            return i;
        }
    }
    return std::nullopt;
}

/// Words in lower case, with "-" as a word of its own.
std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words(1);
    for (const char c : text) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (lower == '-') {
            words.emplace_back("-");
            words.emplace_back();
        } else if (std::string_view(" ,;|./\t\x1f").find(lower) != std::string_view::npos) {
            words.emplace_back();
        } else {
            words.back() += lower;
        }
    }
    std::erase_if(words, [](const std::string& word) {
        return word.empty() || word == "du" || word == "le" || word == "les" || word == "et";
    });
    return words;
}

}  // namespace

std::optional<std::int32_t> clock_seconds(std::string_view text)
{
    constexpr std::int32_t hour = 3600, minute = 60, day = 86'400;
    skip_spaces(text);
    const auto hours = take_number(text);
    skip_spaces(text);
    if (!hours || !(take(text, ":") || take(text, "h") || take(text, "H"))) {
        return std::nullopt;
    }
    skip_spaces(text);
    const auto minutes = take_number(text);
    std::int32_t seconds = 0;
    if (minutes && take(text, ":")) {
        const auto read = take_number(text);
        if (!read) {
            return std::nullopt;
        }
        seconds = *read;
    }
    skip_spaces(text);
    const std::int32_t all = *hours * hour + minutes.value_or(0) * minute + seconds;
    const bool possible = text.empty() && minutes.value_or(0) < 60 && seconds < 60 && all <= day;
    return possible ? std::optional(all) : std::nullopt;
}

std::string clock_text(std::int32_t seconds)
{
    return fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
}

std::optional<std::uint8_t> week_days(std::string_view text)
{
    const auto words = words_of(text);
    if (words == std::vector<std::string>{"tous", "jours"}) {
        return whole_week;
    }
    std::uint8_t days = 0;
    std::optional<unsigned> last;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool range = words[i] == "-" || words[i] == "au" || words[i] == "à";
        const auto day =
            range && i + 1 < words.size() ? day_named(words[++i]) : day_named(words[i]);
        if (!day || (range && !last)) {
            return std::nullopt;
        }
        for (unsigned d = range ? *last : *day; d != *day; d = (d + 1) % 7) {
            days |= static_cast<std::uint8_t>(1U << d);
        }
        days |= static_cast<std::uint8_t>(1U << *day);
        last = range ? std::nullopt : day;
    }
    return days == 0 ? std::nullopt : std::optional(days);
}

unsigned week_day(std::int64_t day)
{
    constexpr std::int64_t week = 7;
    // 1970-01-01 was a Thursday.
    return static_cast<unsigned>(((day + 3) % week + week) % week);
}

std::string week_days_text(std::uint8_t days)
{
    std::string text;
    for (unsigned i = 0; i < short_days.size(); ++i) {
        if (((unsigned{days} >> i) & 1U) != 0) {
            text += (text.empty() ? "" : " ") + std::string(short_days[i]);
        }
    }
    return text;
}

std::string usual_clock(std::string_view text)
{
    const auto seconds = clock_seconds(text);
    return seconds ? clock_text(*seconds) : std::string();
}

std::string usual_week_days(std::string_view text)
{
    const auto days = week_days(text);
    return days ? week_days_text(*days) : std::string();
}

}  // namespace parvis::datasets
