// SPDX-License-Identifier: EUPL-1.2
#include "datasets/toml_file.hpp"

#include "datasets/spelling.hpp"
#include "geo/error.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <variant>

#include <toml.hpp>
#include <unicode/utf8.h>

namespace parvis::datasets {

/// toml11's value in our own types: its tables forget the order of the file, so children are kept
/// sorted by position.
struct TomlTable::Node {
    using Child = std::pair<std::string, std::shared_ptr<const Node>>;
    using Table = std::vector<Child>;
    using Array = std::vector<std::shared_ptr<const Node>>;
    struct Other {};  ///< a time of day, a date with a time

    std::variant<std::string, std::int64_t, double, bool, Date, Table, Array, Other> value;
    std::size_t line = 0;
    std::size_t column = 0;
    std::string name;  ///< from the root, "" for the root
    /// Keys that a getter asked for. Reading a definition is single-threaded.
    mutable std::set<std::string, std::less<>> asked;

    [[nodiscard]] const Table* as_table() const { return std::get_if<Table>(&value); }
    [[nodiscard]] const Array* as_array() const { return std::get_if<Array>(&value); }

    [[nodiscard]] std::string_view type_fr() const
    {
        struct Name {
            std::string_view operator()(const std::string&) const { return "un texte"; }
            std::string_view operator()(std::int64_t) const { return "un nombre entier"; }
            std::string_view operator()(double) const { return "un nombre"; }
            std::string_view operator()(bool) const { return "vrai ou faux"; }
            std::string_view operator()(const Date&) const { return "une date"; }
            std::string_view operator()(const Table&) const { return "une table"; }
            std::string_view operator()(const Array&) const { return "une liste"; }
            std::string_view operator()(const Other&) const { return "une heure"; }
        };
        return std::visit(Name{}, value);
    }
};

namespace {

[[noreturn]] void fail_at(const std::filesystem::path& file, std::size_t line,
                          std::string_view sentence)
{
    throw SourceError{file.string() + ", ligne " + std::to_string(line) + " : " +
                      std::string{sentence}};
}

std::string content_of(const std::filesystem::path& file)
{
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        throw SourceError{file.string() +
                          " : ce fichier n'existe pas. Créez-le ou corrigez son chemin."};
    }
    if (!std::filesystem::is_regular_file(file, ignored)) {
        throw SourceError{file.string() + " : ce n'est pas un fichier."};
    }
    std::ifstream in{file, std::ios::binary};
    std::ostringstream bytes;
    bytes << in.rdbuf();
    if (!in) {
        throw SourceError{file.string() +
                          " : ce fichier ne peut pas être lu. Vérifiez ses droits."};
    }
    return std::move(bytes).str();
}

// ICU's macro narrows on purpose.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
/// The character at `at`, which moves past it; negative where the bytes are not UTF-8.
UChar32 next_character(const std::string& text, std::size_t& at)
{
    UChar32 character = 0;
    U8_NEXT(text.data(), at, text.size(), character);
    return character;
}
#pragma GCC diagnostic pop

void check_utf8(const std::filesystem::path& file, const std::string& content)
{
    std::size_t line = 1;
    std::size_t at = 0;
    while (at < content.size()) {
        const UChar32 character = next_character(content, at);
        if (character < 0) {
            fail_at(
                file, line,
                "un caractère n'est pas en UTF-8. Enregistrez le fichier avec l'encodage UTF-8.");
        }
        if (character == 0) {
            fail_at(file, line, "un octet nul : ce n'est pas un fichier de texte.");
        }
        if (character == U'\n') {
            ++line;
        }
    }
}

std::string trimmed(std::string text)
{
    const auto first = text.find_first_not_of(" \t\r");
    const auto last = text.find_last_not_of(" \t\r");
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

/// The line, quoted for a sentence; "" for an empty one.
std::string quoted_line(const std::string& content, std::size_t line)
{
    std::istringstream lines{content};
    std::string text;
    for (std::size_t i = 0; i < line && std::getline(lines, text); ++i) {
    }
    text = trimmed(std::move(text));
    return text.empty() ? text : " : « " + text + " »";
}

toml::value parsed(const std::filesystem::path& file, std::string content)
{
    if (content.starts_with("\xEF\xBB\xBF")) {
        content.erase(0, 3);
    }
    if (!content.ends_with('\n')) {
        content += '\n';
    }
    std::istringstream in{content};
    try {
        return toml::parse(in, file.string());
    } catch (const toml::exception& error) {
        const std::size_t line = error.location().line();
        const std::string what = error.what();
        const bool twice = what.find("already exists") != std::string::npos ||
                           what.find("duplicate") != std::string::npos ||
                           what.find("already defined") != std::string::npos;
        fail_at(file, line,
                twice ? "une clé ou une table est définie deux fois" + quoted_line(content, line) +
                            ". Gardez-en une seule."
                      : "cette ligne n'est pas du TOML" + quoted_line(content, line) +
                            ". Vérifiez les guillemets, les crochets et le signe =.");
    } catch (const std::exception&) {
        throw SourceError{file.string() +
                          " : ce fichier n'est pas du TOML. Vérifiez guillemets et crochets."};
    }
}

}  // namespace

/// Turns toml11's values into nodes.
struct TomlTable::Reading {
    static std::shared_ptr<const Node> node(const toml::value& value, const std::string& name)
    {
        auto made = std::make_shared<Node>();
        made->name = name;
        made->line = value.location().line();
        made->column = value.location().column();
        if (value.is_string()) {
            made->value = value.as_string().str;
        } else if (value.is_integer()) {
            made->value = static_cast<std::int64_t>(value.as_integer());
        } else if (value.is_floating()) {
            made->value = static_cast<double>(value.as_floating());
        } else if (value.is_boolean()) {
            made->value = value.as_boolean();
        } else if (value.is_local_date()) {
            const toml::local_date day = value.as_local_date();
            made->value = Date{day.year, static_cast<std::uint8_t>(day.month + 1),
                               static_cast<std::uint8_t>(day.day)};
        } else if (value.is_array()) {
            Node::Array items;
            for (const toml::value& item : value.as_array()) {
                items.push_back(node(item, name));
            }
            made->value = std::move(items);
        } else if (value.is_table()) {
            Node::Table children;
            for (const auto& [key, item] : value.as_table()) {
                children.emplace_back(key, node(item, name.empty() ? key : name + "." + key));
            }
            std::ranges::sort(children, {}, [](const Node::Child& child) {
                return std::make_pair(first_position(*child.second), child.first);
            });
            made->value = std::move(children);
        } else {
            made->value = Node::Other{};
        }
        return made;
    }

    // A table made by dotted keys or [a.b] headers is where the first of its keys is.
    static std::pair<std::size_t, std::size_t> first_position(const Node& node)
    {
        std::pair<std::size_t, std::size_t> position{node.line, node.column};
        if (const Node::Table* table = node.as_table(); table != nullptr && !table->empty()) {
            position = std::min(position, first_position(*table->front().second));
        }
        return position;
    }
};

TomlTable::TomlTable(std::shared_ptr<const std::filesystem::path> file,
                     std::shared_ptr<const Node> node)
    : m_file{std::move(file)}, m_node{std::move(node)}
{
}

TomlTable TomlTable::open(const std::filesystem::path& file)
{
    const std::string content = content_of(file);
    check_utf8(file, content);
    return TomlTable{std::make_shared<const std::filesystem::path>(file),
                     Reading::node(parsed(file, content), "")};
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
    if (!written) {
        return std::nullopt;
    }
    std::string full;
    std::size_t from = 0;
    for (std::size_t at = written->find("${"); at != std::string::npos;
         at = written->find("${", from)) {
        const std::size_t end = written->find('}', at);
        if (end == std::string::npos) {
            fail(key, "« " + *written + " » : il manque l'accolade fermante de ${…}.");
        }
        const std::string name = written->substr(at + 2, end - at - 2);
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
        full += written->substr(from, at - from) + value;
        from = end + 1;
    }
    full += written->substr(from);
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

std::size_t TomlTable::line() const { return Reading::first_position(*m_node).first; }

std::size_t TomlTable::line(std::string_view key) const
{
    const Node::Table& children = *m_node->as_table();
    const auto found = std::ranges::find(children, key, &Node::Child::first);
    return found == children.end() ? line() : Reading::first_position(*found->second).first;
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
