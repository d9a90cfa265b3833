// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <rapidjson/error/error.h>

#include <string_view>

namespace parvis::datasets {

/// What makes a text no JSON, in French, to stand in a sentence that says where.
[[nodiscard]] std::string_view json_fault(rapidjson::ParseErrorCode code);

}  // namespace parvis::datasets
