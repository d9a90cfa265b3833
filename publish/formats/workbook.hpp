// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"
#include "datasets/zone.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct lxw_workbook;
struct lxw_worksheet;
struct lxw_format;

namespace parvis::publish {

/// What is left of a text that is longer than a cell.
struct Remainder {
    std::string where, text;
};

/// A workbook being written (XLSX). Without finish() it is thrown away.
/// @throws Error where libxlsxwriter cannot go on.
class Workbook {
public:
    /// `folder` is for what does not fit into memory.
    Workbook(const std::filesystem::path& file, const std::filesystem::path& folder);
    ~Workbook();
    Workbook(const Workbook&) = delete;
    Workbook& operator=(const Workbook&) = delete;

    void set_properties(std::string_view title, std::string_view author,
                        std::optional<datasets::Instant> created);
    /// Writes the file, with a last sheet of what no cell could hold.
    void finish();

private:
    friend class Sheet;
    [[nodiscard]] lxw_worksheet* sheet(const char* name);
    void write_remainders();

    std::string m_file, m_folder;
    lxw_workbook* m_book = nullptr;
    lxw_format* m_bold = nullptr;
    lxw_format* m_day = nullptr;
    lxw_format* m_time = nullptr;
    std::vector<Remainder> m_remainders;  ///< of all its sheets
};

/// One sheet being written, row by row from the top.
class Sheet {
public:
    Sheet(Workbook& book, const char* name);

    void header(const std::vector<std::string>& names);
    void next_row();
    /// A text that is too long for a cell goes on in the sheet « Suites ».
    void text(const std::string& words);
    void value(const datasets::Value& value, const datasets::Zone& zone);
    /// A note on a cell of the row that is written now, or of the header. One cell has one note;
    /// what is too long for one is cut, and goes on in the sheet « Suites ».
    void note(std::size_t column, const std::string& words);
    void header_note(std::size_t column, const std::string& words);

private:
    void put(const std::string& words);
    void number(double value);
    void moment(datasets::Date day, std::optional<std::int32_t> seconds);
    void write_note(std::uint32_t row, std::size_t column, const std::string& words);

    Workbook& m_book;
    lxw_worksheet* m_sheet;
    std::string m_name;
    std::uint32_t m_row = 0;
    std::uint16_t m_column = 0;
};

}  // namespace parvis::publish
