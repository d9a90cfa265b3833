// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/openapi.hpp"

#include "publish/api/link.hpp"
#include "publish/query.hpp"

#include <initializer_list>

namespace parvis::publish {

namespace {

using datasets::JsonText;

void write_parameter(JsonText& json, const ParameterText& parameter)
{
    json.start_object();
    json.member("name", parameter.name);
    json.member("in", "query");
    json.member("description", parameter.description);
    json.member("required", false);
    json.key("schema");
    json.raw(parameter.schema);
    json.member("style", "form");
    json.member("explode", false);
    json.end_object();
}

void write_path_parameter(JsonText& json, std::string_view name, std::string_view description)
{
    json.start_object();
    json.member("name", name);
    json.member("in", "path");
    json.member("description", description);
    json.member("required", true);
    json.key("schema");
    json.raw(R"({"type":"string"})");
    json.end_object();
}

/// "responses": what is given under each media type, and problems for everything else.
void write_responses(JsonText& json, std::string_view description,
                     std::initializer_list<std::string_view> types)
{
    json.key("responses");
    json.start_object();
    json.key("200");
    json.start_object();
    json.member("description", description);
    json.key("content");
    json.start_object();
    for (const auto type : types) {
        json.key(type);
        json.raw(type.ends_with("json") ? R"({"schema":{"type":"object"}})"
                                        : R"({"schema":{"type":"string"}})");
    }
    json.end_object();
    json.end_object();
    json.key("default");
    json.raw(R"({"$ref":"#/components/responses/Problem"})");
    json.end_object();
}

const ParameterText& format_parameter(const std::vector<ParameterText>& all)
{
    for (const auto& parameter : all) {
        if (parameter.name == "f") {
            return parameter;
        }
    }
    return all.front();
}

struct Operation {
    std::string id, summary, tag;
};

void start_operation(JsonText& json, const Operation& operation)
{
    json.start_object();
    json.key("get");
    json.start_object();
    json.member("operationId", operation.id);
    json.member("summary", operation.summary);
    json.key("tags");
    json.start_array();
    json.text(operation.tag);
    json.end_array();
}

void end_operation(JsonText& json)
{
    json.end_object();
    json.end_object();
}

const std::vector<ParameterText>& shared_parameters()
{
    static const auto parameters = items_parameters({});
    return parameters;
}

/// A document without parameters but `f`, and perhaps one in its path.
void write_document(JsonText& json, std::string_view path, const Operation& operation,
                    std::initializer_list<std::string_view> types)
{
    json.key(path);
    start_operation(json, operation);
    json.key("parameters");
    json.start_array();
    write_parameter(json, format_parameter(shared_parameters()));
    if (path.find("{collectionId}") != path.npos) {
        write_path_parameter(json, "collectionId", "Nom du jeu de données");
    }
    json.end_array();
    write_responses(json, operation.summary, types);
    end_operation(json);
}

void write_items(JsonText& json, const Snapshot& dataset)
{
    const auto& manifest = dataset.manifest();
    const std::string title(datasets::text_in(manifest.facts.title, "fr"));
    const auto path = "/collections/" + dataset.id() + "/items";
    json.key(path);
    start_operation(json, {"items." + dataset.id(), title + " : les objets", dataset.id()});
    json.key("parameters");
    json.start_array();
    for (const auto& parameter : items_parameters(manifest)) {
        write_parameter(json, parameter);
    }
    json.end_array();
    write_responses(json, "Une page d'objets", {media::geojson, media::html, media::csv});
    end_operation(json);

    json.key(path + "/{featureId}");
    start_operation(json, {"item." + dataset.id(), title + " : un objet", dataset.id()});
    json.key("parameters");
    json.start_array();
    write_path_parameter(json, "featureId", "Identifiant de l'objet");
    for (const auto& parameter : shared_parameters()) {
        if (parameter.name == "f" || parameter.name == "at" || parameter.name == "version") {
            write_parameter(json, parameter);
        }
    }
    json.end_array();
    write_responses(json, "Un objet", {media::geojson, media::html});
    end_operation(json);
}

void write_components(JsonText& json)
{
    json.key("components");
    json.raw(
        R"({"responses":{"Problem":{"description":"Un problème (RFC 9457) : ce qui s'est passé et )"
        R"(que faire.","content":{"application/problem+json":{"schema":{"$ref":)"
        R"("#/components/schemas/Problem"}}}}},"schemas":{"Problem":{"type":"object","properties":)"
        R"({"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},)"
        R"("detail":{"type":"string"},"parameters":{"type":"array","items":{"type":"object",)"
        R"("properties":{"name":{"type":"string"},"value":{"type":"string"},)"
        R"("reason":{"type":"string"}}}}}}}})");
}

void write_paths(JsonText& json, const Publication& publication)
{
    json.key("paths");
    json.start_object();
    write_document(json, "/", {"landing", "Accueil de l'API", "api"}, {media::json, media::html});
    write_document(json, "/api", {"api", "Cette description", "api"},
                   {media::openapi, media::html});
    write_document(json, "/conformance", {"conformance", "Classes de conformité", "api"},
                   {media::json});
    write_document(json, "/collections", {"collections", "Tous les jeux de données", "api"},
                   {media::json, media::html});
    write_document(json, "/collections/{collectionId}", {"collection", "Un jeu de données", "api"},
                   {media::json, media::html});
    write_document(json, "/collections/{collectionId}/schema",
                   {"schema", "Schéma des objets d'un jeu", "api"}, {media::schema});
    write_document(json, "/collections/{collectionId}/versions",
                   {"versions", "Toutes les versions d'un jeu", "api"}, {media::json, media::html});
    write_document(json, "/comments", {"comments", "Tous les commentaires", "api"},
                   {media::json, media::html});
    for (const auto& [id, dataset] : publication.datasets) {
        write_items(json, *dataset);
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
