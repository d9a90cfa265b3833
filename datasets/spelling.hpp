// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// The candidate that a mistyped word most likely meant: fewest edits (Damerau-Levenshtein, case
/// ignored), at most a third of the word's length and at least one allowed; "" when none is near.
/// For "did you mean" in error messages about keys and column names.
[[nodiscard]] std::string nearest_spelling(std::string_view word,
                                           std::span<const std::string> candidates);

/// " Vouliez-vous dire « x » ?" when one is near, else " Possibles : « a », « b »." (at most
/// twelve), else "".
[[nodiscard]] std::string spelling_hint(std::string_view word,
                                        std::span<const std::string> candidates);

}  // namespace parvis::datasets
