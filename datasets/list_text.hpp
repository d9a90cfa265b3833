// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// The items of a list that stands in one text: of a JSON array of strings as it says (`["a;b",
/// "c"]`), else what stands between separators; without a separator the whole text. Items are
/// trimmed, empty ones left out.
[[nodiscard]] std::vector<std::string> read_list(std::string_view text, std::string_view separator);

/// The list as a text that read_list() gives back: its items with the separator between them (not
/// empty), or, where one of them holds it, a JSON array.
[[nodiscard]] std::string write_list(const std::vector<std::string>& items,
                                     std::string_view separator);

}  // namespace parvis::datasets
