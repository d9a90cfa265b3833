// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/schema_check.hpp"

namespace parvis::datasets {

/// Rows of texts against a JSON Schema: each is made the object, or the GeoJSON feature, that it
/// would be. A text counts as the number or the truth value that it spells where the schema asks
/// for one; an empty cell is absent.
class JsonCheck final : public SchemaCheck {
public:
    JsonCheck(JsonSchema schema, std::vector<std::string> columns);

    void look_at(const SourceRow& row, std::vector<RowIssue>& issues) override;
    void finish(std::vector<RowIssue>& issues) override;

private:
    struct Spelling {
        bool number = false, boolean = false;
    };
    /// What the schema lets a column's texts spell, in any of its rules for it.
    void learn(std::size_t rule, const std::string& path);
    void learn_types(std::size_t rule, Spelling& spelling) const;

    JsonSchema m_schema;
    std::vector<std::string> m_columns;
    std::vector<Spelling> m_spellings;
    std::vector<std::string> m_named;  ///< by the schema
};

}  // namespace parvis::datasets
