// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/register.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace parvis::datasets {

/// Gives up the files of a dataset's old versions, so that `keep` stay with the published one;
/// never the published one, nor one that waits for a decision. Each leaves its line in the register
/// (state "pruned") with the reason. The numbers of those given up now, newest first. A kill at any
/// moment leaves files that the next pruning removes.
/// @throws StoreError when files cannot be removed.
std::vector<std::uint32_t> prune_versions(Register& reg, const std::string& dataset,
                                          std::uint32_t keep, const std::string& who);

}  // namespace parvis::datasets
