// SPDX-License-Identifier: EUPL-1.2
// Comparisons: both sides must be of one type, and a value must be one that can be there.
#include "publish/cql2/binder.hpp"

#include "datasets/spelling.hpp"
#include "publish/cql2/conditions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::publish::cql2 {

namespace {

void refuse_incomparable(const Expression& expression, Kind kind)
{
    const std::string_view instead = kind == Kind::list    ? "A_CONTAINS ou A_OVERLAPS"
                                     : kind == Kind::shape ? "S_INTERSECTS"
                                     : kind == Kind::span  ? "T_INTERSECTS"
                                                           : "";
    if (!instead.empty()) {
        const auto* property = std::get_if<PropertyName>(&expression.node);
        throw Fault{
            expression.at,
            fmt::format("{} est {} et ne se compare pas ainsi : voyez {}",
                        property == nullptr ? "ceci" : fmt::format("« {} »", property->name),
                        name_of(kind), instead)};
    }
}

bool is_constant(const Bound& bound)
{
    if (const auto* number = std::get_if<SourcePtr<Number>>(&bound)) {
        return (*number)->constant().has_value();
    }
    if (const auto* text = std::get_if<SourcePtr<Text>>(&bound)) {
        return (*text)->constant().has_value();
    }
    const auto* moments = std::get_if<Moments>(&bound);
    return moments != nullptr && moments->source->constant().has_value();
}

template <typename Pointer>
std::vector<typename Pointer::element_type::Value> constants(const std::vector<Bound>& values)
{
    std::vector<typename Pointer::element_type::Value> found;
    for (const auto& value : values) {
        found.push_back(*std::get<Pointer>(value)->constant());
    }
    return found;
}

}  // namespace

ConditionPtr Binder::scalar(const Operation& operation)
{
    const auto& arguments = operation.arguments;
    switch (operation.op) {
    case Operator::is_null:
        return null_condition(arguments.front());
    case Operator::like: {
        auto text = as<SourcePtr<Text>>(arguments[0], Kind::text);
        const auto source = as<SourcePtr<Text>>(arguments[1], Kind::text);  // the text lives in it
        const auto pattern = source->constant();
        if (!pattern) {
            throw Fault{arguments[1].at,
                        "un modèle entre apostrophes, tel que 'Rue%', était attendu"};
        }
        return like(std::move(text), std::string(*pattern));
    }
    case Operator::between: {
        std::vector<ConditionPtr> parts;
        parts.push_back(comparison(Operator::at_least, arguments[0], arguments[1]));
        parts.push_back(comparison(Operator::at_most, arguments[0], arguments[2]));
        return joined(Operator::both, std::move(parts));
    }
    case Operator::in:
        return among(arguments[0], std::get<Array>(arguments[1].node));
    default:
        return comparison(operation.op, arguments[0], arguments[1]);
    }
}

ConditionPtr Binder::null_condition(const Expression& expression)
{
    auto bound = this->bound(expression);
    if (const auto* shape = std::get_if<ShapeSource>(&bound)) {
        return shape->of_row ? has_no_geometry(m_dataset) : always(Truth::no);
    }
    if (auto* span = std::get_if<Span>(&bound)) {
        return is_null(std::move(*span));
    }
    if (auto* moments = std::get_if<Moments>(&bound)) {
        return is_null(std::move(moments->source));
    }
    if (auto* number = std::get_if<SourcePtr<Number>>(&bound)) {
        return is_null(std::move(*number));
    }
    if (auto* text = std::get_if<SourcePtr<Text>>(&bound)) {
        return is_null(std::move(*text));
    }
    if (auto* members = std::get_if<SourcePtr<Members>>(&bound)) {
        return is_null(std::move(*members));
    }
    return is_null(std::get<ConditionPtr>(std::move(bound)));
}

void Binder::read_moment(Bound& bound, const Expression& expression, Kind kind)
{
    const auto* text = std::get_if<std::string>(&expression.node);
    if (text == nullptr || (kind != Kind::day && kind != Kind::instant)) {
        return;
    }
    const auto date = kind == Kind::day ? date_in(*text) : std::nullopt;
    const auto time = kind == Kind::instant ? timestamp_in(*text) : std::nullopt;
    if (!date && !time) {
        throw Fault{expression.at, kind == Kind::day
                                       ? "un jour tel que '2026-11-22' était attendu"
                                       : "un instant tel que '2026-11-22T08:00:00Z' était "
                                         "attendu"};
    }
    bound = date ? bound_node(*date, expression) : bound_node(*time, expression);
}

ConditionPtr Binder::comparison(Operator op, const Expression& left, const Expression& right)
{
    check_codes(op, left, right);
    auto a = bound(left);
    auto b = bound(right);
    read_moment(b, right, kind_of(a));
    read_moment(a, left, kind_of(b));
    const Kind kind = kind_of(a);
    for (const auto* side : {&left, &right}) {
        refuse_incomparable(*side, kind_of(side == &left ? a : b));
    }
    if (kind != kind_of(b)) {
        // The side that a person wrote out is the one to mend.
        const bool left_is_value =
            children(left).empty() && !std::holds_alternative<PropertyName>(left.node);
        throw left_is_value ? misfit(left, kind, kind_of(b)) : misfit(right, kind_of(b), kind);
    }
    switch (kind) {
    case Kind::number:
        return compared(op, std::get<SourcePtr<Number>>(std::move(a)),
                        std::get<SourcePtr<Number>>(std::move(b)));
    case Kind::text:
        return compared(op, std::get<SourcePtr<Text>>(std::move(a)),
                        std::get<SourcePtr<Text>>(std::move(b)));
    case Kind::condition:
        return compared(op, std::get<ConditionPtr>(std::move(a)),
                        std::get<ConditionPtr>(std::move(b)));
    default:
        return compared(op, std::move(std::get<Moments>(a).source),
                        std::move(std::get<Moments>(b).source));
    }
}

void Binder::check_codes(Operator op, const Expression& left, const Expression& right) const
{
    const auto* property = std::get_if<PropertyName>(&left.node);
    const auto* text = std::get_if<std::string>(&right.node);
    if (property == nullptr && text == nullptr) {
        property = std::get_if<PropertyName>(&right.node);
        text = std::get_if<std::string>(&left.node);
    }
    if (property == nullptr || text == nullptr ||
        (op != Operator::equal && op != Operator::differs)) {
        return;
    }
    const auto known = queryable(m_dataset, property->name);
    std::vector<std::string> codes;
    if (known && known->kind == Queryable::Kind::state) {
        codes = {"prevu", "en_cours", "suspendu", "termine", "annule", "inconnu"};
    } else if (known && known->kind == Queryable::Kind::property) {
        for (const auto& [code, label] : m_dataset.manifest().properties[known->property].values) {
            codes.push_back(code);
        }
    }
    if (!codes.empty() && std::ranges::find(codes, *text) == codes.end()) {
        throw Fault{text == std::get_if<std::string>(&left.node) ? left.at : right.at,
                    fmt::format("« {} » n'est pas une valeur de « {} ».{}", *text, property->name,
                                datasets::spelling_hint(*text, codes))};
    }
}

ConditionPtr Binder::among(const Expression& expression, const Array& list)
{
    for (const auto& element : list.elements) {
        check_codes(Operator::equal, expression, element);
    }
    auto source = bound(expression);
    const Kind kind = kind_of(source);
    refuse_incomparable(expression, kind);
    std::vector<Bound> values;
    bool fixed = kind != Kind::condition;
    for (const auto& element : list.elements) {
        auto value = bound(element);
        read_moment(value, element, kind);
        if (kind_of(value) != kind) {
            throw misfit(element, kind_of(value), kind);
        }
        fixed = fixed && is_constant(value);
        values.push_back(std::move(value));
    }
    if (!fixed) {
        std::vector<ConditionPtr> parts;
        for (const auto& element : list.elements) {
            parts.push_back(comparison(Operator::equal, expression, element));
        }
        return parts.size() == 1 ? std::move(parts.front())
                                 : joined(Operator::either, std::move(parts));
    }
    if (kind == Kind::number) {
        return one_of(std::get<SourcePtr<Number>>(std::move(source)),
                      constants<SourcePtr<Number>>(values));
    }
    if (kind == Kind::text) {
        return one_of(std::get<SourcePtr<Text>>(std::move(source)),
                      constants<SourcePtr<Text>>(values));
    }
    std::vector<Moment> moments;
    for (const auto& value : values) {
        moments.push_back(*std::get<Moments>(value).source->constant());
    }
    return one_of(std::move(std::get<Moments>(source).source), moments);
}

}  // namespace parvis::publish::cql2
