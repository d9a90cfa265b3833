// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// A column as the header of a CSV names it that was made from a dBase table.
struct DbaseField {
    std::string name;
    ValueType type = ValueType::text;
};

/// "NOM,C,254" or "CDRUE,N,19,11": name, letter of the type, width, decimals; nothing for anything
/// else. Types by the dBase III file format.
[[nodiscard]] std::optional<DbaseField> dbase_field(std::string_view text);

}  // namespace parvis::datasets
