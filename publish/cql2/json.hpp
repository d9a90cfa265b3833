// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/expression.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace parvis::publish::cql2 {

/// Reads CQL2 JSON (OGC 21-065r2, its schema). Faults say the byte they stand at, as for text.
[[nodiscard]] std::variant<Expression, Fault> read_json(std::string_view json);

/// CQL2 JSON that reads back as the same expression.
[[nodiscard]] std::string write_json(const Expression& expression);

}  // namespace parvis::publish::cql2
