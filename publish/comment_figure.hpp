// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"

#include <string>

namespace parvis::publish {

class Snapshot;

/// The values that a comment on a cell, row or figure speaks of, by column, as a JSON object: what
/// Comment::figure keeps. Of a row, the source's own columns. "" for a comment on a dataset or
/// column, and where the version has no such row or column.
[[nodiscard]] std::string figure_of(const Snapshot& dataset, const datasets::CommentTarget& target);

/// Whether one of two versions' figures says another thing of what both have: columns that came,
/// went or stand elsewhere change no value. One that has no column of the other does.
[[nodiscard]] bool is_other_figure(const std::string& before, const std::string& now);

/// What differs between two of them, as people read it: the value alone where it speaks of one
/// column, else each column that both have by its label. Both "" where the row is gone; `is` where
/// the one column is.
struct FigureChange {
    std::string was, is;
};
/// Nothing is said of what is secret now: of a value that the version withholds, or that the
/// comment's CONF_STATUS does not leave free.
[[nodiscard]] FigureChange figure_change(const Snapshot& dataset, const datasets::Comment& comment,
                                         const std::string& now);

}  // namespace parvis::publish
