// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace parvis::datasets {

/// What GML says of a list of positions, or of what it is in.
struct GmlFrame {
    std::string system;     ///< srsName; "": WGS 84, as DATEX II has it
    std::string dimension;  ///< srsDimension; "": 2
};

/// A double of XML Schema, but for infinities and what is no number.
[[nodiscard]] std::optional<double> parse_gml_number(std::string_view text);

/// A gml:posList of two positions or more, each of two numbers or three, the height left out
/// (GML 3.2.1, 10.1.4); or what is wrong with it, French: no such list, another system than
/// EPSG:4326 (latitude first) and CRS84 (longitude first), another number of dimensions.
[[nodiscard]] std::variant<geo::LineString, std::string> parse_gml_positions(std::string_view text,
                                                                             const GmlFrame& frame);

}  // namespace parvis::datasets
