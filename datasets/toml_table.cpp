// SPDX-License-Identifier: EUPL-1.2
#include "datasets/spelling.hpp"
#include "datasets/toml_node.hpp"
#include "geo/error.hpp"

#include <algorithm>
#include <cstdlib>
#include <variant>

namespace parvis::datasets {

TomlTable::TomlTable(std::shared_ptr<const std::filesystem::path> file,
                     std::shared_ptr<const Node> node)
    : m_file{std::move(file)}, m_node{std::move(node)}
{
}

std::shared_ptr<const TomlTable::Node> TomlTable::child(std::string_view key) const
{
    m_node->asked.emplace(key);
    const Node::Table& children = *m_node->as_table();
    const auto found = std::ranges::find(children, key, &Node::Child::first);
    return found == children.end() ? nullptr : found->second;
}

const TomlTable::Node* TomlTable::find(std::string_view key) const { return child(key).get(); }

TomlTable TomlTable::below(const std::shared_ptr<const Node>& node) const
{
    return TomlTable{m_file, node};
}

bool TomlTable::has(std::string_view key) const { return find(key) != nullptr; }

bool TomlTable::is_text(std::string_view key) const
{
    const Node* node = find(key);
    return node != nullptr && std::holds_alternative<std::string>(node->value);
}

std::vector<std::string> TomlTable::keys() const
{
    std::vector<std::string> names;
    for (const auto& [key, node] : *m_node->as_table()) {
        names.push_back(key);
    }
    return names;
}

std::optional<std::string> TomlTable::text(std::string_view key) const
{
    const Node* node = find(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    if (const auto* text = std::get_if<std::string>(&node->value)) {
        return *text;
    }
    if (const auto* day = std::get_if<Date>(&node->value)) {
        return to_text(*day);
    }
    fail(key, "un texte entre guillemets est attendu, pas " + std::string{node->type_fr()} + ".");
}

std::string TomlTable::text_or(std::string_view key, std::string_view otherwise) const
{
    return text(key).value_or(std::string{otherwise});
}

std::string TomlTable::required_text(std::string_view key) const
{
    std::optional<std::string> found = text(key);
    if (!found) {
        // A misspelt key is absent and unknown: say both at once.
        const std::string near = nearest_spelling(key, keys());
        fail(key, near.empty() || m_node->asked.contains(near)
                      ? "cette clé manque. Ajoutez-la."
                      : "cette clé manque. Est-ce « " + near + " », ligne " +
                            std::to_string(line(near)) + " ?");
    }
    if (found->empty()) {
        fail(key, "ce texte est vide. Complétez-le.");
    }
    return *std::move(found);
}

std::optional<std::int64_t> TomlTable::integer(std::string_view key) const
{
    const Node* node = find(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    if (const auto* value = std::get_if<std::int64_t>(&node->value)) {
        return *value;
    }
    fail(key, "un nombre entier est attendu, pas " + std::string{node->type_fr()} + ".");
}

std::optional<double> TomlTable::number(std::string_view key) const
{
    const Node* node = find(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    if (const auto* whole = std::get_if<std::int64_t>(&node->value)) {
        return static_cast<double>(*whole);
    }
    if (const auto* value = std::get_if<double>(&node->value)) {
        return *value;
    }
    fail(key, "un nombre est attendu, pas " + std::string{node->type_fr()} + ".");
}

std::optional<bool> TomlTable::boolean(std::string_view key) const
{
    const Node* node = find(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    if (const auto* value = std::get_if<bool>(&node->value)) {
        return *value;
    }
    fail(key,
         "true ou false est attendu, sans guillemets, pas " + std::string{node->type_fr()} + ".");
}

std::optional<Date> TomlTable::date(std::string_view key) const
{
    const Node* node = find(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    if (const auto* day = std::get_if<Date>(&node->value)) {
        return *day;
    }
    const auto* text = std::get_if<std::string>(&node->value);
    if (text != nullptr) {
        if (const std::optional<Date> day = parse_date(*text)) {
            return day;
        }
    }
    fail(key, "une date de la forme 2026-11-22 est attendue, pas " +
                  (text != nullptr ? "« " + *text + " »" : std::string{node->type_fr()}) + ".");
}

std::vector<std::string> TomlTable::texts(std::string_view key) const
{
    const Node* node = find(key);
    if (node == nullptr) {
        return {};
    }
    if (const auto* text = std::get_if<std::string>(&node->value)) {
        return {*text};
    }
    const Node::Array* items = node->as_array();
    if (items == nullptr) {
        fail(key, "une liste de textes est attendue, pas " + std::string{node->type_fr()} + ".");
    }
    std::vector<std::string> list;
    for (const auto& item : *items) {
        const auto* text = std::get_if<std::string>(&item->value);
        if (text == nullptr) {
            fail(key, "une liste de textes entre guillemets est attendue ; elle contient " +
                          std::string{item->type_fr()} + ".");
        }
        list.push_back(*text);
    }
    return list;
}

std::vector<std::int64_t> TomlTable::integers(std::string_view key) const
{
    const Node* node = find(key);
    if (node == nullptr) {
        return {};
    }
    const Node::Array* items = node->as_array();
    if (items == nullptr) {
        fail(key, "une liste de nombres entiers est attendue, pas " + std::string{node->type_fr()} +
                      ".");
    }
    std::vector<std::int64_t> list;
    for (const auto& item : *items) {
        const auto* number = std::get_if<std::int64_t>(&item->value);
        if (number == nullptr) {
            fail(key, "une liste de nombres entiers est attendue ; elle contient " +
                          std::string{item->type_fr()} + ".");
        }
        list.push_back(*number);
    }
    return list;
}

Texts TomlTable::languages(std::string_view key) const
{
    const Node* node = find(key);
    if (node == nullptr) {
        return {};
    }
    if (const auto* text = std::get_if<std::string>(&node->value)) {
        return {{"fr", *text}};
    }
    if (node->as_table() == nullptr) {
        fail(key, "un texte par langue est attendu (" + std::string{key} + ".fr = \"…\"), pas " +
                      std::string{node->type_fr()} + ".");
    }
    Texts texts;
    for (const auto& [language, text] : pairs(key)) {
        const bool letters = language.size() == 2 && std::ranges::all_of(language, [](char c) {
                                 return c >= 'a' && c <= 'z';
                             });
        if (!letters) {
            fail(key, "« " + language +
                          " » n'est pas un code de langue de deux lettres, tel que fr, de ou en.");
        }
        texts.emplace(language, text);
    }
    return texts;
}

Texts TomlTable::required_languages(std::string_view key) const
{
    Texts texts = languages(key);
    const auto french = texts.find("fr");
    if (french == texts.end() || french->second.empty()) {
        fail(key, "le texte français manque. Ajoutez " + std::string{key} + ".fr = \"…\".");
    }
    return texts;
}

std::vector<std::pair<std::string, std::string>> TomlTable::pairs(std::string_view key) const
{
    const Node* node = find(key);
    if (node == nullptr) {
        return {};
    }
    std::vector<std::pair<std::string, std::string>> list;
    if (const Node::Table* children = node->as_table()) {
        for (const auto& [name, item] : *children) {
            const auto* text = std::get_if<std::string>(&item->value);
            if (text == nullptr) {
                fail(key, "« " + name + " » doit être un texte entre guillemets, pas " +
                              std::string{item->type_fr()} + ".");
            }
            node->asked.insert(name);
            list.emplace_back(name, *text);
        }
        return list;
    }
    const Node::Array* items = node->as_array();
    if (items == nullptr) {
        fail(key,
             "des paires de textes sont attendues ({ \"a\" = \"b\" } ou [[\"a\", \"b\"]]), pas " +
                 std::string{node->type_fr()} + ".");
    }
    for (const auto& item : *items) {
        const Node::Array* pair = item->as_array();
        const bool fits = pair != nullptr && pair->size() == 2 &&
                          std::holds_alternative<std::string>((*pair)[0]->value) &&
                          std::holds_alternative<std::string>((*pair)[1]->value);
        if (!fits) {
            fail(key, "chaque élément doit être une paire de textes : [\"a\", \"b\"].");
        }
        list.emplace_back(std::get<std::string>((*pair)[0]->value),
                          std::get<std::string>((*pair)[1]->value));
    }
    return list;
}

std::optional<std::filesystem::path> TomlTable::path(std::string_view key,
                                                     const std::filesystem::path& base) const
{
    const std::optional<std::string> written = text(key);
    return written ? std::optional{path_of(key, *written, base)} : std::nullopt;
}

std::vector<std::filesystem::path> TomlTable::paths(std::string_view key,
                                                    const std::filesystem::path& base) const
{
    std::vector<std::filesystem::path> list;
    for (const std::string& written : texts(key)) {
        list.push_back(path_of(key, written, base));
    }
    return list;
}

std::filesystem::path TomlTable::path_of(std::string_view key, const std::string& written,
                                         const std::filesystem::path& base) const
{
    std::string full;
    std::size_t from = 0;
    for (std::size_t at = written.find("${"); at != std::string::npos;
         at = written.find("${", from)) {
        const std::size_t end = written.find('}', at);
        if (end == std::string::npos) {
            fail(key, "« " + written + " » : il manque l'accolade fermante de ${…}.");
        }
        const std::string name = written.substr(at + 2, end - at - 2);
        // Only our own variables: a site's file must not read the rest of the environment.
        const char* value = name.starts_with("PARVIS_") ? std::getenv(name.c_str()) : nullptr;
        if (value == nullptr || *value == '\0') {
            fail(key,
                 name.starts_with("PARVIS_")
                     ? "la variable d'environnement " + name +
                           " n'est pas définie. Donnez-lui le dossier des données, par exemple "
                           "« ./run real DOSSIER »."
                     : "« ${" + name + "} » : seules les variables PARVIS_… sont permises.");
        }
        full += written.substr(from, at - from) + value;
        from = end + 1;
    }
    full += written.substr(from);
    if (full.empty()) {
        fail(key, "ce chemin est vide. Complétez-le.");
    }
    const std::filesystem::path path{full};
    return (path.is_absolute() ? path : base / path).lexically_normal();
}

std::optional<TomlTable> TomlTable::table(std::string_view key) const
{
    const std::shared_ptr<const Node> node = child(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    if (node->as_table() == nullptr) {
        fail(key, "une table [" + name_of(key) + "] est attendue, pas " +
                      std::string{node->type_fr()} + ".");
    }
    return below(node);
}

std::vector<TomlTable> TomlTable::tables(std::string_view key) const
{
    const std::shared_ptr<const Node> node = child(key);
    if (node == nullptr) {
        return {};
    }
    if (node->as_table() != nullptr) {
        return {below(node)};
    }
    std::vector<TomlTable> list;
    const Node::Array* items = node->as_array();
    const bool fits = items != nullptr && std::ranges::all_of(*items, [](const auto& item) {
                          return item->as_table() != nullptr;
                      });
    if (!fits) {
        fail(key, "des tables [[" + name_of(key) + "]] sont attendues, pas " +
                      std::string{node->type_fr()} + ".");
    }
    for (const auto& item : *items) {
        list.push_back(below(item));
    }
    return list;
}

std::vector<std::pair<std::string, TomlTable>> TomlTable::tables_by_name(std::string_view key) const
{
    std::vector<std::pair<std::string, TomlTable>> list;
    if (const std::optional<TomlTable> parent = table(key)) {
        for (const std::string& name : parent->keys()) {
            list.emplace_back(name, *parent->table(name));
        }
    }
    return list;
}

void TomlTable::refuse_unknown_keys() const
{
    // A key that is there already is not what a misspelt one was meant to be.
    std::vector<std::string> known(m_node->asked.begin(), m_node->asked.end());
    std::erase_if(known, [this](const std::string& name) { return find(name) != nullptr; });
    for (const auto& [key, node] : *m_node->as_table()) {
        if (!m_node->asked.contains(key)) {
            const std::size_t at = line(key);
            throw SourceError{m_file->string() + ", ligne " + std::to_string(at) + " : clé « " +
                              (m_node->name.empty() ? key : m_node->name + "." + key) +
                              " » inconnue." + spelling_hint(key, known)};
        }
        // A list of tables, or a table, that was opened is checked too; one read whole (pairs,
        // languages) has all its keys asked.
        if (node->as_table() != nullptr) {
            below(node).refuse_unknown_keys();
        } else if (const Node::Array* items = node->as_array()) {
            for (const auto& item : *items) {
                if (item->as_table() != nullptr) {
                    below(item).refuse_unknown_keys();
                }
            }
        }
    }
}

const std::filesystem::path& TomlTable::file() const { return *m_file; }

std::size_t TomlTable::line() const { return m_node->position().first; }

std::size_t TomlTable::line(std::string_view key) const
{
    const Node::Table& children = *m_node->as_table();
    const auto found = std::ranges::find(children, key, &Node::Child::first);
    return found == children.end() ? line() : found->second->position().first;
}

std::string TomlTable::name_of(std::string_view key) const
{
    return m_node->name.empty() ? std::string{key} : m_node->name + "." + std::string{key};
}

void TomlTable::fail(std::string_view key, std::string_view sentence) const
{
    throw SourceError{m_file->string() + ", ligne " + std::to_string(line(key)) + ", clé « " +
                      name_of(key) + " » : " + std::string{sentence}};
}

}  // namespace parvis::datasets
