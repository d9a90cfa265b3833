// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/commune_limits.hpp"

#include <filesystem>
#include <span>

namespace parvis::datasets {

/// Reads the [[level]] tables into `territory.levels`, with what the layers' files say of each
/// commune. @throws SourceError.
void read_levels(const TomlTable& root, const std::filesystem::path& site_folder,
                 std::span<const CommuneLimits> layers, Territory& territory);

}  // namespace parvis::datasets
