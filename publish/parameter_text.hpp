// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/crs.hpp"
#include "publish/query.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace parvis::publish {

// Reads the texts of parameters. Where a text cannot be used, the answer is the reason: the end of
// a French sentence.

/// A finite decimal number; ".5", "-.5" and "1e3" too, for clients print them.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// A bbox parameter: a box of longitudes and latitudes, and, where it was given in a system that is
/// neither, the rectangle that it is there.
struct AskedBox {
    geo::Box box;
    std::optional<CrsBox> exact;
};

/// Four numbers, or six of which the heights are left out, in the order of the system. Longitudes
/// beyond 180 are brought back.
[[nodiscard]] std::variant<AskedBox, std::string> parse_bbox(std::string_view text, const Crs& crs);

/// An instant, a day, or an interval of them with ".." or nothing for an open end. Days are those
/// of `zone`; the last one belongs to the interval.
[[nodiscard]] std::variant<TimeSpan, std::string> parse_datetime(std::string_view text,
                                                                 const std::string& zone);

}  // namespace parvis::publish
