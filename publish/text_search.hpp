// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/snapshot.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish {

/// What `q` asks (OGC API - Features Part 9, draft): commas part alternatives, of which one must be
/// there; words with space between them must stand together in that order. Letter case and accents
/// make no difference, the beginning or the inside of a word is enough.
struct TextSearch {
    std::vector<std::string> alternatives;  ///< searchable(), none empty
};

/// The search, or the reason why not.
[[nodiscard]] std::variant<TextSearch, std::string> parse_text_search(std::string_view text,
                                                                      const Snapshot& dataset);

/// The rows that have an alternative in one of their texts (all columns of text), in row
/// order. Costs one pass over the dataset's texts an alternative; the first search of a version
/// also folds them.
[[nodiscard]] std::vector<RowIndex> rows_with(const Snapshot& dataset, const TextSearch& search);

}  // namespace parvis::publish
