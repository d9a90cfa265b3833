// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/json_text.hpp"

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
inline constexpr std::string_view openapi = "application/vnd.oai.openapi+json;version=3.0";
inline constexpr std::string_view schema = "application/schema+json";
inline constexpr std::string_view xlsx =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
inline constexpr std::string_view mvt = "application/vnd.mapbox-vector-tile";
inline constexpr std::string_view tilejson = "application/vnd.mapbox.tile+json";
inline constexpr std::string_view style = "application/vnd.mapbox.style+json";
inline constexpr std::string_view problem = "application/problem+json";
}  // namespace media

/// A link of an API document. `href` is absolute.
struct Link {
    std::string href;
    std::string_view rel, type;
    std::string title;       ///< French, may be empty
    bool templated = false;  ///< `href` has variables in braces
};

/// The member "links".
void write_links(datasets::JsonText& json, const std::vector<Link>& links);

/// "?a=1&b=2" with everything but unreserved characters escaped; "" for no parameters.
[[nodiscard]] std::string
query_text(const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace parvis::publish
