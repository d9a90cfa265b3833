// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::cql2 {

/// What Parvis adds to CQL2's own operators, as the resource "functions" of OGC API - Features
/// Part 3 says it.
struct FunctionArgument {
    std::string_view title, description, type;
};
struct FunctionText {
    std::string_view name, description, returns;
    std::vector<FunctionArgument> arguments;
};
[[nodiscard]] std::span<const FunctionText> functions();

/// "/functions": the same as JSON.
[[nodiscard]] std::string functions_json(const std::string& base_url);

}  // namespace parvis::publish::cql2
