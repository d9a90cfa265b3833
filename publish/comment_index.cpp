// SPDX-License-Identifier: EUPL-1.2
#include "publish/comment_index.hpp"

#include "publish/snapshot.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace parvis::publish {

namespace {

using Rows = std::vector<RowIndex>;

/// Rows of `among` where `property` is `wanted`; all of them where the comment does not say.
Rows narrowed(const Snapshot& snapshot, Rows among, const std::string& property_name,
              const std::string& wanted)
{
    const auto property = snapshot.property(property_name);
    if (wanted.empty() || !property) {
        return among;
    }
    const auto rows = snapshot.rows_where(*property, wanted);
    Rows both;
    std::set_intersection(among.begin(), among.end(), rows.begin(), rows.end(),
                          std::back_inserter(both));
    return both;
}

/// The rows that are the figure a comment speaks of.
Rows rows_of_figure(const Snapshot& snapshot, const datasets::CommentTarget& target)
{
    const auto& facts = snapshot.manifest().facts;
    Rows rows;
    if (!facts.figure_measure.empty()) {
        const auto measure = snapshot.property(facts.figure_measure);
        rows = measure ? snapshot.rows_where(*measure, target.measure) : Rows{};
    } else if (snapshot.property(target.measure)) {
        // A table with one column a measure: the measure names the column.
        for (RowIndex row = 0; row < snapshot.size(); ++row) {
            rows.push_back(row);
        }
    }
    rows = narrowed(snapshot, std::move(rows), facts.figure_place, target.place);
    return narrowed(snapshot, std::move(rows), facts.figure_period, target.period);
}

/// The rows that a comment's key names: the feature's id, or the text of the key property.
Rows rows_of_key(const Snapshot& snapshot, const std::string& key)
{
    if (const auto row = snapshot.row_of(key)) {
        return {*row};
    }
    const auto& facts = snapshot.manifest().facts;
    const auto property =
        facts.key.size() == 1 ? snapshot.property(facts.key.front()) : std::nullopt;
    return property ? snapshot.rows_where(*property, key) : Rows{};
}

}  // namespace

std::vector<std::uint32_t> comment_rows(const Snapshot& snapshot,
                                        const datasets::CommentTarget& target)
{
    if (!target.key.empty()) {
        return rows_of_key(snapshot, target.key);
    }
    return target.measure.empty() ? Rows{} : rows_of_figure(snapshot, target);
}

CommentIndex::CommentIndex(const Snapshot& snapshot, std::vector<datasets::Comment> comments)
{
    for (auto& comment : comments) {
        const auto& target = comment.target;
        if (target.dataset != snapshot.id()) {
            continue;
        }
        if (target.key.empty() && target.measure.empty()) {
            general.push_back(std::move(comment));
            continue;
        }
        for (const auto row : comment_rows(snapshot, target)) {
            by_row[row].push_back(comment);
        }
    }
}

}  // namespace parvis::publish
