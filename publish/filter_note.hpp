// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"
#include "publish/store.hpp"

#include <string>
#include <vector>

namespace parvis::publish {

/// A filter that asks for a place which the territory does not have: it fits no row, and an answer
/// without rows says why.
struct FilterNote {
    std::string property, value;  ///< as asked: "commune", "FR_99999"
    std::string sentence;         ///< French, with the nearest name where there is one
};

/// For each value that a query asks of a commune or of a level's area and that is none of the
/// published ones. Nothing where those are not published, so that nothing can be known.
[[nodiscard]] std::vector<FilterNote>
filter_notes(const Publication& publication, const Snapshot& dataset, const ItemsQuery& query);

}  // namespace parvis::publish
