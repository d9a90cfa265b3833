// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/indicator_grid.hpp"

#include "geo/error.hpp"
#include "publish/site/embedded.hpp"

#include <algorithm>

namespace parvis::publish::report {

namespace {

std::vector<std::string> split(std::string_view text, char at)
{
    std::vector<std::string> pieces;
    std::size_t start = 0;
    while (start <= text.size()) {
        const std::size_t end = std::min(text.find(at, start), text.size());
        pieces.emplace_back(text.substr(start, end - start));
        start = end + 1;
    }
    return pieces;
}

/// One line; cells of our own file have no quotes and no separator in them.
Indicator read_line(std::string_view line)
{
    constexpr std::size_t columns = 10;
    std::vector<std::string> cells = split(line, ';');
    if (cells.size() != columns) {
        throw EncodingError("indicators.csv: a line has not ten cells: " + std::string(line));
    }
    Indicator read;
    read.id = cells[0];
    read.department = cells[1];
    read.label = cells[2];
    read.definition = cells[3];
    read.unit = cells[4];
    read.numerator = cells[5];
    read.denominator = cells[6];
    read.denominator_kind = cells[7];
    if (!cells[8].empty()) {
        read.parts = split(cells[8], '|');
    }
    read.additive = cells[9] == "oui";
    return read;
}

std::vector<Indicator> read_grid()
{
    std::vector<Indicator> grid;
    std::string_view text = site::embedded("assets/indicateurs.csv");
    bool header = true;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (!header && end > 0) {
            grid.push_back(read_line(text.substr(0, end)));
        }
        header = false;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return grid;
}

}  // namespace

const std::vector<Indicator>& indicator_grid()
{
    static const std::vector<Indicator> grid = read_grid();
    return grid;
}

const Indicator* indicator(std::string_view id)
{
    const auto found = std::ranges::find(indicator_grid(), id, &Indicator::id);
    return found == indicator_grid().end() ? nullptr : &*found;
}

}  // namespace parvis::publish::report
