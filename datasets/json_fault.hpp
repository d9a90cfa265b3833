// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <rapidjson/error/error.h>

#include <cstddef>
#include <optional>
#include <string_view>

namespace parvis::datasets {

/// What makes a text no JSON, in French, to stand in a sentence that says where.
[[nodiscard]] std::string_view json_fault(rapidjson::ParseErrorCode code);

/// Where a JSON text has an escape that is half of a surrogate pair, such as \ude00 alone: no
/// character, and so no UTF-8 could be written of it. RapidJSON 1.1.0 lets the second half pass.
[[nodiscard]] std::optional<std::size_t> half_surrogate(std::string_view json);

}  // namespace parvis::datasets
