// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/xlsx.hpp"

#include "publish/comment_index.hpp"
#include "publish/formats/export_table.hpp"
#include "publish/formats/workbook.hpp"

#include <map>
#include <string>
#include <vector>

namespace parvis::publish {

namespace {

/// Notes by the column that they stand in: one cell has one.
std::map<std::size_t, std::string> notes_of(const ExportTable& table,
                                            const CarriedComments& comments)
{
    std::map<std::size_t, std::string> notes;
    for (const CarriedComment& comment : comments) {
        std::string& note = notes[table.column_of(comment)];
        note += (note.empty() ? "" : "\n\n") + comment_text(comment);
    }
    return notes;
}

void write_rows(Sheet& sheet, const ItemsPage& page, const ExportTable& table)
{
    const datasets::Zone zone(page.dataset.manifest().facts.zone);
    std::vector<std::string> names;
    for (const auto& column : table.columns()) {
        names.push_back(column.name);
    }
    sheet.header(names);
    for (const auto& [column, words] : notes_of(table, page.dataset.general_comments())) {
        sheet.header_note(column, words);
    }
    bool first = true;
    for (const auto row : page.selection.rows) {
        for (const auto& column : table.columns()) {
            sheet.value(table.value(row, column, first), zone);
        }
        for (const auto& [column, words] : notes_of(table, page.dataset.comments(row))) {
            sheet.note(column, words);
        }
        sheet.next_row();
        first = false;
    }
}

void write_columns(Sheet& sheet, const ItemsPage& page, const ExportTable& table)
{
    sheet.header({"Colonne", "Nom", "Unité", "Millésime", "Description"});
    for (const auto& column : table.columns()) {
        if (column.content != ExportColumn::Content::property) {
            continue;
        }
        const auto& property = page.dataset.manifest().properties[column.property];
        sheet.text(property.name);
        sheet.text(std::string(datasets::text_in(property.label, "fr")));
        sheet.text(property.unit);
        sheet.text(property.vintage);
        sheet.text(std::string(datasets::text_in(property.description, "fr")));
        sheet.next_row();
    }
}

}  // namespace

void write_comments_sheet(Workbook& book,
                          const std::vector<std::pair<std::string, const CarriedComment*>>& all)
{
    Sheet sheet(book, "Commentaires");
    std::vector<std::string> titles;
    for (const auto& column : comment_columns()) {
        titles.emplace_back(column.title);
    }
    sheet.header(titles);
    for (const auto& [row, comment] : all) {
        for (const auto& cell : comment_cells(row.empty() ? "(tout le jeu)" : row, *comment)) {
            sheet.value(cell, datasets::Zone("UTC"));
        }
        sheet.next_row();
    }
}

std::filesystem::path write_items_xlsx(const ItemsPage& page, const std::filesystem::path& folder)
{
    const auto& manifest = page.dataset.manifest();
    const auto file = folder / (manifest.facts.id + ".xlsx");
    const ExportTable table(page, Positions::in_columns);
    Workbook book(file, folder);
    book.set_properties(datasets::text_in(manifest.facts.title, "fr"), manifest.facts.producer,
                        datasets::parse_instant(manifest.created));
    Sheet rows(book, "Données");
    write_rows(rows, page, table);
    Sheet columns(book, "Colonnes");
    write_columns(columns, page, table);
    write_comments_sheet(book, comments_of(page));
    Sheet source(book, "Source");
    source.header({"Information", "Valeur"});
    for (const auto& [name, value] : source_lines(page)) {
        source.text(name);
        source.text(value);
        source.next_row();
    }
    book.finish();
    return file;
}

}  // namespace parvis::publish
