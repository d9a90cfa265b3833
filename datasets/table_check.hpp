// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/first_lines.hpp"
#include "datasets/schema_check.hpp"

#include <array>
#include <optional>
#include <unordered_map>

namespace parvis::datasets {

/// Rows against a Table Schema.
class TableCheck final : public SchemaCheck {
public:
    TableCheck(TableSchema schema, const std::vector<std::string>& columns);

    void look_at(const SourceRow& row, std::vector<RowIssue>& issues) override;
    void finish(std::vector<RowIssue>& issues) override;

private:
    using Hash = std::array<std::uint64_t, 2>;
    struct HashOfHash {
        std::size_t operator()(const Hash& hash) const { return hash[0]; }
    };
    using Seen = std::unordered_map<Hash, std::uint64_t, HashOfHash>;
    /// Columns whose values together name a row.
    struct Key {
        std::vector<std::size_t> fields;
        const char* code;
        bool whole = false;  ///< no part may be missing: a primary key
        FirstLines seen{};
    };
    struct Reference {
        std::vector<std::size_t> fields, referenced;
        Seen wanted;  ///< with the first line that refers to it
        std::unordered_map<Hash, std::string, HashOfHash> texts;
        Seen there;
    };

    void settle_keys();
    [[nodiscard]] std::size_t field_named(const std::string& name) const;
    [[nodiscard]] std::string_view cell(std::size_t field) const;
    [[nodiscard]] bool is_there(std::size_t field) const;
    void look_at_cell(std::size_t field, std::vector<RowIssue>& issues);
    void check_limits(std::size_t field, std::string_view text, const FieldReading& reading,
                      std::vector<RowIssue>& issues) const;
    void check_key(Key& key, std::vector<RowIssue>& issues);
    void check_rule(const RowRule& rule, std::vector<RowIssue>& issues) const;
    void check_relation(const RowRule& rule, std::vector<RowIssue>& issues) const;
    /// The texts of a key as one, or nothing where a part (or all) is missing.
    [[nodiscard]] std::optional<std::string> joined(const std::vector<std::size_t>& fields) const;
    void issue(std::vector<RowIssue>& issues, const char* code, const std::string& column,
               std::string_view value, std::string message) const;

    TableSchema m_schema;
    std::vector<std::optional<std::size_t>> m_positions;  ///< of each field among the cells
    std::vector<Key> m_keys;
    std::vector<Reference> m_references;
    const SourceRow* m_row = nullptr;      ///< while a row is looked at
    std::vector<FieldReading> m_readings;  ///< of it
};

}  // namespace parvis::datasets
