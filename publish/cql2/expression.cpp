// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/expression.hpp"

#include "datasets/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace parvis::publish::cql2 {

namespace {

/// In the order of Operator.
constexpr std::array<std::string_view, 49> names{"and",
                                                 "or",
                                                 "not",
                                                 "=",
                                                 "<>",
                                                 "<",
                                                 ">",
                                                 "<=",
                                                 ">=",
                                                 "like",
                                                 "between",
                                                 "in",
                                                 "isNull",
                                                 "casei",
                                                 "accenti",
                                                 "+",
                                                 "-",
                                                 "*",
                                                 "/",
                                                 "div",
                                                 "%",
                                                 "^",
                                                 "s_contains",
                                                 "s_crosses",
                                                 "s_disjoint",
                                                 "s_equals",
                                                 "s_intersects",
                                                 "s_overlaps",
                                                 "s_touches",
                                                 "s_within",
                                                 "t_after",
                                                 "t_before",
                                                 "t_contains",
                                                 "t_disjoint",
                                                 "t_during",
                                                 "t_equals",
                                                 "t_finishedBy",
                                                 "t_finishes",
                                                 "t_intersects",
                                                 "t_meets",
                                                 "t_metBy",
                                                 "t_overlappedBy",
                                                 "t_overlaps",
                                                 "t_startedBy",
                                                 "t_starts",
                                                 "a_containedBy",
                                                 "a_contains",
                                                 "a_equals",
                                                 "a_overlaps"};
static_assert(names.size() == static_cast<std::size_t>(Operator::a_overlaps) + 1);

bool same_letters(std::string_view a, std::string_view b)
{
    return std::ranges::equal(
        a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

std::string_view name_of(Operator op) { return names[static_cast<std::size_t>(op)]; }

std::optional<Operator> operator_named(std::string_view name)
{
    const auto found = std::ranges::find_if(
        names, [&](std::string_view known) { return same_letters(known, name); });
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<Operator>(found - names.begin()));
}

bool operator==(const Expression& a, const Expression& b) { return a.node == b.node; }

const std::vector<Expression>& children(const Expression& expression)
{
    static const std::vector<Expression> none;
    if (const auto* operation = std::get_if<Operation>(&expression.node)) {
        return operation->arguments;
    }
    if (const auto* call = std::get_if<Call>(&expression.node)) {
        return call->arguments;
    }
    if (const auto* interval = std::get_if<Interval>(&expression.node)) {
        return interval->ends;
    }
    const auto* array = std::get_if<Array>(&expression.node);
    return array == nullptr ? none : array->elements;
}

Expression expression_of(Expression::Node node, std::size_t at)
{
    Expression made{std::move(node), at, 1};
    for (const Expression& child : children(made)) {
        made.depth = std::max(made.depth, child.depth + 1);
    }
    return made;
}

std::string sentence(const Fault& fault, std::string_view text)
{
    const auto at = std::min(fault.at, text.size());
    const auto before = text.substr(0, at);
    const auto position =
        1 + std::ranges::count_if(before, [](char byte) { return !continues_character(byte); });
    constexpr std::size_t shown = 40;
    auto rest = text.substr(at, shown);
    while (at + rest.size() < text.size() && !rest.empty() &&
           continues_character(text[at + rest.size()])) {
        rest.remove_suffix(1);
    }
    return rest.empty()
               ? fmt::format("à la position {} (à la fin) : {}", position, fault.reason)
               : fmt::format("à la position {} (devant « {} ») : {}", position, rest, fault.reason);
}

std::optional<Fault> broken_utf8(std::string_view text)
{
    std::string valid;
    datasets::append_valid_utf8(valid, text);
    if (valid == text) {
        return std::nullopt;
    }
    const auto same = std::ranges::mismatch(valid, text).in2 - text.begin();
    return Fault{static_cast<std::size_t>(same), "ce texte n'est pas de l'UTF-8"};
}

std::optional<datasets::Date> date_in(std::string_view text) { return datasets::parse_date(text); }

std::optional<Timestamp> timestamp_in(std::string_view text)
{
    // "2026-11-22T08:00:00", "." and digits where there is a fraction, and the zone.
    constexpr std::size_t seconds_end = 19;
    if (text.size() <= seconds_end) {
        return std::nullopt;
    }
    auto zone = text.substr(seconds_end);
    std::string_view fraction;
    if (zone.front() == '.') {
        const auto end = std::min(zone.find_first_not_of("0123456789", 1), zone.size());
        fraction = zone.substr(1, end - 1);
        zone.remove_prefix(end);
        if (fraction.empty()) {
            return std::nullopt;
        }
    }
    const auto whole =
        datasets::parse_instant(std::string(text.substr(0, seconds_end)).append(zone));
    if (!whole) {
        return std::nullopt;
    }
    std::int64_t micros = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        micros = micros * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    }
    return Timestamp{whole->seconds * 1'000'000 + micros};
}

std::string to_text(Timestamp timestamp)
{
    auto seconds = timestamp.microseconds / 1'000'000;
    auto rest = timestamp.microseconds % 1'000'000;
    if (rest < 0) {
        rest += 1'000'000;
        --seconds;
    }
    auto text = datasets::to_text(datasets::Instant{seconds});
    if (rest != 0) {
        auto fraction = fmt::format(".{:06}", rest);
        fraction.erase(fraction.find_last_not_of('0') + 1);
        text.insert(text.size() - 1, fraction);
    }
    return text;
}

}  // namespace parvis::publish::cql2
