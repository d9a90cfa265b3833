// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/evaluation.hpp"
#include "publish/cql2/expression.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish::cql2 {

struct Setting;

/// Checks the names and types of an expression against a dataset and makes it a condition over
/// its rows. Names are those of the queryables, whatever their letter case: properties, "etat" of
/// works, "id", "geometry" (or "geom"). A type that does not fit is a fault, never an empty answer.
[[nodiscard]] std::variant<ConditionPtr, Fault>
bind(const Expression& expression, const Snapshot& dataset, const Setting& setting);

/// A name as the dataset knows it.
struct Queryable {
    enum class Kind { property, state, id, geometry };
    Kind kind = Kind::property;
    std::size_t property = 0;
};
/// Nothing for a name that the dataset does not have.
[[nodiscard]] std::optional<Queryable> queryable(const Snapshot& dataset, std::string_view name);
[[nodiscard]] std::vector<std::string> queryable_names(const Snapshot& dataset);

}  // namespace parvis::publish::cql2
