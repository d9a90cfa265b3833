// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/binding.hpp"
#include "publish/cql2/filter.hpp"
#include "publish/cql2/kind.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parvis::publish::cql2 {

/// Goes down an expression and makes each node what it is over the dataset. Throws a Fault.
class Binder {
public:
    Binder(const Snapshot& dataset, const Setting& setting) : m_dataset(dataset), m_setting(setting)
    {
    }

    ConditionPtr condition(const Expression& expression)
    {
        return as<ConditionPtr>(expression, Kind::condition);
    }

private:
    template <typename Wanted>
    Wanted as(const Expression& expression, Kind kind)
    {
        auto bound = this->bound(expression);
        if (auto* fits = std::get_if<Wanted>(&bound)) {
            return std::move(*fits);
        }
        throw misfit(expression, kind_of(bound), kind);
    }

    /// Counts what a condition over geometries costs. Throws a Fault where that is too much.
    void charge(std::uint64_t steps, std::size_t at);

    Bound bound(const Expression& expression);
    Bound bound_node(bool flag, const Expression&);
    Bound bound_node(double number, const Expression&);
    Bound bound_node(const std::string& text, const Expression&);
    Bound bound_node(datasets::Date date, const Expression&);
    Bound bound_node(Timestamp time, const Expression&);
    Bound bound_node(OpenEnd, const Expression& expression);
    Bound bound_node(const BoxLiteral& box, const Expression& expression);
    Bound bound_node(const GeometryLiteral& literal, const Expression& expression);
    Bound bound_node(const Array& array, const Expression&);
    Bound bound_node(const Interval& interval, const Expression& expression);
    Bound bound_node(const PropertyName& property, const Expression& expression);
    Bound bound_node(const Call& call, const Expression& expression);
    Bound bound_node(const Operation& operation, const Expression& expression);
    /// A condition over one column whose texts repeat is judged once a text, not once a row.
    ConditionPtr scalar_condition(const Operation& operation, const Expression& expression);
    /// The property when its column is the only thing that changes with the row, and its texts are
    /// numbered.
    std::optional<std::size_t> repeated_texts(const Expression& expression) const;
    bool reads_only(const Expression& expression, std::optional<std::size_t>& only) const;
    /// The same condition, which finds its rows in the order of the column's values where it
    /// compares a column with values that do not change.
    ConditionPtr ranged_condition(const Operation& operation, ConditionPtr inner);
    template <typename Type>
    ConditionPtr ranged_by(const Operation& operation, ConditionPtr inner, std::size_t property);
    /// One that does not change with the row.
    template <typename Type>
    std::optional<Type> value_beside(const Expression& expression, Kind column);
    ConditionPtr scalar(const Operation& operation);
    ConditionPtr null_condition(const Expression& expression);
    /// A text beside a day or an instant is one: '2026-11-22' alone says enough.
    void read_moment(Bound& bound, const Expression& expression, Kind kind);
    ConditionPtr comparison(Operator op, const Expression& left, const Expression& right);
    /// A value that is not in a closed list would find nothing, most likely for a mistake.
    void check_codes(Operator op, const Expression& left, const Expression& right) const;
    ConditionPtr among(const Expression& expression, const Array& list);
    template <typename Make>
    ConditionPtr on_shapes(const std::vector<Expression>& arguments, std::size_t at, Make&& make);
    Span span_of(const Interval& interval, std::size_t at);
    Span span(const Expression& expression);
    ConditionPtr during(const Operation& operation);
    ConditionPtr over(const Operation& operation);
    /// What a list is made of; nothing for an empty one. Those of datasets are of texts.
    std::optional<Kind> member_kind(const Expression& list);

    const Snapshot& m_dataset;
    const Setting& m_setting;
    Work m_work;
    bool m_by_word = false;  ///< rows are the distinct texts of a column
};

}  // namespace parvis::publish::cql2
