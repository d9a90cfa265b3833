// SPDX-License-Identifier: EUPL-1.2
#include "datasets/csv_separator.hpp"

#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace parvis::datasets {
namespace {

constexpr std::size_t rows_looked_at = 20;

/// Cells of each of the first rows, were `separator` the right one.
std::vector<std::size_t> widths(std::string_view sample, char separator)
{
    std::vector<std::size_t> found;
    std::size_t cells = 1;
    bool quoted = false;
    bool at_cell_start = true;
    bool blank = true;
    for (std::size_t i = 0; i < sample.size() && found.size() < rows_looked_at; ++i) {
        const char c = sample[i];
        if (quoted) {
            quoted = c != '"';
        } else if (c == '"' && (at_cell_start || (i > 0 && sample[i - 1] == '"'))) {
            quoted = true;
            at_cell_start = false;
            blank = false;
        } else if (c == separator) {
            ++cells;
            at_cell_start = true;
            blank = false;
        } else if (c == '\n' || c == '\r') {
            if (!blank) {
                found.push_back(cells);
            }
            cells = 1;
            at_cell_start = blank = true;
        } else {
            at_cell_start = blank = false;
        }
    }
    if (found.empty() && !blank) {
        found.push_back(cells);
    }
    return found;
}

}  // namespace

char separator_named(const std::string& name, const std::string& file)
{
    if (name.empty()) {
        return '\0';
    }
    if (name == "tab" || name == "tabulation" || name == "\\t") {
        return '\t';
    }
    if (name.size() != 1 || name == "\"" || name == "\n" || name == "\r") {
        throw SourceError(fmt::format(
            "{} : « separator = \"{}\" » n’est pas un séparateur ; écrivez un seul caractère, par "
            "exemple \";\", \",\" ou \"tab\".",
            file, name));
    }
    return name.front();
}

char guess_separator(std::string_view sample)
{
    char best = ',';
    double best_score = 0;
    for (const char candidate : {';', ',', '\t', '|'}) {
        const auto found = widths(sample, candidate);
        if (found.empty() || found.front() < 2) {
            continue;
        }
        const auto alike = std::count(found.begin(), found.end(), found.front());
        const double share = static_cast<double>(alike) / static_cast<double>(found.size());
        const double score = share * share * static_cast<double>(found.front());
        if (score > best_score) {
            best_score = score;
            best = candidate;
        }
    }
    return best;
}

std::string separator_label(char separator)
{
    return separator == '\t' ? std::string("tabulation") : fmt::format("« {} »", separator);
}

}  // namespace parvis::datasets
