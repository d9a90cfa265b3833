// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/store.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish {

/// How far around a row is looked, where nothing else is asked, and at most.
inline constexpr double default_around_m = 200;
inline constexpr double largest_around_m = 5000;

/// A row that a distance from another one reaches; 0 where they meet.
struct ThingAround {
    RowIndex row = 0;
    double metres = 0;
};

/// Those of one dataset, nearest first, then in row order.
struct DatasetAround {
    std::shared_ptr<const Snapshot> dataset;
    std::vector<ThingAround> things;
};

/// The rows of works, equipment and general datasets no farther than `metres` from the geometry of
/// a row, without the row itself: from geometry to geometry. Datasets of figures are none of them.
/// A French reason where that is too much to look at.
[[nodiscard]] std::variant<std::vector<DatasetAround>, std::string>
things_around(const Publication& publication, const Snapshot& dataset, RowIndex row, double metres);

/// The same around any geometry.
[[nodiscard]] std::variant<std::vector<DatasetAround>, std::string>
things_around(const Publication& publication, const geo::Geometry& geometry, double metres);

/// Inhabitants of the communes no farther than `metres` from one of the geometries, whole, by the
/// share of each commune's area; a French sentence where that is not known.
[[nodiscard]] std::variant<double, std::string>
people_around(const Publication& publication, std::span<const geo::Geometry> geometries,
              double metres);
/// The same around one.
[[nodiscard]] std::variant<double, std::string>
people_around(const Publication& publication, const geo::Geometry& geometry, double metres);

inline constexpr std::string_view people_around_note =
    "Estimation (statut E) : chaque commune compte pour la part de sa surface qui se trouve à "
    "cette "
    "distance ou moins, comme si l'on y habitait partout autant.";

/// "200", "200.5": metres above 0 and up to largest_around_m; else the end of a French sentence.
[[nodiscard]] std::variant<double, std::string> parse_around(std::string_view text);

}  // namespace parvis::publish
