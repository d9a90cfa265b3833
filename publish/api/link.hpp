// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/json_text.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish {

/// Media types, spelled in one place: clients compare them byte by byte.
namespace media {
inline constexpr std::string_view json = "application/json";
inline constexpr std::string_view geojson = "application/geo+json";
inline constexpr std::string_view html = "text/html";
inline constexpr std::string_view csv = "text/csv";
inline constexpr std::string_view csvw = "application/csvm+json";
inline constexpr std::string_view annotations =
    "application/ld+json;profile=\"http://www.w3.org/ns/anno.jsonld\"";
inline constexpr std::string_view json_ld = "application/ld+json";
inline constexpr std::string_view turtle = "text/turtle";
inline constexpr std::string_view atom = "application/atom+xml";
inline constexpr std::string_view openapi = "application/vnd.oai.openapi+json;version=3.0";
inline constexpr std::string_view schema = "application/schema+json";
inline constexpr std::string_view mvt = "application/vnd.mapbox-vector-tile";
inline constexpr std::string_view pmtiles = "application/vnd.pmtiles";
inline constexpr std::string_view tilejson = "application/vnd.mapbox.tile+json";
inline constexpr std::string_view style = "application/vnd.mapbox.style+json";
inline constexpr std::string_view problem = "application/problem+json";
inline constexpr std::string_view json_fg = "application/fg+json";
inline constexpr std::string_view geojson_seq = "application/geo+json-seq";
inline constexpr std::string_view xlsx =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
inline constexpr std::string_view geopackage = "application/geopackage+sqlite3";
inline constexpr std::string_view flatgeobuf = "application/flatgeobuf";
inline constexpr std::string_view zip = "application/zip";
inline constexpr std::string_view kml = "application/vnd.google-earth.kml+xml";
}  // namespace media

/// Relation types of the OGC, spelled in one place.
namespace relation {
inline constexpr std::string_view queryables = "http://www.opengis.net/def/rel/ogc/1.0/queryables";
inline constexpr std::string_view sortables = "http://www.opengis.net/def/rel/ogc/1.0/sortables";
}  // namespace relation

/// A link of an API document. `href` is absolute.
struct Link {
    std::string href;
    std::string_view rel, type;
    std::string title;         ///< French, may be empty
    std::string body{};        ///< JSON to POST there, "" for an address to GET
    std::uint64_t length = 0;  ///< bytes of a file that does not change; 0 for what is made
    std::string sha256{};      ///< of such a file, hex
    bool templated = false;    ///< `href` has variables in braces
};

/// The member "links".
void write_links(datasets::JsonText& json, const std::vector<Link>& links);

/// "a=1" with everything but unreserved characters escaped.
void append_parameter(std::string& out, std::string_view name, std::string_view value);
/// "?a=1&b=2" with everything but unreserved characters escaped; "" for no parameters.
[[nodiscard]] std::string
query_text(const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace parvis::publish
