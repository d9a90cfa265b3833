// SPDX-License-Identifier: EUPL-1.2
#include "service/entered_issue.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::service {

namespace {

/// Takes `phrase` out, wherever it stands.
void drop(std::string& text, std::string_view phrase)
{
    for (std::size_t at = 0; (at = text.find(phrase, at)) != std::string::npos;) {
        text.erase(at, phrase.size());
    }
}

}  // namespace

std::string day_fault(std::string_view typed)
{
    const bool is_written =
        typed.size() == 10 && typed[4] == '-' && typed[7] == '-' &&
        std::ranges::count_if(typed, [](char c) { return c >= '0' && c <= '9'; }) == 8;
    return is_written ? fmt::format("le {}/{}/{} n’existe pas dans le calendrier.", typed.substr(8),
                                    typed.substr(5, 2), typed.substr(0, 4))
                      : fmt::format("« {} » n’est pas un jour ; écrivez-le comme 2026-11-30.",
                                    datasets::shortened(typed));
}

std::string entered_words(const datasets::RowIssue& issue)
{
    if (issue.code == "number_invalid") {
        const bool whole = issue.message.find("nombre entier") != std::string::npos;
        return fmt::format("« {} » n’est pas un nombre{}, comme {}.", issue.value,
                           whole ? " entier" : "", whole ? "2" : "30 ou 12,5");
    }
    if (issue.code == "boolean_invalid") {
        return fmt::format("« {} » n’est ni oui ni non.", issue.value);
    }
    std::string words = issue.message;
    for (const std::string_view phrase :
         {" : la ligne est refusée", " (La ligne est refusée pour une autre raison.)",
          " En attendant, la valeur est laissée vide.",
          " En attendant, elle est publiée telle quelle.",
          " En attendant, les files fermées sont laissées vides.",
          " Corrigez la valeur ; si elle est juste, la personne qui tient le site peut l’ajouter à "
          "la liste (« values »).",
          " Écriture attendue : comme 31/12/2025 ou 2025-12-31."}) {
        drop(words, phrase);
    }
    drop(words, fmt::format(" dans la colonne « {} »", issue.column));
    drop(words, fmt::format(" des valeurs de la colonne « {} »", issue.column));
    return words;
}

}  // namespace parvis::service
