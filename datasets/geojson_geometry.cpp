// SPDX-License-Identifier: EUPL-1.2
#include "datasets/geojson_geometry.hpp"

#include "datasets/json_fault.hpp"

#include <fmt/format.h>

#include <rapidjson/document.h>

#include <algorithm>
#include <cmath>

namespace parvis::datasets {
namespace {

using Json = rapidjson::Value;

/// Thrown and caught in this file only: what a nested array may not be.
struct Broken {
    std::string problem;
};

class Reading {
public:
    geo::LonLat position(const Json& json)
    {
        if (!json.IsArray() || json.Size() < 2 || !json[0].IsNumber() || !json[1].IsNumber()) {
            throw Broken{"une position n’est pas une paire de nombres [longitude, latitude]"};
        }
        if (json.Size() > 2) {
            had_height = true;
        }
        const geo::LonLat p{json[0].GetDouble(), json[1].GetDouble()};
        if (!std::isfinite(p.lon) || !std::isfinite(p.lat)) {
            throw Broken{"une coordonnée n’est pas un nombre fini"};
        }
        return p;
    }

    std::vector<geo::LonLat> positions(const Json& json, std::size_t least, const char* what)
    {
        if (!json.IsArray()) {
            throw Broken{
                fmt::format("« coordinates » d’{} n’est pas une liste de positions", what)};
        }
        std::vector<geo::LonLat> line;
        line.reserve(json.Size());
        for (const Json& item : json.GetArray()) {
            line.push_back(position(item));
        }
        if (line.size() < least) {
            throw Broken{fmt::format("{} a {} positions ; il en faut au moins {}", what,
                                     line.size(), least)};
        }
        return line;
    }

    geo::Polygon polygon(const Json& json)
    {
        if (!json.IsArray() || json.Empty()) {
            throw Broken{"un polygone n’a pas de contour"};
        }
        geo::Polygon polygon;
        for (const Json& ring : json.GetArray()) {
            polygon.rings.push_back(positions(ring, 3, "un contour"));
            geo::Ring& added = polygon.rings.back();
            if (added.front() != added.back()) {
                added.push_back(added.front());
            }
            if (added.size() < 4) {
                throw Broken{"un contour de polygone a moins de trois sommets"};
            }
        }
        return polygon;
    }

    geo::Geometry geometry(std::string_view type, const Json& coordinates)
    {
        if (type == "Point") {
            return geo::Point{position(coordinates)};
        }
        if (type == "MultiPoint") {
            return geo::MultiPoint{positions(coordinates, 1, "un multipoint")};
        }
        if (type == "LineString") {
            return geo::Line{positions(coordinates, 2, "une ligne")};
        }
        if (type == "Polygon") {
            return polygon(coordinates);
        }
        if (type != "MultiLineString" && type != "MultiPolygon") {
            throw Broken{fmt::format("le type de géométrie « {} » n’est pas pris en charge",
                                     type.substr(0, 40))};
        }
        if (!coordinates.IsArray() || coordinates.Empty()) {
            throw Broken{"« coordinates » est vide"};
        }
        if (type == "MultiLineString") {
            geo::MultiLine lines;
            for (const Json& item : coordinates.GetArray()) {
                lines.lines.push_back(positions(item, 2, "une ligne"));
            }
            return lines;
        }
        geo::MultiPolygon polygons;
        for (const Json& item : coordinates.GetArray()) {
            polygons.polygons.push_back(polygon(item));
        }
        return polygons;
    }

    bool had_height = false;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// RapidJSON 1.1.0 reads a zero of many digits, or with an exponent ("0e111"), in a way that C++
/// leaves undefined.
bool has_odd_zero(std::string_view text)
{
    constexpr std::size_t usual = 18;
    for (std::size_t at = text.find('0'); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_not_of("0.", at), text.size());
        const char before = at == 0 ? ' ' : text[at - 1];
        const char after = end == text.size() ? ' ' : text[end];
        const char beyond = end + 1 < text.size() ? text[end + 1] : ' ';
        const bool scaled =
            (after == 'e' || after == 'E') && (is_digit(beyond) || beyond == '+' || beyond == '-');
        const bool is_zero = !is_digit(before) && before != '.' && !is_digit(after);
        if (is_zero && (scaled || end - at > usual)) {
            return true;
        }
        at = text.find('0', end);
    }
    return false;
}

}  // namespace

ParsedGeometry parse_geojson_geometry(std::string_view text)
{
    ParsedGeometry parsed;
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return parsed;
    }
    if (has_odd_zero(text)) {
        parsed.problem = "un zéro y est écrit autrement que 0 ou 0.0";
        return parsed;
    }
    // Iterative: 200,000 nested brackets are an error of the row, not the end of the process.
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag>(
        text.data(), text.size());
    if (document.HasParseError()) {
        parsed.problem =
            fmt::format("le GeoJSON est mal formé au caractère {} ({})",
                        document.GetErrorOffset() + 1, json_fault(document.GetParseError()));
        return parsed;
    }
    const Json* json = &document;
    if (json->IsObject()) {
        const auto inner = json->FindMember("geometry");
        if (inner != json->MemberEnd()) {
            json = &inner->value;
        }
    }
    if (json->IsNull()) {
        return parsed;
    }
    if (!json->IsObject() || !json->HasMember("type") || !(*json)["type"].IsString() ||
        !json->HasMember("coordinates")) {
        parsed.problem = "le GeoJSON n’a pas de « type » et de « coordinates »";
        const bool collection = json->IsObject() && json->HasMember("geometries");
        if (collection) {
            parsed.problem = "le type de géométrie « GeometryCollection » n’est pas pris en charge";
        }
        return parsed;
    }
    const Json& type = (*json)["type"];
    Reading reading;
    try {
        parsed.geometry =
            reading.geometry({type.GetString(), type.GetStringLength()}, (*json)["coordinates"]);
    } catch (const Broken& broken) {
        parsed.problem = broken.problem;
    }
    parsed.had_height = reading.had_height;
    return parsed;
}

}  // namespace parvis::datasets
