// SPDX-License-Identifier: EUPL-1.2
#include "datasets/commune_limits.hpp"

#include "datasets/boundary_layer.hpp"
#include "datasets/commune_code.hpp"
#include "datasets/licence.hpp"
#include "datasets/source.hpp"
#include "geo/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace parvis::datasets {

namespace {

using Codes = std::vector<std::string>;

/// How many codes are told one by one.
constexpr std::size_t told = 20;

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
                        const std::string& country, std::vector<RowIssue>& issues)
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
    const CodeCheck checked{country, file->filename().string(), code_column, &issues};
    SourceRow row;
    while (source->next(row)) {
        issues.insert(issues.end(), row.issues.begin(), row.issues.end());
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
            issues.push_back(
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

/// Takes each wanted area of the file as a commune, the first of each key.
void take_communes(BoundaryLayer& layer, const BoundaryOptions& options, const CommuneTable& table,
                   CommuneLimits& limits, std::vector<RowIssue>& issues)
{
    const std::string file = options.file_names();
    const std::string& country = limits.facts.country;
    const CodeCheck checked{country, file, options.code, &issues};
    std::map<std::string, Commune> by_key;
    for (Boundary& boundary : layer.areas) {
        const std::optional<std::string> code = checked(boundary.code, boundary.line);
        if (!code) {
            continue;
        }
        Commune commune;
        commune.key = country + "_" + *code;
        commune.code = *code;
        commune.name = boundary.label.empty() ? *code : boundary.label;
        commune.geometry = std::move(boundary.geometry);
        commune.area_m2 = limits.schematic ? 0 : geo::area_m2(commune.geometry);
        const auto row = table.rows.find(*code);
        const std::string key = commune.key;
        if (!by_key.emplace(key, std::move(commune)).second) {
            issues.push_back(
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
        limits.communes.push_back(std::move(commune));
    }
    const Codes& unlisted = layer.unwanted;
    if (table.given && !unlisted.empty()) {
        issues.push_back(
            {0, Severity::warning, "boundary_without_commune", options.code, "", "",
             fmt::format("{} : {} contours ne sont pas des communes du territoire ({}).", file,
                         unlisted.size(), listed(unlisted))});
    }
}

void report_missing(const std::optional<std::set<std::string>>& wanted, const CommuneTable& table,
                    const std::string& file, const CommuneLimits& limits,
                    std::vector<RowIssue>& issues)
{
    if (!wanted) {
        return;
    }
    for (const std::string& code : *wanted) {
        const std::string key = limits.facts.country + "_" + code;
        if (!std::ranges::binary_search(limits.communes, key, {}, &Commune::key)) {
            const auto line = table.lines.find(code);
            issues.push_back(
                {line == table.lines.end() ? 0 : line->second, Severity::rejected,
                 "commune_without_boundary", "", code, code,
                 fmt::format(
                     "La commune {} n'a pas de contour dans {} : elle manque au territoire. "
                     "Vérifiez le code et le millésime du fichier.",
                     code, file)});
        }
    }
}

/// The codes that `except` leaves out, in their full form.
std::set<std::string> codes_left_out(const TomlTable& table, const std::string& country)
{
    std::set<std::string> codes;
    for (const std::string& code : table.texts("except")) {
        if (!fits_country(country, code)) {
            table.fail("except", "« " + code + " » n'est pas un code de commune (" + country +
                                     "). Corrigez-le.");
        }
        codes.insert(code);
    }
    return codes;
}

/// A code left out that the file does not have is a typing error, or is no longer needed.
void check_left_out(const TomlTable& table, const std::set<std::string>& except,
                    const std::string& country, Codes& unwanted, std::vector<RowIssue>& issues)
{
    Codes found;
    std::erase_if(unwanted, [&](const std::string& code) {
        const std::string full = with_zero(country, code);
        if (!except.contains(full)) {
            return false;
        }
        found.push_back(full);
        return true;
    });
    for (const std::string& code : except) {
        if (std::ranges::find(found, code) == found.end()) {
            table.fail("except", "aucun contour du fichier n'a le code « " + code + " ».");
        }
    }
    if (!found.empty()) {
        issues.push_back({0, Severity::warning, "boundary_without_commune", "", "", "",
                          fmt::format("Laissés de côté comme le demande territory.toml (except) : "
                                      "{}.",
                                      listed(found))});
    }
}

void read_facts(const TomlTable& table, const std::filesystem::path& site_folder,
                const std::string& country, CommuneLimits& limits)
{
    CommuneLayer& facts = limits.facts;
    facts.country = table.text_or("country", country);
    if (!is_country_code(facts.country)) {
        table.fail("country", "« " + facts.country +
                                  " » n'est pas un code de pays de deux lettres, tel que FR.");
    }
    facts.name = table.languages("name");
    facts.plural = table.languages("plural");
    facts.name = facts.name.empty() ? Texts{{"fr", "commune"}} : facts.name;
    facts.plural = facts.plural.empty() ? Texts{{"fr", "communes"}} : facts.plural;
    facts.vintage = table.required_text("vintage");
    facts.origin = table.required_text("origin");
    facts.licence = table.text_or("licence", "notspecified");
    facts.licence_url = table.text_or("licence_url", "");
    if (!is_known_licence(facts.licence) && facts.licence_url.empty()) {
        table.fail("licence", "la licence « " + facts.licence +
                                  " » n'est pas connue ; écrivez par exemple \"etalab-2.0\", ou "
                                  "donnez l'adresse de son texte avec licence_url.");
    }
    if (const auto movements = table.path("movements", site_folder)) {
        if (!parse_date(facts.vintage)) {
            table.fail("vintage", "avec « movements », un jour est attendu, tel que 2018-01-01, "
                                  "pas « " +
                                      facts.vintage + " ».");
        }
        limits.history = std::make_shared<const CommuneHistory>(CommuneHistory::read(*movements));
    }
    limits.schematic = table.boolean("schematic").value_or(false);
    limits.tolerance_m2 = table.number("tolerance_m2").value_or(1.0);
}

}  // namespace

CommuneLimits read_commune_limits(const TomlTable& table, const std::filesystem::path& site_folder,
                                  const std::string& country, std::vector<RowIssue>& issues)
{
    CommuneLimits limits;
    read_facts(table, site_folder, country, limits);
    const std::string& of = limits.facts.country;
    BoundaryOptions options = boundary_options(table, site_folder);
    options.code = table.required_text("code");
    const CommuneTable lines = read_table(table, site_folder, of, issues);
    const std::optional<std::set<std::string>> wanted = wanted_codes(table, lines, of);
    const std::set<std::string> except = codes_left_out(table, of);
    if (wanted || !except.empty()) {
        options.wanted = [&](const std::string& written) {
            const std::string code = with_zero(of, written);
            return (!wanted || wanted->contains(code)) && !except.contains(code);
        };
    }
    BoundaryLayer layer = read_boundaries(options, table, issues);
    check_left_out(table, except, of, layer.unwanted, issues);
    limits.facts.crs = layer.crs;
    limits.facts.operation = layer.operation.name;
    limits.facts.accuracy_m = layer.operation.accuracy_m;
    limits.column_names = lines.given ? lines.columns : layer.columns;
    limits.file = lines.given ? lines.file : options.files.front();
    take_communes(layer, options, lines, limits, issues);
    report_missing(wanted, lines, options.file_names(), limits, issues);
    limits.facts.communes = limits.communes.size();
    if (limits.communes.empty()) {
        table.fail("source", "aucune commune du territoire dans « " + options.file_names() +
                                 " ». Vérifiez les clés code, only, table et where.");
    }
    return limits;
}

}  // namespace parvis::datasets
