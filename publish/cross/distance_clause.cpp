// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/distance_clause.hpp"

#include "publish/parameter_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace parvis::publish::cross {

namespace {

constexpr std::string_view spaces = " \t\n";
constexpr std::string_view keyword = "within";

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(spaces);
    return first == text.npos ? std::string_view{}
                              : text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

bool is_of_word(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_';
}

/// Whether what stands behind the word makes it a property that is compared.
bool goes_on_as_property(std::string_view rest)
{
    rest = trimmed(rest);
    if (rest.empty()) {
        return false;
    }
    if (std::string_view{"=<>+*/^%)"}.find(rest.front()) != std::string_view::npos) {
        return true;
    }
    const auto word = rest.substr(
        0, static_cast<std::size_t>(std::ranges::find_if_not(rest, is_of_word) - rest.begin()));
    constexpr std::array operators{"in", "is", "like", "between", "not", "and", "or",
                                   "IN", "IS", "LIKE", "BETWEEN", "NOT", "AND", "OR"};
    return std::ranges::find(operators, word) != operators.end();
}

}  // namespace

WithinClause split_within(std::string_view text)
{
    char quote = 0;
    std::size_t open = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (quote != 0) {
            quote = letter == quote ? '\0' : quote;
        } else if (letter == '\'' || letter == '"') {
            quote = letter;
        } else if (letter == '(' || letter == ')') {
            open += letter == '(' ? 1U : 0U;
            open -= letter == ')' && open > 0 ? 1U : 0U;
        } else if (is_of_word(letter)) {
            const std::size_t start = at;
            while (at + 1 < text.size() && is_of_word(text[at + 1])) {
                ++at;
            }
            if (open == 0 && text.substr(start, at + 1 - start) == keyword &&
                !goes_on_as_property(text.substr(at + 1))) {
                return {trimmed(text.substr(0, start)), trimmed(text.substr(at + 1))};
            }
        }
    }
    return {trimmed(text), std::nullopt};
}

std::variant<double, std::string> parse_distance(std::string_view text)
{
    text = trimmed(text);
    if (const auto comma = text.substr(0, 40).find(','); comma != text.npos) {
        std::string with_point(text.substr(0, 40));
        with_point[comma] = '.';
        return fmt::format("une distance telle que « {} » était attendue après « within » : un "
                           "point, pas une virgule",
                           with_point);
    }
    const auto unit_at = text.find_first_not_of("0123456789.+-");
    const auto number = trimmed(text.substr(0, unit_at));
    const auto unit = unit_at == text.npos ? std::string_view{} : trimmed(text.substr(unit_at));
    const auto value = parse_number(number);
    if (!value || (!unit.empty() && unit != "km" && unit != "m")) {
        return fmt::format("une distance telle que « 20 km » ou « 800 m » était attendue après "
                           "« within », pas « {} »",
                           text.substr(0, 40));
    }
    if (unit.empty()) {
        return fmt::format("« within {0} » n'a pas d'unité : écrivez « within {0} km » ou "
                           "« within {0} m »",
                           number);
    }
    const double metres = unit == "km" ? *value * 1000 : *value;
    if (!(metres > 0)) {
        return fmt::format("la distance après « within » doit être supérieure à 0, pas « {} »",
                           text.substr(0, 40));
    }
    if (metres > longest_distance_m) {
        return fmt::format("la distance après « within » est de {:.0f} km au plus, pas « {} »",
                           longest_distance_m / 1000, text.substr(0, 40));
    }
    return metres;
}

}  // namespace parvis::publish::cross
