// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/carried_comment.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
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
    /// The rows that have any, in their order.
    [[nodiscard]] const std::vector<std::uint32_t>& rows() const { return m_rows; }
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
        static const CarriedComments none;
        const auto slot = slot_of(row);
        return slot ? m_said[*slot] : none;
    }
    /// Appends a row's comments as write_comments() writes them; nothing where there are none.
    /// Written once, while what is kept so has less than `most_kept` bytes: a page of items only
    /// copies them.
    void append_json(std::string& out, std::uint32_t row) const;

    static constexpr std::size_t most_kept = std::size_t{64} << 20U;

private:
    /// Bits of 64 rows, and how many are set before them: a page of a thousand rows asks a thousand
    /// times, and most have no comment.
    struct Word {
        std::uint64_t bits = 0;
        std::uint32_t before = 0;
    };

    void file(std::map<std::uint32_t, CarriedComments> by_row);
    void keep_json();
    /// Where a row stands in m_rows.
    [[nodiscard]] std::optional<std::size_t> slot_of(std::uint32_t row) const
    {
        const std::size_t at = row / 64;
        const std::uint64_t bit = std::uint64_t{1} << (row % 64);
        if (at >= m_words.size() || (m_words[at].bits & bit) == 0) {
            return std::nullopt;
        }
        const Word& word = m_words[at];
        return word.before + static_cast<std::size_t>(std::popcount(word.bits & (bit - 1)));
    }

    CarriedComments m_general;
    std::vector<std::uint32_t> m_rows;
    std::vector<CarriedComments> m_said;  ///< by place in m_rows
    std::vector<Word> m_words;            ///< up to the last row that has any
    std::string m_json;                   ///< of the first rows, one behind the other
    std::vector<std::size_t> m_ends;      ///< in m_json, of those that are kept
    std::unordered_map<std::string, std::vector<std::uint32_t>> m_rows_of;
};

}  // namespace parvis::publish
