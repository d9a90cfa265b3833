// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace parvis::publish {

class Snapshot;

/// The rows that a comment on a row, cell or figure speaks of, in row order; none for one on a
/// dataset or column.
[[nodiscard]] std::vector<std::uint32_t> comment_rows(const Snapshot& snapshot,
                                                      const datasets::CommentTarget& target);

/// A dataset's comments, filed by what they speak of in one version: on the dataset and its
/// columns, or on a row. A comment whose row is not in this version is in neither: it waits for a
/// version that has it, and stands in the site's list of comments meanwhile.
struct CommentIndex {
    std::vector<datasets::Comment> general;
    std::unordered_map<std::uint32_t, std::vector<datasets::Comment>> by_row;

    CommentIndex() = default;
    /// Keeps the order of `comments` (newest first); passes over those of other datasets.
    CommentIndex(const Snapshot& snapshot, std::vector<datasets::Comment> comments);
};

}  // namespace parvis::publish
