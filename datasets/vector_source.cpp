// SPDX-License-Identifier: EUPL-1.2
#include "datasets/vector_source.hpp"

#include "datasets/zip_archive.hpp"
#include "geo/error.hpp"
#include "geo/local_file.hpp"

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

/// The file, once its archive is known to unpack to no more than it should.
const std::filesystem::path& checked(const std::filesystem::path& file, geo::VectorFormat format)
{
    const bool sheet = format == geo::VectorFormat::xlsx || format == geo::VectorFormat::ods;
    if (sheet || geo::has_extension(file.string(), ".zip")) {
        const ZipArchive archive(file);
        archive.refuse_above(sheet ? VectorSource::most_unpacked_sheet
                                   : VectorSource::most_unpacked);
    }
    return file;
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

namespace {
const std::vector<std::string> sheets_beside{std::string(help_sheet), std::string(list_sheet)};
}

VectorSource::VectorSource(const SourceFile& file, geo::VectorFormat format,
                           const SourceOptions& options)
    : m_name(file.path.string()),
      m_file(checked(file.path, format), format,
             geo::VectorOptions{options.layer, options.encoding, sheets_beside}),
      m_rows(m_file.row_count())
{
    m_is_sheet = geo::facts_of(format).is_sheet;
    m_info.format = geo::facts_of(format).name;
    m_info.encoding = options.encoding;
    if (m_is_sheet) {
        if (format == geo::VectorFormat::xlsx) {
            m_facts = read_xlsx_facts(file.path, options.layer);
        } else if (format == geo::VectorFormat::ods) {
            m_facts = read_ods_facts(file.path, options.layer);
        }
        m_merged.resize(m_facts.merges.size());
        m_from_1904 = m_facts.from_1904;
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
        fmt::format("en-tête reconnu à la ligne {} de la feuille : la première où toutes les "
                    "cellules remplies sont des textes, aussi large que les lignes en dessous",
                    found.number));
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

void VectorSource::add_sheet_issues(SourceRow& row)
{
    add_merge_issues(row);
    if (m_facts.from_1904) {
        move_from_1904(row);
    }
    const auto first = m_facts.empty_formulas.lower_bound({row.line, 0});
    for (auto cell = first; cell != m_facts.empty_formulas.end() && cell->row == row.line &&
                            cell->column < m_columns.size();
         ++cell) {
        if (!row.cells[cell->column].empty()) {
            continue;  // GDAL has worked it out, as it can in an ODS
        }
        row.issues.push_back(cell_issue(
            row.line, Severity::warning, "formula_without_value", m_columns[cell->column], {},
            fmt::format("La cellule {} tient une formule, mais pas son résultat : elle "
                        "est lue comme vide. Ouvrez le fichier dans un tableur et "
                        "enregistrez-le, ou collez la valeur.",
                        cell_name(*cell))));
    }
}

void VectorSource::add_merge_issues(SourceRow& row)
{
    for (std::size_t i = 0; i < m_facts.merges.size(); ++i) {
        const auto& [first, last] = m_facts.merges[i];
        if (first.row > row.line) {
            break;
        }
        if (first.row == row.line && first.column < m_row.values.size()) {
            m_merged[i] = m_row.values[first.column].value_or("");
        }
        for (std::size_t c = first.column;
             row.line <= last.row && c <= last.column && c < m_columns.size(); ++c) {
            const SheetCell cell{row.line, c};
            if (cell == first) {
                continue;
            }
            row.issues.push_back(cell_issue(
                row.line, Severity::warning, "cell_merged", m_columns[c], {},
                fmt::format("La cellule {} est fusionnée avec {} : elle est lue comme vide.{} "
                            "Défusionnez les cellules et répétez la valeur sur chaque ligne.",
                            cell_name(cell), cell_name(first),
                            m_merged[i].empty() ? std::string()
                                                : fmt::format(" Ce serait sans doute « {} ».",
                                                              shortened(m_merged[i])))));
        }
    }
}

void VectorSource::move_from_1904(SourceRow& row)
{
    constexpr std::int32_t between_epochs = 1'462;  // 1900-01-00, with its 29 February, to 1904
    for (std::size_t i = 0; i < std::min(row.cells.size(), m_row.values.size()); ++i) {
        std::optional<std::string>& text = m_row.values[i];
        const auto day =
            text && text->size() >= 10 ? parse_date(text->substr(0, 10)) : std::nullopt;
        if (!day || !m_facts.numbers.contains({row.line, i})) {
            continue;
        }
        text->replace(0, 10, to_text(date_of_days(days(*day) + between_epochs)));
        row.cells[i] = *text;
        row.issues.push_back(cell_issue(
            row.line, Severity::warning, "date_1904", m_columns[i], *text,
            fmt::format("Le classeur compte ses jours depuis 1904 : la cellule {} est lue comme "
                        "{}. Vérifiez-la ; un tableur réglé sur 1900 la montrerait quatre ans plus "
                        "tôt.",
                        cell_name({row.line, i}), *text)));
    }
}

std::optional<double> VectorSource::share_read() const
{
    if (!m_rows || *m_rows == 0) {
        return std::nullopt;
    }
    return std::min(1.0, static_cast<double>(m_row.number) / static_cast<double>(*m_rows));
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
        if (m_is_sheet) {
            add_sheet_issues(row);
        }
        row.geometry = std::move(m_row.geometry);
        row.geometry_problem = m_row.geometry_problem;
        return true;
    }
    return false;
}

}  // namespace parvis::datasets
