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

namespace parvis::publish {

namespace {

using datasets::Comment;
using datasets::CommentState;

/// The published versions that comments speak of, each loaded when it is first asked for.
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
    const Snapshot* find(const std::string& id)
    {
        const auto version = m_versions.find(id);
        if (version == m_versions.end()) {
            return nullptr;
        }
        auto& snapshot = m_snapshots[id];
        if (!snapshot) {
            snapshot = std::make_unique<const Snapshot>(
                datasets::version_folder(m_register.data(), id, version->second),
                std::vector<Comment>(), 0);
        }
        return snapshot.get();
    }

    /// Why a comment shows nowhere; "" where it does.
    std::string missing(const Comment& comment)
    {
        const Snapshot* const dataset = find(comment.target.dataset);
        const std::string why =
            dataset != nullptr
                ? missing_target(*dataset, comment.target)
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
    std::map<std::string, std::unique_ptr<const Snapshot>> m_snapshots;
};

void review(datasets::Register& reg, const Snapshot& dataset, const Comment& comment)
{
    const std::string now = figure_of(dataset, comment.target);
    if (comment.figure.empty()) {
        if (!now.empty()) {
            reg.measure_comment(comment.id, now);
        }
        return;
    }
    const bool changed = is_other_figure(comment.figure, now);
    const FigureChange change = changed ? figure_change(dataset, comment, now) : FigureChange{};
    const CommentState state = changed ? CommentState::to_review : CommentState::published;
    const auto is_so = [&](const Comment& one) {
        return one.state == state && one.figure_was == change.was && one.figure_is == change.is;
    };
    if (is_so(comment)) {
        return;
    }
    datasets::CommentWrite write;
    write.way = "ingest";
    write.action = "review";
    write.comment = comment.id;
    write.dataset = comment.target.dataset;
    write.detail = changed && !change.was.empty() ? fmt::format("{} → {}", change.was, change.is)
                                                  : std::string();
    static_cast<void>(
        reg.change_comment(comment.id, changed ? "doubted" : "restored", write, [&](Comment& one) {
            const bool is_shown =
                one.state == CommentState::published || one.state == CommentState::to_review;
            // Somebody may have confirmed or edited it meanwhile.
            if (!is_shown || one.figure != comment.figure || is_so(one)) {
                return false;
            }
            one.state = state;
            one.figure_was = change.was;
            one.figure_is = change.is;
            return true;
        }));
}

}  // namespace

std::vector<std::string> waiting_comments(const datasets::Register& reg,
                                          const std::vector<Comment>& comments)
{
    Published published(reg);
    std::vector<std::string> waiting;
    for (const Comment& comment : comments) {
        if (std::string why = published.missing(comment); !why.empty()) {
            waiting.push_back(std::move(why));
        }
    }
    return waiting;
}

std::vector<std::string> review_comments(datasets::Register& reg,
                                         const std::vector<std::string>& ids)
{
    Published published(reg);
    std::vector<std::string> waiting;
    for (const Comment& comment : reg.comments()) {
        const std::string& id = comment.target.dataset;
        if (!ids.empty() && std::ranges::find(ids, id) == ids.end()) {
            continue;
        }
        std::string why = published.missing(comment);
        const Snapshot* const dataset = published.find(id);
        // A row that went is a change too; a comment that never had one waits.
        if (dataset != nullptr && (why.empty() || !comment.figure.empty())) {
            review(reg, *dataset, comment);
        }
        if (!why.empty()) {
            waiting.push_back(std::move(why));
        }
    }
    return waiting;
}

}  // namespace parvis::publish
