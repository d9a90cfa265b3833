// SPDX-License-Identifier: EUPL-1.2
#include "publish/tiles/documents.hpp"

#include "geo/shared_arcs.hpp"
#include "publish/api/facts.hpp"
#include "publish/api/link.hpp"
#include "publish/tiles/ground.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parvis::publish::tiles {

namespace {

using datasets::JsonText;

constexpr std::string_view scheme_rel = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";

std::string grid_address(const std::string& base_url, const geo::TileGrid& grid)
{
    return fmt::format("{}/tileMatrixSets/{}", base_url, grid.id);
}

/// Who made the layers, once each.
std::string attribution_of(const TileQuery& query)
{
    std::vector<std::string> all;
    for (const auto& dataset : query.datasets) {
        auto text = attribution(dataset->manifest().facts);
        if (std::ranges::find(all, text) == all.end()) {
            all.push_back(std::move(text));
        }
    }
    std::string joined;
    for (const auto& text : all) {
        joined += (joined.empty() ? "" : " | ") + text;
    }
    return joined;
}

std::string_view label_of(const datasets::Manifest& dataset, const std::string& name)
{
    const auto found = std::ranges::find(dataset.properties, name, &datasets::Property::name);
    return found == dataset.properties.end() ? std::string_view("État")
                                             : datasets::text_in(found->label, "fr");
}

std::string_view json_type(const datasets::Manifest& dataset, const std::string& name)
{
    using datasets::ValueType;
    const auto found = std::ranges::find(dataset.properties, name, &datasets::Property::name);
    if (found == dataset.properties.end()) {
        return "string";
    }
    switch (found->type) {
    case ValueType::boolean:
        return "boolean";
    case ValueType::integer:
        return "integer";
    case ValueType::number:
        return "number";
    default:
        return "string";
    }
}

void write_schema(JsonText& json, const datasets::Manifest& dataset, const TileQuery& query)
{
    const auto property = [&](std::string_view name, std::string_view title,
                              std::string_view type) {
        json.key(name);
        json.start_object();
        json.member("title", title);
        json.member("type", type);
        json.end_object();
    };
    json.key("propertiesSchema");
    json.start_object();
    json.member("type", "object");
    json.key("properties");
    json.start_object();
    property("id", "Identifiant de l'objet", "string");
    for (const auto& name : properties_of(dataset, query)) {
        property(name, label_of(dataset, name), json_type(dataset, name));
    }
    property("commentaires", "Nombre de commentaires sur l'objet", "integer");
    property("commentaires_lien", "L'objet avec ses commentaires", "string");
    json.end_object();
    json.end_object();
}

/// What is said of the datasets themselves, where tiles have no place for it.
void write_remarks(JsonText& json, const TileQuery& query)
{
    CarriedComments comments;
    const auto invented = std::ranges::find_if(
        query.datasets, [](const auto& dataset) { return dataset->manifest().facts.sample; });
    if (invented != query.datasets.end()) {
        json.member("avertissement", sample_warning((*invented)->manifest().facts));
    }
    for (const auto& dataset : query.datasets) {
        const auto& own = dataset->general_comments();
        comments.insert(comments.end(), own.begin(), own.end());
    }
    if (!comments.empty()) {
        json.key("commentaires");
        write_comments(json, comments);
    }
}

void write_limits(JsonText& json, const geo::TileGrid& grid, const geo::Box& box)
{
    json.key("tileMatrixSetLimits");
    json.start_array();
    for (int zoom = 0; zoom < grid.zooms; ++zoom) {
        const auto limits = geo::tile_limits(grid, box, zoom);
        if (!limits) {
            continue;
        }
        json.start_object();
        json.member("tileMatrix", std::to_string(zoom));
        json.member("minTileRow", std::uint64_t{limits->first_row});
        json.member("maxTileRow", std::uint64_t{limits->last_row});
        json.member("minTileCol", std::uint64_t{limits->first_column});
        json.member("maxTileCol", std::uint64_t{limits->last_column});
        json.end_object();
    }
    json.end_array();
}

void write_position(JsonText& json, std::string_view name, double lon, double lat)
{
    json.key(name);
    json.start_array();
    json.number(lon);
    json.number(lat);
    json.end_array();
}

/// The members that a tileset has in the list and alone.
void write_tileset_head(JsonText& json, const Tileset& tileset, const geo::TileGrid& grid)
{
    json.member("title", fmt::format("{} — {}", tileset.title(), grid.title));
    json.member("dataType", "vector");
    json.member("crs", grid.crs_uri);
    if (!grid.uri.empty()) {
        json.member("tileMatrixSetURI", grid.uri);
    }
    json.member("tileMatrixSetId", grid.id);
}

bool is_web(const geo::TileGrid& grid) { return grid.id == "WebMercatorQuad"; }

std::string with_format(const std::string& chosen, std::string_view format)
{
    return fmt::format("{}{}f={}", chosen, chosen.empty() ? "?" : "&", format);
}

std::string tile_template(const Tileset& tileset, const geo::TileGrid& grid, std::string_view zoom,
                          std::string_view row, std::string_view column)
{
    return fmt::format("{}/{}/{{{}}}/{{{}}}/{{{}}}{}", tileset.address(), grid.id, zoom, row,
                       column, tileset.chosen);
}

std::vector<Link> links_of(const Tileset& tileset, const geo::TileGrid& grid)
{
    const auto self = fmt::format("{}/{}{}", tileset.address(), grid.id, tileset.chosen);
    std::vector<Link> links{
        {self, "self", media::json, "Ce jeu de tuiles"},
        {grid_address(tileset.base_url, grid), scheme_rel, media::json, std::string(grid.title)},
        {tile_template(tileset, grid, "tileMatrix", "tileRow", "tileCol"),
         "item",
         media::mvt,
         "Les tuiles",
         {},
         0,
         {},
         true}};
    if (is_web(grid)) {
        links.push_back({fmt::format("{}/{}{}", tileset.address(), grid.id,
                                     with_format(tileset.chosen, "tilejson")),
                         "alternate", media::tilejson, "Ce jeu de tuiles en TileJSON"});
        if (tileset.chosen.empty()) {
            links.push_back({fmt::format("{}/{}?f=pmtiles", tileset.address(), grid.id),
                             "enclosure", media::pmtiles, "Toutes les tuiles en un fichier"});
        }
    }
    for (const auto& dataset : tileset.query.datasets) {
        links.push_back({tileset.base_url + "/collections/" + dataset->id(),
                         "http://www.opengis.net/def/rel/ogc/1.0/geodata", media::json,
                         std::string(datasets::text_in(dataset->manifest().facts.title, "fr"))});
    }
    return links;
}

void write_vector_layers(JsonText& json, const Tileset& tileset)
{
    json.key("vector_layers");
    json.start_array();
    for (const auto& dataset : tileset.query.datasets) {
        const auto& manifest = dataset->manifest();
        json.start_object();
        json.member("id", dataset->id());
        json.member("description", datasets::text_in(manifest.facts.title, "fr"));
        json.key("fields");
        json.start_object();
        json.member("id", "Identifiant de l'objet");
        for (const auto& name : properties_of(manifest, tileset.query)) {
            json.member(name, label_of(manifest, name));
        }
        json.member("commentaires", "Nombre de commentaires sur l'objet");
        json.member("commentaires_lien", "L'objet avec ses commentaires");
        json.end_object();
        json.end_object();
    }
    json.end_array();
}

}  // namespace

std::string Tileset::address() const
{
    return base_url + (collection != nullptr ? "/collections/" + collection->id() : "") + "/tiles";
}

std::string Tileset::title() const
{
    return std::string(datasets::text_in(
        collection != nullptr ? collection->manifest().facts.title : publication.site.name, "fr"));
}

std::optional<geo::Box> Tileset::extent() const
{
    std::optional<geo::Box> all;
    for (const auto& dataset : query.datasets) {
        if (const auto& box = dataset->manifest().extent) {
            all = !all ? *box
                       : geo::Box{std::min(all->west, box->west), std::min(all->south, box->south),
                                  std::max(all->east, box->east), std::max(all->north, box->north)};
        }
    }
    return all;
}

std::string grids_json(const std::string& base_url)
{
    JsonText json;
    json.start_object();
    write_links(json, {{base_url + "/tileMatrixSets", "self", media::json, "Ce document"}});
    json.key("tileMatrixSets");
    json.start_array();
    for (const auto& grid : geo::tile_grids()) {
        json.start_object();
        json.member("id", grid.id);
        json.member("title", grid.title);
        if (!grid.uri.empty()) {
            json.member("uri", grid.uri);
        }
        json.member("crs", grid.crs_uri);
        write_links(
            json, {{grid_address(base_url, grid), "self", media::json, "Définition de la grille"}});
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

std::string grid_json(const geo::TileGrid& grid)
{
    // The pixel that the standard counts scales by.
    constexpr double standard_pixel = 0.00028;
    JsonText json;
    json.start_object();
    json.member("id", grid.id);
    json.member("title", grid.title);
    if (!grid.uri.empty()) {
        json.member("uri", grid.uri);
    }
    json.member("crs", grid.crs_uri);
    json.member("orderedAxes", std::vector<std::string>{"X", "Y"});
    if (!grid.scale_set.empty()) {
        json.member("wellKnownScaleSet", grid.scale_set);
    }
    json.key("tileMatrices");
    json.start_array();
    for (int zoom = 0; zoom < grid.zooms; ++zoom) {
        const double cell = grid.side(zoom) / geo::TileGrid::pixels;
        json.start_object();
        json.member("id", std::to_string(zoom));
        json.key("scaleDenominator");
        json.number(cell / standard_pixel);
        json.key("cellSize");
        json.number(cell);
        json.member("cornerOfOrigin", "topLeft");
        write_position(json, "pointOfOrigin", grid.west, grid.north);
        json.member("tileWidth", std::int64_t{geo::TileGrid::pixels});
        json.member("tileHeight", std::int64_t{geo::TileGrid::pixels});
        json.member("matrixWidth", std::uint64_t{grid.columns(zoom)});
        json.member("matrixHeight", std::uint64_t{grid.rows(zoom)});
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

std::string tilesets_json(const Tileset& tileset)
{
    JsonText json;
    json.start_object();
    write_links(json, {{tileset.address(), "self", media::json, "Ce document"}});
    json.key("tilesets");
    json.start_array();
    for (const auto& grid : geo::tile_grids()) {
        json.start_object();
        write_tileset_head(json, tileset, grid);
        write_links(json, links_of(tileset, grid));
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

std::string tileset_json(const Tileset& tileset, const geo::TileGrid& grid)
{
    JsonText json;
    json.start_object();
    write_tileset_head(json, tileset, grid);
    json.member("attribution", attribution_of(tileset.query));
    write_remarks(json, tileset.query);
    if (const auto box = tileset.extent()) {
        json.key("boundingBox");
        json.start_object();
        write_position(json, "lowerLeft", box->west, box->south);
        write_position(json, "upperRight", box->east, box->north);
        json.member("crs", crs84_uri);
        json.end_object();
        write_limits(json, grid, *box);
    }
    json.member("extent", std::int64_t{TileWindow::extent});
    json.member("buffer", std::int64_t{TileWindow::margin});
    json.member("generalisation",
                fmt::format("Jusqu'au zoom {}, les tracés sont simplifiés de {} unités de la tuile "
                            "au plus, les limites communes ensemble ; au-delà, rien n'est omis. "
                            "OGC-NumberMatched et OGC-NumberReturned disent ce qu'une tuile omet.",
                            geo::SharedArcs::full_zoom - 1, geo::SharedArcs::tolerance));
    json.key("layers");
    json.start_array();
    for (const auto& dataset : tileset.query.datasets) {
        const auto& facts = dataset->manifest().facts;
        json.start_object();
        json.member("id", facts.id);
        json.member("title", datasets::text_in(facts.title, "fr"));
        json.member("dataType", "vector");
        write_schema(json, dataset->manifest(), tileset.query);
        json.end_object();
    }
    json.end_array();
    write_links(json, links_of(tileset, grid));
    json.end_object();
    return json.take();
}

std::string tilejson(const Tileset& tileset)
{
    const auto& grid = geo::tile_grids().front();
    JsonText json;
    json.start_object();
    json.member("tilejson", "3.0.0");
    json.member("name", tileset.title());
    json.member("attribution", attribution_of(tileset.query));
    write_remarks(json, tileset.query);
    json.member("scheme", "xyz");
    json.member("tiles", std::vector{tile_template(tileset, grid, "z", "y", "x")});
    json.member("minzoom", std::int64_t{0});
    // What lies deeper is the same, drawn larger by the client.
    json.member("maxzoom", std::int64_t{geo::SharedArcs::full_zoom});
    if (const auto box = tileset.extent()) {
        json.key("bounds");
        json.start_array();
        for (const double edge : {box->west, box->south, box->east, box->north}) {
            json.number(edge);
        }
        json.end_array();
    }
    write_vector_layers(json, tileset);
    json.end_object();
    return json.take();
}

std::string archive_metadata(const Tileset& tileset)
{
    JsonText json;
    json.start_object();
    json.member("name", tileset.title());
    json.member("attribution", attribution_of(tileset.query));
    json.member("type", "overlay");
    write_remarks(json, tileset.query);
    // Each tile says where the comments on its rows are; these are all of them.
    json.member("commentaires_lien", tileset.base_url + "/comments");
    json.member("jeux_lien", tileset.base_url + "/collections");
    write_vector_layers(json, tileset);
    json.end_object();
    return json.take();
}

TileExample example_tile(const Snapshot& dataset, const geo::TileGrid& grid)
{
    // A street's worth: seen there, be it small.
    constexpr int zoom = 14;
    const geo::GridPlane plane(grid);
    for (RowIndex row = 0; row < dataset.size(); ++row) {
        if (!dataset.bounds(row)) {
            continue;
        }
        const auto at = geo::representative_point(dataset.geometry(row));
        const auto place = at ? plane.place(*at) : std::nullopt;
        const double column = place ? std::floor(std::ldexp(place->x, zoom)) : -1;
        const double line = place ? std::floor(std::ldexp(place->y, zoom)) : -1;
        if (column >= 0 && line >= 0 && column < grid.columns(zoom) && line < grid.rows(zoom)) {
            return {std::to_string(zoom), fmt::format("{:.0f}", line),
                    fmt::format("{:.0f}", column)};
        }
    }
    return {};
}

}  // namespace parvis::publish::tiles
