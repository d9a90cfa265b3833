// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/json_schema.hpp"
#include "datasets/row_issue.hpp"

#include <string>
#include <vector>

namespace parvis::datasets {

/// Adds to `issues` everything that `rule` of the schema forbids about a value; true when there is
/// nothing. `path` names the value ("properties.siret"); the issues' columns begin with it, without
/// "properties.".
bool judge(const JsonSchema& schema, std::size_t rule, const rapidjson::Value& value,
           const std::string& path, std::uint64_t line, std::vector<RowIssue>& issues);

}  // namespace parvis::datasets
