// SPDX-License-Identifier: EUPL-1.2
#include "datasets/value_status.hpp"

#include "datasets/comment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

std::string status_advice(std::string_view text)
{
    // INSEE, SSMSI and Eurostat write so; lower case, without dots and strokes.
    constexpr std::array<std::pair<std::string_view, std::string_view>, 9> usual{
        {{"s", "Q"},
         {"c", "Q"},
         {"secret", "Q"},
         {"confidentiel", "Q"},
         {"nd", "O"},
         {"na", "O"},
         {"nc", "O"},
         {"non disponible", "O"},
         {"non communiqué", "O"}}};
    std::string plain;
    for (const char letter : text) {
        if (letter != '.' && letter != '/') {
            plain +=
                letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
        }
    }
    const auto found = std::ranges::find(usual, plain, &decltype(usual)::value_type::first);
    return found == usual.end()
               ? std::string()
               : fmt::format(" Si « {0} » veut dire {1} : status = {{ \"{0}\" = \"{2}\" }} dans la "
                             "définition.",
                             text, words_of(found->second), found->second);
}

}  // namespace parvis::datasets
