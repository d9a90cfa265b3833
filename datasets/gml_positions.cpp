// SPDX-License-Identifier: EUPL-1.2
#include "datasets/gml_positions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace parvis::datasets {
namespace {

enum class Axes : std::uint8_t { latitude_first, longitude_first };

/// Of the two systems in which DATEX II comes, by the names that they go by; nothing for others.
std::optional<Axes> axes_of(std::string_view system)
{
    constexpr std::array<std::string_view, 7> wgs84{"",
                                                    "EPSG:4326",
                                                    "urn:ogc:def:crs:EPSG::4326",
                                                    "urn:x-ogc:def:crs:EPSG:4326",
                                                    "http://www.opengis.net/def/crs/EPSG/0/4326",
                                                    "https://www.opengis.net/def/crs/EPSG/0/4326",
                                                    "WGS84"};
    constexpr std::array<std::string_view, 6> crs84{"CRS84",
                                                    "CRS:84",
                                                    "OGC:CRS84",
                                                    "urn:ogc:def:crs:OGC:1.3:CRS84",
                                                    "urn:ogc:def:crs:OGC::CRS84",
                                                    "http://www.opengis.net/def/crs/OGC/1.3/CRS84"};
    return std::ranges::find(wgs84, system) != wgs84.end()   ? std::optional(Axes::latitude_first)
           : std::ranges::find(crs84, system) != crs84.end() ? std::optional(Axes::longitude_first)
                                                             : std::nullopt;
}

/// "48.1 1.2 48.3 1.4" of two dimensions, or "48.1 1.2 30 …" of three, whose heights are left out;
/// nothing where it is no such list.
std::optional<geo::LineString> positions(std::string_view text, Axes axes, std::size_t dimension)
{
    std::vector<double> numbers;
    constexpr std::string_view space = " \t\r\n";
    for (std::size_t at = text.find_first_not_of(space); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(space, at), text.size());
        const auto number = parse_gml_number(text.substr(at, end - at));
        if (!number) {
            return std::nullopt;
        }
        numbers.push_back(*number);
        at = text.find_first_not_of(space, end);
    }
    if (numbers.size() % dimension != 0 || numbers.size() < 2 * dimension) {
        return std::nullopt;
    }
    geo::LineString list;
    for (std::size_t i = 0; i < numbers.size(); i += dimension) {
        list.push_back(axes == Axes::latitude_first ? geo::LonLat{numbers[i + 1], numbers[i]}
                                                    : geo::LonLat{numbers[i], numbers[i + 1]});
    }
    return list;
}

/// A word of the file as a sentence names it.
std::string_view beginning_of(std::string_view word)
{
    std::size_t size = std::min<std::size_t>(word.size(), 60);
    while (size < word.size() && size > 0 &&
           (static_cast<unsigned char>(word[size]) & 0xc0U) == 0x80U) {
        --size;  // not within a letter
    }
    return word.substr(0, size);
}

}  // namespace

std::optional<double> parse_gml_number(std::string_view text)
{
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(number)
               ? std::optional(number)
               : std::nullopt;
}

std::variant<geo::LineString, std::string> parse_gml_positions(std::string_view text,
                                                               const GmlFrame& frame)
{
    const auto axes = axes_of(frame.system);
    if (!axes) {
        return fmt::format("posList est dans le système « {} » ; EPSG:4326 ou CRS84 est attendu",
                           beginning_of(frame.system));
    }
    const bool has_height = frame.dimension == "3";
    if (!has_height && !frame.dimension.empty() && frame.dimension != "2") {
        return fmt::format("posList a « {} » dimensions ; 2 ou 3 sont attendues",
                           beginning_of(frame.dimension));
    }
    auto list = positions(text, *axes, has_height ? 3 : 2);
    if (!list) {
        return fmt::format("posList n’est pas une suite de latitudes et de longitudes{}",
                           has_height ? ", chacune avec sa hauteur" : "");
    }
    return *std::move(list);
}

}  // namespace parvis::datasets
