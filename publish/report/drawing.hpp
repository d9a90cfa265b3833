// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/report/content.hpp"
#include "publish/snapshot.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::report {

// Drawings of a report: SVG without script, legible in grey. Texts in them
// are bound numbers, years and letters, nothing else. Whoever shows one says in words what it is.

/// All communes of the territory, those of the report dark.
[[nodiscard]] std::string territory_drawing(const Snapshot& communes,
                                            const std::set<std::string>& places);
/// The communes of the report with what lies in them, each named by a letter in their order.
[[nodiscard]] std::string place_drawing(const Snapshot& communes,
                                        const std::set<std::string>& places,
                                        const std::vector<Located>& located);
/// "A", "B" …: what names the entry of that number on the map.
[[nodiscard]] std::string letter_of(std::size_t index);

/// A line of the known years, the last one marked; "" with fewer than two. It is cut where a year
/// cannot be compared with the one before.
[[nodiscard]] std::string spark_drawing(const Figure& figure);
/// A bar for each year with its number above it, the last dark; a dashed line where a target is,
/// and an upright one before a year that cannot be compared with those before.
/// "" with fewer than three known years.
[[nodiscard]] std::string bars_drawing(const Figure& figure);

/// What a part of a drawing looks like, as attributes: "bar", "land" … A style of the document
/// would not reach drawings in a PDF of WeasyPrint.
[[nodiscard]] std::string_view look_of(std::string_view part);

}  // namespace parvis::publish::report
