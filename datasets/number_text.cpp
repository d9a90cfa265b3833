// SPDX-License-Identifier: EUPL-1.2
#include "datasets/number_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace parvis::datasets {
namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";
constexpr std::string_view narrow_no_break_space = "\xE2\x80\xAF";

/// Length of the white space that starts at `at`; 0 if there is none.
std::size_t space_at(std::string_view text, std::size_t at)
{
    const char c = text[at];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        return 1;
    }
    const std::string_view rest = text.substr(at);
    if (rest.starts_with(no_break_space)) {
        return no_break_space.size();
    }
    return rest.starts_with(narrow_no_break_space) ? narrow_no_break_space.size() : 0;
}

std::optional<double> plain_number(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

}  // namespace

std::string_view trimmed(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t space = space_at(text, 0);
        if (space == 0) {
            break;
        }
        text.remove_prefix(space);
    }
    while (!text.empty()) {
        if (text.ends_with(no_break_space)) {
            text.remove_suffix(no_break_space.size());
        } else if (text.ends_with(narrow_no_break_space)) {
            text.remove_suffix(narrow_no_break_space.size());
        } else if (space_at(text, text.size() - 1) == 1) {
            text.remove_suffix(1);
        } else {
            break;
        }
    }
    return text;
}

std::optional<double> read_number(std::string_view text, Decimal decimal)
{
    text = trimmed(text);
    if (decimal != Decimal::comma) {
        if (const auto value = plain_number(text)) {
            return value;
        }
    }
    std::array<char, 64> clean{};
    std::size_t size = 0;
    bool has_sign = false;
    for (std::size_t i = 0; i < text.size();) {
        if (size == clean.size()) {
            return std::nullopt;
        }
        const std::size_t space = space_at(text, i);
        if (space > 0) {
            // Between digits only: "12 3" is two numbers unless three digits follow.
            const std::string_view after = text.substr(i + space);
            const bool three = after.size() >= 3 && after[0] >= '0' && after[0] <= '9' &&
                               after[1] >= '0' && after[1] <= '9' && after[2] >= '0' &&
                               after[2] <= '9' &&
                               (after.size() == 3 || after[3] < '0' || after[3] > '9');
            if (!three || has_sign || size == 0) {
                return std::nullopt;
            }
            i += space;
            continue;
        }
        const char c = text[i++];
        if (c == ',' || c == '.') {
            if (has_sign || (c == ',' && decimal == Decimal::point) ||
                (c == '.' && decimal == Decimal::comma)) {
                return std::nullopt;
            }
            has_sign = true;
            clean[size++] = '.';
        } else if (c == '+' && size == 0) {
            continue;
        } else {
            clean[size++] = c;
        }
    }
    return plain_number({clean.data(), size});
}

std::optional<std::int64_t> read_integer(std::string_view text, Decimal decimal)
{
    text = trimmed(text);
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error == std::errc{} && end == text.data() + text.size()) {
        return whole;
    }
    const auto value = read_number(text, decimal);
    if (!value || std::floor(*value) != *value || std::abs(*value) > 9e15) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*value);
}

std::optional<bool> read_boolean(std::string_view text)
{
    std::array<char, 8> lower{};
    text = trimmed(text);
    if (text.empty() || text.size() > lower.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        lower[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    const std::string_view word(lower.data(), text.size());
    for (const std::string_view yes : {"oui", "vrai", "true", "1", "yes", "ja", "o", "x"}) {
        if (word == yes) {
            return true;
        }
    }
    for (const std::string_view no : {"non", "faux", "false", "0", "no", "nein", "n"}) {
        if (word == no) {
            return false;
        }
    }
    return std::nullopt;
}

}  // namespace parvis::datasets
