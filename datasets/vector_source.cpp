// SPDX-License-Identifier: EUPL-1.2
#include "datasets/vector_source.hpp"

#include "datasets/number_text.hpp"
#include "datasets/zip_archive.hpp"
#include "geo/error.hpp"
#include "geo/local_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

namespace parvis::datasets {
namespace {

constexpr std::size_t rows_looked_at = 50;
constexpr auto npos = std::string_view::npos;

using Cells = std::vector<std::optional<std::string>>;

bool is_blank(const std::optional<std::string>& cell)
{
    return !cell || cell->find_first_not_of(" \t\r\n") == std::string::npos;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Numbers, dates and times are data; anything with a letter is a name. The e of 1.5E+06 is none.
bool is_text(const std::string& cell)
{
    for (std::size_t i = 0; i < cell.size(); ++i) {
        const char c = cell[i];
        const char before = i > 0 ? cell[i - 1] : ' ';
        const char behind = i + 1 < cell.size() ? cell[i + 1] : ' ';
        const bool exponent = (c == 'e' || c == 'E') && (is_digit(before) || before == '.') &&
                              (is_digit(behind) || behind == '+' || behind == '-');
        if (!exponent && !is_digit(c) && std::string_view(".,:/-+ %\t").find(c) == npos) {
            return true;
        }
    }
    return false;
}

/// The year of "2021", "2021-2022" or "2021/22"; nothing for anything else.
std::optional<int> year_in(std::string_view cell)
{
    constexpr std::size_t digits = 4;
    constexpr int first = 1800, last = 2199;
    cell = trimmed(cell);
    int year = 0;
    const auto [end, error] =
        std::from_chars(cell.data(), cell.data() + std::min(digits, cell.size()), year);
    const auto length = static_cast<std::size_t>(end - cell.data());
    if (error != std::errc{} || length != digits || year < first || year > last) {
        return std::nullopt;
    }
    const std::string_view rest = cell.substr(digits);
    const bool another = (rest.size() == 3 || rest.size() == 5) &&
                         (rest[0] == '-' || rest[0] == '/') &&
                         std::ranges::all_of(rest.substr(1), is_digit);
    return rest.empty() || another ? std::optional(year) : std::nullopt;
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

using Rows = std::deque<geo::VectorFile::Row>;

/// How many columns most of the rows behind the first `skipped` have; 0 without any.
std::size_t usual_width(const Rows& rows, std::size_t skipped)
{
    std::map<std::size_t, std::size_t> widths;
    for (std::size_t i = skipped; i < rows.size(); ++i) {
        if (const std::size_t w = width(rows[i].values); w > 0) {
            ++widths[w];
        }
    }
    const auto usual = std::max_element(widths.begin(), widths.end(),
                                        [](auto& a, auto& b) { return a.second < b.second; });
    return usual == widths.end() ? 0 : usual->first;
}

/// What the cells of a row look like that are not blank.
struct Looks {
    std::size_t names = 0, figures = 0;
    std::vector<std::pair<std::size_t, int>> years;  ///< column and year
    bool each_once = true;

    explicit Looks(const Cells& cells)
    {
        std::set<std::string_view> seen;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (is_blank(cells[i])) {
                continue;
            }
            each_once = seen.insert(trimmed(*cells[i])).second && each_once;
            if (is_text(*cells[i])) {
                ++names;
            } else if (const auto year = year_in(*cells[i])) {
                years.emplace_back(i, *year);
            } else {
                ++figures;
            }
        }
    }
    /// 2020, 2021 … or 2010, 2015, 2020 …: as columns are named, hardly as data is.
    [[nodiscard]] bool years_run() const
    {
        const int step = years.size() > 1 ? years[1].second - years[0].second : 0;
        for (std::size_t i = 2; i < years.size(); ++i) {
            if (years[i].second - years[i - 1].second != step) {
                return false;
            }
        }
        return step != 0 && (years.size() > 2 || std::abs(step) == 1);
    }
};

/// Whether the other cells under and above each of these years are mostly years: then they are
/// data, not names.
bool years_all_along(const Rows& rows, std::size_t row, const Looks& looks)
{
    return std::ranges::all_of(looks.years, [&](const auto& year) {
        std::size_t filled_cells = 0, of_years = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const Cells& cells = rows[i].values;
            if (i != row && year.first < cells.size() && !is_blank(cells[year.first])) {
                ++filled_cells;
                of_years += year_in(*cells[year.first]) ? std::size_t{1} : std::size_t{0};
            }
        }
        return of_years * 2 > filled_cells;
    });
}

/// Whether a row that has years beside names is the row of names.
bool years_name_columns(const Rows& rows, std::size_t row, const Looks& looks)
{
    if (looks.names == 0 || !looks.each_once) {
        return false;
    }
    std::size_t next = row + 1;
    while (next < rows.size() && filled(rows[next].values) == 0) {
        ++next;
    }
    if (next < rows.size()) {
        // "Mise à jour | 2026" is a title where the names stand under it.
        const Looks below(rows[next].values);
        const bool names = below.figures == 0 && below.years.empty() && below.names > 1;
        if (names && below.each_once && width(rows[next].values) >= usual_width(rows, next + 1)) {
            return false;
        }
    }
    return looks.years_run() || !years_all_along(rows, row, looks);
}

/// The first row of a form, unless somebody has put a title above it.
std::optional<std::size_t> find_form_header(const Rows& rows)
{
    const auto first = std::ranges::find_if(
        rows, [](const geo::VectorFile::Row& row) { return filled(row.values) > 0; });
    if (first == rows.end()) {
        return std::nullopt;
    }
    const auto at = static_cast<std::size_t>(first - rows.begin());
    const bool title = filled(first->values) == 1 && usual_width(rows, at + 1) > 1;
    return title ? find_header_row(rows).value_or(at) : at;
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
        const Looks looks(rows[i].values);
        if (looks.figures > 0 || looks.names + looks.years.size() < 2 ||
            width(rows[i].values) < usual_width(rows, i + 1)) {
            continue;
        }
        if (looks.years.empty() || years_name_columns(rows, i, looks)) {
            return i;
        }
    }
    return std::nullopt;
}

namespace {
const std::vector<std::string> sheets_beside{std::string(help_sheet), std::string(list_sheet),
                                             std::string(comment_sheet)};
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
        m_is_form = m_file.has_layer(help_sheet);
        // Of a form the sheet with the rows, wherever somebody has moved it.
        const std::string sheet = m_is_form ? m_file.layer() : options.layer;
        if (format == geo::VectorFormat::xlsx) {
            m_facts = read_xlsx_facts(file.path, sheet);
        } else if (format == geo::VectorFormat::ods) {
            m_facts = read_ods_facts(file.path, sheet);
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
    const auto header = m_is_form ? find_form_header(m_ahead) : find_header_row(m_ahead);
    if (!header) {
        throw SourceError(fmt::format(
            "{} : aucune ligne d’en-tête trouvée dans la feuille ; une ligne doit porter les noms "
            "de toutes les colonnes, au-dessus des données : des mots, et des années s’il le "
            "faut.",
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
        m_is_form
            ? fmt::format("en-tête lu à la ligne {} de la feuille, comme dans tout modèle de "
                          "Parvis (il y a une feuille « {} »)",
                          found.number, help_sheet)
            : fmt::format("en-tête reconnu à la ligne {} de la feuille : la première où "
                          "toutes les cellules remplies sont des textes, ou des années à côté "
                          "de textes, aussi large que les lignes en dessous",
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
