// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parvis::geo {

/// Reads Well-Known Text (OGC 06-103r4): POINT, LINESTRING, POLYGON, their MULTI forms, EMPTY, in
/// any letter case; Z, M and ZM values are dropped, a leading "SRID=4326;" is passed over. Nothing
/// for anything else, GEOMETRYCOLLECTION included. EMPTY is monostate. Positions are as written:
/// x first; whether they are degrees is for the caller to say.
[[nodiscard]] std::optional<Geometry> parse_wkt(std::string_view text);

/// How a number is written.
using AppendCoordinate = void (*)(std::string& out, double value);
/// The shortest digits that read back equal.
void append_shortest(std::string& out, double value);

/// Appends the geometry as WKT; "GEOMETRYCOLLECTION EMPTY" for monostate.
void append_wkt(std::string& out, const Geometry& geometry,
                AppendCoordinate append = append_shortest);

}  // namespace parvis::geo
