// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/csv_cells.hpp"

namespace parvis::publish {

void append_cell(std::string& out, std::string_view cell)
{
    if (!out.empty() && out.back() != '\n') {
        out += ',';
    }
    if (cell.find_first_of(",\"\r\n") == cell.npos) {
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

}  // namespace parvis::publish
