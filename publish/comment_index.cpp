// SPDX-License-Identifier: EUPL-1.2
#include "publish/comment_index.hpp"

#include "publish/snapshot.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace parvis::publish {

namespace {

using datasets::Comment;
using datasets::CommentTarget;

/// Comments in their order, each with the rows it speaks of.
using Found = std::vector<std::vector<RowIndex>>;

/// Finds the rows of figures: one pass over the dataset for all comments on figures.
class Figures {
public:
    explicit Figures(const Snapshot& snapshot) : m_snapshot(snapshot)
    {
        const auto& facts = snapshot.manifest().facts;
        m_is_long = !facts.figure_measure.empty();
        m_measure = m_is_long ? snapshot.property(facts.figure_measure) : std::nullopt;
        m_place = snapshot.property(facts.figure_place);
        m_period = snapshot.property(facts.figure_period);
    }

    void want(std::size_t comment, const datasets::CommentTarget& target)
    {
        // A table with one column a measure: the measure names the column.
        const bool is_measured =
            m_is_long ? m_measure.has_value() : m_snapshot.property(target.measure).has_value();
        if (is_measured && has_figures(m_snapshot)) {
            m_wanted[{m_measure ? target.measure : "", target.place, target.period}].push_back(
                comment);
            m_places.insert(target.place);
        }
    }

    void find(Found& found) const
    {
        if (m_wanted.empty()) {
            return;
        }
        Key key;
        for (RowIndex row = 0; row < m_snapshot.size(); ++row) {
            key.place = text(m_place, row);
            if (!m_places.contains(key.place)) {
                continue;
            }
            key.measure = text(m_measure, row);
            key.period = text(m_period, row);
            const auto wanted = m_wanted.find(key);
            if (wanted != m_wanted.end()) {
                for (const std::size_t comment : wanted->second) {
                    found[comment].push_back(row);
                }
            }
        }
    }

private:
    struct Key {
        std::string measure, place, period;
        friend auto operator<=>(const Key&, const Key&) = default;
    };

    [[nodiscard]] std::string text(std::optional<std::size_t> property, RowIndex row) const
    {
        return property ? m_snapshot.text(row, *property) : std::string();
    }

    const Snapshot& m_snapshot;
    bool m_is_long = false;
    std::optional<std::size_t> m_measure, m_place, m_period;
    std::map<Key, std::vector<std::size_t>> m_wanted;
    std::set<std::string> m_places;
};

/// The rows that the comments' keys name: the feature's id, or the text of the key property, which
/// is looked through once for all that are no ids.
void find_keys(const Snapshot& snapshot, const std::vector<const CommentTarget*>& targets,
               Found& found)
{
    std::map<std::string, std::vector<std::size_t>, std::less<>> others;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const std::string& key = targets[i]->key;
        if (key.empty()) {
            continue;
        }
        if (const auto row = snapshot.row_of(key)) {
            found[i] = {*row};
        } else {
            others[key].push_back(i);
        }
    }
    const auto& facts = snapshot.manifest().facts;
    const auto property =
        facts.key.size() == 1 ? snapshot.property(facts.key.front()) : std::nullopt;
    if (others.empty() || !property) {
        return;
    }
    for (RowIndex row = 0; row < snapshot.size(); ++row) {
        const auto named = others.find(snapshot.text(row, *property));
        if (named != others.end()) {
            for (const std::size_t comment : named->second) {
                found[comment].push_back(row);
            }
        }
    }
}

}  // namespace

bool has_figures(const Snapshot& snapshot)
{
    const auto& facts = snapshot.manifest().facts;
    return snapshot.property(facts.figure_place) && snapshot.property(facts.figure_period);
}

Found comment_rows(const Snapshot& snapshot, const std::vector<const CommentTarget*>& targets)
{
    Found found(targets.size());
    find_keys(snapshot, targets, found);
    Figures figures(snapshot);
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (targets[i]->key.empty() && !targets[i]->measure.empty()) {
            figures.want(i, *targets[i]);
        }
    }
    figures.find(found);
    return found;
}

std::vector<RowIndex> comment_rows(const Snapshot& snapshot, const CommentTarget& target)
{
    return comment_rows(snapshot, std::vector{&target}).front();
}

std::string column_of(const Snapshot& snapshot, const Comment& comment)
{
    const auto& target = comment.target;
    if (!target.column.empty() || target.measure.empty()) {
        return target.column;
    }
    const auto& facts = snapshot.manifest().facts;
    return facts.figure_measure.empty() ? target.measure : facts.figure_value;
}

CommentIndex::CommentIndex(const Snapshot& snapshot, const std::vector<Comment>& comments,
                           std::vector<CarriedInto> carried)
{
    std::vector<const Comment*> own;
    std::vector<const CommentTarget*> targets;
    for (const Comment& comment : comments) {
        if (comment.target.dataset == snapshot.id() && is_shown(comment)) {
            own.push_back(&comment);
            targets.push_back(&comment.target);
        }
    }
    Found found = comment_rows(snapshot, targets);
    std::map<RowIndex, CarriedComments> by_row;
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i]->target.key.empty() && own[i]->target.measure.empty()) {
            m_general.emplace_back(*own[i]);
        }
        for (const RowIndex row : found[i]) {
            by_row[row].emplace_back(*own[i]);
        }
        if (!found[i].empty()) {
            m_rows_of[own[i]->id] = std::move(found[i]);
        }
    }
    for (CarriedInto& one : carried) {
        if (one.row) {
            by_row[*one.row].push_back(std::move(one.comment));
        } else {
            m_general.push_back(std::move(one.comment));
        }
    }
    file(std::move(by_row));
    keep_json();
}

void CommentIndex::file(std::map<RowIndex, CarriedComments> by_row)
{
    if (by_row.empty()) {
        return;
    }
    m_words.resize(by_row.rbegin()->first / 64 + 1);
    for (auto& [row, comments] : by_row) {
        m_words[row / 64].bits |= std::uint64_t{1} << (row % 64);
        m_rows.push_back(row);
        m_said.push_back(std::move(comments));
    }
    std::uint32_t before = 0;
    for (Word& word : m_words) {
        word.before = before;
        before += static_cast<std::uint32_t>(std::popcount(word.bits));
    }
}

void CommentIndex::keep_json()
{
    for (const CarriedComments& comments : m_said) {
        if (m_json.size() >= most_kept) {
            break;
        }
        datasets::JsonText json;
        write_comments(json, comments);
        m_json += json.take();
        m_ends.push_back(m_json.size());
    }
    m_json.shrink_to_fit();
}

void CommentIndex::append_json(std::string& out, RowIndex row) const
{
    const auto slot = slot_of(row);
    if (!slot) {
        return;
    }
    if (*slot < m_ends.size()) {
        const std::size_t start = *slot == 0 ? 0 : m_ends[*slot - 1];
        out.append(m_json, start, m_ends[*slot] - start);
        return;
    }
    datasets::JsonText json;
    write_comments(json, m_said[*slot]);
    out += json.take();
}

}  // namespace parvis::publish
