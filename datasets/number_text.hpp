// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace parvis::datasets {

/// Which sign separates decimals: only that one, or the one that is there.
enum class Decimal { either, point, comma };

/// A number as people write it: "1234.5", "1 234,5" (blanks of any kind between thousands), "-3".
/// Nothing for anything else, infinities, and two decimal signs.
[[nodiscard]] std::optional<double> read_number(std::string_view text, Decimal decimal);

/// A whole number; "12.0", as spreadsheets write it, counts.
[[nodiscard]] std::optional<std::int64_t> read_integer(std::string_view text, Decimal decimal);

/// oui, non, vrai, faux, true, false, 1, 0, yes, no, ja, nein; case ignored.
[[nodiscard]] std::optional<bool> read_boolean(std::string_view text);

/// Without white space at both ends, no-break spaces included.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace parvis::datasets
