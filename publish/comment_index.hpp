// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/carried_comment.hpp"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace parvis::publish {

class Snapshot;

/// A comment on what went into a crossing, and the row of the crossing that it went into; no row
/// where it is said of all of them.
struct CarriedInto {
    std::optional<std::uint32_t> row;
    CarriedComment comment;
};

/// The property whose cell a comment speaks of: its column, or the value of the figure that it
/// names. "" where it speaks of a whole row, or of the dataset.
[[nodiscard]] std::string column_of(const Snapshot& snapshot, const datasets::Comment& comment);
/// Whether measure, place and period name rows of it: its definition says where the place and the
/// period stand. Without them a measure alone would name every row.
[[nodiscard]] bool has_figures(const Snapshot& snapshot);
/// The rows that a comment on a row, cell or figure speaks of, in row order; none for one on a
/// dataset or column.
[[nodiscard]] std::vector<std::uint32_t> comment_rows(const Snapshot& snapshot,
                                                      const datasets::CommentTarget& target);
/// The same of many at once, in their order: one walk over the rows for all of them.
[[nodiscard]] std::vector<std::vector<std::uint32_t>>
comment_rows(const Snapshot& snapshot, const std::vector<const datasets::CommentTarget*>& targets);

/// A dataset's comments, filed by what they speak of in one version: on the dataset and its
/// columns, or on a row. A comment whose row is not in this version is in neither: it waits for a
/// version that has it, and stands in the site's list of comments meanwhile. Drafts and withdrawn
/// ones are in neither.
class CommentIndex {
public:
    /// Keeps the order of `comments` (newest first); passes over those of other datasets. What is
    /// `carried` into a crossing stands behind what is said of the crossing itself.
    CommentIndex(const Snapshot& snapshot, const std::vector<datasets::Comment>& comments,
                 std::vector<CarriedInto> carried = {});

    [[nodiscard]] const CarriedComments& general() const { return m_general; }
    [[nodiscard]] const std::unordered_map<std::uint32_t, CarriedComments>& by_row() const
    {
        return m_by_row;
    }
    /// The rows that a comment on this dataset speaks of; none of one on the dataset or a column.
    [[nodiscard]] const std::vector<std::uint32_t>& rows_of(const std::string& comment) const
    {
        static const std::vector<std::uint32_t> none;
        const auto found = m_rows_of.find(comment);
        return found == m_rows_of.end() ? none : found->second;
    }
    /// Of one row; empty for most.
    [[nodiscard]] const CarriedComments& of(std::uint32_t row) const
    {
        // A bit for each row: a page of a thousand asks a thousand times.
        static const CarriedComments none;
        return row < m_has.size() && m_has[row] ? m_by_row.find(row)->second : none;
    }

private:
    void add(std::uint32_t row, CarriedComment comment);

    CarriedComments m_general;
    std::unordered_map<std::uint32_t, CarriedComments> m_by_row;
    std::unordered_map<std::string, std::vector<std::uint32_t>> m_rows_of;
    std::vector<bool> m_has;  ///< by row, up to the last that has one
};

}  // namespace parvis::publish
