// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/openapi.hpp"

#include "publish/api/answer_schema.hpp"
#include "publish/api/link.hpp"
#include "publish/cross/crossing.hpp"
#include "publish/formats/difference_query.hpp"
#include "publish/near.hpp"
#include "publish/query.hpp"
#include "publish/tiles/documents.hpp"
#include "publish/tiles/style.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish {

namespace {

using datasets::JsonText;

/// One variable of a path, with a value that it has here: a reader can try the address at once.
struct PathParameter {
    std::string name, description, example;
    std::vector<std::string> values{};  ///< all there are; empty where they are too many to list
};

/// One address, as the server answers it.
struct Operation {
    std::string path, id, summary, tag;
    std::vector<std::string_view> types;  ///< media types of its answers
    std::vector<PathParameter> variables{};
    std::vector<ParameterText> parameters{};
    bool has_format = true;  ///< `f` chooses among `types`
    /// Values of `f`, where media types do not say them.
    std::vector<std::string_view> formats{};
    /// Schema of the JSON body; "" for an address to GET.
    std::string body{};
};

void write_parameter(JsonText& json, const ParameterText& parameter)
{
    json.start_object();
    json.member("name", parameter.name);
    json.member("in", "query");
    json.member("description", parameter.description);
    json.member("required", parameter.required);
    if (!parameter.example.empty()) {
        json.member("example", parameter.example);
    }
    json.key("schema");
    json.raw(parameter.schema);
    json.member("style", "form");
    json.member("explode", parameter.repeated);
    json.end_object();
}

void write_variable(JsonText& json, const PathParameter& variable)
{
    json.start_object();
    json.member("name", variable.name);
    json.member("in", "path");
    json.member("description", variable.description);
    json.member("required", true);
    json.key("schema");
    json.start_object();
    json.member("type", "string");
    if (!variable.values.empty()) {
        json.member("enum", variable.values);
    }
    json.end_object();
    json.member("example", variable.example);
    json.end_object();
}

/// `f` with the formats of one address; `f=geojson` is understood wherever `f=json` is.
ParameterText format_parameter(const std::vector<std::string_view>& types,
                               const std::vector<std::string_view>& formats)
{
    const auto shared = items_parameters({});
    auto parameter = *std::find_if(shared.begin(), shared.end(),
                                   [](const auto& known) { return known.name == "f"; });
    JsonText schema;
    schema.start_object();
    schema.member("type", "string");
    schema.key("enum");
    schema.start_array();
    for (const auto format : formats) {
        schema.text(format);
    }
    for (const auto type : formats.empty() ? types : std::vector<std::string_view>{}) {
        if (type == media::html || type == media::csv) {
            schema.text(type == media::html ? "html" : "csv");
        } else if (type == media::mvt || type == media::tilejson) {
            schema.text(type == media::mvt ? "mvt" : "tilejson");
        } else if (types.size() > 1 && type == media::geojson &&
                   std::ranges::find(types, media::json) != types.end()) {
            schema.text("geojson");
        } else if (std::ranges::find(types, media::geojson) != types.end() && type == media::json) {
            schema.text("json");
        } else {
            schema.text("json");
            schema.text("geojson");
        }
    }
    schema.end_array();
    schema.end_object();
    parameter.schema = schema.take();
    return parameter;
}

/// "responses": what is given under each media type, and problems for everything else.
void write_responses(JsonText& json, const Operation& operation)
{
    json.key("responses");
    json.start_object();
    json.key("200");
    json.start_object();
    json.member("description", operation.summary);
    json.key("content");
    json.start_object();
    for (const auto type : operation.types) {
        json.key(type);
        json.start_object();
        json.key("schema");
        json.raw(answer_schema(operation.id, type));
        json.end_object();
    }
    json.end_object();
    json.end_object();
    if (std::ranges::find(operation.types, media::mvt) != operation.types.end()) {
        json.key("204");
        json.raw(R"({"description":"Rien n'est à dessiner dans cette tuile."})");
    }
    json.key("default");
    json.raw(R"({"$ref":"#/components/responses/Problem"})");
    json.end_object();
}

void write_operation(JsonText& json, const Operation& operation)
{
    json.key(operation.path);
    json.start_object();
    json.key(operation.body.empty() ? "get" : "post");
    json.start_object();
    json.member("operationId", operation.id);
    json.member("summary", operation.summary);
    json.member("tags", std::vector{operation.tag});
    json.key("parameters");
    json.start_array();
    for (const auto& variable : operation.variables) {
        write_variable(json, variable);
    }
    for (const auto& parameter : operation.parameters) {
        if (parameter.name != "f") {
            write_parameter(json, parameter);
        }
    }
    if (operation.has_format) {
        write_parameter(json, format_parameter(operation.types, operation.formats));
    }
    json.end_array();
    if (!operation.body.empty()) {
        json.key("requestBody");
        json.start_object();
        json.member("required", true);
        json.key("content");
        json.start_object();
        json.key(media::json);
        json.start_object();
        json.key("schema");
        json.raw(operation.body);
        json.end_object();
        json.end_object();
        json.end_object();
    }
    write_responses(json, operation);
    json.end_object();
    json.end_object();
}

std::string first_id(const Snapshot& dataset)
{
    return dataset.size() == 0 ? "1" : std::string(dataset.feature_id(0));
}

PathParameter collection_variable(const Publication& publication)
{
    PathParameter variable{"collectionId", "Nom du jeu de données", "jeu"};
    for (const auto& [id, dataset] : publication.datasets) {
        variable.values.push_back(id);
        variable.example = variable.values.front();
    }
    return variable;
}

std::vector<Operation> documents(const Publication& publication, const PathParameter& collection)
{
    const std::vector page{media::json, media::html};
    return {{"/", "landing", "Accueil de l'API", "api", page},
            {"/api", "api", "Cette description", "api", {media::openapi, media::html}},
            {"/conformance", "conformance", "Classes de conformité", "api", page},
            {"/collections", "collections", "Tous les jeux de données", "api", page},
            {"/collections/{collectionId}",
             "collection",
             "Un jeu de données",
             "api",
             page,
             {collection}},
            {"/collections/{collectionId}/schema",
             "schema",
             "Schéma des objets d'un jeu",
             "api",
             {media::schema, media::html},
             {collection}},
            {"/collections/{collectionId}/queryables",
             "queryables",
             "Ce que « filter » peut nommer dans un jeu",
             "api",
             {media::schema, media::html},
             {collection}},
            {"/collections/{collectionId}/sortables",
             "sortables",
             "Ce que « sortby » peut nommer dans un jeu",
             "api",
             {media::schema, media::html},
             {collection}},
            {"/functions", "functions", "Fonctions des filtres", "api", page},
            {"/collections/{collectionId}/versions",
             "versions",
             "Toutes les versions d'un jeu",
             "api",
             page,
             {collection}},
            {"/collections/{collectionId}/versions/diff",
             "diff",
             "Ce qui change entre deux versions d'un jeu",
             "api",
             {media::json, media::csv, media::html},
             {collection},
             difference_parameters()},
            {"/comments", "comments", "Tous les commentaires (W3C Web Annotation)", "api", page},
            {"/works", "works", "Les chantiers en cours", "lieux", page},
            {"/recherche",
             "search",
             "Recherche d'un lieu ou d'un objet",
             "lieux",
             {media::html},
             {},
             {{"q", "Mots cherchés", R"({"type":"string"})"}}},
            {"/cross",
             "cross",
             "Mesures croisées par lieu",
             "lieux",
             {media::json, media::geojson, media::csv, media::html},
             {},
             cross::cross_parameters()},
            {"/near",
             "near",
             "Les objets les plus proches d'un point ou d'un lieu, à vol d'oiseau",
             "lieux",
             {media::geojson, media::csv, media::html},
             {},
             near_parameters(publication)},
            {"/health",
             "health",
             "Ce qui est servi, pour l'exploitant",
             "exploitation",
             {media::json},
             {},
             {},
             false}};
}

/// The files of the published versions, as they are.
Operation downloads(const Publication& publication, const PathParameter& collection)
{
    Operation operation{"/downloads/{collectionId}/{version}/{file}",
                        "download",
                        "Un fichier d'une version, tel quel",
                        "fichiers",
                        {"application/geo+json-seq", media::csv, media::json}};
    operation.has_format = false;
    std::set<std::string> names{"manifest.json"};
    std::string version = "1";
    for (const auto& [id, dataset] : publication.datasets) {
        for (const auto& file : dataset->manifest().files) {
            names.insert(file.name);
        }
        if (id == collection.example) {
            version = std::to_string(dataset->manifest().version);
        }
    }
    operation.variables = {collection,
                           {"version", "Numéro de la version", version},
                           {"file", "Nom du fichier", "manifest.json",
                            std::vector<std::string>(names.begin(), names.end())}};
    return operation;
}

/// What items come in, as `f` and as media types.
const std::vector<std::string_view> item_formats{"json",   "geojson", "html",       "csv",
                                                 "csv-fr", "jsonfg",  "geojsonseq", "xlsx",
                                                 "gpkg",   "fgb",     "shp",        "kml"};
const std::vector<std::string_view> item_types{
    media::geojson, media::html,       media::csv,        media::json_fg, media::geojson_seq,
    media::xlsx,    media::geopackage, media::flatgeobuf, media::zip,     media::kml};

Operation items(const Snapshot& dataset, const std::string& title)
{
    Operation operation{"/collections/" + dataset.id() + "/items", "items." + dataset.id(),
                        title + " : les objets, page par page ou en fichier", dataset.id(),
                        item_types};
    operation.parameters = items_parameters(dataset.manifest());
    operation.formats = item_formats;
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

/// Datasets that are made from a file of the site, so that they can be filled in and brought.
PathParameter source_variable(const Publication& publication)
{
    PathParameter variable{"datasetId", "Nom d'un jeu qui a un fichier", ""};
    for (const auto& [id, dataset] : publication.datasets) {
        std::error_code ignored;
        if (std::filesystem::exists(publication.site.folder / "datasets" / (id + ".toml"),
                                    ignored)) {
            variable.values.push_back(id);
            variable.example = variable.values.front();
        }
    }
    return variable;
}

Operation form(const PathParameter& dataset)
{
    return {"/datasets/{datasetId}/model.xlsx",
            "form",
            "Le classeur à remplir d'un jeu : ses colonnes, ses listes et les lignes publiées",
            "dépôt",
            {media::xlsx},
            {dataset},
            {},
            false};
}

/// PUT: the one address that takes something.
void write_source(JsonText& json, const PathParameter& dataset)
{
    json.key("/datasets/{datasetId}/source");
    json.start_object();
    json.key("put");
    json.start_object();
    json.member("operationId", "putSource");
    json.member("summary", "Déposer le fichier d'un jeu, avec un jeton");
    json.member("description",
                "Le corps est le fichier lui-même. Il est lu et vérifié, gardé sur le disque, puis "
                "publié, ou mis en attente si le jeu demande une approbation. Un fichier dont rien "
                "n'est à garder ne change rien : 422, avec le compte rendu. Les jetons viennent de "
                "« parvis token new ».");
    json.member("tags", std::vector<std::string>{"dépôt"});
    json.key("security");
    json.raw(R"([{"token":[]}])");
    json.key("parameters");
    json.start_array();
    write_variable(json, dataset);
    write_parameter(json, {"name", "Nom du fichier, si Content-Disposition ne le donne pas",
                           R"({"type":"string"})", false, false, "travaux.csv"});
    write_parameter(json, {"draft", "true : garder la version sans la publier",
                           R"({"type":"boolean","default":false})"});
    write_parameter(json, {"accept_shrink",
                           "true : publier aussi un fichier qui a perdu beaucoup de lignes",
                           R"({"type":"boolean","default":false})"});
    json.end_array();
    json.key("requestBody");
    json.raw(
        R"({"required":true,"content":{"*/*":{"schema":{"type":"string","format":"binary"}}}})");
    json.key("responses");
    json.raw(
        R"({"200":{"description":"Le même fichier que celui de la dernière version : rien de )"
        R"(nouveau","content":{"application/json":{"schema":{"$ref":)"
        R"("#/components/schemas/Deposit"}}}},"201":{"description":"Une version nouvelle, publiée )"
        R"(ou en attente","content":{"application/json":{"schema":{"$ref":)"
        R"("#/components/schemas/Deposit"}}}},"401":{"$ref":"#/components/responses/Problem"},)"
        R"("403":{"$ref":"#/components/responses/Problem"},"404":{"$ref":)"
        R"("#/components/responses/Problem"},"411":{"$ref":"#/components/responses/Problem"},)"
        R"("413":{"$ref":"#/components/responses/Problem"},"415":{"$ref":)"
        R"("#/components/responses/Problem"},"422":{"$ref":"#/components/responses/Problem"},)"
        R"("default":{"$ref":"#/components/responses/Problem"}})");
    json.end_object();
    json.end_object();
}

/// The tiles of a collection, or of the site where it is nullptr, and what describes them.
std::vector<Operation> tile_operations(const Publication& publication, const Snapshot* collection,
                                       const Snapshot& example, const std::string& title)
{
    const std::string path =
        (collection != nullptr ? "/collections/" + collection->id() : std::string()) + "/tiles";
    const std::string id =
        collection != nullptr ? collection->id() + ".collection.vector." : "dataset.vector.";
    const std::string tag = collection != nullptr ? collection->id() : "tuiles";
    const auto parameters = tiles::tile_parameters(publication, collection);
    PathParameter grid{"tileMatrixSetId", "Grille de tuiles", "WebMercatorQuad"};
    for (const auto& one : geo::tile_grids()) {
        grid.values.emplace_back(one.id);
    }
    const auto at = tiles::example_tile(example, geo::tile_grids().front());
    return {{path,
             id + "getTileSetsList",
             title + " : grilles de tuiles",
             tag,
             {media::json},
             {},
             parameters},
            {path + "/{tileMatrixSetId}",
             id + "getTileSet",
             title + " : ce que les tuiles d'une grille portent, et jusqu'où",
             tag,
             {media::json, media::tilejson},
             {grid},
             parameters},
            {path + "/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
             id + "getTile",
             title + " : une tuile vectorielle (204 là où il n'y a rien)",
             tag,
             {media::mvt},
             {grid,
              {"tileMatrix", "Zoom", at.zoom},
              {"tileRow", "Ligne, comptée depuis le nord", at.row},
              {"tileCol", "Colonne, comptée depuis l'ouest", at.column}},
             parameters}};
}

/// Grids and styles, which belong to no collection.
std::vector<Operation> tile_documents(const Publication& publication)
{
    PathParameter grid{"tileMatrixSetId", "Grille de tuiles", "WebMercatorQuad"};
    for (const auto& one : geo::tile_grids()) {
        grid.values.emplace_back(one.id);
    }
    PathParameter style{"styleId",
                        "Nom du style",
                        std::string(tiles::whole_style),
                        {std::string(tiles::whole_style)}};
    for (const auto& [id, dataset] : publication.datasets) {
        if (tiles::has_geometry(*dataset)) {
            style.values.push_back(id);
        }
    }
    return {
        {"/tileMatrixSets", "getTileMatrixSetsList", "Grilles de tuiles", "tuiles", {media::json}},
        {"/tileMatrixSets/{tileMatrixSetId}",
         "getTileMatrixSet",
         "Définition d'une grille de tuiles",
         "tuiles",
         {media::json},
         {grid}},
        {"/styles", "getStyles", "Styles des cartes", "tuiles", {media::json}},
        {"/styles/{styleId}",
         "getStyle",
         "Un style (Mapbox Style) avec les adresses de ses tuiles",
         "tuiles",
         {media::style},
         {style}}};
}

void write_components(JsonText& json)
{
    json.key("components");
    json.start_object();
    json.key("securitySchemes");
    json.raw(R"({"token":{"type":"http","scheme":"bearer","description":)"
             R"("Jeton d'un jeu, fait par « parvis token new »"}})");
    json.key("responses");
    json.raw(R"({"Problem":{"description":"Un problème (RFC 9457) : ce qui s'est passé et que )"
             R"(faire.","content":{"application/problem+json":{"schema":{"$ref":)"
             R"("#/components/schemas/Problem"}},"text/html":{"schema":{"type":"string"}}}}})");
    json.key("schemas");
    json.raw(
        R"({"Deposit":{"type":"object","required":["dataset","result","message"],"properties":{)"
        R"("dataset":{"type":"string"},"file":{"type":"string"},"result":{"type":"string","enum":)"
        R"(["published","waiting","unchanged"]},"message":{"type":"string"},"version":{"type":)"
        R"("integer","nullable":true},"counts":{"type":"object"},"issue_counts":{"type":"object"},)"
        R"("issues":{"type":"array","items":{"type":"object"}},"understood":{"type":"array",)"
        R"("items":{"type":"string"}},"links":{"type":"array","items":{"type":"object"}}}},)"
        R"("Problem":{"type":"object","required":["type","title","status","detail"],)"
        R"("properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":)"
        R"("integer"},"detail":{"type":"string"},"parameters":{"type":"array","items":{"type":)"
        R"("object","required":["name","value","reason"],"properties":{"name":{"type":"string"},)"
        R"("value":{"type":"string"},"reason":{"type":"string"}}}}}},)" +
        std::string(answer_schemas()) + "}");
    json.end_object();
}

void write_paths(JsonText& json, const Publication& publication)
{
    const auto collection = collection_variable(publication);
    json.key("paths");
    json.start_object();
    for (const auto& operation : documents(publication, collection)) {
        write_operation(json, operation);
    }
    write_operation(json, downloads(publication, collection));
    if (const auto dataset = source_variable(publication); !dataset.values.empty()) {
        write_operation(json, form(dataset));
        write_source(json, dataset);
    }
    for (const auto& operation : tile_documents(publication)) {
        write_operation(json, operation);
    }
    if (const auto layers = tiles::territory_layers(publication); !layers.empty()) {
        for (const auto& operation :
             tile_operations(publication, nullptr, *layers.front(), "Le territoire")) {
            write_operation(json, operation);
        }
    }
    for (const auto& [id, dataset] : publication.datasets) {
        const auto& facts = dataset->manifest().facts;
        const std::string title(datasets::text_in(facts.title, "fr"));
        write_operation(json, items(*dataset, title));
        write_operation(json, search(*dataset, title));
        write_operation(json, item(*dataset, title));
        write_operation(json, around(*dataset, title));
        if (tiles::has_geometry(*dataset)) {
            for (const auto& operation :
                 tile_operations(publication, dataset.get(), *dataset, title)) {
                write_operation(json, operation);
            }
        }
        if (facts.kind == datasets::Kind::communes || facts.kind == datasets::Kind::level) {
            write_operation(json, place(*dataset, title));
        }
        if (facts.kind == datasets::Kind::communes && publication.perimeters) {
            write_operation(json, perimeters(*dataset));
        }
    }
    json.end_object();
}

}  // namespace

std::string openapi_json(const Publication& publication, const std::string& base_url)
{
    const auto& site = publication.site;
    JsonText json;
    json.start_object();
    json.member("openapi", "3.0.3");
    json.key("info");
    json.start_object();
    json.member("title", datasets::text_in(site.name, "fr"));
    json.member("description", datasets::text_in(site.sentence, "fr"));
    json.member("version", "1.0.0");
    json.end_object();
    json.key("servers");
    json.start_array();
    json.start_object();
    json.member("url", base_url);
    json.end_object();
    json.end_array();
    write_paths(json, publication);
    write_components(json);
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish
