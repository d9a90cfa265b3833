// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::site {

/// The words of a text as they are compared: folded, Saint and Sainte written out, and double
/// letters once, since people write "St Etienne", "dechetterie" and "Soteville".
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

/// A text that words_of() of another are looked for in.
[[nodiscard]] std::string search_text(std::string_view text);

/// Whether every word occurs in the text, both by words_of(): also one that runs over a gap, for
/// people write "jeanne darc". 0 when the text begins with the first.
[[nodiscard]] std::optional<int> match(const std::string& text,
                                       const std::vector<std::string>& words);

}  // namespace parvis::publish::site
