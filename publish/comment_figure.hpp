// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish {

class Snapshot;

/// The place that stands for all communes, in comments and reports.
constexpr std::string_view whole_territory = "territoire";

/// The rows that many targets speak of, found by one walk over the dataset for all of them. `rows`
/// are everywhere below those of the target.
class FigureRows {
public:
    FigureRows(const Snapshot& dataset, const std::vector<const datasets::CommentTarget*>& targets);

    /// comment_rows() of the target with this number.
    [[nodiscard]] const std::vector<std::uint32_t>& named(std::size_t target) const
    {
        return m_named[target];
    }
    /// The same, or, where it names the figure of an area, which stands in no row, those that this
    /// is made of, in row order: its measure and period in each commune of the level's area that is
    /// its place, or of the whole territory (`whole_territory`).
    [[nodiscard]] const std::vector<std::uint32_t>& of(std::size_t target) const
    {
        const auto area = m_areas[target];
        return area ? m_made_of[*area] : m_named[target];
    }

private:
    using Figure = std::pair<std::string, std::string>;             ///< measure and period
    using Areas = std::map<std::string, std::size_t, std::less<>>;  ///< into m_made_of, by key

    void find(const Snapshot& dataset, std::size_t measure, std::size_t period,
              const std::map<Figure, Areas>& wanted);

    std::vector<std::vector<std::uint32_t>> m_named;
    std::vector<std::optional<std::size_t>> m_areas;    ///< into m_made_of, by target
    std::vector<std::vector<std::uint32_t>> m_made_of;  ///< each once: many may speak of it
};

/// FigureRows::of() of one.
[[nodiscard]] std::vector<std::uint32_t> figure_rows(const Snapshot& dataset,
                                                     const datasets::CommentTarget& target);

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
