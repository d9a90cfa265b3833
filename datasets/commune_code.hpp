// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parvis::datasets {

/// National codes of communes: INSEE's in France, NIS in Belgium (5 digits), AGS in Germany (8),
/// LAU in Luxembourg (4). Always texts. Keys put the country before, as Eurostat's LAU ids do:
/// "DE_10041100" (RULES.md §7).

/// Digits in a commune code of the country; 0 where Parvis knows no rule.
[[nodiscard]] std::size_t code_length(std::string_view country);

/// Whether a text can be a commune code of the country: its length, digits (and 2A, 2B in Corsica);
/// letters and digits where Parvis knows no rule.
[[nodiscard]] bool fits_country(std::string_view country, std::string_view code);

/// The code with the zero that a spreadsheet took from its head.
[[nodiscard]] std::string with_zero(std::string_view country, std::string code);

/// Two capital letters.
[[nodiscard]] bool is_country_code(std::string_view text);

/// The country of a key: "DE" of "DE_10041100"; "" for what is no key.
[[nodiscard]] std::string_view country_of_key(std::string_view key);

}  // namespace parvis::datasets
