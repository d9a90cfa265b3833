// SPDX-License-Identifier: EUPL-1.2
#include "datasets/personal_data.hpp"

#include "datasets/comment_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace parvis::datasets {
namespace {

constexpr std::string_view mark = "…";
/// What is shorter stands in too many words.
constexpr std::size_t shortest_name = 3;

std::string lower(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

/// The last part of "properties.mail".
std::string_view last_name(std::string_view column)
{
    const auto dot = column.rfind('.');
    return dot == std::string_view::npos ? column : column.substr(dot + 1);
}

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Replaces each occurrence of `word` that is no part of another word.
bool take_word(std::string& text, std::string_view word)
{
    bool found = false;
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos;) {
        const std::size_t end = at + word.size();
        if ((at > 0 && is_letter(text[at - 1])) || (end < text.size() && is_letter(text[end]))) {
            at = end;
            continue;
        }
        text.replace(at, word.size(), mark);
        at += mark.size();
        found = true;
    }
    return found;
}

}  // namespace

PersonalData::PersonalData(const DatasetDefinition& definition, const Source& source,
                           const std::vector<bool>& used)
    : m_active(definition.facts.kind == Kind::road_works), m_key(definition.facts.key)
{
    if (!m_active) {
        return;
    }
    constexpr std::array<std::string_view, 12> always{
        "prenom",    "prénom",    "mail",     "email",  "e-mail", "courriel",
        "telephone", "téléphone", "portable", "mobile", "tel",    "fax"};
    const auto& columns = source.columns();
    const auto named = [&](std::string_view name) {
        return std::ranges::any_of(
            columns, [&](const std::string& c) { return lower(last_name(c)) == name; });
    };
    // "nom" alone may be the name of a street or of the work.
    const bool has_persons = named("prenom") || named("prénom");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string name = lower(last_name(columns[i]));
        const bool personal =
            std::ranges::find(always, name) != always.end() || (has_persons && name == "nom");
        if (personal && !used[i]) {
            m_columns.push_back(i);
        }
    }
}

void PersonalData::take_out(const SourceRow& row, const std::vector<Property>& properties,
                            std::vector<Value>& values, std::vector<RowIssue>& issues) const
{
    if (!m_active) {
        return;
    }
    for (std::size_t i = 0; i < properties.size(); ++i) {
        auto* text = std::get_if<std::string>(&values[i]);
        // Numbers of files and orders are no telephones, codes are none of anybody's words.
        const bool free_text = text != nullptr && properties[i].values.empty() &&
                               properties[i].name != "arrete" &&
                               std::ranges::find(m_key, properties[i].name) == m_key.end();
        if (!free_text) {
            continue;
        }
        bool changed = false;
        for (const Contact& contact : contacts_in(*text)) {
            const auto at = text->find(contact.text);
            if (at != std::string::npos) {
                text->replace(at, contact.text.size(), mark);
                changed = true;
            }
        }
        for (const std::size_t column : m_columns) {
            const std::string_view word = row.cells[column];
            changed = (word.size() >= shortest_name && take_word(*text, word)) || changed;
        }
        if (changed) {
            issues.push_back(
                {row.line,
                 Severity::warning,
                 "person_removed",
                 properties[i].name,
                 {},
                 {},
                 fmt::format(
                     "Une adresse, un numéro de téléphone ou un nom de personne se trouvait "
                     "dans « {} » : il est retiré. Donnez un service plutôt qu’une "
                     "personne.",
                     text_in(properties[i].label, "fr"))});
        }
    }
}

}  // namespace parvis::datasets
