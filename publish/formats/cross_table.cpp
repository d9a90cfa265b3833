// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/cross_table.hpp"

#include "publish/api/facts.hpp"
#include "publish/column.hpp"
#include "publish/formats/csv_cells.hpp"
#include "publish/formats/sources.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace parvis::publish {

namespace {

using cross::CrossTable;
using cross::Place;
using datasets::JsonText;
using datasets::Value;

void write_value(JsonText& json, const Value& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        json.integer(*whole);
    } else if (const auto* number = std::get_if<double>(&value)) {
        json.number(*number);
    } else {
        json.null();
    }
}

void write_values(JsonText& json, const CrossTable& table, const std::vector<Value>& values)
{
    for (std::size_t i = 0; i < table.measures.size(); ++i) {
        json.key(table.measures[i].name);
        write_value(json, values[i]);
    }
}

/// The values of a place that are no plain ones: letters of CL_OBS_STATUS, and why.
void write_marks(JsonText& json, const CrossTable& table, std::size_t index)
{
    const auto first = table.marks.lower_bound({index, 0});
    const auto last = table.marks.lower_bound({index + 1, 0});
    if (first == last) {
        return;
    }
    json.key("statuts");
    json.start_object();
    for (auto mark = first; mark != last; ++mark) {
        json.member(table.measures[mark->first.second].name, std::string(1, mark->second.status));
    }
    json.end_object();
    json.key("raisons");
    json.start_object();
    for (auto mark = first; mark != last; ++mark) {
        json.member(table.measures[mark->first.second].name, mark->second.reason);
    }
    json.end_object();
}

void write_notes(JsonText& json, const std::vector<std::string>& notes)
{
    if (!notes.empty()) {
        json.member("notes", notes);
    }
}

void write_measures(JsonText& json, const CrossTable& table)
{
    json.key("measures");
    json.start_array();
    for (const auto& measure : table.measures) {
        json.start_object();
        json.member("name", measure.name);
        json.member("expression", measure.expression);
        if (!measure.denominator.empty()) {
            json.member("denominator", measure.denominator);
        }
        if (!measure.vintages.empty()) {
            json.member("vintages", measure.vintages);
        }
        json.member("additive", measure.adds_up);
        if (measure.estimated) {
            json.member("status", "E");
        }
        json.member("rows", measure.rows);
        json.member("rowsWithoutValue", measure.skipped);
        write_notes(json, measure.notes);
        json.end_object();
    }
    json.end_array();
}

/// What the crossing says of itself, whatever the format.
void write_head(JsonText& json, const CrossTable& table, const std::vector<Link>& links)
{
    json.member("level", table.level);
    json.member("levelTitle", table.level_title);
    json.member("at", datasets::to_text(table.day));
    if (!table.period_text.empty()) {
        json.member("period", table.period_text);
    }
    json.member("licence", table.licence);
    json.member("licence_title", licence_title(table.licence));
    json.member("updated", cross::updated(table));
    if (const auto warning = cross::sample_warning(table); !warning.empty()) {
        json.member("sample", true);
        json.member("avertissement", warning);
    }
    write_notes(json, table.notes);
    write_measures(json, table);
    json.key("total");
    json.start_object();
    write_values(json, table, table.total);
    write_marks(json, table, cross::total_index(table));
    json.end_object();
    write_sources(json, table.inputs);
    const auto comments = cross::comments_on(table);
    if (!comments.empty()) {
        json.key("commentaires");
        write_comments(json, comments);
    }
    write_links(json, links);
}

void write_properties(JsonText& json, const CrossTable& table, std::size_t index,
                      const std::vector<Value>& values)
{
    json.member("id", id_at(table, index));
    json.member("nom", name_at(table, index));
    write_values(json, table, values);
    write_marks(json, table, index);
    if (!cross::sample_warning(table).empty()) {
        json.member("donnee_exemple", true);
    }
    if (!table.comments[index].empty()) {
        json.key("commentaires");
        write_comments(json, table.comments[index]);
    }
}

/// Calls `write` for each place and then, where rows lie in none, for the index after the last.
template <class Write>
void for_each_place(const CrossTable& table, const Write& write)
{
    for (std::size_t i = 0; i < table.places.size(); ++i) {
        write(i, table.values[i]);
    }
    if (table.has_unknown) {
        write(table.places.size(), table.unknown);
    }
}

}  // namespace

std::string_view id_at(const CrossTable& table, std::size_t index)
{
    return index == table.places.size() ? datasets::Level::unknown
                                        : std::string_view{table.places[index].id};
}

std::string_view name_at(const CrossTable& table, std::size_t index)
{
    return index == table.places.size() ? std::string_view{"hors de tout lieu connu"}
                                        : std::string_view{table.places[index].name};
}

std::string marks_text(const CrossTable& table, std::size_t index)
{
    std::string text;
    const auto last = table.marks.lower_bound({index + 1, 0});
    for (auto mark = table.marks.lower_bound({index, 0}); mark != last; ++mark) {
        text += fmt::format("{}{} : {}, {}", text.empty() ? "" : " | ",
                            table.measures[mark->first.second].name, mark->second.status,
                            mark->second.reason);
    }
    return text;
}

std::vector<std::string> source_lines(const CrossTable& table)
{
    std::vector<std::string> lines;
    for (const auto& input : table.inputs) {
        lines.push_back(attribution(input->manifest().facts));
    }
    lines.push_back(fmt::format("résultat sous {}", licence_title(table.licence)));
    if (const auto warning = cross::sample_warning(table); !warning.empty()) {
        lines.emplace_back(warning);
    }
    for (const auto& measure : table.measures) {
        for (const std::string& caution : measure.cautions) {
            lines.push_back(fmt::format("{} : {}", measure.name, caution));
        }
        if (measure.skipped > 0) {
            lines.push_back(fmt::format("{} : {} lignes sur {} sont sans valeur", measure.name,
                                        measure.skipped, measure.rows + measure.skipped));
        }
        if (!measure.denominator.empty()) {
            lines.push_back(fmt::format("{} : {}", measure.name, fmt::join(measure.notes, " ")));
        }
    }
    return lines;
}

std::string cross_json(const CrossTable& table, const std::vector<Link>& links)
{
    JsonText json;
    json.start_object();
    write_head(json, table, links);
    json.key("rows");
    json.start_array();
    for_each_place(table, [&](std::size_t index, const std::vector<Value>& values) {
        json.start_object();
        write_properties(json, table, index, values);
        json.end_object();
    });
    json.end_array();
    json.end_object();
    return json.take();
}

std::string cross_geojson(const CrossTable& table, const std::vector<Link>& links)
{
    JsonText json;
    json.start_object();
    json.member("type", "FeatureCollection");
    write_head(json, table, links);
    json.key("features");
    json.start_array();
    for_each_place(table, [&](std::size_t index, const std::vector<Value>& values) {
        json.start_object();
        json.member("type", "Feature");
        json.member("id", id_at(table, index));
        json.key("geometry");
        const Place* const place = index < table.places.size() ? &table.places[index] : nullptr;
        json.raw(place != nullptr && place->dataset ? place->dataset->geometry_json(place->row)
                                                    : std::string_view{"null"});
        json.key("properties");
        json.start_object();
        write_properties(json, table, index, values);
        json.end_object();
        json.end_object();
    });
    json.end_array();
    json.end_object();
    return json.take();
}

std::string cross_csv(const CrossTable& table)
{
    std::string out = "id";
    append_cell(out, "nom");
    for (const auto& measure : table.measures) {
        append_cell(out, measure.name);
    }
    if (!table.marks.empty()) {
        append_cell(out, "statuts");
    }
    const auto warning = cross::sample_warning(table);
    if (!warning.empty()) {
        append_cell(out, "donnee_exemple");
    }
    append_cell(out, "commentaire");
    append_cell(out, "sources");
    out += "\r\n";
    const auto line = [&](std::string_view id, std::string_view name,
                          const std::vector<Value>& values, std::string_view marks,
                          std::string_view comment, std::string_view sources) {
        append_cell(out, id);
        append_cell(out, name);
        for (const Value& value : values) {
            append_cell(out, text_of(value));
        }
        if (!table.marks.empty()) {
            append_cell(out, marks);
        }
        if (!warning.empty()) {
            append_cell(out, "true");
        }
        append_cell(out, comment);
        append_cell(out, sources);
        out += "\r\n";
    };
    for_each_place(table, [&](std::size_t index, const std::vector<Value>& values) {
        line(id_at(table, index), name_at(table, index), values, marks_text(table, index),
             comments_text(table.comments[index]), "");
    });
    line("total", "Total", table.total, marks_text(table, cross::total_index(table)),
         comments_text(cross::comments_on(table)),
         fmt::format("{}", fmt::join(source_lines(table), " ; ")));
    return out;
}

}  // namespace parvis::publish
