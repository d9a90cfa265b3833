// SPDX-License-Identifier: EUPL-1.2
#include "datasets/territory_levels.hpp"

#include "datasets/boundary_layer.hpp"
#include "datasets/commune_code.hpp"
#include "datasets/level_members.hpp"
#include "geo/error.hpp"
#include "geo/overlay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace parvis::datasets {

namespace {

/// A border drawn twice leaves slivers: below this share of its area a commune is not cut.
constexpr double sliver_share = 0.005;

bool is_identifier(std::string_view text, char mark)
{
    return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
           std::ranges::all_of(text, [mark](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == mark;
           });
}

/// A level's areas have their pages at /{collection}/{area}: these first segments are taken.
bool is_reserved(std::string_view collection)
{
    static const std::set<std::string_view> taken{
        "api",   "assets",    "collections", "comments",  "communes", "conformance",
        "depot", "downloads", "health",      "recherche", "works",    "styles",
        "tiles", "fr",        "de",          "en"};
    return taken.contains(collection);
}

void read_identity(const TomlTable& table, const Territory& territory, Level& level)
{
    level.id = table.required_text("id");
    if (!is_identifier(level.id, '_') || level.id.starts_with("commune")) {
        table.fail("id", "« " + level.id +
                             " » : écrivez un nom en minuscules sans accent ni espace, tel que "
                             "« pole », qui ne commence pas par « commune ».");
    }
    level.collection = table.required_text("collection");
    if (!is_identifier(level.collection, '-') || is_reserved(level.collection)) {
        table.fail("collection",
                   "« " + level.collection +
                       " » : écrivez un nom en minuscules sans accent ni espace, tel "
                       "que « poles » ; les adresses de Parvis lui-même sont prises.");
    }
    for (const Level& other : territory.levels) {
        if (other.id == level.id) {
            table.fail("id", "deux niveaux ont l'identifiant « " + level.id + " ».");
        }
        if (other.collection == level.collection) {
            table.fail("collection",
                       "deux niveaux ont la collection « " + level.collection + " ».");
        }
    }
    level.name = table.required_languages("name");
    level.plural = table.required_languages("plural");
    level.source_text = text_in(table.languages("source_text"), "fr");
    level.country = table.text_or("country", "");
    if (!level.country.empty() && !territory.has_country(level.country)) {
        table.fail("country", "aucune couche de communes n'est du pays « " + level.country + " ».");
    }
    const std::optional<Date> from = table.date("valid_from");
    const std::optional<Date> to = table.date("valid_to");
    if (from && to && *to < *from) {
        table.fail("valid_to", "la fin est avant le début (valid_from).");
    }
    level.valid_from = from ? to_text(*from) : "";
    level.valid_to = to ? to_text(*to) : "";
}

/// Says how many communes no area holds, and which, as one issue.
void report_without_area(const Level& level, const std::vector<std::string>& without,
                         const std::string& file, Territory& territory)
{
    if (without.empty()) {
        return;
    }
    for (const std::string& key : without) {
        const Commune* commune = territory.commune(key);
        RowIssue issue;
        issue.code = "commune_without_area";
        issue.row_key = commune->code;
        issue.message =
            fmt::format("{} : {} ({}) n'a pas de {} ; publié comme « {} ».", file, commune->name,
                        commune->code, text_in(level.name, "fr"), Level::unknown);
        territory.issues.push_back(std::move(issue));
    }
}

/// How the area of a commune is read off its code or a column.
struct AreaRule {
    std::string column;      ///< "" : the commune's national code
    std::size_t prefix = 0;  ///< characters that count, 0 for all
    bool by_country = false;
    std::map<std::string, std::string, std::less<>> names;  ///< of the value; empty: the value
    std::string file;                                       ///< where it stands, for messages
};

std::string value_of(const AreaRule& rule, const CommuneLimits& layer, const Commune& commune)
{
    if (rule.by_country) {
        return layer.facts.country;
    }
    std::string value = commune.code;
    if (!rule.column.empty()) {
        value.clear();
        if (const auto row = layer.columns.find(commune.key); row != layer.columns.end()) {
            if (const auto cell = row->second.find(rule.column); cell != row->second.end()) {
                value = cell->second;
            }
        }
    }
    return rule.prefix > 0 ? value.substr(0, rule.prefix) : value;
}

const CommuneLimits& layer_of(std::span<const CommuneLimits> layers, std::string_view country)
{
    return *std::ranges::find_if(layers,
                                 [&](const auto& layer) { return layer.facts.country == country; });
}

AreaRule read_rule(const TomlTable& table, std::span<const CommuneLimits> layers,
                   const Level& level)
{
    AreaRule rule;
    rule.column = table.text_or("column", "");
    rule.by_country = table.boolean("by_country").value_or(false);
    const auto prefix = table.integer("code_prefix");
    if (prefix && (*prefix < 1 || *prefix > 20)) {
        table.fail("code_prefix", "un nombre de caractères de 1 à 20 est attendu.");
    }
    rule.prefix = static_cast<std::size_t>(prefix.value_or(0));
    for (const auto& [value, name] : table.pairs("names")) {
        rule.names.emplace(value, name);
    }
    // The same two digits mean a département in France and a province in Belgium.
    if (!rule.by_country && layers.size() > 1 && level.country.empty()) {
        table.fail("id", "le territoire a plusieurs pays : dites duquel ce niveau est "
                         "(country = \"LU\").");
    }
    const CommuneLimits& layer =
        level.country.empty() ? layers.front() : layer_of(layers, level.country);
    rule.file = layer.file.filename().string();
    if (!rule.column.empty()) {
        require_column(table, "column", rule.column, layer.column_names, layer.file);
    }
    return rule;
}

void read_from_rule(const TomlTable& table, std::span<const CommuneLimits> layers,
                    Territory& territory, Level& level)
{
    const AreaRule rule = read_rule(table, layers, level);
    LevelMembers members;
    std::vector<std::string> without;
    for (const Commune& commune : territory.communes) {
        if (!Territory::concerns(level, commune.key)) {
            continue;
        }
        std::string value = value_of(rule, layer_of(layers, country_of_key(commune.key)), commune);
        if (const auto named = rule.names.find(value); named != rule.names.end()) {
            value = named->second;
        } else if (!rule.names.empty() && !value.empty()) {
            table.fail("names",
                       "la valeur « " + value + " »" +
                           (rule.column.empty() ? std::string{}
                                                : " de la colonne « " + rule.column + " »") +
                           " n'y est pas. Ajoutez-la.");
        } else if (rule.by_country) {
            value = country_name(value);
        }
        if (!members.add(commune.key, value)) {
            without.push_back(commune.key);
        }
    }
    members.fill(territory, level);
    report_without_area(level, without, rule.file, territory);
}

/// Which communes lie in which of the level's own areas, by share of their ground.
void place_communes(const geo::Locator& areas, const std::string& file, Territory& territory,
                    Level& level)
{
    std::vector<std::string> without;
    for (const Commune& commune : territory.communes) {
        if (!Territory::concerns(level, commune.key)) {
            continue;
        }
        std::vector<geo::AreaShare> shares = areas.overlay(commune.geometry);
        std::erase_if(shares, [](const geo::AreaShare& s) { return s.share < sliver_share; });
        double covered = 0;
        for (const geo::AreaShare& share : shares) {
            covered += share.share;
        }
        const bool whole = shares.size() == 1 && covered > 1 - sliver_share;
        for (const geo::AreaShare& share : shares) {
            LevelArea& area = level.areas[share.area];
            (whole ? area.communes : area.cut_communes).push_back(commune.key);
        }
        if (shares.empty()) {
            without.push_back(commune.key);
        }
    }
    report_without_area(level, without, file, territory);
}

void read_own_areas(const TomlTable& table, const std::filesystem::path& site_folder,
                    Territory& territory, Level& level)
{
    level.own_areas = true;
    const BoundaryOptions options = boundary_options(table, site_folder);
    const std::string file = options.file_names();
    BoundaryLayer layer = read_boundaries(options, table, territory.issues);
    std::map<std::string, LevelArea> areas;
    std::map<std::string, std::vector<geo::Geometry>> parts;
    for (Boundary& boundary : layer.areas) {
        const std::string id = slug(boundary.label);
        if (id.empty() || id == Level::unknown) {
            RowIssue issue;
            issue.line = boundary.line;
            issue.severity = Severity::rejected;
            issue.code = "level_unknown";
            issue.column = options.label;
            issue.value = boundary.label;
            issue.message = file + " : un contour n'a pas de nom ; complétez la colonne « " +
                            options.label + " ».";
            territory.issues.push_back(std::move(issue));
            continue;
        }
        areas.try_emplace(id, LevelArea{id, boundary.label, {}, {}, {}});
        parts[id].push_back(std::move(boundary.geometry));
    }
    if (areas.empty()) {
        table.fail("source", "aucun contour utilisable dans « " + file + " ».");
    }
    std::vector<geo::Area> located;
    for (auto& [id, area] : areas) {
        // Several rows of one name are parts of one area.
        std::vector<geo::Geometry>& own = parts[id];
        area.geometry = own.size() == 1 ? std::move(own.front()) : geo::dissolve(own);
        located.push_back({id, area.geometry});
        level.areas.push_back(std::move(area));
    }
    place_communes(geo::Locator{std::move(located)}, file, territory, level);
}

void read_learnt(const TomlTable& table, Level& level)
{
    level.learnt_dataset = table.required_text("learnt_from");
    level.learnt_property = table.required_text("learnt_property");
}

}  // namespace

void read_levels(const TomlTable& root, const std::filesystem::path& site_folder,
                 std::span<const CommuneLimits> layers, Territory& territory)
{
    for (const TomlTable& table : root.tables("level")) {
        Level level;
        read_identity(table, territory, level);
        const bool by_rule =
            table.has("column") || table.has("code_prefix") || table.has("by_country");
        const int ways =
            (by_rule ? 1 : 0) + (table.has("source") ? 1 : 0) + (table.has("learnt_from") ? 1 : 0);
        if (ways != 1) {
            table.fail("id", "dites d'une seule façon quelles communes sont dans chaque " +
                                 std::string{text_in(level.name, "fr")} +
                                 " : column ou code_prefix, by_country, source ou learnt_from.");
        }
        if (by_rule) {
            read_from_rule(table, layers, territory, level);
        } else if (table.has("source")) {
            read_own_areas(table, site_folder, territory, level);
        } else {
            read_learnt(table, level);
        }
        territory.levels.push_back(std::move(level));
    }
}

}  // namespace parvis::datasets
