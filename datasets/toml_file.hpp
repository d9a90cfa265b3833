// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::datasets {

/// One table of a .toml file, read-only. Cheap to copy; keeps its file alive.
///
/// Each getter gives nothing when the key is absent and throws SourceError, naming file, line and
/// key, when it has another type. A getter also makes its key known: refuse_unknown_keys() then
/// refuses every key that nobody asked for, so that a typing error never passes in silence.
class TomlTable {
public:
    /// Reads and parses a file. @throws SourceError (missing, not UTF-8, not TOML) with the line.
    [[nodiscard]] static TomlTable open(const std::filesystem::path& file);

    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] bool is_text(std::string_view key) const;
    /// Keys in the order of the file; does not make them known.
    [[nodiscard]] std::vector<std::string> keys() const;

    /// A text; a TOML date gives its ISO text.
    [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
    [[nodiscard]] std::string text_or(std::string_view key, std::string_view otherwise) const;
    /// @throws SourceError when absent or empty.
    [[nodiscard]] std::string required_text(std::string_view key) const;
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key) const;
    [[nodiscard]] std::optional<double> number(std::string_view key) const;  ///< integers too
    [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
    /// A TOML date or a text "2026-11-22".
    [[nodiscard]] std::optional<Date> date(std::string_view key) const;
    /// A list of texts, or one text alone.
    [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
    /// A list of whole numbers; empty when absent.
    [[nodiscard]] std::vector<std::int64_t> integers(std::string_view key) const;
    /// `name.fr = …`, `name.de = …`; a plain text counts as French. Empty when absent.
    [[nodiscard]] Texts languages(std::string_view key) const;
    /// The same, with French. @throws SourceError when absent or without French.
    [[nodiscard]] Texts required_languages(std::string_view key) const;
    /// { "a" = "b", … } or [["a", "b"], …], in the order of the file.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>>
    pairs(std::string_view key) const;
    /// A file name: `${PARVIS_…}` is replaced by that environment variable, a relative path is
    /// taken from `base`. @throws SourceError naming a variable that is not set.
    [[nodiscard]] std::optional<std::filesystem::path>
    path(std::string_view key, const std::filesystem::path& base) const;

    /// The same of a list of file names, or of one alone; empty when absent.
    [[nodiscard]] std::vector<std::filesystem::path> paths(std::string_view key,
                                                           const std::filesystem::path& base) const;

    [[nodiscard]] std::optional<TomlTable> table(std::string_view key) const;
    /// [[key]] tables; empty when absent. A single [key] counts as one.
    [[nodiscard]] std::vector<TomlTable> tables(std::string_view key) const;
    /// Sub-tables of a table by name, in the order of the file: [columns.a], [columns.b] …
    [[nodiscard]] std::vector<std::pair<std::string, TomlTable>>
    tables_by_name(std::string_view key) const;

    /// @throws SourceError naming file, line, the first unknown key of this table or of a table
    /// below it, and the known key nearest to it.
    void refuse_unknown_keys() const;

    [[nodiscard]] const std::filesystem::path& file() const;
    /// Line of the table itself, or of one of its keys (the table's own when absent). 1-based.
    [[nodiscard]] std::size_t line() const;
    [[nodiscard]] std::size_t line(std::string_view key) const;
    /// Full name of a key from the root: "communes.code".
    [[nodiscard]] std::string name_of(std::string_view key) const;
    /// Throws SourceError: "<file>, ligne <n>, clé « communes.code » : <sentence>".
    [[noreturn]] void fail(std::string_view key, std::string_view sentence) const;

private:
    struct Node;
    struct Reading;
    TomlTable(std::shared_ptr<const std::filesystem::path> file, std::shared_ptr<const Node> node);
    [[nodiscard]] const Node* find(std::string_view key) const;
    /// A file name of the key as a path; see path().
    [[nodiscard]] std::filesystem::path path_of(std::string_view key, const std::string& written,
                                                const std::filesystem::path& base) const;
    [[nodiscard]] TomlTable below(const std::shared_ptr<const Node>& node) const;
    [[nodiscard]] std::shared_ptr<const Node> child(std::string_view key) const;

    std::shared_ptr<const std::filesystem::path> m_file;
    std::shared_ptr<const Node> m_node;
};

}  // namespace parvis::datasets
