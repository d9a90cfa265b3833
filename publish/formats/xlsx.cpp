// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/xlsx.hpp"

#include "datasets/zone.hpp"
#include "geo/cell_text.hpp"
#include "geo/error.hpp"
#include "geo/visit.hpp"
#include "publish/formats/export_table.hpp"
#include "publish/formats/xml_text.hpp"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace parvis::publish {

namespace {

/// What is left of a text that is longer than a cell.
struct Remainder {
    std::string where, text;
};

/// Closes the workbook, which writes it; a second time it is a failure that is thrown away.
class Workbook {
public:
    Workbook(std::string file, std::string folder)
        : m_file(std::move(file)), m_folder(std::move(folder))
    {
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        options.tmpdir = m_folder.data();
        m_book = workbook_new_opt(m_file.c_str(), &options);
        if (m_book == nullptr) {
            throw Error("libxlsxwriter cannot begin " + m_file);
        }
        m_bold = workbook_add_format(m_book);
        format_set_bold(m_bold);
        m_day = workbook_add_format(m_book);
        format_set_num_format(m_day, "dd/mm/yyyy");
        m_time = workbook_add_format(m_book);
        format_set_num_format(m_time, "dd/mm/yyyy hh:mm:ss");
    }
    ~Workbook()
    {
        if (m_book != nullptr) {
            close(m_book);
        }
    }
    Workbook(const Workbook&) = delete;
    Workbook& operator=(const Workbook&) = delete;

    void set_properties(const datasets::Manifest& manifest)
    {
        std::string title = xml_text(datasets::text_in(manifest.facts.title, "fr"));
        std::string author = xml_text(manifest.facts.producer);
        lxw_doc_properties properties{};
        properties.title = title.data();
        properties.author = author.data();
        if (const auto created = datasets::parse_instant(manifest.created)) {
            properties.created = static_cast<time_t>(created->seconds);
        }
        check(workbook_set_properties(m_book, &properties));
    }
    lxw_worksheet* sheet(const char* name)
    {
        auto* made = workbook_add_worksheet(m_book, name);
        if (made == nullptr) {
            throw Error(fmt::format("libxlsxwriter cannot make the sheet {}", name));
        }
        return made;
    }
    void finish() { check(close(std::exchange(m_book, nullptr))); }

    /// One at a time: libxlsxwriter writes when a workbook was made through gmtime(), whose answer
    /// lies in one place for all threads.
    static lxw_error close(lxw_workbook* book)
    {
        static std::mutex turn;
        const std::lock_guard lock(turn);
        return workbook_close(book);
    }
    static void check(lxw_error error)
    {
        if (error != LXW_NO_ERROR) {
            throw Error(fmt::format("libxlsxwriter: {}", lxw_strerror(error)));
        }
    }
    [[nodiscard]] lxw_format* bold() const { return m_bold; }
    [[nodiscard]] lxw_format* day() const { return m_day; }
    [[nodiscard]] lxw_format* time() const { return m_time; }

private:
    std::string m_file, m_folder;
    lxw_workbook* m_book = nullptr;
    lxw_format* m_bold = nullptr;
    lxw_format* m_day = nullptr;
    lxw_format* m_time = nullptr;
};

/// Where the text has to be cut to have at most so many units of UTF-16, which a cell is counted
/// in; its size when it has not.
std::size_t cut_after(const std::string& text, std::size_t most)
{
    std::size_t units = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) == 0x80U) {
            continue;
        }
        units += byte >= 0xF0 ? 2 : 1;
        if (units > most) {
            return i;
        }
    }
    return text.size();
}

/// One sheet being written, row by row from the top.
class Sheet {
public:
    Sheet(Workbook& book, const char* name, std::vector<Remainder>& remainders)
        : m_book(book), m_sheet(book.sheet(name)), m_name(name), m_remainders(remainders)
    {
    }

    void header(const std::vector<std::string>& names)
    {
        for (std::size_t i = 0; i < names.size(); ++i) {
            const auto column = static_cast<lxw_col_t>(i);
            const auto width =
                static_cast<double>(std::clamp<std::size_t>(names[i].size() + 3, 12, 40));
            Workbook::check(worksheet_set_column(m_sheet, column, column, width, nullptr));
            Workbook::check(worksheet_write_string(
                m_sheet, 0, column, geo::written_cell_text(names[i]).c_str(), m_book.bold()));
        }
        worksheet_freeze_panes(m_sheet, 1, 0);
        m_row = 1;
    }
    void next_row()
    {
        ++m_row;
        m_column = 0;
    }
    void text(const std::string& words)
    {
        constexpr std::size_t longest = 32'000;  // a cell has 32,767 at most
        const auto end = cut_after(words, longest);
        if (end == words.size()) {
            put(words);
            return;
        }
        put(words.substr(0, end) + " … (suite dans la feuille « Suites »)");
        m_remainders.push_back(
            {fmt::format("{}, ligne {}, colonne {}", m_name, m_row + 1, m_column),
             words.substr(end)});
    }
    void value(const datasets::Value& value, const datasets::Zone& zone)
    {
        std::visit(geo::Overloaded{
                       [&](std::monostate) { ++m_column; },
                       [&](bool flag) {
                           Workbook::check(worksheet_write_boolean(m_sheet, m_row, m_column++,
                                                                   flag ? 1 : 0, nullptr));
                       },
                       [&](std::int64_t number) {
                           // Beyond 2^53 a cell would round it.
                           constexpr std::int64_t exact = std::int64_t{1} << 53U;
                           if (number > exact || number < -exact) {
                               text(std::to_string(number));
                           } else {
                               this->number(static_cast<double>(number));
                           }
                       },
                       [&](double number) { this->number(number); },
                       [&](const std::string& words) { text(words); },
                       [&](datasets::Date day) { moment(day, std::nullopt); },
                       [&](datasets::Instant instant) {
                           moment(zone.date_of(instant), zone.second_of_day(instant));
                       },
                       [&](const auto& other) { text(text_of(datasets::Value{other})); },
                   },
                   value);
    }

private:
    void put(const std::string& words)
    {
        if (words.empty()) {
            ++m_column;  // a cell of its own would look like a value
            return;
        }
        const std::string written = geo::written_cell_text(words);
        Workbook::check(
            worksheet_write_string(m_sheet, m_row, m_column++, written.c_str(), nullptr));
    }
    void number(double value)
    {
        Workbook::check(worksheet_write_number(m_sheet, m_row, m_column++, value, nullptr));
    }
    /// A workbook counts days from 1900 on; others are text.
    void moment(datasets::Date day, std::optional<std::int32_t> seconds)
    {
        if (day.year < 1901) {
            text(datasets::to_text(day));
            return;
        }
        lxw_datetime written{day.year, day.month, day.day, 0, 0, 0};
        if (seconds) {
            written.hour = *seconds / 3600;
            written.min = *seconds / 60 % 60;
            written.sec = *seconds % 60;
        }
        Workbook::check(worksheet_write_datetime(m_sheet, m_row, m_column++, &written,
                                                 seconds ? m_book.time() : m_book.day()));
    }

    Workbook& m_book;
    lxw_worksheet* m_sheet;
    std::string m_name;
    std::vector<Remainder>& m_remainders;
    lxw_row_t m_row = 0;
    lxw_col_t m_column = 0;
};

void write_rows(Sheet& sheet, const ItemsPage& page, const ExportTable& table)
{
    const datasets::Zone zone(page.dataset.manifest().facts.zone);
    std::vector<std::string> names;
    for (const auto& column : table.columns()) {
        names.push_back(column.name);
    }
    sheet.header(names);
    bool first = true;
    for (const auto row : page.selection.rows) {
        for (const auto& column : table.columns()) {
            sheet.value(table.value(row, column, first), zone);
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

void write_comments_sheet(Sheet& sheet, const ItemsPage& page)
{
    sheet.header({"Objet", "Colonne", "Auteur", "Fonction", "Date", "Explication"});
    for (const auto& [id, comment] : comments_of(page)) {
        sheet.text(id.empty() ? "(tout le jeu)" : id);
        sheet.text(comment->target.column);
        sheet.text(comment->author);
        sheet.text(comment->role);
        sheet.value(comment->date, datasets::Zone("UTC"));
        sheet.text(std::string(datasets::text_in(comment->text, "fr")));
        sheet.next_row();
    }
}

}  // namespace

std::filesystem::path write_items_xlsx(const ItemsPage& page, const std::filesystem::path& folder)
{
    const auto& manifest = page.dataset.manifest();
    const auto file = folder / (manifest.facts.id + ".xlsx");
    const ExportTable table(page, Positions::in_columns);
    Workbook book(file.string(), folder.string());
    book.set_properties(manifest);
    std::vector<Remainder> remainders;
    Sheet rows(book, "Données", remainders);
    write_rows(rows, page, table);
    Sheet columns(book, "Colonnes", remainders);
    write_columns(columns, page, table);
    Sheet comments(book, "Commentaires", remainders);
    write_comments_sheet(comments, page);
    Sheet source(book, "Source", remainders);
    source.header({"Information", "Valeur"});
    for (const auto& [name, value] : source_lines(page)) {
        source.text(name);
        source.text(value);
        source.next_row();
    }
    if (!remainders.empty()) {
        // Its own long texts go on in rows of their own, so the list must not grow meanwhile.
        std::vector<Remainder> none;
        Sheet more(book, "Suites", none);
        more.header({"Suite de", "Texte"});
        for (auto& [where, text] : remainders) {
            while (!text.empty()) {
                const auto end = cut_after(text, 32'000);
                more.text(where);
                more.text(text.substr(0, end));
                more.next_row();
                text.erase(0, end);
            }
        }
    }
    book.finish();
    return file;
}

}  // namespace parvis::publish
