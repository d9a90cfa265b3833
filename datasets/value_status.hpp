// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/toml_file.hpp"
#include "datasets/value.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::datasets {

/// Why a value is not there (SDMX CL_OBS_STATUS): the source's words for it, such as "s" for
/// secret and "nd" for not available, with the letter of each. Blank and 0 are other things.
using StatusWords = std::vector<std::pair<std::string, std::string>>;

/// The key `status` of a column: { "s" = "Q", "nd" = "O" }; empty when absent.
/// @throws SourceError for a letter that the list does not have.
[[nodiscard]] StatusWords read_status_words(const TomlTable& column);
/// The name of the property that says the status of another one: "revenu_statut".
[[nodiscard]] std::string status_name(std::string_view property);
/// That property, a closed list of the letters that the words may give.
[[nodiscard]] Property status_property(const Property& of, const StatusWords& words);
/// The letter of a source text, "" where it is a value or nothing.
[[nodiscard]] std::string_view status_of(const StatusWords& words, std::string_view text);

/// What to write in the definition, as a sentence behind one that says that `text` is no number,
/// where it is a word that sources have for secret ("s", "c") or not available ("nd"); else "".
[[nodiscard]] std::string status_advice(std::string_view text);

}  // namespace parvis::datasets
