// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/csv_cells.hpp"

namespace parvis::publish {

void append_cell(std::string& out, std::string_view cell, char separator)
{
    const bool first = out.empty() || out.back() == '\n';
    if (!first) {
        out += separator;
    }
    if (first && cell.empty()) {
        out += "\"\"";  // nothing at all would leave the next cell the first one
        return;
    }
    if (cell.find_first_of("\"\r\n") == cell.npos && cell.find(separator) == cell.npos) {
        out += cell;
        return;
    }
    out += '"';
    for (const char letter : cell) {
        if (letter == '"') {
            out += '"';
        }
        out += letter;
    }
    out += '"';
}

void append_line(std::string& out, std::initializer_list<std::string_view> cells)
{
    for (const std::string_view cell : cells) {
        append_cell(out, cell);
    }
    out += "\r\n";
}

}  // namespace parvis::publish
