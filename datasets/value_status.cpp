// SPDX-License-Identifier: EUPL-1.2
#include "datasets/value_status.hpp"

#include "datasets/comment.hpp"

#include <algorithm>

namespace parvis::datasets {
namespace {

/// What a citizen reads in place of the value.
std::string_view words_of(std::string_view letter)
{
    if (letter == "Q") {
        return "secret";
    }
    if (letter == "O") {
        return "non disponible";
    }
    return status_label_fr(letter);
}

}  // namespace

StatusWords read_status_words(const TomlTable& column)
{
    StatusWords words = column.pairs("status");
    for (const auto& [text, letter] : words) {
        if (status_label_fr(letter).empty()) {
            column.fail("status", "« " + letter +
                                      "» n’est pas une lettre de SDMX CL_OBS_STATUS, telle que Q "
                                      "(secret) ou O (non disponible)");
        }
    }
    return words;
}

std::string status_name(std::string_view property) { return std::string(property) + "_statut"; }

Property status_property(const Property& of, const StatusWords& words)
{
    Property status;
    status.name = status_name(of.name);
    const std::string_view label = text_in(of.label, "fr");
    status.label["fr"] = "Statut : " + std::string(label.empty() ? of.name : label);
    status.description["fr"] = "Lettre de la liste SDMX CL_OBS_STATUS, quand la valeur n’est pas "
                               "là parce qu’elle est secrète, non disponible ou autre.";
    for (const auto& [text, letter] : words) {
        const bool known = std::ranges::any_of(
            status.values, [&letter = letter](const auto& value) { return value.first == letter; });
        if (!known) {
            status.values.emplace_back(letter, Texts{{"fr", std::string(words_of(letter))}});
        }
    }
    status.derived = true;
    return status;
}

std::string_view status_of(const StatusWords& words, std::string_view text)
{
    const auto found = std::ranges::find(words, text, &StatusWords::value_type::first);
    return found == words.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace parvis::datasets
