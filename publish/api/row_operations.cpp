// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/row_operations.hpp"

#include "publish/api/link.hpp"
#include "publish/query.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish {

namespace {

using datasets::JsonText;

std::string first_id(const Snapshot& dataset)
{
    return dataset.size() == 0 ? "1" : std::string(dataset.feature_id(0));
}

/// What items come in, as `f` and as media types.
const std::vector<std::string_view> item_formats{"json",   "geojson",    "html", "csv",  "csv-fr",
                                                 "jsonfg", "geojsonseq", "xlsx", "gpkg", "fgb",
                                                 "shp",    "kml",        "csvw"};
const std::vector<std::string_view> item_types{media::geojson,    media::html,        media::csv,
                                               media::json_fg,    media::geojson_seq, media::xlsx,
                                               media::geopackage, media::flatgeobuf,  media::zip,
                                               media::kml,        media::csvw};

/// FlatGeobuf holds rows with a place alone: where none has one, it is refused.
void leave_out_what_needs_places(Operation& operation, const Snapshot& dataset)
{
    if (!dataset.manifest().extent) {
        std::erase(operation.formats, "fgb");
        std::erase(operation.types, media::flatgeobuf);
    }
}

Operation items(const Snapshot& dataset, const std::string& title)
{
    Operation operation{"/collections/" + dataset.id() + "/items", "items." + dataset.id(),
                        title + " : les objets, page par page ou en fichier", dataset.id(),
                        item_types};
    operation.parameters = items_parameters(dataset.manifest());
    operation.formats = item_formats;
    leave_out_what_needs_places(operation, dataset);
    return operation;
}

/// The body of a search: a member for each parameter, lists as arrays too, `filter` also as the
/// CQL2 itself.
std::string search_schema(const datasets::Manifest& dataset)
{
    JsonText json;
    json.start_object();
    json.member("type", "object");
    json.member("additionalProperties", false);
    json.key("properties");
    json.start_object();
    for (const auto& parameter : items_parameters(dataset)) {
        json.key(parameter.name);
        json.start_object();
        json.member("description", parameter.description);
        json.key("anyOf");
        json.start_array();
        json.raw(parameter.schema);
        json.raw(R"({"type":"string"})");
        json.raw(parameter.name == "filter"
                     ? R"({"type":"object"})"
                     : R"({"type":"array","items":{"anyOf":[{"type":"string"},)"
                       R"({"type":"number"},{"type":"boolean"}]}})");
        json.end_array();
        json.end_object();
    }
    json.end_object();
    json.key("example");
    json.raw(R"({"filter":{"op":"isNull","args":[{"property":"id"}]},"limit":10})");
    json.end_object();
    return json.take();
}

Operation search(const Snapshot& dataset, const std::string& title)
{
    Operation operation{"/collections/" + dataset.id() + "/search", "search." + dataset.id(),
                        title + " : les objets que décrit une recherche en JSON", dataset.id(),
                        item_types};
    operation.formats = item_formats;
    leave_out_what_needs_places(operation, dataset);
    operation.body = search_schema(dataset.manifest());
    return operation;
}

Operation item(const Snapshot& dataset, const std::string& title)
{
    auto parameters = items_parameters(dataset.manifest());
    constexpr std::array taken{"at", "version", "crs", "properties", "zoom-level"};
    std::erase_if(parameters, [&](const auto& parameter) {
        return std::ranges::find(taken, parameter.name) == taken.end();
    });
    return {"/collections/" + dataset.id() + "/items/{featureId}",
            "item." + dataset.id(),
            title + " : un objet",
            dataset.id(),
            {media::geojson, media::html},
            {{"featureId", "Identifiant de l'objet", first_id(dataset)}},
            std::move(parameters)};
}

Operation around(const Snapshot& dataset, const std::string& title)
{
    return {
        "/collections/" + dataset.id() + "/items/{featureId}/around",
        "around." + dataset.id(),
        title + " : ce qui se trouve autour d'un objet, et combien d'habitants",
        dataset.id(),
        {media::json, media::html},
        {{"featureId", "Identifiant de l'objet", first_id(dataset)}},
        {{"distance", "Jusqu'où chercher, en mètres à vol d'oiseau",
          R"({"type":"number","exclusiveMinimum":true,"minimum":0,"maximum":5000,"default":200})"},
         {"at", "Le jour qui compte pour l'état des chantiers",
          R"({"type":"string","format":"date"})"},
         {"f", "Format", R"({"type":"string"})"}}};
}

Operation notice(const Snapshot& dataset, const std::string& title)
{
    Operation operation{"/collections/" + dataset.id() + "/items/{featureId}/notice",
                        "notice." + dataset.id(),
                        title + " : l'avis aux riverains d'un chantier, en A5",
                        dataset.id(),
                        {media::html, "application/pdf"},
                        {{"featureId", "Identifiant de l'objet", first_id(dataset)}}};
    operation.formats = {"html", "pdf"};
    return operation;
}

Operation place(const Snapshot& dataset, const std::string& title)
{
    return {"/" + dataset.id() + "/{key}",
            "place." + dataset.id(),
            title + " : un lieu et ce qui s'y trouve",
            "lieux",
            {media::geojson, media::html},
            {{"key", "Clé du lieu", first_id(dataset)}}};
}

Operation perimeters(const Snapshot& communes)
{
    return {"/" + communes.id() + "/{key}/perimeters",
            "perimeters",
            "Ce que le code d'une commune a désigné, et où est son sol aujourd'hui",
            "lieux",
            {media::json, media::html},
            {{"key", "Clé de la commune, d'aujourd'hui ou d'avant", first_id(communes)}}};
}

}  // namespace

std::vector<Operation> row_operations(const Snapshot& dataset, const std::string& title)
{
    std::vector<Operation> all{items(dataset, title), search(dataset, title), item(dataset, title),
                               around(dataset, title)};
    if (dataset.manifest().facts.kind == datasets::Kind::road_works) {
        all.push_back(notice(dataset, title));
    }
    return all;
}

std::vector<Operation> place_operations(const Publication& publication, const Snapshot& dataset,
                                        const std::string& title)
{
    const auto kind = dataset.manifest().facts.kind;
    std::vector<Operation> operations;
    if (kind == datasets::Kind::communes || kind == datasets::Kind::level) {
        operations.push_back(place(dataset, title));
    }
    if (kind == datasets::Kind::communes && publication.perimeters) {
        operations.push_back(perimeters(dataset));
    }
    return operations;
}

}  // namespace parvis::publish
