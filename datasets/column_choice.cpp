// SPDX-License-Identifier: EUPL-1.2
#include "datasets/column_choice.hpp"

#include "datasets/number_text.hpp"
#include "datasets/row_issue.hpp"
#include "datasets/source.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::datasets {
namespace {

constexpr std::string_view of_place = "place.";
constexpr std::string_view of_level = "place.level.";

bool is_key(const DatasetDefinition& definition, const std::string& property)
{
    return std::ranges::find(definition.facts.key, property) != definition.facts.key.end();
}

/// A key of [place]: where the definition keeps its column.
struct PlaceKey {
    std::string_view key, label;
    std::string DatasetDefinition::*column;
};
constexpr PlaceKey place_keys[] = {
    {"lon", "Longitude ou coordonnée est", &DatasetDefinition::lon},
    {"lat", "Latitude ou coordonnée nord", &DatasetDefinition::lat},
    {"point", "Coordonnées, dans une seule colonne", &DatasetDefinition::point},
    {"geojson", "Tracé (GeoJSON)", &DatasetDefinition::geojson},
    {"wkt", "Tracé (WKT)", &DatasetDefinition::wkt},
    {"commune", "Code de la commune", &DatasetDefinition::commune_code},
    {"country_column", "Pays du code de la commune", &DatasetDefinition::commune_country_column},
};

/// Where the definition keeps the column of a slot; nullptr for one that it does not have.
std::string* column_of(DatasetDefinition& definition, std::string_view slot)
{
    if (slot.starts_with(of_level)) {
        const auto found = definition.level_columns.find(std::string(slot.substr(of_level.size())));
        return found == definition.level_columns.end() ? nullptr : &found->second;
    }
    if (slot.starts_with(of_place)) {
        const auto found =
            std::ranges::find(place_keys, slot.substr(of_place.size()), &PlaceKey::key);
        std::string* const column =
            found == std::end(place_keys) ? nullptr : &(definition.*(found->column));
        return column == nullptr || column->empty() ? nullptr : column;
    }
    const auto found = std::ranges::find_if(definition.columns, [&](const ColumnMapping& mapping) {
        return mapping.property.name == slot && !mapping.from.empty();
    });
    return found == definition.columns.end() ? nullptr : &found->from;
}

/// Whether only the codes of communes say where rows are.
bool lives_on_codes(const DatasetDefinition& definition)
{
    return definition.facts.kind == Kind::demographics ||
           (definition.lon.empty() && definition.point.empty() && definition.geojson.empty() &&
            definition.wkt.empty() && !definition.own_geometry);
}

/// A text as TOML writes it, on one line.
std::string toml_text(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (code < 0x20 || code == 0x7f) {
            out += fmt::format("\\u{:04X}", code);
        } else {
            out += c;
        }
    }
    return out + '"';
}

}  // namespace

std::vector<ColumnUse> column_uses(const DatasetDefinition& definition)
{
    std::vector<ColumnUse> uses;
    for (const ColumnMapping& mapping : definition.columns) {
        if (!mapping.from.empty()) {
            uses.push_back({mapping.property.name,
                            std::string(text_in(mapping.property.label, "fr")), mapping.from,
                            mapping.required || is_key(definition, mapping.property.name)});
        }
    }
    for (const PlaceKey& place : place_keys) {
        if (const std::string& column = definition.*(place.column); !column.empty()) {
            const bool is_code = place.column == &DatasetDefinition::commune_code ||
                                 place.column == &DatasetDefinition::commune_country_column;
            uses.push_back({std::string(of_place).append(place.key), std::string(place.label),
                            column, !is_code || lives_on_codes(definition)});
        }
    }
    for (const auto& [level, column] : definition.level_columns) {
        uses.push_back(
            {std::string(of_level) + level, fmt::format("Niveau « {} »", level), column, false});
    }
    return uses;
}

void choose_columns(DatasetDefinition& definition, const std::vector<ColumnChoice>& choices)
{
    const std::vector<ColumnUse> uses = column_uses(definition);
    for (const ColumnChoice& choice : choices) {
        const auto use = std::ranges::find(uses, choice.slot, &ColumnUse::slot);
        if (use == uses.end()) {
            throw SourceError(fmt::format("le jeu « {} » ne lit rien sous le nom « {} ».",
                                          definition.facts.id, choice.slot));
        }
        if (choice.column.empty() && use->required) {
            throw SourceError(fmt::format(
                "« {} » ne peut pas rester sans colonne : sans elle, aucune ligne n’est gardée ou "
                "reconnue.",
                use->label));
        }
        std::string* const column = column_of(definition, choice.slot);
        if (column == nullptr || *column == choice.column) {
            continue;
        }
        definition.chosen.push_back(
            choice.column.empty()
                ? fmt::format("« {} » laissé vide pour ce fichier : aucune colonne choisie au lieu "
                              "de « {} »",
                              use->label, *column)
                : fmt::format("« {} » lu dans la colonne « {} », choisie pour ce fichier au lieu "
                              "de « {} »",
                              use->label, choice.column, *column));
        *column = choice.column;
    }
    if (definition.commune_code.empty()) {
        definition.commune_country.clear();
        definition.commune_country_column.clear();
        definition.commune_vintage.reset();
    }
    // A level without a column is one that only places tell.
    std::erase_if(definition.level_columns, [](const auto& level) { return level.second.empty(); });
}

std::string toml_of(const std::vector<ColumnChoice>& choices)
{
    std::string columns, place, levels;
    for (const auto& [slot, column] : choices) {
        if (column.empty()) {
            continue;
        }
        if (slot.starts_with(of_level)) {
            levels += fmt::format("{} = {}\n", slot.substr(of_level.size()), toml_text(column));
        } else if (slot.starts_with(of_place)) {
            place += fmt::format("{} = {}\n", slot.substr(of_place.size()), toml_text(column));
        } else {
            columns += fmt::format("[columns.{}]\nfrom = {}\n", slot, toml_text(column));
        }
    }
    return columns + (place.empty() ? "" : "[place]\n" + place) +
           (levels.empty() ? "" : "[place.level]\n" + levels);
}

std::vector<FileColumn> columns_of_file(const DatasetDefinition& definition)
{
    constexpr int rows = 20;
    constexpr std::size_t most_examples = 3;
    const auto source =
        open_source({definition.source, definition.format, definition.layer, definition.encoding,
                     definition.separator, definition.records});
    std::vector<FileColumn> columns;
    const auto& written = source->written_names();
    for (std::size_t i = 0; i < source->columns().size(); ++i) {
        columns.push_back({source->columns()[i], i < written.size() ? written[i] : "", {}});
    }
    SourceRow row;
    for (int i = 0; i < rows && source->next(row); ++i) {
        for (std::size_t c = 0; c < std::min(columns.size(), row.cells.size()); ++c) {
            auto& examples = columns[c].examples;
            std::string text = shortened(trimmed(row.cells[c]));
            if (!text.empty() && examples.size() < most_examples &&
                std::ranges::find(examples, text) == examples.end()) {
                examples.push_back(std::move(text));
            }
        }
    }
    return columns;
}

void fit_to_file(DatasetDefinition& definition, const std::filesystem::path& own)
{
    const std::string of_own = definition.format.empty() ? format_of_name(own) : definition.format;
    const std::string given = format_of_name(definition.source);
    if (given.empty() || given == of_own) {
        return;
    }
    definition.format.clear();
    definition.layer.clear();
    definition.encoding.clear();
    definition.separator.clear();
    definition.records.clear();
}

}  // namespace parvis::datasets
