// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_check.hpp"

#include "datasets/feature_geojson.hpp"
#include "datasets/json_verdict.hpp"
#include "datasets/schema_field.hpp"
#include "datasets/spelling.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <charconv>

namespace parvis::datasets {
namespace {

using Json = rapidjson::Value;

Json text_value(std::string_view text, rapidjson::Document& document)
{
    return {text.data(), static_cast<rapidjson::SizeType>(text.size()), document.GetAllocator()};
}

}  // namespace

JsonCheck::JsonCheck(JsonSchema schema, std::vector<std::string> columns)
    : m_schema(std::move(schema)), m_columns(std::move(columns)), m_spellings(m_columns.size())
{
    learn(m_schema.row, "");
    for (const std::string& column : m_columns) {
        const bool named = std::ranges::find(m_named, column) != m_named.end();
        const std::string nearest = named ? "" : nearest_spelling(column, m_named);
        if (!nearest.empty() && std::ranges::find(m_columns, nearest) == m_columns.end()) {
            m_header_issues.push_back(cell_issue(
                0, Severity::rejected, "schema_column_spelling", column, column,
                fmt::format("La colonne « {} » n’est pas du schéma. Vouliez-vous dire « {} » ?",
                            column, nearest)));
        }
    }
}

void JsonCheck::learn(std::size_t at, const std::string& path)
{
    const JsonRule& rule = m_schema.rules[at];
    for (const std::size_t one : rule.all_of) {
        learn(one, path);
    }
    for (const auto& [name, child] : rule.properties) {
        const bool inside = m_schema.shape == JsonSchema::Shape::features && path.empty();
        if (inside && name == "properties") {
            learn(child, "properties");
            continue;
        }
        if (inside) {
            continue;
        }
        m_named.push_back(name);
        const auto column = std::ranges::find(m_columns, name);
        if (column != m_columns.end()) {
            learn_types(child, m_spellings[static_cast<std::size_t>(column - m_columns.begin())]);
        }
    }
}

void JsonCheck::learn_types(std::size_t at, Spelling& spelling) const
{
    const JsonRule& rule = m_schema.rules[at];
    for (const std::string& type : rule.types) {
        spelling.number = spelling.number || type == "number" || type == "integer";
        spelling.boolean = spelling.boolean || type == "boolean";
    }
    for (const auto* const list : {&rule.all_of, &rule.any_of}) {
        for (const std::size_t one : *list) {
            learn_types(one, spelling);
        }
    }
}

void JsonCheck::look_at(const SourceRow& row, std::vector<RowIssue>& issues)
{
    rapidjson::Document document;
    const bool features = m_schema.shape == JsonSchema::Shape::features;
    std::string text = "{}";
    if (features) {
        Feature feature;
        feature.geometry = row.geometry;
        text.clear();
        append_geojson_row(text, feature, {});
    }
    document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
    Json& members = features ? document["properties"] : static_cast<Json&>(document);
    SchemaField number;
    number.type = FieldType::number;
    for (std::size_t i = 0; i < m_columns.size() && i < row.cells.size(); ++i) {
        const std::string_view cell = row.cells[i];
        if (cell.empty()) {
            continue;
        }
        const FieldReading reading =
            m_spellings[i].number ? read_field(number, cell) : FieldReading();
        Json value = reading.order ? Json(*reading.order)
                     : m_spellings[i].boolean && (cell == "true" || cell == "false")
                         ? Json(cell == "true")
                         : text_value(cell, document);
        members.AddMember(text_value(m_columns[i], document), value, document.GetAllocator());
    }
    judge(m_schema, m_schema.row, document, "", row.line, issues);
}

void JsonCheck::finish(std::vector<RowIssue>&) {}

}  // namespace parvis::datasets
