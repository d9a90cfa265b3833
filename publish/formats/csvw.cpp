// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/csvw.hpp"

#include "publish/api/annotations.hpp"
#include "publish/api/facts.hpp"
#include "publish/formats/export_table.hpp"
#include "publish/optional_member.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace parvis::publish {

namespace {

using datasets::JsonText;
using datasets::Property;
using datasets::ValueType;

/// A column of the table; `property` is nullptr for one that Parvis adds.
struct Column {
    std::string name;
    const Property* property = nullptr;
    ValueType type = ValueType::text;
};

struct Table {
    const Snapshot& dataset;
    const std::string& address;
    const std::string& base_url;
    std::vector<Column> columns;
};

std::string_view datatype(ValueType type)
{
    switch (type) {
    case ValueType::boolean:
        return "boolean";
    case ValueType::integer:
        return "integer";
    case ValueType::number:
        return "number";
    case ValueType::date:
        return "date";
    case ValueType::instant:
        return "dateTime";
    case ValueType::text:
    case ValueType::list:
    case ValueType::parts:
        break;
    }
    return "string";
}

void write_columns(JsonText& json, const std::vector<Column>& columns)
{
    json.key("tableSchema");
    json.start_object();
    json.key("columns");
    json.start_array();
    for (const Column& column : columns) {
        json.start_object();
        json.member("name", column.name);
        json.member("titles", column.name);
        json.member("datatype", datatype(column.type));
        if (column.type == ValueType::list) {
            json.member("separator", "; ");
        }
        if (column.property != nullptr) {
            write_unless_empty(json, "dc:title", datasets::text_in(column.property->label, "fr"));
            write_unless_empty(json, "dc:description",
                               datasets::text_in(column.property->description, "fr"));
            write_unless_empty(json, "schema:unitText", column.property->unit);
        }
        json.end_object();
    }
    json.end_array();
    json.member("primaryKey", columns.front().name);
    json.end_object();
}

void write_head(JsonText& json, const Table& table)
{
    const auto& manifest = table.dataset.manifest();
    const auto& facts = manifest.facts;
    json.key("@context");
    json.raw(R"(["http://www.w3.org/ns/csvw",{"@language":"fr"}])");
    json.member("url", table.address);
    write_unless_empty(json, "dc:title", datasets::text_in(facts.title, "fr"));
    write_unless_empty(json, "dc:description", datasets::text_in(facts.description, "fr"));
    write_unless_empty(json, "dc:publisher", facts.producer);
    write_unless_empty(json, "dc:source", facts.origin);
    write_unless_empty(json, "dc:modified", facts.updated);
    write_unless_empty(json, "dc:bibliographicCitation", attribution(facts));
    write_unless_empty(json, "schema:version", std::to_string(manifest.version));
    if (const auto licence = licence_address(facts); !licence.empty()) {
        json.key("dc:license");
        json.start_object();
        json.member("@id", licence);
        json.end_object();
    }
}

/// Comments as notes. The header is line 1 of the table, as RFC 7111 counts.
class Notes {
public:
    Notes(JsonText& json, const Table& table) : m_json(json), m_table(table)
    {
        json.key("notes");
        json.start_array();
        for (const CarriedComment& comment : table.dataset.general_comments()) {
            const auto column = column_of(comment);
            write(comment, column ? fmt::format("col={}", *column) : "");
        }
    }
    Notes(const Notes&) = delete;
    Notes& operator=(const Notes&) = delete;
    ~Notes() { m_json.end_array(); }

    void row(RowIndex row, std::size_t index)
    {
        for (const CarriedComment& comment : m_table.dataset.comments(row)) {
            const auto column = column_of(comment);
            write(comment, column ? fmt::format("cell={},{}", index + 2, *column)
                                  : fmt::format("row={}", index + 2));
        }
    }

private:
    /// Of the column that it speaks of, counted from 1; nothing for all of them.
    [[nodiscard]] std::optional<std::size_t> column_of(const CarriedComment& comment) const
    {
        std::vector<std::string> names = comment.scope.columns;
        if (comment.scope.dataset.empty()) {
            names = {publish::column_of(m_table.dataset, comment)};
        }
        for (const std::string& name : names) {
            const auto found = std::ranges::find_if(m_table.columns, [&](const Column& column) {
                return column.property != nullptr && column.name == name;
            });
            if (found != m_table.columns.end()) {
                return found - m_table.columns.begin() + 1;
            }
        }
        return std::nullopt;
    }

    void write(const CarriedComment& comment, std::string fragment)
    {
        const TablePlace place{m_table.address, std::move(fragment)};
        const bool own = comment.scope.dataset.empty();
        write_annotation(m_json, own ? &m_table.dataset : nullptr, comment, m_table.base_url,
                         &place);
    }

    JsonText& m_json;
    const Table& m_table;
};

}  // namespace

std::string items_csvw(const ItemsPage& page, const std::string& address,
                       const std::string& base_url)
{
    Table table{page.dataset, address, base_url, {}};
    const auto& properties = page.dataset.manifest().properties;
    const ExportTable exported(page, Positions::in_columns);
    for (const auto& column : exported.columns()) {
        const bool own = column.content == ExportColumn::Content::property;
        table.columns.push_back(
            {column.name, own ? &properties[column.property] : nullptr, column.type});
    }
    JsonText json;
    json.start_object();
    write_head(json, table);
    {
        Notes notes(json, table);
        for (std::size_t i = 0; i < page.selection.rows.size(); ++i) {
            notes.row(page.selection.rows[i], i);
        }
    }
    write_columns(json, table.columns);
    json.end_object();
    return json.take();
}

std::string version_csvw(const Snapshot& dataset, const std::string& address,
                         const std::string& base_url)
{
    Table table{dataset, address, base_url, {}};
    const auto own = [&](std::string name) {  // as csv_text names the columns that it adds
        while (dataset.property(name)) {
            name += '_';
        }
        return name;
    };
    table.columns.push_back({own("id")});
    for (const Property& property : dataset.manifest().properties) {
        table.columns.push_back({property.name, &property, property.type});
    }
    table.columns.push_back({own("lon"), nullptr, ValueType::number});
    table.columns.push_back({own("lat"), nullptr, ValueType::number});
    table.columns.push_back({own("wkt")});
    JsonText json;
    json.start_object();
    write_head(json, table);
    {
        Notes notes(json, table);
        for (const RowIndex row : dataset.commented_rows()) {
            notes.row(row, row);
        }
    }
    write_columns(json, table.columns);
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish
