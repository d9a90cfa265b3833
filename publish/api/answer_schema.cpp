// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/answer_schema.hpp"

#include "publish/api/link.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parvis::publish {

namespace {

using Named = std::pair<std::string_view, std::string_view>;

/// Forms of plain JSON by operation.
constexpr std::array<Named, 16> by_operation{{{"landing", "Landing"},
                                              {"conformance", "Conformance"},
                                              {"collections", "Collections"},
                                              {"collection", "Collection"},
                                              {"functions", "Functions"},
                                              {"versions", "Versions"},
                                              {"diff", "Difference"},
                                              {"comment", "Comment"},
                                              {"works", "Landing"},
                                              {"feeds", "Feeds"},
                                              {"undelivered", "Undelivered"},
                                              {"cross", "Crossing"},
                                              {"health", "Health"},
                                              {"getTileMatrixSetsList", "TileMatrixSets"},
                                              {"getTileMatrixSet", "TileMatrixSet"},
                                              {"getStyles", "Styles"}}};

/// Forms by media type, whatever the operation.
constexpr std::array<Named, 3> by_media_type{{{media::tilejson, "TileJson"},
                                              {media::style, "MapStyle"},
                                              {media::json_fg, "FeatureCollection"}}};

std::string_view find(const auto& table, std::string_view key)
{
    const auto found = std::ranges::find(table, key, &Named::first);
    return found == table.end() ? std::string_view() : found->second;
}

std::string_view form_of(std::string_view operation, std::string_view media_type)
{
    if (const auto form = find(by_media_type, media_type); !form.empty()) {
        return form;
    }
    if (media_type == media::geojson) {
        const bool one = operation.starts_with("item.") || operation.starts_with("place.");
        return one ? "Feature" : "FeatureCollection";
    }
    if (media_type == media::annotations) {
        return operation == "comment" ? "Annotation" : "Annotations";
    }
    if (media_type != media::json) {
        return {};
    }
    if (operation.ends_with(".getTileSetsList")) {
        return "TileSets";
    }
    return operation.ends_with(".getTileSet") ? "TileSet" : find(by_operation, operation);
}

}  // namespace

std::string answer_schema(std::string_view operation, std::string_view media_type)
{
    if (const auto form = form_of(operation, media_type); !form.empty()) {
        return R"({"$ref":"#/components/schemas/)" + std::string(form) + R"("})";
    }
    if (media_type == media::geojson_seq || media_type == media::kml || media_type == media::atom ||
        media_type.starts_with("text/")) {
        return R"({"type":"string"})";
    }
    const bool is_json = media_type.find("json") != media_type.npos;
    return is_json ? R"({"type":"object"})" : R"({"type":"string","format":"binary"})";
}

std::string_view answer_schemas()
{
    return R"("Link":{"type":"object","required":["href","rel"],"properties":{"href":{"type":"string"},)"
           R"("rel":{"type":"string"},"type":{"type":"string"},"title":{"type":"string"},)"
           R"("hreflang":{"type":"string"},"length":{"type":"integer","minimum":0},)"
           R"("templated":{"type":"boolean"}}},)"
           R"("Links":{"type":"array","items":{"$ref":"#/components/schemas/Link"}},)"
           R"("Landing":{"type":"object","required":["title","links"],"properties":{)"
           R"("title":{"type":"string"},"links":{"$ref":"#/components/schemas/Links"}}},)"
           R"("Conformance":{"type":"object","required":["conformsTo"],"properties":{)"
           R"("conformsTo":{"type":"array","minItems":1,"items":{"type":"string","format":"uri"}}}},)"
           R"("Collections":{"type":"object","required":["links","collections"],"properties":{)"
           R"("links":{"$ref":"#/components/schemas/Links"},"collections":{"type":"array",)"
           R"("items":{"$ref":"#/components/schemas/Collection"}}}},)"
           R"("Collection":{"type":"object","required":["id","title","itemType","crs","version",)"
           R"("licence","links"],"properties":{"id":{"type":"string"},"title":{"type":"string"},)"
           R"("itemType":{"type":"string","enum":["feature"]},"crs":{"type":"array","minItems":1,)"
           R"("items":{"type":"string"}},"storageCrs":{"type":"string"},"extent":{"type":"object"},)"
           R"("version":{"type":"integer","minimum":1},"licence":{"type":"string"},)"
           R"("links":{"$ref":"#/components/schemas/Links"}}},)"
           R"("Functions":{"type":"object","required":["functions"],"properties":{"functions":{)"
           R"("type":"array","items":{"type":"object","required":["name","returns"]}}}},)"
           R"("Versions":{"type":"object","required":["links","versions"],"properties":{"versions":{)"
           R"("type":"array","items":{"type":"object","required":["version","published","created"],)"
           R"("properties":{"version":{"type":"integer","minimum":1},"published":{"type":"boolean"},)"
           R"("created":{"type":"string","format":"date-time"}}}}}},)"
           R"("Difference":{"type":"object","required":["dataset","from","to","added","removed",)"
           R"("changed","unchanged","rows"],"properties":{"added":{"type":"integer","minimum":0},)"
           R"("removed":{"type":"integer","minimum":0},"changed":{"type":"integer","minimum":0},)"
           R"("unchanged":{"type":"integer","minimum":0},"rows":{"type":"array","items":{)"
           R"("type":"object"}}}},)"
           R"("Annotation":{"type":"object","required":["id","type","motivation","created","etat",)"
           R"("target"],"properties":{"type":{"type":"string","enum":["Annotation"]},"body":{)"
           R"("type":"array","items":{"type":"object","required":["type","value"]}},"etat":{)"
           R"("type":"string","enum":["published","to_review","withdrawn"]}}},)"
           R"("Annotations":{"type":"object","required":["@context","id","type","links"],)"
           R"("properties":{"type":{"type":"string","enum":["AnnotationCollection",)"
           R"("AnnotationPage"]},"total":{"type":"integer","minimum":0},"first":{"type":"object",)"
           R"("required":["id","type","items"],"properties":{"items":{"type":"array","items":{)"
           R"("$ref":"#/components/schemas/Annotation"}}}},"items":{"type":"array","items":{)"
           R"("$ref":"#/components/schemas/Annotation"}}}},)"
           R"("Crossing":{"type":"object","required":["level","measures","total","rows","sources",)"
           R"("links"],"properties":{"measures":{"type":"array","items":{"type":"object","required":)"
           R"(["name","expression"]}},"total":{"type":"object"},"rows":{"type":"array","items":{)"
           R"("type":"object"}},"sources":{"type":"array","items":{"type":"object","required":)"
           R"(["id","version","licence"]}}}},)"
           R"("Feeds":{"type":"object","required":["title","feeds","links"],"properties":{"feeds":{)"
           R"("type":"array","items":{"type":"object","required":["name","href","undelivered",)"
           R"("works","delivered"]}}}},)"
           R"("Lacking":{"type":"array","items":{"type":"object","required":["work","title",)"
           R"("reason","message","href"],"properties":{"work":{"type":"string"},"title":{"type":)"
           R"("string"},"phase":{"type":"string"},"reason":{"type":"string"},"message":{"type":)"
           R"("string"},"href":{"type":"string"}}}},)"
           R"("Undelivered":{"type":"object","required":["feed","works","delivered","reasons",)"
           R"("undelivered","partial","links"],"properties":{"feed":{"type":"string"},"works":{)"
           R"("type":"integer","minimum":0},"delivered":{"type":"integer","minimum":0},"reasons":{)"
           R"("type":"object","additionalProperties":{"type":"integer","minimum":1}},)"
           R"("undelivered":{"$ref":"#/components/schemas/Lacking"},"partial":{"description":)"
           R"("Les phases que le flux ne prend pas, de chantiers qu'il prend","allOf":[{"$ref":)"
           R"("#/components/schemas/Lacking"}]},"links":{"$ref":"#/components/schemas/Links"}}},)"
           R"("Health":{"type":"object","required":["status","datasets"],"properties":{"status":{)"
           R"("type":"string"},"datasets":{"type":"array","items":{"type":"object","required":)"
           R"(["id","version","rows"]}}}},)"
           R"("Geometry":{"type":"object","nullable":true,"required":["type"],"properties":{"type":{)"
           R"("type":"string","enum":["Point","MultiPoint","LineString","MultiLineString","Polygon",)"
           R"("MultiPolygon","GeometryCollection"]},"coordinates":{"type":"array","items":{}}}},)"
           R"("Feature":{"type":"object","required":["type","id","geometry","properties"],)"
           R"("properties":{"type":{"type":"string","enum":["Feature"]},"id":{"anyOf":[{"type":)"
           R"("string"},{"type":"integer"}]},"geometry":{"$ref":"#/components/schemas/Geometry"},)"
           R"("properties":{"type":"object","nullable":true}}},)"
           R"("FeatureCollection":{"type":"object","required":["type","features"],"properties":{)"
           R"("type":{"type":"string","enum":["FeatureCollection"]},"numberMatched":{"type":)"
           R"("integer","minimum":0},"numberReturned":{"type":"integer","minimum":0},"timeStamp":{)"
           R"("type":"string","format":"date-time"},"version":{"type":"integer","minimum":1},)"
           R"("licence":{"type":"string"},"links":{"$ref":"#/components/schemas/Links"},"features":{)"
           R"("type":"array","items":{"$ref":"#/components/schemas/Feature"}}}},)"
           R"("TileSets":{"type":"object","required":["tilesets"],"properties":{"tilesets":{)"
           R"("type":"array","items":{"type":"object","required":["dataType","crs","links"]}}}},)"
           R"("TileSet":{"type":"object","required":["dataType","crs","layers",)"
           R"("links"],"properties":{"dataType":{"type":"string","enum":["vector"]},)"
           R"("links":{"$ref":"#/components/schemas/Links"}}},)"
           R"("TileMatrixSets":{"type":"object","required":["tileMatrixSets"],"properties":{)"
           R"("tileMatrixSets":{"type":"array","items":{"type":"object","required":["id","links"]}}}},)"
           R"("TileMatrixSet":{"type":"object","required":["id","crs","tileMatrices"],"properties":{)"
           R"("tileMatrices":{"type":"array","minItems":1,"items":{"type":"object","required":["id",)"
           R"("scaleDenominator","cellSize","pointOfOrigin","tileWidth","tileHeight","matrixWidth",)"
           R"("matrixHeight"]}}}},)"
           R"("TileJson":{"type":"object","required":["tilejson","tiles","vector_layers"],)"
           R"("properties":{"tilejson":{"type":"string","enum":["3.0.0"]},"tiles":{"type":"array",)"
           R"("minItems":1,"items":{"type":"string"}},"vector_layers":{"type":"array","items":{)"
           R"("type":"object","required":["id","fields"]}}}},)"
           R"("Styles":{"type":"object","required":["styles"],"properties":{"styles":{"type":"array",)"
           R"("items":{"type":"object","required":["id","links"]}}}},)"
           R"("MapStyle":{"type":"object","required":["version","sources","layers"],"properties":{)"
           R"("version":{"type":"integer","enum":[8]},"sources":{"type":"object"},"layers":{)"
           R"("type":"array","items":{"type":"object","required":["id","type"]}}}})";
}

}  // namespace parvis::publish
