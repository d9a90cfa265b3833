// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/export_table.hpp"

#include "publish/api/facts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace parvis::publish {

using datasets::Value;
using datasets::ValueType;
using Content = ExportColumn::Content;

ExportTable::ExportTable(const ItemsPage& page, Positions positions) : m_page(page)
{
    const auto& manifest = page.dataset.manifest();
    add(Content::id, "id", ValueType::text);
    if (has_state(manifest) && page.wanted.has_state()) {
        add(Content::state, "etat", ValueType::text);
    }
    for (std::size_t i = 0; i < manifest.properties.size(); ++i) {
        if (page.wanted.has(i)) {
            const auto& property = manifest.properties[i];
            m_columns.push_back({Content::property, i, property.name, property.type});
        }
    }
    if (positions == Positions::in_columns && page.wanted.has_geometry()) {
        add(Content::lon, "lon", ValueType::number);
        add(Content::lat, "lat", ValueType::number);
    }
    add(Content::comments, "commentaire", ValueType::text);
    add(Content::dataset_comments, "commentaire_jeu", ValueType::text);
    add(Content::source, "source", ValueType::text);
    add(Content::licence, "licence", ValueType::text);
}

void ExportTable::add(Content content, std::string name, ValueType type)
{
    while (m_page.dataset.property(name)) {
        name += "_parvis";
    }
    m_columns.push_back({content, 0, std::move(name), type});
}

Value ExportTable::value(RowIndex row, const ExportColumn& column, bool first) const
{
    const auto& dataset = m_page.dataset;
    const auto text = [](std::string words) {
        return words.empty() ? Value{} : Value{std::move(words)};
    };
    switch (column.content) {
    case Content::id:
        return std::string(dataset.feature_id(row));
    case Content::state:
        return std::string(datasets::code_of(dataset.work_state(row, m_page.day)));
    case Content::property:
        if (column.type == ValueType::list || column.type == ValueType::parts) {
            return text(dataset.text(row, column.property));
        }
        return dataset.value(row, column.property);
    case Content::lon:
    case Content::lat:
        if (const auto at = shown_position(dataset, row)) {
            return column.content == Content::lon ? at->lon : at->lat;
        }
        return {};
    case Content::comments:
        return text(comments_text(dataset.comments(row)));
    case Content::dataset_comments:
        return first ? text(comments_text(dataset.general_comments())) : Value{};
    case Content::source:
        return first ? text(source_text(m_page)) : Value{};
    case Content::licence:
        break;
    }
    return first ? text(licence_text(dataset.manifest().facts)) : Value{};
}

std::size_t ExportTable::column_of(const CarriedComment& comment) const
{
    const auto index = [&](const std::string& name) -> std::size_t {
        const auto property = m_page.dataset.property(name);
        const auto found = std::ranges::find_if(m_columns, [&](const ExportColumn& column) {
            return property && column.content == Content::property && column.property == *property;
        });
        return found == m_columns.end() ? 0 : static_cast<std::size_t>(found - m_columns.begin());
    };
    if (comment.scope.dataset.empty()) {
        return index(publish::column_of(m_page.dataset, comment));
    }
    // In a crossing: the first of the columns that it went into.
    for (const std::string& name : comment.scope.columns) {
        if (const auto found = index(name); found != 0) {
            return found;
        }
    }
    return 0;
}

std::string source_text(const ItemsPage& page)
{
    auto text = attribution(page.dataset.manifest().facts);
    if (page.left_out > 0) {
        text +=
            fmt::format(" ; {} objets sans lieu manquent, ce format n'en prend pas", page.left_out);
    }
    return text;
}

std::optional<geo::LonLat> shown_position(const Snapshot& dataset, RowIndex row)
{
    const auto box = dataset.bounds(row);
    if (!box) {
        return std::nullopt;
    }
    if (box->west == box->east && box->south == box->north) {
        return geo::LonLat{box->west, box->south};
    }
    auto at = geo::representative_point(dataset.geometry(row));
    if (at) {
        // As positions are stored: a centimetre.
        constexpr double scale = 1e7;
        at = geo::LonLat{std::round(at->lon * scale) / scale, std::round(at->lat * scale) / scale};
    }
    return at;
}

std::string licence_text(const datasets::DatasetFacts& facts)
{
    const auto address = licence_address(facts);
    return std::string(address.empty() ? licence_title(facts.licence) : address);
}

std::vector<std::pair<std::string, const CarriedComment*>> comments_of(const ItemsPage& page)
{
    std::vector<std::pair<std::string, const CarriedComment*>> all;
    for (const auto& comment : page.dataset.general_comments()) {
        all.emplace_back("", &comment);
    }
    for (const auto row : page.selection.rows) {
        for (const auto& comment : page.dataset.comments(row)) {
            all.emplace_back(page.dataset.feature_id(row), &comment);
        }
    }
    return all;
}

std::vector<std::pair<std::string, std::string>> source_lines(const ItemsPage& page)
{
    const auto& manifest = page.dataset.manifest();
    const auto& facts = manifest.facts;
    auto lines = fact_lines(facts);
    const auto add = [&](const char* name, std::string_view value) {
        if (!value.empty()) {
            lines.emplace_back(name, value);
        }
    };
    add("Version", std::to_string(manifest.version) + " du " + manifest.created);
    if (has_state(manifest)) {
        add("État des chantiers le", datasets::to_text(page.day));
    }
    add("Lignes", std::to_string(page.selection.rows.size()) + " sur " +
                      std::to_string(page.dataset.size()) + " dans le jeu");
    add("Avertissement", facts.sample ? sample_warning(facts) : std::string_view());
    add("Note", datasets::text_in(facts.note, "fr"));
    return lines;
}

}  // namespace parvis::publish
