// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// What the text and the JSON of an outcome both say.
namespace parvis::service {

/// Rows that the file lacks are looked up one by one: so many are named.
constexpr std::size_t most_gone = 20;

/// Why a row is gone (its `reason` in the manifest), in French.
[[nodiscard]] std::string_view words_of_end(std::string_view reason);

/// "Types : titre texte, debut date": of the columns that come from the file.
[[nodiscard]] std::string types_line(const std::vector<datasets::Property>& properties);

}  // namespace parvis::service
