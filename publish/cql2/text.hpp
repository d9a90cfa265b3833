// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/expression.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace parvis::publish::cql2 {

/// Reads CQL2 text (OGC 21-065r2, its grammar). More is read than the grammar has where that is
/// no other meaning: NOT NOT, properties of yes and no as conditions, "…" around any name.
[[nodiscard]] std::variant<Expression, Fault> read_text(std::string_view text);

/// CQL2 text that reads back as the same expression.
[[nodiscard]] std::string write_text(const Expression& expression);

}  // namespace parvis::publish::cql2
