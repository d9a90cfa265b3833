// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/cross_xlsx.hpp"

#include "publish/formats/cross_table.hpp"
#include "publish/formats/workbook.hpp"
#include "publish/formats/xlsx.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace parvis::publish {

namespace {

using cross::CrossTable;
using datasets::Value;

constexpr std::size_t first_measure = 2;  // behind id and name

/// A note on the first measure that each comment went into; on the name where it is said of the
/// place.
std::map<std::size_t, std::string> notes_of(const CrossTable& table,
                                            const CarriedComments& comments)
{
    std::map<std::size_t, std::string> notes;
    for (const CarriedComment& comment : comments) {
        std::size_t column = 0;
        for (std::size_t m = 0; m < table.measures.size() && column == 0; ++m) {
            const bool is_of = std::ranges::find(comment.scope.columns, table.measures[m].name) !=
                               comment.scope.columns.end();
            column = is_of ? first_measure + m : 0;
        }
        std::string& note = notes[column];
        note += (note.empty() ? "" : "\n\n") + comment_text(comment);
    }
    return notes;
}

void write_places(Workbook& book, const CrossTable& table)
{
    Sheet sheet(book, "Croisement");
    std::vector<std::string> names{"id", "nom"};
    for (const auto& measure : table.measures) {
        names.push_back(measure.name);
    }
    names.emplace_back("statuts");
    sheet.header(names);
    const datasets::Zone zone("UTC");
    const auto line = [&](std::string_view id, std::string_view name,
                          const std::vector<Value>& values, std::size_t index,
                          const CarriedComments& comments) {
        sheet.text(std::string(id));
        sheet.text(std::string(name));
        for (const Value& value : values) {
            sheet.value(value, zone);
        }
        sheet.text(marks_text(table, index));
        for (const auto& [column, words] : notes_of(table, comments)) {
            sheet.note(column, words);
        }
        sheet.next_row();
    };
    for (std::size_t i = 0; i < table.places.size() + (table.has_unknown ? 1 : 0); ++i) {
        line(id_at(table, i), name_at(table, i),
             i < table.places.size() ? table.values[i] : table.unknown, i, table.comments[i]);
    }
    line("total", "Total", table.total, cross::total_index(table), cross::comments_on(table));
}

void write_measures(Workbook& book, const CrossTable& table)
{
    Sheet sheet(book, "Mesures");
    sheet.header({"Mesure", "Calcul", "Remarques"});
    for (const auto& measure : table.measures) {
        sheet.text(measure.name);
        sheet.text(measure.expression);
        sheet.text(fmt::format("{}", fmt::join(measure.notes, " ")));
        sheet.next_row();
    }
}

}  // namespace

std::filesystem::path write_cross_xlsx(const CrossTable& table, const std::filesystem::path& folder)
{
    const auto file = folder / "croisement.xlsx";
    Workbook book(file, folder);
    book.set_properties("Croisement : " + table.level_title, "",
                        datasets::parse_instant(datasets::to_text(table.day) + "T00:00:00Z"));
    write_places(book, table);
    write_measures(book, table);
    const auto general = cross::comments_on(table);
    std::vector<std::pair<std::string, const CarriedComment*>> comments;
    for (const auto& comment : general) {
        comments.emplace_back("", &comment);
    }
    for (std::size_t i = 0; i < table.comments.size(); ++i) {
        for (const auto& comment : table.comments[i]) {
            comments.emplace_back(id_at(table, i), &comment);
        }
    }
    write_comments_sheet(book, comments);
    Sheet source(book, "Source");
    source.header({"Source"});
    for (const std::string& line : source_lines(table)) {
        source.text(line);
        source.next_row();
    }
    book.finish();
    return file;
}

}  // namespace parvis::publish
