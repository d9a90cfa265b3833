// SPDX-License-Identifier: EUPL-1.2
#include "publish/carried_comment.hpp"
#include "publish/optional_member.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace parvis::publish {

using datasets::Comment;
using datasets::CommentState;
using datasets::JsonText;
using datasets::Value;

namespace {

/// A letter of a list, and what it means.
void write_code(JsonText& json, std::string_view name, std::string_view code,
                std::string_view label)
{
    write_unless_empty(json, name, code);
    write_unless_empty(json, fmt::format("{}_libelle", name), code.empty() ? "" : label);
}

void write_scope(JsonText& json, const CommentScope& scope)
{
    json.key("portee");
    json.start_object();
    json.member("jeu", scope.dataset);
    write_unless_empty(json, "titre", scope.title);
    write_unless_empty(json, "objet", scope.row);
    write_unless_empty(json, "lieu", scope.place);
    write_unless_empty(json, "periode", scope.period);
    if (!scope.columns.empty()) {
        json.member("mesures", scope.columns);
    }
    json.member("partie", scope.is_part);
    json.member("phrase", scope_words(scope));
    json.end_object();
}

void write_texts(JsonText& json, const datasets::Texts& texts)
{
    json.member("texte", datasets::text_in(texts, "fr"));
    if (texts.size() < 2) {
        return;
    }
    json.key("textes");
    json.start_object();
    for (const auto& [language, text] : texts) {
        json.member(language, text);
    }
    json.end_object();
}

void write_comment(JsonText& json, const CarriedComment& comment)
{
    const auto& target = comment.target;
    json.start_object();
    json.member("id", comment.id);
    json.member("auteur", comment.author);
    write_unless_empty(json, "role", comment.role);
    json.member("date", datasets::to_text(comment.date));
    write_texts(json, comment.text);
    write_unless_empty(json, "colonne", target.column);
    write_unless_empty(json, "cle", target.key);
    write_unless_empty(json, "mesure", target.measure);
    write_unless_empty(json, "lieu", target.place);
    write_unless_empty(json, "periode", target.period);
    write_code(json, "statut", comment.status, datasets::status_label_fr(comment.status));
    write_code(json, "confidentialite", comment.confidentiality,
               datasets::confidentiality_label_fr(comment.confidentiality));
    write_code(json, "motif", comment.motive, datasets::motive_label_fr(comment.motive));
    write_code(json, "etat", datasets::name_of(comment.state), datasets::label_fr(comment.state));
    if (comment.state == CommentState::to_review) {
        write_unless_empty(json, "chiffre_avant", comment.figure_was);
        write_unless_empty(json, "chiffre_actuel", comment.figure_is);
    }
    if (!comment.scope.dataset.empty()) {
        write_scope(json, comment.scope);
    }
    json.end_object();
}

}  // namespace

bool is_shown(const Comment& comment)
{
    return comment.state == CommentState::published || comment.state == CommentState::to_review;
}

std::string signed_by(const Comment& comment)
{
    return comment.role.empty() || comment.role == comment.author
               ? comment.author
               : fmt::format("{} ({})", comment.author, comment.role);
}

std::string review_words(const Comment& comment)
{
    if (comment.state != CommentState::to_review) {
        return {};
    }
    if (comment.figure_was.empty() && comment.figure_is.empty()) {
        return "le chiffre a changé depuis";
    }
    const auto known = [](const std::string& figure) {
        return figure.empty() ? std::string_view("une valeur inconnue") : std::string_view(figure);
    };
    return fmt::format("le chiffre a changé depuis : de {} à {}", known(comment.figure_was),
                       known(comment.figure_is));
}

std::string scope_words(const CommentScope& scope)
{
    if (scope.dataset.empty()) {
        return {};
    }
    std::vector<std::string_view> parts{scope.title.empty() ? scope.dataset : scope.title};
    for (const std::string_view part : {std::string_view(scope.row), std::string_view(scope.place),
                                        std::string_view(scope.period)}) {
        if (!part.empty()) {
            parts.push_back(part);
        }
    }
    return fmt::format("{} : {}", scope.is_part ? "sur une partie" : "sur l'ensemble",
                       fmt::join(parts, ", "));
}

std::string all_texts(const Comment& comment)
{
    std::string all{datasets::text_in(comment.text, "fr")};
    for (const auto& [language, text] : comment.text) {
        if (language != "fr" && !text.empty() && text != all) {
            all += fmt::format("{}[{}] {}", all.empty() ? "" : "\n\n", language, text);
        }
    }
    return all;
}

void write_comments(JsonText& json, const CarriedComments& comments)
{
    json.start_array();
    for (const CarriedComment& comment : comments) {
        write_comment(json, comment);
    }
    json.end_array();
}

std::string comment_text(const CarriedComment& comment)
{
    std::string text = fmt::format("{}, {}", signed_by(comment), datasets::to_text(comment.date));
    const auto add = [&](std::string_view words) {
        if (!words.empty()) {
            text += fmt::format(", {}", words);
        }
    };
    add(scope_words(comment.scope));
    add(comment.target.column.empty() ? "" : "colonne " + comment.target.column);
    add(comment.status.empty() ? ""
                               : fmt::format("statut {} ({})", comment.status,
                                             datasets::status_label_fr(comment.status)));
    add(comment.confidentiality.empty()
            ? ""
            : fmt::format("confidentialité {} ({})", comment.confidentiality,
                          datasets::confidentiality_label_fr(comment.confidentiality)));
    add(comment.motive.empty()
            ? ""
            : fmt::format("motif : {}", datasets::motive_label_fr(comment.motive)));
    add(comment.state == CommentState::to_review ? "à revoir, " + review_words(comment) : "");
    return text + fmt::format(" : {} [{}]", all_texts(comment), comment.id);
}

std::string comments_text(const CarriedComments& comments)
{
    std::string text;
    for (const CarriedComment& comment : comments) {
        text += (text.empty() ? "" : " | ") + comment_text(comment);
    }
    return text;
}

const std::array<CommentColumn, comment_columns_count>& comment_columns()
{
    static constexpr std::array<CommentColumn, comment_columns_count> columns{{
        {"objet", "Objet"},
        {"colonne", "Colonne"},
        {"auteur", "Auteur"},
        {"fonction", "Fonction"},
        {"date", "Date", true},
        {"explication", "Explication"},
        {"identifiant", "Identifiant"},
        {"mesure", "Mesure"},
        {"lieu", "Lieu"},
        {"periode", "Période"},
        {"statut", "Statut"},
        {"confidentialite", "Confidentialité"},
        {"motif", "Motif"},
        {"etat", "État"},
        {"chiffre_avant", "Chiffre d'avant"},
        {"chiffre_actuel", "Chiffre actuel"},
        {"portee", "Portée"},
    }};
    return columns;
}

std::vector<Value> comment_cells(const std::string& row, const CarriedComment& comment)
{
    const auto text = [](std::string_view words) {
        return words.empty() ? Value{} : Value{std::string(words)};
    };
    const auto& target = comment.target;
    return {text(row),
            text(target.column),
            text(comment.author),
            text(comment.role),
            comment.date,
            text(all_texts(comment)),
            text(comment.id),
            text(target.measure),
            text(target.place),
            text(target.period),
            text(comment.status),
            text(comment.confidentiality),
            text(comment.motive),
            text(datasets::name_of(comment.state)),
            text(comment.figure_was),
            text(comment.figure_is),
            text(scope_words(comment.scope))};
}

}  // namespace parvis::publish
