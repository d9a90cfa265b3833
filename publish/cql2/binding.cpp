// SPDX-License-Identifier: EUPL-1.2
// What each node of an expression is bound to: names, values, geometries, operations.
#include "publish/cql2/binder.hpp"

#include "datasets/spelling.hpp"
#include "geo/error.hpp"
#include "publish/cql2/conditions.hpp"
#include "publish/cql2/functions.hpp"
#include "publish/cql2/list_source.hpp"
#include "publish/cql2/shapes.hpp"
#include "publish/cql2/sources.hpp"
#include "publish/cql2/text_cursor.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::publish::cql2 {

template <typename Make>
ConditionPtr Binder::on_shapes(const std::vector<Expression>& arguments, std::size_t at,
                               Make&& make)
{
    auto left = as<ShapeSource>(arguments[0], Kind::shape);
    auto right = as<ShapeSource>(arguments[1], Kind::shape);
    try {
        ConditionPtr condition = make(std::move(left), std::move(right));
        charge(condition->steps(), at);
        return condition;
    } catch (const GeometryError& error) {
        throw Fault{at, error.what()};
    }
}

void Binder::charge(std::uint64_t steps, std::size_t at)
{
    Work& work = m_setting.work != nullptr ? *m_setting.work : m_work;
    work.steps += steps;
    if (work.steps > Work::most) {
        throw Fault{at, "comparer ces géométries demanderait trop de calcul : prenez une distance "
                        "plus courte, une géométrie plus simple, ou moins de conditions à la fois"};
    }
}

Bound Binder::bound(const Expression& expression)
{
    return std::visit([&](const auto& node) { return bound_node(node, expression); },
                      expression.node);
}

Bound Binder::bound_node(bool flag, const Expression&) { return always(truth_of(flag)); }

Bound Binder::bound_node(double number, const Expression&)
{
    return SourcePtr<Number>(std::make_unique<Constant<Number>>(number));
}

Bound Binder::bound_node(const std::string& text, const Expression&)
{
    return SourcePtr<Text>(std::make_unique<ConstantText>(text));
}

Bound Binder::bound_node(datasets::Date date, const Expression&)
{
    return Moments{std::make_unique<Constant<Moment>>(datasets::days(date)), false};
}

Bound Binder::bound_node(Timestamp time, const Expression&)
{
    return Moments{std::make_unique<Constant<Moment>>(time.microseconds), true};
}

Bound Binder::bound_node(OpenEnd, const Expression& expression)
{
    throw Fault{expression.at, "'..' n'a de sens que dans un intervalle"};
}

Bound Binder::bound_node(const BoxLiteral& box, const Expression& expression)
{
    return shape_of(box, expression.at, m_setting);
}

Bound Binder::bound_node(const GeometryLiteral& literal, const Expression& expression)
{
    return shape_of(literal, expression.at, m_setting);
}

Bound Binder::bound_node(const Array& array, const Expression&)
{
    std::vector<Bound> elements;
    for (const auto& element : array.elements) {
        elements.push_back(bound(element));
        const Kind kind = kind_of(elements.back());
        const Kind first = kind_of(elements.front());
        if (kind != first) {
            throw misfit(element, kind, first);
        }
        if (kind != Kind::text && kind != Kind::number && kind != Kind::day &&
            kind != Kind::instant) {
            throw Fault{element.at, "une liste est faite de textes, de nombres ou de moments"};
        }
    }
    return list_of(std::move(elements));
}

Bound Binder::bound_node(const Interval& interval, const Expression& expression)
{
    return span_of(interval, expression.at);
}

Bound Binder::bound_node(const PropertyName& property, const Expression& expression)
{
    const auto known = queryable(m_dataset, property.name);
    if (!known) {
        throw Fault{expression.at, fmt::format("« {0} » n'a pas de propriété « {1} ».{2} Toutes : "
                                               "/collections/{0}/queryables.",
                                               m_dataset.id(), property.name,
                                               datasets::spelling_hint(
                                                   property.name, queryable_names(m_dataset)))};
    }
    switch (known->kind) {
    case Queryable::Kind::state:
        return states_of(m_dataset, m_setting.day);
    case Queryable::Kind::id:
        return ids_of(m_dataset);
    case Queryable::Kind::geometry:
        return ShapeSource{true, {}, {}};
    case Queryable::Kind::property:
        break;
    }
    const auto& column = m_dataset.column(known->property);
    using datasets::ValueType;
    switch (m_dataset.manifest().properties[known->property].type) {
    case ValueType::boolean:
        return flags_of(std::get<Flags>(column));
    case ValueType::integer:
    case ValueType::number:
        return numbers_of(column);
    case ValueType::text:
        return m_by_word ? distinct_texts_of(std::get<Words>(column))
                         : texts_of(std::get<Words>(column));
    case ValueType::date:
    case ValueType::instant:
        return moments_of(column);
    case ValueType::list:
    case ValueType::parts:
        break;
    }
    return members_of(std::get<Slices>(column));
}

Bound Binder::bound_node(const Call& call, const Expression& expression)
{
    const auto name = lower(call.name);
    if (name == "feature") {
        return shape_of_feature(call, expression.at, m_setting);
    }
    if (name != "s_dwithin") {
        std::vector<std::string> known;
        for (const auto& function : functions()) {
            known.emplace_back(function.name);
        }
        throw Fault{expression.at, fmt::format("« {} » n'est pas une fonction d'ici.{}", call.name,
                                               datasets::spelling_hint(call.name, known))};
    }
    if (call.arguments.size() != 3) {
        throw Fault{expression.at, "S_DWITHIN attend deux géométries et une distance en mètres"};
    }
    const auto metres = as<SourcePtr<Number>>(call.arguments[2], Kind::number)->constant();
    if (!metres || !(*metres >= 0)) {
        throw Fault{call.arguments[2].at, "une distance en mètres, positive, était attendue"};
    }
    if (*metres > longest_dwithin_m) {
        throw Fault{
            call.arguments[2].at,
            fmt::format("S_DWITHIN cherche jusqu'à {:.0f} m, pas plus loin", longest_dwithin_m)};
    }
    return on_shapes(call.arguments, expression.at, [&](ShapeSource left, ShapeSource right) {
        return near(m_dataset, std::move(left), std::move(right), *metres);
    });
}

Bound Binder::bound_node(const Operation& operation, const Expression& expression)
{
    const auto op = operation.op;
    const auto& arguments = operation.arguments;
    if (op == Operator::both || op == Operator::either) {
        std::vector<ConditionPtr> parts;
        for (const auto& argument : arguments) {
            parts.push_back(condition(argument));
        }
        return joined(op, std::move(parts));
    }
    if (op == Operator::negation) {
        return negated(condition(arguments.front()));
    }
    if (op <= Operator::is_null) {
        return scalar_condition(operation, expression);
    }
    if (op == Operator::casei || op == Operator::accenti) {
        return folded(op, as<SourcePtr<Text>>(arguments.front(), Kind::text));
    }
    if (op <= Operator::power) {
        auto left = as<SourcePtr<Number>>(arguments[0], Kind::number);
        auto right = as<SourcePtr<Number>>(arguments[1], Kind::number);
        return arithmetic(op, std::move(left), std::move(right));
    }
    if (op <= Operator::s_within) {
        return on_shapes(arguments, expression.at, [&](ShapeSource left, ShapeSource right) {
            return spatial(op, m_dataset, std::move(left), std::move(right));
        });
    }
    return op <= Operator::t_starts ? during(operation) : over(operation);
}

ConditionPtr Binder::scalar_condition(const Operation& operation, const Expression& expression)
{
    if (m_by_word) {
        return scalar(operation);
    }
    const auto texts = repeated_texts(expression);
    if (!texts) {
        return ranged_condition(operation, scalar(operation));
    }
    m_by_word = true;
    const auto over_texts = scalar(operation);
    m_by_word = false;
    return by_word(m_dataset, *texts, *over_texts);
}

std::optional<std::size_t> Binder::repeated_texts(const Expression& expression) const
{
    std::optional<std::size_t> only;
    return reads_only(expression, only) ? only : std::nullopt;
}

bool Binder::reads_only(const Expression& expression, std::optional<std::size_t>& only) const
{
    if (const auto* property = std::get_if<PropertyName>(&expression.node)) {
        const auto known = queryable(m_dataset, property->name);
        const auto* words = known && known->kind == Queryable::Kind::property
                                ? std::get_if<Words>(&m_dataset.column(known->property))
                                : nullptr;
        const bool fits = words != nullptr && words->numbered &&
                          words->words.size() < m_dataset.size() &&
                          (!only || *only == known->property);
        only = fits ? std::optional(known->property) : std::nullopt;
        return fits;
    }
    if (std::holds_alternative<Call>(expression.node)) {
        return false;
    }
    return std::ranges::all_of(children(expression),
                               [&](const Expression& child) { return reads_only(child, only); });
}

std::variant<ConditionPtr, Fault> bind(const Expression& expression, const Snapshot& dataset,
                                       const Setting& setting)
{
    try {
        return Binder{dataset, setting}.condition(expression);
    } catch (Fault& fault) {
        return std::move(fault);
    }
}

}  // namespace parvis::publish::cql2
