// SPDX-License-Identifier: EUPL-1.2
#include "publish/comment_check.hpp"

#include "datasets/spelling.hpp"
#include "datasets/version.hpp"
#include "publish/comment_index.hpp"
#include "publish/snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace parvis::publish {

namespace {

/// A dataset that comments speak of, and those that it shows.
struct Shown {
    std::set<std::string> comments;  ///< by id
    std::vector<std::string> columns;
};

Shown shown_by(const std::filesystem::path& version, const std::vector<datasets::Comment>& comments)
{
    const Snapshot snapshot{version, {}, 0};
    const CommentIndex index{snapshot, comments};
    Shown shown;
    for (const auto& comment : index.general()) {
        shown.comments.insert(comment.id);
    }
    for (const auto& [row, of_row] : index.by_row()) {
        for (const auto& comment : of_row) {
            shown.comments.insert(comment.id);
        }
    }
    for (const auto& property : snapshot.manifest().properties) {
        shown.columns.push_back(property.name);
    }
    return shown;
}

/// Why a comment shows nowhere; "" where it does.
std::string reason(const Shown& dataset, const datasets::Comment& comment)
{
    const auto& target = comment.target;
    if (!target.column.empty() &&
        std::ranges::find(dataset.columns, target.column) == dataset.columns.end()) {
        return fmt::format("« {} » n’a pas de colonne « {} ».{}", target.dataset, target.column,
                           datasets::spelling_hint(target.column, dataset.columns));
    }
    if (dataset.comments.contains(comment.id)) {
        return {};
    }
    return target.key.empty()
               ? fmt::format("aucun chiffre de « {} » n’est « {} », « {} », « {} »", target.dataset,
                             target.measure, target.place, target.period)
               : fmt::format("« {} » n’a pas de ligne « {} »", target.dataset, target.key);
}

}  // namespace

std::vector<std::string> waiting_comments(const datasets::Register& reg,
                                          const std::vector<datasets::Comment>& comments)
{
    std::vector<std::string> published;
    for (const auto& record : reg.published()) {
        published.push_back(record.dataset);
    }
    std::map<std::string, std::optional<Shown>> datasets_named;
    std::vector<std::string> waiting;
    for (const datasets::Comment& comment : comments) {
        const std::string& id = comment.target.dataset;
        const auto [entry, is_new] = datasets_named.try_emplace(id);
        if (is_new) {
            if (const auto record = reg.published(id)) {
                entry->second =
                    shown_by(datasets::version_folder(reg.data(), id, record->version), comments);
            }
        }
        const std::string why = entry->second ? reason(*entry->second, comment)
                                              : fmt::format("le jeu « {} » n’est pas publié.{}", id,
                                                            datasets::spelling_hint(id, published));
        if (!why.empty()) {
            waiting.push_back(
                fmt::format("Le commentaire « {} » ne se montre nulle part : {}", comment.id, why));
        }
    }
    return waiting;
}

}  // namespace parvis::publish
