// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/store.hpp"
#include "publish/works/record.hpp"

#include <vector>

namespace parvis::publish::works {

/// What the versions before the published one say of its works.
struct RowHistory {
    std::vector<Work> departed;  ///< works that are gone since `oldest`, as they stood last
    std::vector<Work> former;    ///< works that are still there, as they stood before a change
};

/// Looks back through the kept versions of the dataset, at most `most_versions`, and completes
/// Ledger of `works`: in which version each changed last and since when it is there; and since when
/// each phase is declared ended or cancelled. What left before the day `oldest` is not told any
/// more. A version that was taken back counts as well: whoever read it was told of its works. A
/// version that cannot be read ends the look back: the feeds go on without it.
[[nodiscard]] RowHistory look_back(const Store& store, const Snapshot& dataset,
                                   std::vector<Work>& works, datasets::Date oldest,
                                   std::size_t most_versions = 24);

}  // namespace parvis::publish::works
