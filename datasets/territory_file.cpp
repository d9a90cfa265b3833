// SPDX-License-Identifier: EUPL-1.2
#include "datasets/boundary_layer.hpp"
#include "datasets/source.hpp"
#include "datasets/territory.hpp"
#include "datasets/territory_levels.hpp"
#include "datasets/toml_file.hpp"
#include "geo/error.hpp"
#include "geo/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace parvis::datasets {

namespace {

using Codes = std::vector<std::string>;

/// How many gaps, overlaps or names are told one by one; the rest is counted.
constexpr std::size_t told = 20;

bool all_digits(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Digits in a commune code of the country; 0 where Parvis knows no rule.
std::size_t code_length(std::string_view country)
{
    if (country == "FR" || country == "BE") {
        return 5;
    }
    return country == "DE" ? 8 : country == "LU" ? 4 : 0;
}

bool fits_country(std::string_view country, std::string_view code)
{
    const std::size_t length = code_length(country);
    if (length == 0) {
        return !code.empty() && std::ranges::all_of(code, [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        });
    }
    if (code.size() != length) {
        return false;
    }
    const bool corsican = country == "FR" && (code.starts_with("2A") || code.starts_with("2B"));
    return all_digits(corsican ? code.substr(2) : code);
}

/// The code with the zero that a spreadsheet took from its head.
std::string with_zero(std::string_view country, std::string code)
{
    if (code.size() + 1 == code_length(country) && all_digits(code)) {
        code.insert(code.begin(), '0');
    }
    return code;
}

/// Checks the codes of one file.
struct CodeCheck {
    std::string country, file, column;
    std::vector<RowIssue>* issues;

    /// The code with a zero that a spreadsheet lost put back; nothing, and an issue, for what is no
    /// commune code of the country.
    std::optional<std::string> operator()(std::string code, std::uint64_t line) const
    {
        const std::string written = code;
        code = with_zero(country, std::move(code));
        if (code != written) {
            issues->push_back(
                {line, Severity::warning, "commune_code_zero_lost", column, written, code,
                 fmt::format("{} : le code « {} » a perdu son zéro de tête ; lu « {} ».", file,
                             written, code)});
        }
        if (fits_country(country, code)) {
            return code;
        }
        issues->push_back(
            {line, Severity::rejected, "commune_code_invalid", column, written, written,
             fmt::format("{} : « {} » n'est pas un code de commune ({}) ; la ligne est écartée.",
                         file, written, country)});
        return std::nullopt;
    }
};

/// The table of the territory's communes: one line per commune.
struct CommuneTable {
    bool given = false;
    std::filesystem::path file;
    std::vector<std::string> columns;
    std::map<std::string, std::map<std::string, std::string, std::less<>>> rows;  ///< by code
    std::map<std::string, std::uint64_t> lines;
};

CommuneTable read_table(const TomlTable& communes, const std::filesystem::path& site_folder,
                        Territory& territory)
{
    CommuneTable table;
    const std::optional<std::filesystem::path> file = communes.path("table", site_folder);
    const std::string code_column = communes.text_or("table_code", "code");
    if (!file) {
        return table;
    }
    table.given = true;
    table.file = *file;
    std::error_code ignored;
    if (!std::filesystem::exists(*file, ignored)) {
        communes.fail("table", "le fichier « " + file->string() +
                                   " » n'existe pas. Corrigez le chemin ou ajoutez le fichier.");
    }
    SourceOptions options;
    options.file = *file;
    const std::unique_ptr<Source> source = open_source(options);
    table.columns = source->columns();
    require_column(communes, "table_code", code_column, table.columns, *file);
    const auto code_at = static_cast<std::size_t>(std::ranges::find(table.columns, code_column) -
                                                  table.columns.begin());
    const CodeCheck checked{territory.country, file->filename().string(), code_column,
                            &territory.issues};
    SourceRow row;
    while (source->next(row)) {
        territory.issues.insert(territory.issues.end(), row.issues.begin(), row.issues.end());
        std::map<std::string, std::string, std::less<>> cells;
        for (std::size_t i = 0; i < table.columns.size() && i < row.cells.size(); ++i) {
            cells.emplace(table.columns[i],
                          row.cells[i].data() == nullptr ? "" : std::string{row.cells[i]});
        }
        const std::string written =
            code_at < row.cells.size() && row.cells[code_at].data() != nullptr
                ? std::string{row.cells[code_at]}
                : "";
        const std::optional<std::string> code = checked(written, row.line);
        if (!code) {
            continue;
        }
        if (!table.rows.emplace(*code, std::move(cells)).second) {
            territory.issues.push_back(
                {row.line, Severity::rejected, "commune_duplicate", code_column, written, *code,
                 fmt::format("{}, ligne {} : la commune {} y est deux fois ; la première ligne "
                             "(ligne {}) est gardée.",
                             checked.file, row.line, *code, table.lines[*code])});
            continue;
        }
        table.lines.emplace(*code, row.line);
    }
    return table;
}

/// The codes that the territory is made of: `only`, else the table's, else nothing (all of the
/// file).
std::optional<std::set<std::string>>
wanted_codes(const TomlTable& communes, const CommuneTable& table, const std::string& country)
{
    if (communes.has("only")) {
        std::set<std::string> codes;
        for (const std::string& code : communes.texts("only")) {
            if (!fits_country(country, code)) {
                communes.fail("only", "« " + code + " » n'est pas un code de commune (" + country +
                                          "). Corrigez-le.");
            }
            if (!codes.insert(code).second) {
                communes.fail("only", "le code « " + code + " » y est deux fois.");
            }
        }
        return codes;
    }
    if (!table.given) {
        return std::nullopt;
    }
    std::set<std::string> codes;
    for (const auto& [code, row] : table.rows) {
        codes.insert(code);
    }
    return codes;
}

std::string listed(const Codes& codes)
{
    std::string text;
    for (std::size_t i = 0; i < codes.size() && i < told; ++i) {
        text += (i == 0 ? "" : ", ") + codes[i];
    }
    return codes.size() > told ? text + " …" : text;
}

struct Limits {
    BoundaryLayer layer;
    std::filesystem::path file;
    CommuneColumns columns;
};

/// Takes each wanted area of the file as a commune, the first of each key.
void take_communes(Limits& limits, const BoundaryOptions& options, const CommuneTable& table,
                   Territory& territory)
{
    const std::string file = limits.file.filename().string();
    const CodeCheck checked{territory.country, file, options.code, &territory.issues};
    std::map<std::string, Commune> by_key;
    for (Boundary& boundary : limits.layer.areas) {
        const std::optional<std::string> code = checked(boundary.code, boundary.line);
        if (!code) {
            continue;
        }
        Commune commune;
        commune.key = territory.country + "_" + *code;
        commune.code = *code;
        commune.name = boundary.label.empty() ? *code : boundary.label;
        commune.geometry = std::move(boundary.geometry);
        commune.area_m2 = territory.schematic ? 0 : geo::area_m2(commune.geometry);
        const auto row = table.rows.find(*code);
        const std::string key = commune.key;
        if (!by_key.emplace(key, std::move(commune)).second) {
            territory.issues.push_back(
                {boundary.line, Severity::rejected, "commune_duplicate", options.code, *code, *code,
                 fmt::format("{} : la commune {} ({}) y est deux fois ; son premier contour est "
                             "gardé.",
                             file, boundary.label, *code)});
            continue;
        }
        limits.columns.emplace(key, table.given && row != table.rows.end()
                                        ? row->second
                                        : std::move(boundary.columns));
    }
    for (auto& [key, commune] : by_key) {
        territory.communes.push_back(std::move(commune));
    }
    const Codes& unlisted = limits.layer.unwanted;
    if (table.given && !unlisted.empty()) {
        territory.issues.push_back(
            {0, Severity::warning, "boundary_without_commune", options.code, "", "",
             fmt::format("{} : {} contours ne sont pas des communes du territoire ({}).", file,
                         unlisted.size(), listed(unlisted))});
    }
}

void report_missing(const std::optional<std::set<std::string>>& wanted, const CommuneTable& table,
                    const std::filesystem::path& file, Territory& territory)
{
    if (!wanted) {
        return;
    }
    for (const std::string& code : *wanted) {
        if (territory.commune_by_code(code) == nullptr) {
            const auto line = table.lines.find(code);
            territory.issues.push_back(
                {line == table.lines.end() ? 0 : line->second, Severity::rejected,
                 "commune_without_boundary", "", code, code,
                 fmt::format(
                     "La commune {} n'a pas de contour dans {} : elle manque au territoire. "
                     "Vérifiez le code et le millésime du fichier.",
                     code, file.filename().string())});
        }
    }
}

/// Gaps and overlaps of the layer: the largest one by one, all of them counted.
void report_layer(double tolerance_m2, Territory& territory)
{
    std::vector<geo::Area> areas;
    for (const Commune& commune : territory.communes) {
        areas.push_back({commune.key, commune.geometry});
    }
    territory.layer = geo::check_layer(areas, tolerance_m2);
    territory.m_locator = std::make_shared<const geo::Locator>(std::move(areas));

    const auto issue = [&](const char* code, std::string key, std::string message) {
        territory.issues.push_back(
            {0, Severity::warning, code, "", "", std::move(key), std::move(message)});
    };
    double total = 0;
    for (std::size_t i = 0; i < territory.layer.overlaps.size(); ++i) {
        const auto& overlap = territory.layer.overlaps[i];
        total += overlap.area_m2;
        if (i < told) {
            issue("layer_overlap", overlap.first,
                  fmt::format("Les limites de {} et de {} se recouvrent sur {:.0f} m².",
                              territory.commune(overlap.first)->name,
                              territory.commune(overlap.second)->name, overlap.area_m2));
        }
    }
    if (!territory.layer.overlaps.empty()) {
        issue("layer_overlap_total", "",
              fmt::format("{} paires de communes se recouvrent, sur {:.0f} m² en tout.",
                          territory.layer.overlaps.size(), total));
    }
    total = 0;
    for (std::size_t i = 0; i < territory.layer.gaps.size(); ++i) {
        const auto& gap = territory.layer.gaps[i];
        total += gap.area_m2;
        if (i < told) {
            issue("layer_gap", "",
                  fmt::format("Un trou de {:.0f} m² entre les communes, près de {:.5f}, {:.5f} "
                              "(longitude, latitude).",
                              gap.area_m2, gap.at.lon, gap.at.lat));
        }
    }
    if (!territory.layer.gaps.empty()) {
        issue("layer_gap_total", "",
              fmt::format("{} trous entre les communes, de {:.0f} m² en tout.",
                          territory.layer.gaps.size(), total));
    }
}

void read_communes(const TomlTable& communes, const std::filesystem::path& site_folder,
                   Limits& limits, CommuneTable& table, Territory& territory)
{
    const Texts name = communes.languages("name");
    const Texts plural = communes.languages("plural");
    territory.commune_name = name.empty() ? Texts{{"fr", "commune"}} : name;
    territory.commune_plural = plural.empty() ? Texts{{"fr", "communes"}} : plural;
    territory.communes_vintage = communes.required_text("vintage");
    if (const auto movements = communes.path("movements", site_folder)) {
        if (!parse_date(territory.communes_vintage)) {
            communes.fail("vintage", "avec « movements », un jour est attendu, tel que "
                                     "2018-01-01, pas « " +
                                         territory.communes_vintage + " ».");
        }
        territory.history =
            std::make_shared<const CommuneHistory>(CommuneHistory::read(*movements));
    }
    territory.communes_source = communes.required_text("origin");
    territory.communes_licence = communes.text_or("licence", "notspecified");
    territory.schematic = communes.boolean("schematic").value_or(false);
    const double tolerance_m2 = communes.number("tolerance_m2").value_or(1.0);

    BoundaryOptions options = boundary_options(communes, site_folder);
    options.code = communes.required_text("code");
    limits.file = options.file;
    table = read_table(communes, site_folder, territory);
    const std::optional<std::set<std::string>> wanted =
        wanted_codes(communes, table, territory.country);
    if (wanted) {
        options.wanted = [&](const std::string& code) {
            return wanted->contains(with_zero(territory.country, code));
        };
    }
    limits.layer = read_boundaries(options, communes, territory.issues);
    take_communes(limits, options, table, territory);
    report_missing(wanted, table, limits.file, territory);
    if (territory.communes.empty()) {
        communes.fail("source", "aucune commune du territoire dans « " + limits.file.string() +
                                    " ». Vérifiez les clés code, only, table et where.");
    }
    report_layer(tolerance_m2, territory);
}

void read_cross(const TomlTable& root, Territory& territory)
{
    const std::optional<TomlTable> cross = root.table("cross");
    if (!cross) {
        return;
    }
    if (const std::optional<std::string> population = cross->text("population")) {
        const std::size_t dot = population->find('.');
        if (dot == 0 || dot == std::string::npos || dot + 1 == population->size()) {
            cross->fail("population",
                        "« " + *population +
                            " » doit nommer un jeu de données et une propriété, par exemple "
                            "« population.population_municipale ».");
        }
        territory.population_dataset = population->substr(0, dot);
        territory.population_property = population->substr(dot + 1);
    }
    territory.works_datasets = cross->texts("works");
    territory.equipment_datasets = cross->texts("equipment");
}

}  // namespace

Territory read_territory(const Site& site)
{
    const TomlTable root = TomlTable::open(site.folder / "territory.toml");
    Territory territory;
    territory.id = root.required_text("id");
    territory.country = root.required_text("country");
    const bool two_capitals =
        territory.country.size() == 2 &&
        std::ranges::all_of(territory.country, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!two_capitals) {
        root.fail("country", "« " + territory.country +
                                 " » n'est pas un code de pays de deux lettres, tel que FR.");
    }
    territory.name = root.required_languages("name");
    const std::optional<TomlTable> communes = root.table("communes");
    if (!communes) {
        root.fail("communes", "cette table manque. Ajoutez [communes] avec source, code et label.");
    }
    read_cross(root, territory);
    Limits limits;
    CommuneTable table;
    read_communes(*communes, site.folder, limits, table, territory);
    read_levels(root, site.folder, limits.columns,
                table.given ? table.columns : limits.layer.columns,
                table.given ? table.file : limits.file, territory);
    root.refuse_unknown_keys();
    return territory;
}

}  // namespace parvis::datasets
