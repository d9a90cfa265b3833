// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/locator.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace parvis::bench {

/// Areas of a GeoJSON file, repaired, with keys in the order of the file: index and rank are the
/// same for Parvis and for its peers.
[[nodiscard]] std::vector<geo::Area> read_areas(const std::string& name);

/// The columns lon and lat of a CSV.
[[nodiscard]] std::vector<geo::LonLat> read_points(const std::string& name);

/// The column WKT, which stands last, of a CSV.
[[nodiscard]] std::vector<geo::Geometry> read_lines(const std::string& name);

/// Points in the boxes of areas drawn at random, six decimals each; the same for the same seed.
[[nodiscard]] std::vector<geo::LonLat> random_points(const std::vector<geo::Area>& areas,
                                                     std::size_t count, unsigned seed);

}  // namespace parvis::bench
