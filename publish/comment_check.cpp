// SPDX-License-Identifier: EUPL-1.2
#include "publish/comment_check.hpp"

#include "datasets/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::publish {

namespace {

bool shows(const Snapshot& dataset, const datasets::Comment& comment)
{
    const auto has = [&](const std::vector<datasets::Comment>& comments) {
        return std::ranges::find(comments, comment.id, &datasets::Comment::id) != comments.end();
    };
    if (has(dataset.general_comments())) {
        return true;
    }
    for (RowIndex row = 0; row < dataset.size(); ++row) {
        if (has(dataset.comments(row))) {
            return true;
        }
    }
    return false;
}

/// Why a comment shows nowhere; "" where it does.
std::string reason(const Publication& publication, const datasets::Comment& comment)
{
    const auto& target = comment.target;
    const auto dataset = publication.find(target.dataset);
    if (!dataset) {
        std::vector<std::string> ids;
        for (const auto& [id, one] : publication.datasets) {
            ids.push_back(id);
        }
        return fmt::format("le jeu « {} » n’est pas publié.{}", target.dataset,
                           datasets::spelling_hint(target.dataset, ids));
    }
    if (!target.column.empty() && !dataset->property(target.column)) {
        std::vector<std::string> names;
        for (const auto& property : dataset->manifest().properties) {
            names.push_back(property.name);
        }
        return fmt::format("« {} » n’a pas de colonne « {} ».{}", target.dataset, target.column,
                           datasets::spelling_hint(target.column, names));
    }
    if (shows(*dataset, comment)) {
        return {};
    }
    return target.key.empty()
               ? fmt::format("aucun chiffre de « {} » n’est « {} », « {} », « {} »", target.dataset,
                             target.measure, target.place, target.period)
               : fmt::format("« {} » n’a pas de ligne « {} »", target.dataset, target.key);
}

}  // namespace

std::vector<std::string> waiting_comments(const Publication& publication)
{
    std::vector<std::string> waiting;
    for (const datasets::Comment& comment : publication.comments) {
        if (const std::string why = reason(publication, comment); !why.empty()) {
            waiting.push_back(
                fmt::format("Le commentaire « {} » ne se montre nulle part : {}", comment.id, why));
        }
    }
    return waiting;
}

}  // namespace parvis::publish
