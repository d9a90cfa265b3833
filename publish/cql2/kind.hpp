// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/evaluation.hpp"
#include "publish/cql2/expression.hpp"

#include <string>
#include <string_view>

namespace parvis::publish::cql2 {

/// The type of what an expression was bound to, and how it is said to people.
enum class Kind { condition, number, text, day, instant, span, list, shape };
[[nodiscard]] Kind kind_of(const Bound& bound);
/// "un nombre".
[[nodiscard]] std::string_view name_of(Kind kind);
/// "un nombre était attendu, sans guillemets".
[[nodiscard]] std::string_view wanted(Kind kind);

/// The fault of an expression that is of another kind than its place wants.
[[nodiscard]] Fault misfit(const Expression& expression, Kind given, Kind wanted);

}  // namespace parvis::publish::cql2
