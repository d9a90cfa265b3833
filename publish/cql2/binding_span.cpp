// SPDX-License-Identifier: EUPL-1.2
// Spans of time and lists: what stands on the sides of t_… and a_… predicates.
#include "publish/cql2/binder.hpp"

#include "publish/cql2/conditions.hpp"

#include <memory>

namespace parvis::publish::cql2 {

Span Binder::span_of(const Interval& interval, std::size_t at)
{
    const bool open[]{std::holds_alternative<OpenEnd>(interval.ends.front().node),
                      std::holds_alternative<OpenEnd>(interval.ends.back().node)};
    Span span;
    std::optional<bool> instants;
    std::shared_ptr<const Source<Moment>>* places[]{&span.start, &span.end};
    for (std::size_t i = 0; i < 2; ++i) {
        const auto& end = interval.ends[i];
        if (open[i]) {
            *places[i] = std::make_shared<Constant<Moment>>(i == 0 ? before_all : after_all);
            continue;
        }
        auto bound = this->bound(end);
        auto* moments = std::get_if<Moments>(&bound);
        if (moments == nullptr) {
            throw misfit(end, kind_of(bound), instants.value_or(false) ? Kind::instant : Kind::day);
        }
        if (instants && *instants != moments->instants) {
            throw misfit(end, kind_of(bound), *instants ? Kind::instant : Kind::day);
        }
        instants = moments->instants;
        *places[i] = std::move(moments->source);
    }
    span.instants = instants.value_or(false);
    span.open = !instants;
    const auto start = span.start->constant();
    const auto finish = span.end->constant();
    if (start && finish && *finish < *start) {
        throw Fault{at, "la fin de l'intervalle est avant son début"};
    }
    return span;
}

Span Binder::span(const Expression& expression)
{
    auto bound = this->bound(expression);
    if (const auto* text = std::get_if<std::string>(&expression.node)) {
        read_moment(bound, expression, date_in(*text) ? Kind::day : Kind::instant);
    }
    if (auto* span = std::get_if<Span>(&bound)) {
        return std::move(*span);
    }
    auto* moments = std::get_if<Moments>(&bound);
    if (moments == nullptr) {
        throw misfit(expression, kind_of(bound), Kind::span);
    }
    Span span;
    span.instants = moments->instants;
    span.start = std::move(moments->source);
    span.end = span.start;
    return span;
}

ConditionPtr Binder::during(const Operation& operation)
{
    auto left = span(operation.arguments[0]);
    auto right = span(operation.arguments[1]);
    if (left.instants != right.instants && !left.open && !right.open) {
        throw Fault{operation.arguments[1].at,
                    left.instants
                        ? "ici des jours, à gauche des instants (jour et heure) : les deux "
                          "côtés doivent être l'un ou l'autre"
                        : "ici des instants (jour et heure), à gauche des jours : les deux "
                          "côtés doivent être l'un ou l'autre"};
    }
    return temporal(operation.op, std::move(left), std::move(right));
}

ConditionPtr Binder::over(const Operation& operation)
{
    const auto& arguments = operation.arguments;
    auto left = as<SourcePtr<Members>>(arguments[0], Kind::list);
    auto right = as<SourcePtr<Members>>(arguments[1], Kind::list);
    const auto kind = member_kind(arguments[0]);
    const auto other = member_kind(arguments[1]);
    if (kind && other && *kind != *other) {
        const bool is_written = std::holds_alternative<Array>(arguments[1].node);
        const auto& written = arguments[is_written ? 1 : 0];
        throw misfit(children(written).front(), is_written ? *other : *kind,
                     is_written ? *kind : *other);
    }
    return over_lists(operation.op, std::move(left), std::move(right));
}

std::optional<Kind> Binder::member_kind(const Expression& list)
{
    if (!std::holds_alternative<Array>(list.node)) {
        return Kind::text;
    }
    const auto& elements = children(list);
    return elements.empty() ? std::nullopt : std::optional(kind_of(bound(elements.front())));
}

}  // namespace parvis::publish::cql2
