// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/workbook.hpp"

#include "geo/cell_text.hpp"
#include "geo/error.hpp"
#include "geo/visit.hpp"
#include "publish/column.hpp"
#include "publish/formats/xml_text.hpp"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <mutex>
#include <utility>

namespace parvis::publish {

namespace {

void check(lxw_error error)
{
    if (error != LXW_NO_ERROR) {
        throw Error(fmt::format("libxlsxwriter: {}", lxw_strerror(error)));
    }
}

/// One at a time: libxlsxwriter writes when a workbook was made through gmtime(), whose answer lies
/// in one place for all threads.
lxw_error close(lxw_workbook* book)
{
    static std::mutex turn;
    const std::lock_guard lock(turn);
    return workbook_close(book);
}

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

constexpr std::size_t longest_cell = 32'000;  // a cell and a note have 32,767 at most
constexpr std::string_view goes_on = " … (suite dans la feuille « Suites »)";

}  // namespace

Workbook::Workbook(const std::filesystem::path& file, const std::filesystem::path& folder)
    : m_file(file.string()), m_folder(folder.string())
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

Workbook::~Workbook()
{
    if (m_book != nullptr) {
        close(m_book);
    }
}

void Workbook::set_properties(std::string_view title, std::string_view author,
                              std::optional<datasets::Instant> created)
{
    std::string title_text = xml_text(title);
    std::string author_text = xml_text(author);
    lxw_doc_properties properties{};
    properties.title = title_text.data();
    properties.author = author_text.data();
    if (created) {
        properties.created = static_cast<time_t>(created->seconds);
    }
    check(workbook_set_properties(m_book, &properties));
}

lxw_worksheet* Workbook::sheet(const char* name)
{
    auto* made = workbook_add_worksheet(m_book, name);
    if (made == nullptr) {
        throw Error(fmt::format("libxlsxwriter cannot make the sheet {}", name));
    }
    return made;
}

void Workbook::write_remainders()
{
    // Its own texts are cut to fit, so the list does not grow meanwhile.
    auto remainders = std::move(m_remainders);
    if (remainders.empty()) {
        return;
    }
    Sheet more(*this, "Suites");
    more.header({"Suite de", "Texte"});
    for (auto& [where, text] : remainders) {
        while (!text.empty()) {
            const auto end = cut_after(text, longest_cell);
            more.text(where);
            more.text(text.substr(0, end));
            more.next_row();
            text.erase(0, end);
        }
    }
}

void Workbook::finish()
{
    write_remainders();
    check(close(std::exchange(m_book, nullptr)));
}

Sheet::Sheet(Workbook& book, const char* name)
    : m_book(book), m_sheet(book.sheet(name)), m_name(name)
{
}

void Sheet::header(const std::vector<std::string>& names)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto column = static_cast<lxw_col_t>(i);
        const auto width =
            static_cast<double>(std::clamp<std::size_t>(names[i].size() + 3, 12, 40));
        check(worksheet_set_column(m_sheet, column, column, width, nullptr));
        check(worksheet_write_string(m_sheet, 0, column, geo::written_cell_text(names[i]).c_str(),
                                     m_book.m_bold));
    }
    worksheet_freeze_panes(m_sheet, 1, 0);
    m_row = 1;
}

void Sheet::next_row()
{
    ++m_row;
    m_column = 0;
}

void Sheet::text(const std::string& words)
{
    const auto end = cut_after(words, longest_cell);
    if (end == words.size()) {
        put(words);
        return;
    }
    put(words.substr(0, end) + std::string(goes_on));
    m_book.m_remainders.push_back(
        {fmt::format("{}, ligne {}, colonne {}", m_name, m_row + 1, m_column), words.substr(end)});
}

void Sheet::note(std::size_t column, const std::string& words) { write_note(m_row, column, words); }

void Sheet::header_note(std::size_t column, const std::string& words)
{
    write_note(0, column, words);
}

void Sheet::write_note(std::uint32_t row, std::size_t column, const std::string& words)
{
    const auto end = cut_after(words, longest_cell);
    std::string shown = words.substr(0, end);
    if (end < words.size()) {
        shown += goes_on;
        m_book.m_remainders.push_back(
            {fmt::format("note : {}, ligne {}, colonne {}", m_name, row + 1, column + 1),
             words.substr(end)});
    }
    // Wide enough to be read without being pulled, and as high as its text needs.
    constexpr std::size_t letters_a_line = 48, most_lines = 20;
    lxw_comment_options options{};
    options.width = 330;
    options.height =
        static_cast<std::uint16_t>(20 * std::min(most_lines, 2 + shown.size() / letters_a_line));
    check(worksheet_write_comment_opt(m_sheet, row, static_cast<lxw_col_t>(column),
                                      geo::written_cell_text(shown).c_str(), &options));
}

void Sheet::value(const datasets::Value& value, const datasets::Zone& zone)
{
    std::visit(
        geo::Overloaded{
            [&](std::monostate) { ++m_column; },
            [&](bool flag) {
                check(worksheet_write_boolean(m_sheet, m_row, m_column++, flag ? 1 : 0, nullptr));
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

void Sheet::put(const std::string& words)
{
    if (words.empty()) {
        ++m_column;  // a cell of its own would look like a value
        return;
    }
    const std::string written = geo::written_cell_text(words);
    check(worksheet_write_string(m_sheet, m_row, m_column++, written.c_str(), nullptr));
}

void Sheet::number(double value)
{
    check(worksheet_write_number(m_sheet, m_row, m_column++, value, nullptr));
}

/// A workbook counts days from 1900 on; others are text.
void Sheet::moment(datasets::Date day, std::optional<std::int32_t> seconds)
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
    check(worksheet_write_datetime(m_sheet, m_row, m_column++, &written,
                                   seconds ? m_book.m_time : m_book.m_day));
}

}  // namespace parvis::publish
