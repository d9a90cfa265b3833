// SPDX-License-Identifier: EUPL-1.2
#include "datasets/vector_source.hpp"

#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace parvis::datasets {
namespace {

constexpr std::size_t rows_looked_at = 50;

using Cells = std::vector<std::optional<std::string>>;

bool is_blank(const std::optional<std::string>& cell)
{
    return !cell || cell->find_first_not_of(" \t\r\n") == std::string::npos;
}

/// Numbers, dates and times are data; anything with a letter is a name.
bool is_text(const std::string& cell)
{
    return cell.find_first_not_of("0123456789.,:/-+ eE%\t") != std::string::npos;
}

std::size_t width(const Cells& cells)
{
    std::size_t used = cells.size();
    while (used > 0 && is_blank(cells[used - 1])) {
        --used;
    }
    return used;
}

std::size_t filled(const Cells& cells)
{
    return static_cast<std::size_t>(
        std::count_if(cells.begin(), cells.end(), [](const auto& c) { return !is_blank(c); }));
}

std::string_view format_name(geo::VectorFormat format)
{
    switch (format) {
    case geo::VectorFormat::geojson:
        return "GeoJSON";
    case geo::VectorFormat::shapefile:
        return "Shapefile";
    case geo::VectorFormat::geopackage:
        return "GeoPackage";
    case geo::VectorFormat::flatgeobuf:
        return "FlatGeobuf";
    case geo::VectorFormat::topojson:
        return "TopoJSON";
    case geo::VectorFormat::xlsx:
        return "XLSX";
    case geo::VectorFormat::ods:
        return "ODS";
    }
    return {};
}

}  // namespace

std::optional<std::size_t> find_header_row(const std::deque<geo::VectorFile::Row>& rows)
{
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Cells& cells = rows[i].values;
        const bool all_text = std::all_of(cells.begin(), cells.end(), [](const auto& cell) {
            return is_blank(cell) || is_text(*cell);
        });
        if (!all_text || filled(cells) < 2) {
            continue;
        }
        std::map<std::size_t, std::size_t> widths;
        for (std::size_t below = i + 1; below < rows.size(); ++below) {
            if (const std::size_t w = width(rows[below].values); w > 0) {
                ++widths[w];
            }
        }
        const auto usual = std::max_element(widths.begin(), widths.end(),
                                            [](auto& a, auto& b) { return a.second < b.second; });
        if (usual == widths.end() || width(cells) >= usual->first) {
            return i;
        }
    }
    return std::nullopt;
}

VectorSource::VectorSource(const SourceFile& file, geo::VectorFormat format,
                           const SourceOptions& options)
    : m_name(file.path.string()),
      m_file(file.path, format, geo::VectorOptions{options.layer, options.encoding}),
      m_is_sheet(format == geo::VectorFormat::xlsx || format == geo::VectorFormat::ods)
{
    m_info.format = format_name(format);
    m_info.encoding = options.encoding;
    if (m_is_sheet) {
        read_header();
        return;
    }
    m_has_geometry = true;
    m_crs = m_file.crs().value_or("");
    name_columns(m_file.columns());
}

void VectorSource::read_header()
{
    geo::VectorFile::Row row;
    while (m_ahead.size() < rows_looked_at && m_file.next(row)) {
        m_ahead.push_back(row);
    }
    const auto header = find_header_row(m_ahead);
    if (!header) {
        throw SourceError(fmt::format(
            "{} : aucune ligne d’en-tête trouvée dans la feuille ; une ligne doit porter les noms "
            "de toutes les colonnes, au-dessus des données.",
            m_name));
    }
    const geo::VectorFile::Row found = m_ahead[*header];
    std::string skipped;
    for (std::size_t i = 0; i < *header; ++i) {
        for (const auto& cell : m_ahead[i].values) {
            if (!is_blank(cell) && skipped.size() < 200) {
                skipped += fmt::format("{}« {} »", skipped.empty() ? "" : ", ", *cell);
            }
        }
    }
    m_info.guessed.push_back(
        fmt::format("en-tête reconnu à la ligne {} de la feuille", found.number));
    if (!skipped.empty()) {
        m_info.guessed.push_back(fmt::format("lignes de titre passées au-dessus : {}", skipped));
    }
    m_ahead.erase(m_ahead.begin(), m_ahead.begin() + static_cast<std::ptrdiff_t>(*header) + 1);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < width(found.values); ++i) {
        names.push_back(found.values[i].value_or(""));
    }
    name_columns(std::move(names));
}

bool VectorSource::advance()
{
    if (!m_ahead.empty()) {
        m_row = std::move(m_ahead.front());
        m_ahead.pop_front();
        return true;
    }
    return m_file.next(m_row);
}

bool VectorSource::next(SourceRow& row)
{
    while (advance()) {
        if (m_is_sheet && filled(m_row.values) == 0) {
            continue;
        }
        row.line = m_row.number;
        row.issues.clear();
        row.cells.assign(m_columns.size(), {});
        for (std::size_t i = 0; i < std::min(m_columns.size(), m_row.values.size()); ++i) {
            if (m_row.values[i]) {
                row.cells[i] = *m_row.values[i];
            }
        }
        for (std::size_t i = m_columns.size(); m_is_sheet && i < m_row.values.size(); ++i) {
            if (!is_blank(m_row.values[i])) {
                row.issues.push_back(
                    {row.line,
                     Severity::warning,
                     "row_too_long",
                     {},
                     *m_row.values[i],
                     {},
                     "La ligne a des cellules à droite de la dernière colonne de "
                     "l’en-tête : elles ne sont pas lues. Donnez un nom à leur colonne."});
                break;
            }
        }
        row.geometry = std::move(m_row.geometry);
        row.geometry_problem = m_row.geometry_problem;
        return true;
    }
    return false;
}

}  // namespace parvis::datasets
