// SPDX-License-Identifier: EUPL-1.2
#include "publish/crs.hpp"

#include "datasets/feature_geojson.hpp"
#include "datasets/json_text.hpp"
#include "geo/projection.hpp"
#include "publish/geometry_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

namespace parvis::publish {

namespace {

constexpr std::array systems{
    Crs{crs84_uri, "OGC:CRS84", true},
    Crs{"http://www.opengis.net/def/crs/EPSG/0/4326", "EPSG:4326", true},
    Crs{"http://www.opengis.net/def/crs/EPSG/0/3857", "EPSG:3857"},
    Crs{"http://www.opengis.net/def/crs/EPSG/0/4258", "EPSG:4258", true},  // ETRS89
    Crs{"http://www.opengis.net/def/crs/EPSG/0/3035", "EPSG:3035"},        // Europe, equal areas
    Crs{"http://www.opengis.net/def/crs/EPSG/0/2154", "EPSG:2154"},        // France
};

/// PROJ's objects are for one thread each, and take milliseconds to make.
const geo::Projection& projection_of(const Crs& crs)
{
    static thread_local std::map<std::string_view, geo::Projection> made;
    const auto found = made.find(crs.name);
    return found != made.end()
               ? found->second
               : made.emplace(crs.name, geo::Projection(std::string(crs.name))).first->second;
}

/// Calls `position(LonLat)` for each position of a stored geometry and `other(text)` for what
/// stands between: only the innermost numbers of Parvis's own GeoJSON are coordinates.
template <typename Position, typename Other>
void walk(std::string_view geometry, Position&& position, Other&& other)
{
    constexpr std::string_view numeric = "-+.0123456789eE";
    const auto start = std::min(geometry.find('['), geometry.size());
    other(geometry.substr(0, start));
    geometry.remove_prefix(start);
    while (!geometry.empty()) {
        geo::LonLat p;
        const char* const last = geometry.data() + geometry.size();
        const auto [behind_lon, no_lon] = std::from_chars(geometry.data(), last, p.lon);
        if (no_lon != std::errc{} || behind_lon == last) {
            const auto plain = std::max<std::size_t>(
                1, std::min(geometry.find_first_of(numeric), geometry.size()));
            other(geometry.substr(0, plain));
            geometry.remove_prefix(plain);
            continue;
        }
        const char* const lat = behind_lon + 1;
        const auto behind_lat = std::from_chars(lat, last, p.lat).ptr;
        position(p);
        geometry.remove_prefix(static_cast<std::size_t>(behind_lat - geometry.data()));
    }
}

void append_coordinate(std::string& out, double value, bool degrees)
{
    if (degrees) {
        datasets::append_degree(out, value);
    } else {
        datasets::append_number(out, std::round(value * 1000) / 1000);
    }
}

/// The geometry with other coordinates, `swapped` when north comes first; "" when one has none.
std::string projected(std::string_view geometry, const Crs& crs, bool swapped)
{
    const auto& projection = projection_of(crs);
    std::string text;
    bool placed = true;
    walk(
        geometry,
        [&](geo::LonLat p) {
            const auto to = projection.from_crs84(p);
            placed = placed && to;
            if (to) {
                append_coordinate(text, swapped ? to->lat : to->lon, crs.degrees);
                text += ',';
                append_coordinate(text, swapped ? to->lon : to->lat, crs.degrees);
            }
        },
        [&](std::string_view other) { text += other; });
    return placed ? text : std::string();
}

}  // namespace

std::span<const Crs> crs_list() { return systems; }

const Crs* crs_named(std::string_view name)
{
    const auto fits = [&](const Crs& crs) {
        const auto code = crs.name.substr(crs.name.find(':') + 1);
        return name == crs.uri || name == crs.name || name == fmt::format("[{}]", crs.name) ||
               (crs.name.starts_with("EPSG") ? name == fmt::format("urn:ogc:def:crs:EPSG::{}", code)
                                             : name == "urn:ogc:def:crs:OGC:1.3:CRS84" ||
                                                   name == "urn:ogc:def:crs:OGC::CRS84");
    };
    const auto found = std::find_if(systems.begin(), systems.end(), fits);
    return found == systems.end() ? nullptr : &*found;
}

geo::Box in_east_north(const geo::Box& box, const Crs& crs)
{
    if (crs.uri == crs84_uri) {
        return box;  // by definition; most requests need no PROJ
    }
    return projection_of(crs).is_north_first() ? geo::Box{box.south, box.west, box.north, box.east}
                                               : box;
}

std::optional<geo::LonLat> to_crs84(geo::LonLat position, const Crs& crs)
{
    const auto& projection = projection_of(crs);
    return projection.is_north_first() ? projection.to_crs84(position.lat, position.lon)
                                       : projection.to_crs84(position.lon, position.lat);
}

geo::Box box_around(const CrsBox& rectangle)
{
    constexpr int steps = 32;
    const auto& projection = projection_of(*rectangle.crs);
    const auto& [west, south, east, north] = rectangle.box;
    // Of a part of the world that large the sides no longer say what lies between them.
    constexpr double largest_side = 5e6;
    if (east - west > largest_side || north - south > largest_side) {
        return {-180, -90, 180, 90};
    }
    geo::Box around{180, 90, -180, -90};
    for (int i = 0; i <= steps; ++i) {
        const double x = west + (east - west) * i / steps;
        const double y = south + (north - south) * i / steps;
        for (const auto& [px, py] : {std::pair{x, south}, {x, north}, {west, y}, {east, y}}) {
            const auto p = projection.to_crs84(px, py);
            if (!p) {
                return {-180, -90, 180, 90};  // larger than the system: everything may be in it
            }
            around.west = std::min(around.west, p->lon);
            around.east = std::max(around.east, p->lon);
            around.south = std::min(around.south, p->lat);
            around.north = std::max(around.north, p->lat);
        }
    }
    // Between two steps a side bends further out, by less than this.
    const double more =
        1e-7 + std::max(around.east - around.west, around.north - around.south) / 100;
    return {std::max(around.west - more, -180.0), std::max(around.south - more, -90.0),
            std::min(around.east + more, 180.0), std::min(around.north + more, 90.0)};
}

bool intersects(std::string_view geometry_json, const CrsBox& rectangle)
{
    static const std::filesystem::path name("features.geojsonl");
    const auto text = projected(geometry_json, *rectangle.crs, false);
    LineCursor cursor(name, text);
    return !text.empty() && geo::intersects(read_geometry(cursor), rectangle.box);
}

void append_geometry(std::string& out, std::string_view geometry_json, const Crs& crs)
{
    const auto text = projected(geometry_json, crs, projection_of(crs).is_north_first());
    out += text.empty() ? std::string_view("null") : std::string_view(text);
}

geo::Geometry east_north_in(const geo::Geometry& geometry, const Crs& crs)
{
    static const std::filesystem::path name("features.geojsonl");
    std::string stored;
    datasets::append_geojson_geometry(stored, geometry);
    const auto text = projected(stored, crs, false);
    LineCursor cursor(name, text);
    return text.empty() ? geo::Geometry{} : read_geometry(cursor);
}

}  // namespace parvis::publish
