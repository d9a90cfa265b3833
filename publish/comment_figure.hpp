// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace parvis::publish {

class Snapshot;

/// The place that stands for all communes, in comments and reports.
constexpr std::string_view whole_territory = "territoire";

/// `rows` are everywhere the figure_rows() of the target, from the comment_rows() that many targets
/// are asked for at once.
///
/// `rows`, or, where `target` names the figure of an area, which stands in no row, those that it is
/// made of: its measure and period in each commune of the level's area that is its place, or of the
/// whole territory (`whole_territory`).
[[nodiscard]] std::vector<std::uint32_t> figure_rows(const Snapshot& dataset,
                                                     const datasets::CommentTarget& target,
                                                     std::vector<std::uint32_t> rows);

/// The values that a comment on a cell, row or figure speaks of, by column, as a JSON object: what
/// Comment::figure keeps. Of a row, the source's own columns. "" for a comment on a dataset or
/// column, and where the version has no such row or column. Of an area, each commune's value and
/// which communes they are.
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
