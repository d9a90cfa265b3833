// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/toml_file.hpp"
#include "datasets/value.hpp"

#include <string_view>

namespace parvis::datasets {

/// Why the values of a column of this name and unit should not be added, or empty: medians,
/// averages, rates and ratios, as their names and units tell. A dataset's .toml decides otherwise
/// with `additive = true`, or adds a reason of its own with `no_sum`.
[[nodiscard]] Texts reason_not_to_add(std::string_view name, std::string_view unit);

/// `additive = true` lets a column be summed whatever its name says; `no_sum` says why it must not.
/// @throws SourceError where both stand.
void read_additivity(const TomlTable& table, Property& property);

}  // namespace parvis::datasets
