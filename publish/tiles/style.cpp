// SPDX-License-Identifier: EUPL-1.2
#include "publish/tiles/style.hpp"

#include "publish/api/link.hpp"
#include "publish/query.hpp"
#include "publish/tiles/documents.hpp"
#include "publish/tiles/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parvis::publish::tiles {

namespace {

using datasets::JsonText;
using datasets::Kind;
using Datasets = std::vector<std::shared_ptr<const Snapshot>>;

// Colours of the site's own maps (publish/site/client/configuration.ts).
constexpr std::string_view ground = R"("#e9e3d6")";
constexpr std::string_view limit = R"("#b3aa9b")";
constexpr std::string_view slate = R"("#164a73")";
constexpr std::string_view of_state =
    R"(["match",["get","etat"],"en_cours","#a8201a","suspendu","#8a4b00","prevu","#4a4fb5","#5f6670"])";

Datasets layers_of(const Publication& publication)
{
    Datasets layers;
    for (const auto kind : {Kind::communes, Kind::level, Kind::road_works, Kind::equipment}) {
        for (auto& dataset : publication.of_kind(kind)) {
            if (has_geometry(*dataset)) {
                layers.push_back(std::move(dataset));
            }
        }
    }
    return layers;
}

/// One layer of a style. `geometry` is "Polygon", "LineString" or "Point"; `paint` is JSON.
void write_layer(JsonText& json, const Snapshot& dataset, std::string_view type,
                 std::string_view geometry, const std::string& paint)
{
    json.start_object();
    json.member("id", fmt::format("{}-{}-{}", dataset.id(), geometry, type));
    json.member("type", type);
    json.member("source", "parvis");
    json.member("source-layer", dataset.id());
    json.key("filter");
    json.raw(fmt::format(R"(["==","$type","{}"])", geometry));
    json.key("paint");
    json.raw(paint);
    json.end_object();
}

void write_layers(JsonText& json, const Snapshot& dataset)
{
    const auto kind = dataset.manifest().facts.kind;
    if (kind == Kind::communes) {
        write_layer(json, dataset, "fill", "Polygon",
                    R"({"fill-color":"#f6f3ec","fill-opacity":0.6})");
        write_layer(json, dataset, "line", "Polygon",
                    fmt::format(R"({{"line-color":{},"line-width":1}})", limit));
        return;
    }
    if (kind == Kind::level) {
        write_layer(json, dataset, "line", "Polygon",
                    fmt::format(R"({{"line-color":{},"line-width":2}})", slate));
        return;
    }
    const auto colour = has_state(dataset.manifest()) ? of_state : slate;
    write_layer(json, dataset, "fill", "Polygon",
                fmt::format(R"({{"fill-color":{},"fill-opacity":0.35}})", colour));
    write_layer(json, dataset, "line", "Polygon",
                fmt::format(R"({{"line-color":{},"line-width":1.5}})", colour));
    write_layer(json, dataset, "line", "LineString",
                fmt::format(R"({{"line-color":{},"line-width":4}})", colour));
    write_layer(json, dataset, "circle", "Point",
                fmt::format(R"({{"circle-color":{},"circle-radius":5,"circle-stroke-width":1.5,)"
                            R"("circle-stroke-color":"#ffffff"}})",
                            colour));
}

std::string style_of(const Publication& publication, const Datasets& layers, std::string_view name,
                     const std::string& tiles_address)
{
    JsonText json;
    json.start_object();
    json.member("version", std::int64_t{8});
    json.member("name", name);
    const TileQuery query{layers, {}, {}};
    const Tileset tileset{publication, nullptr, query, "", tiles_address};
    if (const auto box = tileset.extent()) {
        json.key("center");
        json.start_array();
        json.number((box->west + box->east) / 2);
        json.number((box->south + box->north) / 2);
        json.end_array();
        // So that the width of the box is some two tiles.
        const double width = std::max({box->east - box->west, box->north - box->south, 1e-3});
        json.key("zoom");
        json.number(std::clamp(std::round(10 * (std::log2(360 / width) + 0.7)) / 10, 0.0, 16.0));
    }
    json.key("sources");
    json.start_object();
    json.key("parvis");
    json.start_object();
    json.member("type", "vector");
    json.member("url", tiles_address);
    json.end_object();
    json.end_object();
    json.key("layers");
    json.start_array();
    json.raw(fmt::format(R"({{"id":"fond","type":"background","paint":{{"background-color":{}}}}})",
                         ground));
    for (const auto& dataset : layers) {
        write_layers(json, *dataset);
    }
    json.end_array();
    json.end_object();
    return json.take();
}

}  // namespace

std::string styles_json(const Publication& publication, const std::string& base_url)
{
    JsonText json;
    json.start_object();
    const auto style = [&](std::string_view id, std::string_view title) {
        json.start_object();
        json.member("id", id);
        json.member("title", title);
        write_links(json, {{fmt::format("{}/styles/{}", base_url, id), "stylesheet", media::style,
                            "Style pour MapLibre, Mapbox, OpenLayers"}});
        json.end_object();
    };
    json.member("default", whole_style);
    json.key("styles");
    json.start_array();
    style(whole_style, datasets::text_in(publication.site.name, "fr"));
    for (const auto& [id, dataset] : publication.datasets) {
        if (has_geometry(*dataset)) {
            style(id, datasets::text_in(dataset->manifest().facts.title, "fr"));
        }
    }
    json.end_array();
    write_links(json, {{base_url + "/styles", "self", media::json, "Ce document"}});
    json.end_object();
    return json.take();
}

std::optional<std::string> style_json(const Publication& publication, std::string_view id,
                                      const std::string& base_url)
{
    if (id == whole_style) {
        const auto layers = layers_of(publication);
        std::string ids;
        for (const auto& dataset : layers) {
            ids += (ids.empty() ? "" : ",") + dataset->id();
        }
        return style_of(publication, layers, datasets::text_in(publication.site.name, "fr"),
                        fmt::format("{}/tiles/WebMercatorQuad?f=tilejson{}{}", base_url,
                                    ids.empty() ? "" : "&collections=", ids));
    }
    const auto dataset = publication.find(id);
    if (!dataset || !has_geometry(*dataset)) {
        return std::nullopt;
    }
    return style_of(
        publication, {dataset}, datasets::text_in(dataset->manifest().facts.title, "fr"),
        fmt::format("{}/collections/{}/tiles/WebMercatorQuad?f=tilejson", base_url, id));
}

}  // namespace parvis::publish::tiles
