// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace parvis::datasets {

/// The character meant by a definition's `separator` (";", "tab"); NUL for "".
/// @throws SourceError for more than one character, or one that cannot separate.
[[nodiscard]] char separator_named(const std::string& name, const std::string& file);

/// The one of , ; tab | that cuts the first rows of `sample` into most equally many cells.
[[nodiscard]] char guess_separator(std::string_view sample);

/// For a sentence: "« ; »", "tabulation".
[[nodiscard]] std::string separator_label(char separator);

}  // namespace parvis::datasets
