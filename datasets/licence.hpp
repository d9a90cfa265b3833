// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// Whether Parvis knows the licence of that id, and so its title and the address of its text.
[[nodiscard]] bool is_known_licence(std::string_view id);

/// The licence of what is made from data under these licences (RULES.md §1). ODbL is share-alike:
/// one such input makes the whole ODbL. What nobody licensed, or a licence that Parvis does not
/// know beside others, leaves the whole "notspecified".
[[nodiscard]] std::string combined_licence(std::span<const std::string> licences);

}  // namespace parvis::datasets
