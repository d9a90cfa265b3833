// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/version_difference.hpp"
#include "publish/lru_cache.hpp"
#include "publish/store.hpp"
#include "publish/works/record.hpp"

#include <string>
#include <utility>
#include <vector>

namespace parvis::publish::works {

/// What differs between two versions. Neither ever changes: what was read once is kept.
struct VersionStep {
    std::vector<std::pair<std::string, datasets::RowDifference::Kind>> rows;
    /// Works of the older version of which a row changed or went; only of steps that are still
    /// told.
    std::vector<Work> before;
};
using VersionSteps = LruCache<VersionStep>;

/// What the versions before the published one say of its works.
struct RowHistory {
    std::vector<Work> departed;  ///< works that are gone since `oldest`, as they stood last
    std::vector<Work> former;    ///< works that are still there, as they stood before a change
};

/// Looks back through the kept versions of the dataset and completes
/// Ledger of `works`: in which version each changed last and since when it is there; and since when
/// each phase is declared ended or cancelled. What left before the day `oldest` is not told any
/// more. A version that was taken back counts as well: whoever read it was told of its works.
/// Whatever comes after, a work that nobody touches keeps its Ledger: readers take another version
/// for news. Of more than `most_versions` the oldest are not looked at, and a work that is the same
/// in all others is said to be of the first one that is kept.
/// A version that cannot be read ends the look back: the feeds go on without it.
/// Time: each step that `steps` does not hold reads two versions row by row, and loads the older
/// one where it is still told; the others cost what differs in them.
[[nodiscard]] RowHistory look_back(const Store& store, const Snapshot& dataset,
                                   std::vector<Work>& works, datasets::Date oldest,
                                   VersionSteps& steps, std::size_t most_versions = 2'000);

}  // namespace parvis::publish::works
