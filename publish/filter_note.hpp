// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/filter.hpp"
#include "publish/query.hpp"
#include "publish/store.hpp"

#include <string>
#include <vector>

namespace parvis::publish {

/// A value that a filter asks for and that nothing has: it fits no row, and an answer without rows
/// says why.
struct FilterNote {
    /// A note costs a pass over the rows, and a reader needs few: of a long list of values the
    /// first are looked at.
    static constexpr std::size_t most = 10, most_looked_at = 100;

    std::string property, value;  ///< as asked: "commune", "FR_99999"
    std::string sentence;         ///< French, with the nearest value where there is one
};

/// For each text that is none of the published places, where its property holds communes or areas
/// of a level, and for each that no row has, where it holds other texts: the first
/// FilterNote::most of them.
[[nodiscard]] std::vector<FilterNote> unknown_values(const Publication& publication,
                                                     const Snapshot& dataset,
                                                     const std::vector<cql2::AskedText>& asked);

/// The same for all that a query for items asks, and for a bbox with its axes swapped.
[[nodiscard]] std::vector<FilterNote>
filter_notes(const Publication& publication, const Snapshot& dataset, const ItemsQuery& query);

/// What is said of them, one after the other; "" of none.
[[nodiscard]] std::string sentences_of(const std::vector<FilterNote>& notes);
/// "commune=FR_99999, …", in ASCII: a header for programs, which read no sentence.
[[nodiscard]] std::string header_of(const std::vector<FilterNote>& notes);

}  // namespace parvis::publish
