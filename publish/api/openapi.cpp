// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/openapi.hpp"

#include "datasets/json_text.hpp"
#include "publish/api/answer_schema.hpp"
#include "publish/api/comment_operations.hpp"
#include "publish/api/document_operations.hpp"
#include "publish/api/row_operations.hpp"
#include "publish/api/source_operations.hpp"
#include "publish/api/tile_operations.hpp"
#include "publish/api/work_operations.hpp"
#include "publish/tiles/documents.hpp"

#include <string>

namespace parvis::publish {

namespace {

using datasets::JsonText;

void write_components(JsonText& json)
{
    json.key("components");
    json.start_object();
    json.key("securitySchemes");
    json.raw(
        R"({"token":{"type":"http","scheme":"bearer","description":)"
        R"("Jeton pour des fichiers, des chantiers ou des commentaires, fait par « parvis token new »"}})");
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
        R"("issues":{"type":"array","items":{"type":"object"}},"gone":{"type":"object","description":)"
        R"("Les lignes qui ne sont plus publiées (absentes du fichier, refusées ou hors du )"
        R"(territoire) : combien, et les premières","properties":{)"
        R"("count":{"type":"integer"},"rows":{"type":"array","items":{"type":"object",)"
        R"("properties":{"id":{"type":"string"},"reason":{"type":"string"}}}}}},)"
        R"("understood":{"type":"array",)"
        R"("items":{"type":"string"}},"links":{"type":"array","items":{"type":"object"}}}},)"
        R"("Problem":{"type":"object","required":["type","title","status","detail"],)"
        R"("properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":)"
        R"("integer"},"detail":{"type":"string"},"parameters":{"type":"array","items":{"type":)"
        R"("object","required":["name","value","reason"],"properties":{"name":{"type":"string"},)"
        R"("value":{"type":"string"},"reason":{"type":"string"}}}}}},)" +
        comment_schemas() + work_schemas() + std::string(answer_schemas()) + "}");
    json.end_object();
}

void write_paths(JsonText& json, const Publication& publication)
{
    const auto collection = collection_variable(publication);
    json.key("paths");
    json.start_object();
    for (auto& operation : documents(publication, collection)) {
        if (operation.path == "/comments") {
            operation.others.emplace_back("post", post_comment());
        } else if (operation.path == "/works") {
            operation.others.emplace_back("post", post_work());
        }
        write_operation(json, operation);
    }
    write_comment_paths(json, publication);
    write_work_paths(json);
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
        const std::string title(datasets::text_in(dataset->manifest().facts.title, "fr"));
        for (const auto& operation : row_operations(*dataset, title)) {
            write_operation(json, operation);
        }
        if (tiles::has_geometry(*dataset)) {
            for (const auto& operation :
                 tile_operations(publication, dataset.get(), *dataset, title)) {
                write_operation(json, operation);
            }
        }
        for (const auto& operation : place_operations(publication, *dataset, title)) {
            write_operation(json, operation);
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
