// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <string>

namespace parvis::datasets {

/// The licence of what is made from data under these licences (RULES.md §1). ODbL is share-alike:
/// one such input makes the whole ODbL. What nobody licensed leaves the whole unlicensed.
[[nodiscard]] std::string combined_licence(std::span<const std::string> licences);

}  // namespace parvis::datasets
