// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/map_view.hpp"

#include "datasets/desk_settings.hpp"
#include "datasets/feature_geojson.hpp"
#include "geo/error.hpp"
#include "publish/query.hpp"
#include "publish/site/address.hpp"
#include "publish/site/asset.hpp"
#include "publish/site/row.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace parvis::publish::site {

namespace {

using Buffer = rapidjson::StringBuffer;
using Writer = rapidjson::Writer<Buffer, rapidjson::UTF8<>, rapidjson::UTF8<>,
                                 rapidjson::CrtAllocator, rapidjson::kWriteValidateEncodingFlag>;

void write(Writer& json, std::string_view key, std::string_view text)
{
    json.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write_raw(Writer& json, std::string_view key, std::string_view raw)
{
    json.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    json.RawValue(raw.data(), raw.size(), rapidjson::kObjectType);
}

std::string items_address(const Snapshot& dataset)
{
    return dataset_address(dataset.id()) + "/items?f=geojson&limit=10000";
}

/// Where an area's name stands on its row.
std::string name_property(const datasets::DatasetFacts& facts)
{
    if (!facts.title_property.empty()) {
        return facts.title_property;
    }
    return facts.kind == datasets::Kind::level ? facts.level + "_nom" : "commune_nom";
}

void write_areas(Writer& json, const Snapshot& dataset, const Page& page)
{
    const datasets::DatasetFacts& facts = dataset.manifest().facts;
    json.StartObject();
    write(json, "id", facts.id);
    write(json, "title", page.in_language(facts.title));
    write(json, "items", items_address(dataset));
    write(json, "page", "/" + facts.id + "/");
    write(json, "name", name_property(facts));
    json.EndObject();
}

bool is_measure(const datasets::Property& property)
{
    return property.type == datasets::ValueType::number ||
           property.type == datasets::ValueType::integer;
}

void write_measure(Writer& json, const Page& page, const Snapshot& dataset,
                   const datasets::Property& property)
{
    json.StartObject();
    write(json, "collection", dataset.id());
    write(json, "property", property.name);
    write(json, "label", label_of(page, property));
    write(json, "unit", unit_text(property.unit, page.messages));
    write(json, "vintage",
          property.vintage.empty() ? "" : iso_date_text(property.vintage, page.messages));
    json.EndObject();
}

/// Those that the site offers first, then the others in their order.
void write_measures(Writer& json, const Page& page)
{
    const auto communes = page.publication->communes();
    std::vector<std::shared_ptr<const Snapshot>> sources = page.publication->levels();
    if (communes) {
        sources.insert(sources.begin(), communes);
    }
    json.Key("measures");
    json.StartArray();
    const std::vector<std::string>& first = page.publication->site.home_measures;
    for (const std::string& name : first) {
        for (const auto& dataset : sources) {
            const std::string prefix = dataset->id() + ".";
            const datasets::Property* property =
                name.starts_with(prefix) ? find_property(*dataset, name.substr(prefix.size()))
                                         : nullptr;
            if (property != nullptr) {
                write_measure(json, page, *dataset, *property);
            }
        }
    }
    for (const auto& dataset : sources) {
        for (const datasets::Property& property : dataset->manifest().properties) {
            const bool offered = std::find(first.begin(), first.end(),
                                           dataset->id() + "." + property.name) != first.end();
            if (is_measure(property) && !offered) {
                write_measure(json, page, *dataset, property);
            }
        }
    }
    json.EndArray();
}

void write_layers(Writer& json, const Page& page, bool only_works)
{
    json.Key("layers");
    json.StartArray();
    for (const datasets::Kind kind : {datasets::Kind::road_works, datasets::Kind::equipment}) {
        if (only_works && kind != datasets::Kind::road_works) {
            continue;
        }
        const bool with_day = kind == datasets::Kind::road_works && page.is_another_day();
        for (const auto& dataset : page.publication->of_kind(kind)) {
            const datasets::DatasetFacts& facts = dataset->manifest().facts;
            json.StartObject();
            write(json, "kind", name_of(kind));
            write(json, "id", facts.id);
            write(json, "title", page.in_language(facts.title));
            write(json, "items",
                  items_address(*dataset) +
                      (with_day ? "&at=" + datasets::to_text(page.day()) : std::string()));
            write(json, "page", dataset_address(facts.id) + "/items/");
            write(json, "name",
                  facts.title_property.empty()
                      ? (kind == datasets::Kind::equipment ? "nom" : "titre")
                      : facts.title_property);
            json.Key("labels");  // codes of what is shown -> words
            json.StartObject();
            for (const datasets::Property& property : dataset->manifest().properties) {
                if (property.name == "effet" || property.name == "famille") {
                    for (const auto& [code, label] : property.values) {
                        write(json, code, page.in_language(label));
                    }
                }
            }
            json.EndObject();
            json.EndObject();
        }
    }
    json.EndArray();
}

/// "</script>" inside a text must not end the block: '<' is written as an escape.
std::string for_script(std::string_view json)
{
    std::string out;
    out.reserve(json.size());
    for (const char c : json) {
        if (c == '<') {
            out += "\\u003c";
        } else {
            out += c;
        }
    }
    return out;
}

/// What the map's panel tells of a row, and what its sign is chosen by (client/map.ts).
std::string panel_properties(const Publication& publication, const MapView& map)
{
    const auto dataset = publication.find(map.features_dataset);
    std::string names;
    for (const std::string& name :
         {map.feature_name, std::string("etat"), std::string("effet"), std::string("debut"),
          std::string("fin"), std::string("type"), std::string("famille"), std::string("voie"),
          std::string("adresse"), std::string("commune_nom"), std::string("horaires")}) {
        const bool has =
            name == "etat" ? has_state(dataset->manifest()) : dataset->property(name).has_value();
        if (has && (',' + names + ',').find(',' + name + ',') == std::string::npos) {
            names += (names.empty() ? "" : ",") + name;
        }
    }
    return names;
}

std::string configuration(const Page& page, const MapView& map)
{
    Buffer buffer;
    Writer json(buffer);
    json.StartObject();
    const auto communes = page.publication->communes();
    std::optional<geo::Box> bounds = map.bounds;
    if (!bounds && communes) {
        bounds = communes->manifest().extent;
    }
    if (bounds) {
        json.Key("bounds");
        json.StartArray();
        for (const double edge : {bounds->west, bounds->south, bounds->east, bounds->north}) {
            json.Double(edge);
        }
        json.EndArray();
    }
    write(json, "language", page.messages.language());
    json.Key("areas");
    json.StartArray();
    if (communes) {
        write_areas(json, *communes, page);
    }
    for (const auto& level : page.publication->levels()) {
        write_areas(json, *level, page);
    }
    json.EndArray();
    if (map.measures) {
        write_measures(json, page);
    }
    if (map.layers) {
        write_layers(json, page, map.only_works);
    }
    if (!map.focus_key.empty()) {
        write(json, "focusCollection", map.focus_collection);
        write(json, "focusKey", map.focus_key);
    }
    if (!map.features.empty()) {
        json.Key("features");
        json.StartArray();
        for (const std::string& feature : map.features) {
            json.RawValue(feature.data(), feature.size(), rapidjson::kObjectType);
        }
        json.EndArray();
    }
    if (!map.states.empty()) {
        json.Key("states");
        json.StartArray();
        for (const std::string& state : map.states) {
            json.String(state);
        }
        json.EndArray();
    }
    if (map.works) {
        json.Key("works");
        json.StartObject();
        for (const auto& [dataset, ids] : *map.works) {
            json.Key(dataset.data(), static_cast<rapidjson::SizeType>(dataset.size()));
            json.StartArray();
            for (const std::string& id : ids) {
                json.String(id);
            }
            json.EndArray();
        }
        json.EndObject();
    }
    write(json, "featuresAddress", map.features_address);
    if (!map.features_dataset.empty()) {
        const auto address = dataset_address(map.features_dataset);
        const auto names = panel_properties(*page.publication, map);
        write(json, "featuresTiles",
              address + "/tiles/WebMercatorQuad/{z}/{y}/{x}" +
                  (names.empty() ? "" : "?properties=" + names));
        write(json, "featuresLayer", map.features_dataset);
        write(json, "featuresClusters", address + "/items?cluster=");
        json.Key("featuresCount");
        json.Uint64(map.features_count);
    }
    write(json, "featureLook", map.feature_look);
    write(json, "featurePage", map.feature_page);
    write(json, "featureName", map.feature_name);
    if (!map.marked.empty()) {
        json.Key("marked");
        json.StartArray();
        for (const geo::Geometry& shape : map.marked) {
            std::string text;
            datasets::append_geojson_geometry(text, shape);
            json.RawValue(text.data(), text.size(), rapidjson::kObjectType);
        }
        json.EndArray();
    }
    if (const auto streets = street_layer(*page.publication)) {
        const std::string& name = streets->manifest().facts.title_property;
        write(json, "streetsTiles",
              dataset_address(streets->id()) +
                  "/tiles/WebMercatorQuad/{z}/{y}/{x}?properties=" + name);
        write(json, "streetsLayer", streets->id());
        write(json, "streetsName", name);
    }
    const std::string river = river_geojson(page.publication->site);
    if (!river.empty()) {
        write_raw(json, "river", river);
    }
    json.Key("texts");
    json.StartObject();
    for (const auto& [key, text] : page.messages.all()) {
        if (key.starts_with("map_")) {
            write(json, key.substr(4), text);
        }
    }
    json.EndObject();
    json.EndObject();
    return for_script({buffer.GetString(), buffer.GetSize()});
}

}  // namespace

std::shared_ptr<const Snapshot> street_layer(const Publication& publication)
{
    try {
        const auto id = datasets::read_desk_settings(publication.site.folder).streets;
        return id.empty() ? nullptr : publication.find(id);
    } catch (const SourceError&) {  // somebody is writing the file
        return nullptr;
    }
}

std::string river_geojson(const datasets::Site& site)
{
    if (site.river.empty()) {
        return {};
    }
    std::ifstream file(site.folder / site.river, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
    if (document.HasParseError() || !document.IsObject()) {
        return {};
    }
    Buffer buffer;
    rapidjson::Writer<Buffer> compact(buffer);
    compact.SetMaxDecimalPlaces(5);
    document.Accept(compact);
    return {buffer.GetString(), buffer.GetSize()};
}

Data map_data(const Page& page, const MapView& map)
{
    Data data;
    data.set("map_label", map.label)
        .set("map_script", asset_address("map.js"))
        .set("map_worker", asset_address("map-worker.js"))
        .set("map_style", asset_address("map.css"))
        .set("map_list", map.list_address)
        .set("map_list_label", map.list_label)
        .set("map_measures", map.measures)
        .set("map_draw", map.draws_into)
        .set("map_waiting", page.messages.text(map.draws_into.empty() ? "map_without_script"
                                                                      : "map_draw_without_script"))
        .set("map_configuration", configuration(page, map));
    return data;
}

}  // namespace parvis::publish::site
