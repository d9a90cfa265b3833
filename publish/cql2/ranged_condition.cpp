// SPDX-License-Identifier: EUPL-1.2
// Comparisons of a column with values that do not change: their rows lie together in its order.
#include "publish/cql2/binder.hpp"

#include "publish/cql2/conditions.hpp"

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>

namespace parvis::publish::cql2 {

namespace {

/// A value as it is kept: a text outlives the filter's own.
template <typename Type>
using Kept = std::conditional_t<std::is_same_v<Type, Text>, std::string, Type>;

/// Values from `low` to `high`; nothing is no bound.
template <typename Type>
struct Range {
    std::optional<Kept<Type>> low, high;
    bool with_low = true, with_high = true;
};

/// `inner`, which holds only where the property (`source`) lies in one of the ranges.
template <typename Type>
class Ranged : public Condition {
public:
    Ranged(ConditionPtr inner, const Snapshot& dataset, std::size_t property,
           SourcePtr<Type> source, std::vector<Range<Type>> ranges)
        : m_inner(std::move(inner)), m_dataset(dataset), m_property(property),
          m_source(std::move(source)), m_ranges(std::move(ranges))
    {
    }
    void judge(Rows rows, Truth* out) const override { m_inner->judge(rows, out); }
    [[nodiscard]] Cost cost() const override { return m_inner->cost(); }
    [[nodiscard]] std::uint64_t steps() const override { return m_inner->steps(); }
    [[nodiscard]] std::optional<Reach> reach() const override
    {
        const std::span<const RowIndex> rows = m_dataset.by_value(m_property).rows;
        std::vector<std::pair<std::size_t, std::size_t>> stretches;
        for (const auto& range : m_ranges) {
            const auto first =
                range.low ? split(rows, *range.low, !range.with_low) : std::size_t{0};
            const auto last = range.high ? split(rows, *range.high, range.with_high) : rows.size();
            stretches.emplace_back(first, std::max(first, last));
        }
        // IN may name a value a thousand times: each row is reached once.
        std::ranges::sort(stretches);
        Reach reach;
        for (std::size_t reached = 0; const auto& [start, last] : stretches) {
            const auto first = std::max(start, reached);
            if (first < last) {
                reach.runs.push_back(rows.subspan(first, last - first));
                reach.rows += last - first;
                reached = last;
            }
        }
        return reach;
    }

private:
    /// How many rows have a value before this one; `with` those that have it too.
    std::size_t split(Rows rows, const Kept<Type>& value, bool with) const
    {
        const auto before = [&](RowIndex row) {
            Type own{};
            m_source->fill(Rows(&row, 1), &own);
            return with ? own <= value : own < value;
        };
        return static_cast<std::size_t>(std::ranges::partition_point(rows, before) - rows.begin());
    }

    ConditionPtr m_inner;
    const Snapshot& m_dataset;
    std::size_t m_property;
    SourcePtr<Type> m_source;
    std::vector<Range<Type>> m_ranges;
};

template <typename Type>
Range<Type> range_of(Operator op, const Kept<Type>& value)
{
    switch (op) {
    case Operator::less:
        return {std::nullopt, value, true, false};
    case Operator::at_most:
        return {std::nullopt, value, true, true};
    case Operator::more:
        return {value, std::nullopt, false, true};
    case Operator::at_least:
        return {value, std::nullopt, true, true};
    default:
        return {value, value, true, true};
    }
}

bool has_range(Operator op)
{
    return op == Operator::equal || op == Operator::less || op == Operator::at_most ||
           op == Operator::more || op == Operator::at_least || op == Operator::between ||
           op == Operator::in;
}

}  // namespace

ConditionPtr Binder::ranged_condition(const Operation& operation, ConditionPtr inner)
{
    const auto* name = operation.arguments.empty()
                           ? nullptr
                           : std::get_if<PropertyName>(&operation.arguments.front().node);
    if (name == nullptr || !has_range(operation.op)) {
        return inner;
    }
    const auto known = queryable(m_dataset, name->name);
    if (!known || known->kind != Queryable::Kind::property) {
        return inner;
    }
    const auto& column = m_dataset.column(known->property);
    if (std::holds_alternative<Integers>(column) || std::holds_alternative<Numbers>(column)) {
        return ranged_by<Number>(operation, std::move(inner), known->property);
    }
    if (std::holds_alternative<Days>(column) || std::holds_alternative<Instants>(column)) {
        return ranged_by<Moment>(operation, std::move(inner), known->property);
    }
    const auto* words = std::get_if<Words>(&column);
    return words != nullptr && !words->numbered
               ? ranged_by<Text>(operation, std::move(inner), known->property)
               : std::move(inner);
}

template <typename Type>
ConditionPtr Binder::ranged_by(const Operation& operation, ConditionPtr inner, std::size_t property)
{
    const auto& arguments = operation.arguments;
    auto column = bound(arguments.front());
    const Kind kind = kind_of(column);
    std::vector<const Expression*> values;
    if (operation.op == Operator::in) {
        for (const auto& element : std::get<Array>(arguments[1].node).elements) {
            values.push_back(&element);
        }
    } else {
        for (std::size_t i = 1; i < arguments.size(); ++i) {
            values.push_back(&arguments[i]);
        }
    }
    std::vector<Range<Type>> ranges;
    const auto op = operation.op == Operator::between ? Operator::at_least : operation.op;
    for (const auto* expression : values) {
        const auto value = value_beside<Type>(*expression, kind);
        if (!value || !is_known(*value)) {
            return inner;
        }
        if (operation.op == Operator::between && !ranges.empty()) {
            ranges.front().high = Kept<Type>(*value);
        } else {
            ranges.push_back(range_of<Type>(op, Kept<Type>(*value)));
        }
    }
    if constexpr (std::is_same_v<Type, Moment>) {
        return std::make_unique<Ranged<Type>>(std::move(inner), m_dataset, property,
                                              std::move(std::get<Moments>(column).source),
                                              std::move(ranges));
    } else {
        return std::make_unique<Ranged<Type>>(std::move(inner), m_dataset, property,
                                              std::get<SourcePtr<Type>>(std::move(column)),
                                              std::move(ranges));
    }
}

template <typename Type>
std::optional<Type> Binder::value_beside(const Expression& expression, Kind column)
{
    if constexpr (std::is_same_v<Type, Text>) {
        // A view into what is being read: ranged_by() copies it.
        const auto* text = std::get_if<std::string>(&expression.node);
        return text == nullptr ? std::nullopt : std::optional(Text(*text));
    } else {
        auto value = bound(expression);
        read_moment(value, expression, column);
        if constexpr (std::is_same_v<Type, Moment>) {
            const auto* moments = std::get_if<Moments>(&value);
            return moments == nullptr ? std::nullopt : moments->source->constant();
        } else {
            const auto* source = std::get_if<SourcePtr<Type>>(&value);
            return source == nullptr ? std::nullopt : (*source)->constant();
        }
    }
}

}  // namespace parvis::publish::cql2
