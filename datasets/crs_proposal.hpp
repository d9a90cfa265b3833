// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/locator.hpp"
#include "geo/lon_lat.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace parvis::datasets {

/// Coordinates as a file has them, spread evenly over its rows; all of them up to 10,000.
class CoordinateSample {
public:
    void add(double x, double y);
    [[nodiscard]] const std::vector<geo::LonLat>& positions() const { return m_positions; }

private:
    std::vector<geo::LonLat> m_positions;  ///< x and y, in no known system
    std::uint64_t m_seen = 0;
    std::uint64_t m_step = 1;
};

/// What the coordinates of a file may be, where they do not fit the system that they are read in: a
/// French sentence that names the system, or the other order of the axes, and says how many points
/// would fall in the territory. "" where more than half fall in it as they are, or no system puts
/// half of them there. Systems of the Grande Région, metropolitan France and overseas (RULES.md
/// §9). Nothing is changed by it.
///
/// Also says, of a system whose definition puts north first, when the points would fall in the
/// territory in either order, so that their place does not tell a swap (EPSG:2169).
[[nodiscard]] std::string propose_crs(const std::vector<geo::LonLat>& positions,
                                      const std::string& read_as, const geo::Locator& territory);

}  // namespace parvis::datasets
