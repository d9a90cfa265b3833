// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/json_tree.hpp"
#include "service/problem.hpp"

#include <string_view>
#include <variant>

namespace parvis::service {

/// The members of a body that is one JSON object, else 400: `example` shows what is expected.
[[nodiscard]] std::variant<publish::cql2::JsonValue::Members, Problem>
read_json_members(std::string_view body, std::string_view example);

}  // namespace parvis::service
