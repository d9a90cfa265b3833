// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"
#include "datasets/json_text.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish {

/// Of a comment that a crossing lists: what it was said of, among all that was added up there.
struct CommentScope {
    std::string dataset;               ///< id of the dataset that it speaks of; "" for no crossing
    std::string title;                 ///< of that dataset, French
    std::string row;                   ///< what its row is called; "" where it is said of all rows
    std::string place, period;         ///< of that row, "" where it has none
    std::vector<std::string> columns;  ///< of the crossing: those that it went into
    bool is_part = false;              ///< said of one row among others that make the figure
    friend bool operator==(const CommentScope&, const CommentScope&) = default;
};

/// A comment where an answer carries it: beside what it speaks of, where `scope` is empty, or
/// beside a figure that was made of it.
struct CarriedComment : datasets::Comment {
    CommentScope scope{};
    CarriedComment() = default;
    explicit CarriedComment(datasets::Comment comment, CommentScope of = {})
        : datasets::Comment(std::move(comment)), scope(std::move(of))
    {
    }
    friend bool operator==(const CarriedComment&, const CarriedComment&) = default;
};
using CarriedComments = std::vector<CarriedComment>;

/// Whether a figure has to be shown with it: it is published, perhaps to be looked at again. Drafts
/// are nobody's, of a withdrawn one only the tombstone is.
[[nodiscard]] bool is_shown(const datasets::Comment& comment);

/// "Direction des sports (cheffe de service)".
[[nodiscard]] std::string signed_by(const datasets::Comment& comment);
/// "le chiffre a changé depuis : de 12 à 15" of a comment to be looked at again; else "".
[[nodiscard]] std::string review_words(const datasets::Comment& comment);
/// "sur une partie : Chantiers, T001, FR_76540, 2025" of one in a crossing; else "".
[[nodiscard]] std::string scope_words(const CommentScope& scope);
/// The French text, then the others, each behind its language.
[[nodiscard]] std::string all_texts(const datasets::Comment& comment);

/// An array of whole comments as features and collections carry them.
void write_comments(datasets::JsonText& json, const CarriedComments& comments);

/// "Auteur (fonction), date, colonne x, statut B (rupture de série), motif : météo : texte [id]".
[[nodiscard]] std::string comment_text(const CarriedComment& comment);
/// Those, joined by " | ".
[[nodiscard]] std::string comments_text(const CarriedComments& comments);

/// A column of the table of comments that files have beside their rows.
struct CommentColumn {
    std::string_view name;   ///< in a database
    std::string_view title;  ///< for people
    bool is_date = false;
};
inline constexpr std::size_t comment_columns_count = 17;
[[nodiscard]] const std::array<CommentColumn, comment_columns_count>& comment_columns();
/// What they hold; `row` is the id of the row that it stands beside, "" for the whole dataset.
[[nodiscard]] std::vector<datasets::Value> comment_cells(const std::string& row,
                                                         const CarriedComment& comment);

}  // namespace parvis::publish
