// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace parvis::publish {

class Snapshot;

/// `rows` are everywhere the comment_rows() of the target, which many targets are asked for at
/// once.
///
/// The values that a comment on a cell, row or figure speaks of, by column, as a JSON object: what
/// Comment::figure keeps. Of a row, the source's own columns. "" for a comment on a dataset or
/// column, and where the version has no such row or column.
[[nodiscard]] std::string figure_of(const Snapshot& dataset, const datasets::CommentTarget& target,
                                    const std::vector<std::uint32_t>& rows);

/// Whether the version says another thing of what a comment was written of. Columns that came, went
/// or stand elsewhere change no value. False where it is not known what the figure was.
[[nodiscard]] bool has_changed(const Snapshot& dataset, const datasets::Comment& comment,
                               const std::vector<std::uint32_t>& rows);

/// Whether it says already what doubt() would say of it.
[[nodiscard]] bool is_doubted(const Snapshot& dataset, const datasets::Comment& comment,
                              const std::vector<std::uint32_t>& rows);
/// Makes the comment one to review, with what differs as people read it: the value alone where it
/// speaks of one column, else each column that both have by its label. Both are "" where the row is
/// gone; `figure_is` where the one column is. Nothing is said of what is secret now: of a value
/// that the version withholds, or that the comment's CONF_STATUS does not leave free.
void doubt(const Snapshot& dataset, datasets::Comment& comment,
           const std::vector<std::uint32_t>& rows);

}  // namespace parvis::publish
