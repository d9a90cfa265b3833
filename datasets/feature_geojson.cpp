// SPDX-License-Identifier: EUPL-1.2
#include "datasets/feature_geojson.hpp"

#include "datasets/json_text.hpp"
#include "datasets/version.hpp"
#include "geo/error.hpp"

#include <type_traits>

namespace parvis::datasets {

// Written by appending and not through JsonText: this is the path of every row of every ingest.

namespace {

void append_position(std::string& out, geo::LonLat at)
{
    out += '[';
    append_degree(out, at.lon);
    out += ',';
    append_degree(out, at.lat);
    out += ']';
}

/// `[a,b,c]` of anything, with `append` for each.
template <class List, class Append>
void append_array(std::string& out, const List& list, Append append)
{
    out += '[';
    bool first = true;
    for (const auto& entry : list) {
        if (!first) {
            out += ',';
        }
        first = false;
        append(out, entry);
    }
    out += ']';
}

void append_positions(std::string& out, const std::vector<geo::LonLat>& positions)
{
    append_array(out, positions, append_position);
}

void append_rings(std::string& out, const geo::Polygon& polygon)
{
    append_array(out, polygon.rings, append_positions);
}

struct CoordinatesText {
    std::string& out;

    void operator()(std::monostate) const { out += "null"; }
    void operator()(const geo::Point& point) const { append_position(out, point.at); }
    void operator()(const geo::MultiPoint& points) const { append_positions(out, points.points); }
    void operator()(const geo::Line& line) const { append_positions(out, line.line); }
    void operator()(const geo::MultiLine& lines) const
    {
        append_array(out, lines.lines, append_positions);
    }
    void operator()(const geo::Polygon& polygon) const { append_rings(out, polygon); }
    void operator()(const geo::MultiPolygon& polygons) const
    {
        append_array(out, polygons.polygons, append_rings);
    }
};

/// GeoJSON's name, known here so that a row costs no call into geo/.
constexpr std::string_view names[] = {
    "", "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"};
static_assert(std::variant_size_v<geo::Geometry> == std::size(names));

struct ValueText {
    std::string& out;

    void operator()(std::monostate) const { out += "null"; }
    void operator()(bool value) const { out += value ? "true" : "false"; }
    void operator()(std::int64_t value) const { append_integer(out, value); }
    void operator()(double value) const { append_number(out, value); }
    void operator()(const std::string& value) const { append_json_text(out, value); }
    void operator()(Date value) const { append_quoted(to_text(value)); }
    void operator()(Instant value) const { append_quoted(to_text(value)); }
    void operator()(const std::vector<std::string>& values) const
    {
        append_array(out, values, append_json_text);
    }
    void operator()(const std::vector<Part>& parts) const
    {
        append_array(out, parts, [](std::string& text, const Part& part) {
            text += "{\"area\":";
            append_json_text(text, part.area);
            text += ",\"share\":";
            append_number(text, part.share);
            text += '}';
        });
    }

    void append_quoted(const std::string& plain) const
    {
        out += '"';
        out += plain;
        out += '"';
    }
};

}  // namespace

std::vector<std::string> geojson_keys(const std::vector<Property>& properties)
{
    std::vector<std::string> keys;
    for (const Property& property : properties) {
        std::string key = keys.empty() ? "" : ",";
        append_json_text(key, property.name);
        keys.push_back(key + ":");
    }
    return keys;
}

void append_geojson_geometry(std::string& out, const geo::Geometry& geometry)
{
    if (std::holds_alternative<std::monostate>(geometry)) {
        out += "null";
        return;
    }
    out += "{\"type\":\"";
    out += names[geometry.index()];
    out += "\",\"coordinates\":";
    std::visit(CoordinatesText{out}, geometry);
    out += '}';
}

void append_geojson_row(std::string& out, const Feature& feature,
                        const std::vector<std::string>& keys)
{
    if (feature.values.size() != keys.size()) {
        throw EncodingError("ligne « " + feature.id +
                            " » : " + std::to_string(feature.values.size()) + " valeurs pour " +
                            std::to_string(keys.size()) + " propriétés");
    }
    out += "{\"type\":\"Feature\",\"id\":";
    append_json_text(out, feature.id);
    out += ",\"geometry\":";
    append_geojson_geometry(out, feature.geometry);
    out += ",\"properties\":{";
    for (std::size_t i = 0; i < keys.size(); ++i) {
        out += keys[i];
        std::visit(ValueText{out}, feature.values[i]);
    }
    out += "}}";
}

void append_geojson(std::string& out, const Feature& feature,
                    const std::vector<Property>& properties)
{
    append_geojson_row(out, feature, geojson_keys(properties));
}

}  // namespace parvis::datasets
