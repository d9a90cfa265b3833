// SPDX-License-Identifier: EUPL-1.2
#include "datasets/toml_file.hpp"

#include "datasets/toml_node.hpp"
#include "geo/error.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <toml.hpp>
#include <unicode/utf8.h>

namespace parvis::datasets {

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
                return std::make_pair(child.second->position(), child.first);
            });
            made->value = std::move(children);
        } else {
            made->value = Node::Other{};
        }
        return made;
    }
};

TomlTable TomlTable::open(const std::filesystem::path& file)
{
    const std::string content = content_of(file);
    check_utf8(file, content);
    return TomlTable{std::make_shared<const std::filesystem::path>(file),
                     Reading::node(parsed(file, content), "")};
}

}  // namespace parvis::datasets
