// SPDX-License-Identifier: EUPL-1.2
#include "publish/comment_check.hpp"

#include "datasets/spelling.hpp"
#include "publish/comment_figure.hpp"
#include "publish/comment_target.hpp"
#include "publish/snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

namespace parvis::publish {

namespace {

using datasets::Comment;
using datasets::CommentState;

/// The published versions that comments speak of.
class Published {
public:
    explicit Published(const datasets::Register& reg) : m_register(reg)
    {
        for (const auto& record : reg.published()) {
            m_versions.emplace(record.dataset, record.version);
            m_ids.push_back(record.dataset);
        }
    }

    /// nullptr for a dataset that is not published.
    [[nodiscard]] std::unique_ptr<const Snapshot> open(const std::string& id) const
    {
        const auto version = m_versions.find(id);
        return version == m_versions.end()
                   ? nullptr
                   : std::make_unique<const Snapshot>(
                         datasets::version_folder(m_register.data(), id, version->second),
                         std::vector<Comment>(), 0);
    }

    /// Why a comment shows nowhere; "" where it does.
    [[nodiscard]] std::string missing(const Snapshot* dataset, const Comment& comment,
                                      const std::vector<RowIndex>& rows) const
    {
        const std::string why =
            dataset != nullptr
                ? missing_target(*dataset, comment.target, rows)
                : fmt::format("le jeu « {} » n’est pas publié.{}", comment.target.dataset,
                              datasets::spelling_hint(comment.target.dataset, m_ids));
        return why.empty() ? std::string()
                           : fmt::format("Le commentaire « {} » ne se montre nulle part : {}",
                                         comment.id, why);
    }

private:
    const datasets::Register& m_register;
    std::map<std::string, std::uint32_t> m_versions;
    std::vector<std::string> m_ids;
};

/// What one look at a comment changes: done when all of a dataset have been looked at.
struct Finding {
    Comment comment;     ///< as it was then
    Comment seen;        ///< as it is to be
    std::string figure;  ///< to be remembered, where it was not known
};

/// Nothing where all is as it was.
std::optional<Finding> look_at(const Snapshot& dataset, const Comment& comment,
                               const std::vector<RowIndex>& rows)
{
    if (comment.figure.empty()) {
        std::string now = figure_of(dataset, comment.target, rows);
        return now.empty() ? std::nullopt
                           : std::optional(Finding{comment, comment, std::move(now)});
    }
    Comment seen = comment;
    seen.state = CommentState::published;
    seen.figure_was.clear();
    seen.figure_is.clear();
    if (has_changed(dataset, comment, rows)) {
        doubt(dataset, seen, rows);
    }
    return seen == comment ? std::nullopt : std::optional(Finding{comment, std::move(seen), {}});
}

void enter(datasets::Register& reg, const Finding& finding)
{
    const auto& [comment, seen, figure] = finding;
    if (!figure.empty()) {
        reg.measure_comment(comment.id, figure);
        return;
    }
    datasets::CommentWrite write;
    write.way = "ingest";
    write.action = "review";
    write.comment = comment.id;
    write.dataset = comment.target.dataset;
    write.detail = seen.figure_was.empty()
                       ? std::string()
                       : fmt::format("{} → {}", seen.figure_was, seen.figure_is);
    const bool changed = seen.state == CommentState::to_review;
    static_cast<void>(
        reg.change_comment(comment.id, changed ? "doubted" : "restored", write, [&](Comment& one) {
            // Somebody may have confirmed or edited it meanwhile.
            if (one != comment) {
                return false;
            }
            one = seen;
            return true;
        }));
}

/// Those of one dataset. What shows nowhere is put to `waiting`.
void review(datasets::Register& reg, const Published& published, const std::string& id,
            const std::vector<Comment>& comments, std::vector<std::string>& waiting)
{
    const auto dataset = published.open(id);
    std::vector<const datasets::CommentTarget*> targets;
    for (const Comment& comment : comments) {
        targets.push_back(&comment.target);
    }
    const auto found =
        dataset ? std::optional(FigureRows(*dataset, targets)) : std::optional<FigureRows>();
    const std::vector<RowIndex> none;
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < comments.size(); ++i) {
        const auto& rows = found ? found->of(i) : none;
        std::string why = published.missing(dataset.get(), comments[i], rows);
        // A row that went is a change too; a comment that never had one waits.
        if (dataset && (why.empty() || !comments[i].figure.empty())) {
            if (auto finding = look_at(*dataset, comments[i], rows)) {
                findings.push_back(*std::move(finding));
            }
        }
        if (!why.empty()) {
            waiting.push_back(std::move(why));
        }
    }
    if (!findings.empty()) {
        reg.as_one([&] {
            for (const Finding& finding : findings) {
                enter(reg, finding);
            }
        });
    }
}

/// The comments of the datasets that are wanted, each with its own.
template <typename Wanted>
std::vector<std::string> review_where(datasets::Register& reg, const Wanted& is_wanted)
{
    std::map<std::string, std::vector<Comment>> by_dataset;
    for (Comment& comment : reg.comments()) {
        if (is_wanted(comment.target.dataset)) {
            by_dataset[comment.target.dataset].push_back(std::move(comment));
        }
    }
    const Published published(reg);
    std::vector<std::string> waiting;
    for (const auto& [id, comments] : by_dataset) {
        review(reg, published, id, comments, waiting);
    }
    return waiting;
}

}  // namespace

std::vector<std::string> review_comments(datasets::Register& reg,
                                         const std::vector<std::string>& ids)
{
    return review_where(
        reg, [&](const std::string& id) { return std::ranges::find(ids, id) != ids.end(); });
}

std::vector<std::string> review_comments(datasets::Register& reg)
{
    return review_where(reg, [](const std::string&) { return true; });
}

std::map<std::string, std::string> hidden_comments(const datasets::Register& reg)
{
    std::map<std::string, std::vector<Comment>> by_dataset;
    for (Comment& comment : reg.comments()) {
        by_dataset[comment.target.dataset].push_back(std::move(comment));
    }
    const Published published(reg);
    std::map<std::string, std::string> hidden;
    for (const auto& [id, comments] : by_dataset) {
        const auto dataset = published.open(id);
        std::vector<const datasets::CommentTarget*> targets;
        for (const Comment& comment : comments) {
            targets.push_back(&comment.target);
        }
        const auto found =
            dataset ? std::optional(FigureRows(*dataset, targets)) : std::optional<FigureRows>();
        for (std::size_t i = 0; i < comments.size(); ++i) {
            std::string why = published.missing(dataset.get(), comments[i],
                                                found ? found->of(i) : std::vector<RowIndex>());
            if (!why.empty()) {
                hidden.emplace(comments[i].id, std::move(why));
            }
        }
    }
    return hidden;
}

void measure_old_comments(datasets::Register& reg)
{
    std::vector<std::string> ids;
    for (const Comment& comment : reg.comments()) {
        const auto& target = comment.target;
        const bool has_figure = !target.key.empty() || !target.measure.empty();
        if (has_figure && comment.figure.empty() && comment.version == 0 &&
            std::ranges::find(ids, target.dataset) == ids.end()) {
            ids.push_back(target.dataset);
        }
    }
    static_cast<void>(review_comments(reg, ids));
}

}  // namespace parvis::publish
