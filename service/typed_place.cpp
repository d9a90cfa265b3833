// SPDX-License-Identifier: EUPL-1.2
#include "service/typed_place.hpp"

#include "datasets/feature_geojson.hpp"
#include "datasets/geojson_geometry.hpp"
#include "geo/wkt.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace parvis::service {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos
               ? std::string_view()
               : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// A whole text as a number, with a point or a comma.
std::optional<double> number(std::string_view text)
{
    std::string plain(trimmed(text));
    for (char& c : plain) {
        c = c == ',' ? '.' : c;
    }
    double value = 0;
    const char* const end = plain.data() + plain.size();
    const auto [stop, error] = std::from_chars(plain.data(), end, value, std::chars_format::fixed);
    return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

/// Where the two numbers of a line part: what parts them cannot be a decimal comma.
std::optional<std::pair<std::string_view, std::string_view>> halves(std::string_view line)
{
    const auto cut = [&](std::size_t at) {
        return std::pair(line.substr(0, at), line.substr(at + 1));
    };
    if (const auto semicolon = line.find(';'); semicolon != std::string_view::npos) {
        return cut(semicolon);
    }
    if (const auto comma = line.find(", "); comma != std::string_view::npos) {
        return cut(comma);
    }
    if (const auto blank = line.find_first_of(" \t"); blank != std::string_view::npos) {
        return cut(blank);
    }
    const auto comma = line.find(',');
    return comma != std::string_view::npos && line.find(',', comma + 1) == std::string_view::npos
               ? std::optional(cut(comma))
               : std::nullopt;
}

std::optional<geo::LonLat> position(std::string_view line)
{
    const auto parts = halves(line);
    const auto latitude = parts ? number(parts->first) : std::nullopt;
    const auto longitude = parts ? number(parts->second) : std::nullopt;
    const bool on_earth = latitude && longitude && *latitude >= -90 && *latitude <= 90 &&
                          *longitude >= -180 && *longitude <= 180;
    return on_earth ? std::optional(geo::LonLat{*longitude, *latitude}) : std::nullopt;
}

/// WKT allows what GeoJSON does not: metres, or a line of one position, which its reader refuses.
TypedPlace from_geometry(const geo::Geometry& geometry)
{
    const auto box = geo::bounds(geometry);
    if (!box || !(box->west >= -180 && box->east <= 180 && box->south >= -90 && box->north <= 90)) {
        return {{}, "aucune position en degrés ne s’y lit (longitude, puis latitude)."};
    }
    TypedPlace place;
    datasets::append_geojson_geometry(place.geojson, geometry);
    auto parsed = datasets::parse_geojson_geometry(place.geojson);
    return parsed.problem.empty() ? place : TypedPlace{{}, std::move(parsed.problem)};
}

TypedPlace from_lines(std::string_view text)
{
    std::vector<geo::LonLat> positions;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        const std::string_view line = trimmed(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (line.empty()) {
            continue;
        }
        const auto at = position(line);
        if (!at) {
            return {{},
                    fmt::format("ligne {} : une position s’écrit latitude puis longitude, comme "
                                "49.4431, 1.0993.",
                                number)};
        }
        positions.push_back(*at);
    }
    if (positions.size() == 1) {
        return from_geometry(geo::Point{positions.front()});
    }
    const bool closed = positions.size() > 3 && positions.front() == positions.back();
    geo::Geometry geometry = geo::Line{positions};
    if (closed) {
        geometry = geo::Polygon{{positions}};
        geo::orient_rings(geometry);
    }
    return from_geometry(geometry);
}

}  // namespace

TypedPlace typed_place(std::string_view text)
{
    text = trimmed(text);
    if (text.empty()) {
        return {};
    }
    if (text.front() == '{') {
        auto parsed = datasets::parse_geojson_geometry(text);
        return parsed.problem.empty() ? TypedPlace{std::string(text), {}}
                                      : TypedPlace{{}, std::move(parsed.problem)};
    }
    const char first = text.front();
    if ((first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z')) {
        const auto geometry = geo::parse_wkt(text);
        return geometry && !geo::is_empty(*geometry)
                   ? from_geometry(*geometry)
                   : TypedPlace{{}, "ce n’est ni du WKT, ni du GeoJSON, ni des coordonnées."};
    }
    return from_lines(text);
}

}  // namespace parvis::service
