// SPDX-License-Identifier: EUPL-1.2
#include "publish/tiles/query.hpp"

#include "datasets/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace parvis::publish::tiles {

namespace {

struct Reading {
    const Publication& publication;
    bool of_site;
    TileQuery query;
    std::string reason;
};

std::vector<std::string> list_in(const std::string& text)
{
    std::vector<std::string> items;
    for (std::size_t from = 0; from <= text.size();) {
        const auto comma = std::min(text.find(',', from), text.size());
        auto item = text.substr(from, comma - from);
        if (std::ranges::find(items, item) == items.end()) {
            items.push_back(std::move(item));
        }
        from = comma + 1;
    }
    return items;
}

void read_collections(const std::string& text, Reading& reading)
{
    reading.query.datasets.clear();
    for (const auto& id : list_in(text)) {
        auto dataset = reading.publication.find(id);
        if (!dataset || !has_geometry(*dataset)) {
            reading.reason =
                fmt::format("« {} » n'est pas un jeu de données de ce site qui ait une géométrie ; "
                            "la liste est à l'adresse /collections",
                            id);
            return;
        }
        reading.query.datasets.push_back(std::move(dataset));
    }
}

/// Read last: it depends on the collections, wherever they stand.
void read_properties(const std::string&, Reading&) {}

void read_at(const std::string& text, Reading& reading)
{
    reading.query.at = datasets::parse_date(text);
    if (!reading.query.at) {
        reading.reason = "un jour est attendu, comme 2026-11-22";
    }
}

/// Content negotiation reads it.
void read_format(const std::string&, Reading&) {}

struct Row {
    std::string_view name, description, schema;
    bool list;
    void (*read)(const std::string&, Reading&);
    bool of_site = false;    ///< only where the address names no collection
    bool of_states = false;  ///< only where rows have a state that the day decides
};

constexpr std::array<Row, 4> table{{
    {"collections",
     "Jeux de données à mettre dans la tuile, une couche chacun ; sans indication, les communes et "
     "les niveaux du territoire.",
     R"({"type":"array","items":{"type":"string"}})", true, read_collections, true},
    {"properties",
     "Propriétés à porter dans la tuile ; sans indication, quelques-unes. « id » y est toujours, "
     "« commentaires » (leur nombre) là où il y en a.",
     R"({"type":"array","items":{"type":"string"}})", true, read_properties},
    {"at", "Jour pour lequel l'état des chantiers est calculé ; sans indication, aujourd'hui.",
     R"({"type":"string","format":"date"})", false, read_at, false, true},
    {"f", "Format de la réponse, à la place de l'en-tête Accept.",
     R"({"type":"string","enum":["mvt"]})", false, read_format},
}};

bool any_has_state(const Publication& publication, const Snapshot* collection)
{
    return collection != nullptr ? has_state(collection->manifest())
                                 : std::ranges::any_of(publication.datasets, [](const auto& pair) {
                                       return has_state(pair.second->manifest());
                                   });
}

bool has_property(const datasets::Manifest& dataset, std::string_view name)
{
    return std::ranges::find(dataset.properties, name, &datasets::Property::name) !=
               dataset.properties.end() ||
           name == "id" || (name == "etat" && has_state(dataset));
}

std::string schema_of(const Row& row, const Publication& publication)
{
    if (row.name != "collections") {
        return std::string(row.schema);
    }
    datasets::JsonText json;
    json.start_object();
    json.member("type", "array");
    json.key("items");
    json.start_object();
    json.member("type", "string");
    json.key("enum");
    json.start_array();
    for (const auto& [id, dataset] : publication.datasets) {
        if (has_geometry(*dataset)) {
            json.text(id);
        }
    }
    json.end_array();
    json.end_object();
    json.end_object();
    return json.take();
}

}  // namespace

bool has_geometry(const Snapshot& dataset) { return dataset.manifest().extent.has_value(); }

std::vector<std::shared_ptr<const Snapshot>> territory_layers(const Publication& publication)
{
    std::vector<std::shared_ptr<const Snapshot>> layers;
    if (auto communes = publication.communes()) {
        layers.push_back(std::move(communes));
    }
    for (auto& level : publication.levels()) {
        layers.push_back(std::move(level));
    }
    std::erase_if(layers, [](const auto& dataset) { return !has_geometry(*dataset); });
    if (layers.empty()) {
        for (const auto& [id, dataset] : publication.datasets) {
            if (has_geometry(*dataset)) {
                layers.push_back(dataset);
            }
        }
    }
    return layers;
}

std::vector<std::string> default_properties(const datasets::Manifest& dataset)
{
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (!name.empty() && name != "id" && has_property(dataset, name) &&
            std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
    };
    add(dataset.facts.title_property);
    if (!dataset.facts.level.empty()) {
        add(dataset.facts.level + "_nom");
    }
    for (const auto* name : {"commune_nom", "commune_code", "etat", "effet", "famille"}) {
        add(name);
    }
    return names;
}

std::vector<std::string> properties_of(const datasets::Manifest& dataset, const TileQuery& query)
{
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (name != "id" && has_property(dataset, name) &&
            std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
    };
    for (const auto& name : query.properties ? *query.properties : default_properties(dataset)) {
        add(name);
        // Why a figure is not there, or not final, goes with it.
        add(name + "_statut");
    }
    add("donnee_exemple");
    return names;
}

std::variant<TileQuery, std::vector<ParameterProblem>>
parse_tile_query(const Parameters& parameters, const Publication& publication,
                 const std::shared_ptr<const Snapshot>& collection)
{
    Reading reading{publication, collection == nullptr, {}, {}};
    reading.query.datasets = collection ? std::vector{collection} : territory_layers(publication);
    std::vector<ParameterProblem> problems;
    const std::string* properties = nullptr;
    for (auto at = parameters.begin(); at != parameters.end(); ++at) {
        const auto& [name, text] = *at;
        reading.reason.clear();
        const auto row = std::ranges::find(table, name, &Row::name);
        if (row == table.end() || (row->of_site && !reading.of_site)) {
            problems.push_back({name, text,
                                "paramètre inconnu pour des tuiles ; possibles : collections (à "
                                "l'adresse /tiles), properties, at, f",
                                true});
            continue;
        }
        if (std::any_of(parameters.begin(), at,
                        [&](const auto& before) { return before.first == name; })) {
            reading.reason = "ce paramètre est donné deux fois";
        } else if (row->of_states && !any_has_state(publication, collection.get())) {
            reading.reason = "ce jeu n'a pas d'état qui dépende du jour ; ce paramètre vaut pour "
                             "les jeux de chantiers";
        } else {
            row->read(text, reading);
            properties = name == "properties" ? &text : properties;
        }
        if (!reading.reason.empty()) {
            problems.push_back({name, text, reading.reason, false});
        }
    }
    if (properties != nullptr) {
        auto& names = reading.query.properties.emplace(
            properties->empty() ? std::vector<std::string>() : list_in(*properties));
        const auto unknown = std::ranges::find_if(names, [&](const std::string& name) {
            return std::ranges::none_of(reading.query.datasets, [&](const auto& dataset) {
                return has_property(dataset->manifest(), name);
            });
        });
        if (unknown != names.end()) {
            problems.push_back({"properties", *properties,
                                fmt::format("« {} » n'est pas une propriété ; la liste est dans le "
                                            "schéma du jeu de données",
                                            *unknown),
                                false});
        }
    }
    if (!problems.empty()) {
        return problems;
    }
    return std::move(reading.query);
}

std::vector<ParameterText> tile_parameters(const Publication& publication,
                                           const Snapshot* collection)
{
    std::vector<ParameterText> parameters;
    for (const auto& row : table) {
        if ((row.of_site && collection != nullptr) ||
            (row.of_states && !any_has_state(publication, collection))) {
            continue;
        }
        parameters.push_back({std::string(row.name), std::string(row.description),
                              schema_of(row, publication), row.list});
    }
    return parameters;
}

}  // namespace parvis::publish::tiles
