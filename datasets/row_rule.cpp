// SPDX-License-Identifier: EUPL-1.2
#include "datasets/row_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace parvis::datasets {
namespace {

using Kind = RowRule::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 8> kinds{{
    {"french-siren-value", Kind::siren},
    {"french-siret-value", Kind::siret},
    {"year-interval-value", Kind::year_interval},
    {"cohesive-columns-value", Kind::together},
    {"compare-columns-value", Kind::compared},
    {"sum-columns-value", Kind::sum},
    {"one-of-required", Kind::one_of},
    // Asks for the list of matières of the application @ctes, which the schema does not carry.
    {"nomenclature-actes-value", Kind::unchecked},
}};

bool all_digits(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Luhn: from the right, every second digit twice, its digits added.
bool has_key(std::string_view digits)
{
    int sum = 0;
    bool twice = false;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        const int value = (*digit - '0') * (twice ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
        twice = !twice;
    }
    return sum % 10 == 0;
}

}  // namespace

bool is_siren(std::string_view text)
{
    return text.size() == 9 && all_digits(text) && has_key(text);
}

bool is_siret(std::string_view text)
{
    if (text.size() != 14 || !all_digits(text)) {
        return false;
    }
    int sum = 0;
    for (const char digit : text) {
        sum += digit - '0';
    }
    return has_key(text) || (text.starts_with("356000000") && sum % 5 == 0);
}

bool is_year_interval(std::string_view text, bool one_year)
{
    if (text.size() == 4 && one_year) {
        return all_digits(text);
    }
    return text.size() == 9 && text[4] == '/' && all_digits(text.substr(0, 4)) &&
           all_digits(text.substr(5)) && text.substr(0, 4) <= text.substr(5);
}

RowRule read_row_rule(const SchemaObject& json)
{
    constexpr std::array<std::string_view, 2> members{"name", "params"};
    json.refuse_unknown(members, {});
    RowRule rule;
    rule.name = json.required_text("name");
    const auto* const known =
        std::ranges::find(kinds, rule.name, &decltype(kinds)::value_type::first);
    if (known == kinds.end()) {
        json.fail("name", fmt::format("la vérification « {} » n’est pas connue, et la passer "
                                      "laisserait croire qu’elle est faite",
                                      rule.name));
    }
    rule.kind = known->second;
    const auto* const params_json = json.find("params");
    if (params_json == nullptr) {
        json.fail("params", "il manque");
    }
    const SchemaObject params(*params_json, json.where() + ", « params »");
    constexpr std::array<std::string_view, 8> known_params{
        "column", "column1", "column2", "columns", "othercolumns", "op", "allow-year-only", ""};
    params.refuse_unknown(known_params, {});
    rule.column = params.required_text(rule.kind == Kind::one_of ? "column1" : "column");
    switch (rule.kind) {
    case Kind::together:
        rule.others = params.texts("othercolumns");
        break;
    case Kind::sum:
        rule.others = params.texts("columns");
        break;
    case Kind::compared:
        rule.comparison = params.required_text("op");
        if (constexpr std::array<std::string_view, 5> signs{"<", "<=", ">", ">=", "=="};
            std::ranges::find(signs, rule.comparison) == signs.end()) {
            params.fail("op", "possibles : <, <=, >, >=, ==");
        }
        rule.others = {params.required_text("column2")};
        break;
    case Kind::one_of:
        rule.others = {params.required_text("column2")};
        break;
    case Kind::year_interval: {
        const auto* const alone = params.find("allow-year-only");
        const std::string word =
            alone == nullptr ? "" : scalar_text(*alone, params.where() + ", « allow-year-only »");
        rule.one_year = word == "yes" || word == "true";
        break;
    }
    case Kind::siren:
    case Kind::siret:
    case Kind::unchecked:
        break;
    }
    if ((rule.kind == Kind::together || rule.kind == Kind::sum) && rule.others.empty()) {
        params.fail(rule.kind == Kind::sum ? "columns" : "othercolumns", "il manque");
    }
    return rule;
}

}  // namespace parvis::datasets
