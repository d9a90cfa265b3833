// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace parvis::service {

/// A place as people type it.
struct TypedPlace {
    std::string geojson;  ///< a geometry, "" where there is none
    std::string fault;    ///< French sentence: why there is none
};

/// Reads GeoJSON, WKT (longitude first, as both have it), or one position a line, latitude first as
/// maps for people show it: "49.4431, 1.0993", also with decimal commas ("49,4431 1,0993" or
/// "49,4431 ; 1,0993"). One line is a point, several are a line; a last one that repeats the first
/// closes an area. Nothing but blanks is neither geometry nor fault.
[[nodiscard]] TypedPlace typed_place(std::string_view text);

}  // namespace parvis::service
