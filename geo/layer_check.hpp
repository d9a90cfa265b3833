// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/locator.hpp"

#include <span>
#include <string>
#include <vector>

namespace parvis::geo {

/// How well a layer of areas covers its own ground.
struct LayerCheck {
    struct Overlap {
        std::string first, second;
        double area_m2 = 0;
    };
    std::vector<Overlap> overlaps;  ///< pairs that share more than `tolerance_m2`, largest first
    struct Gap {
        LonLat at;
        double area_m2 = 0;               ///< without the islands in it
        std::vector<std::string> around;  ///< keys of the areas that bound it, sorted
    };
    /// Places that belong to no area and are closed in by areas (be it only from corner to corner),
    /// largest first.
    std::vector<Gap> gaps;
};

/// \pre areas are valid (see repair() in overlay.hpp)
/// @throws GeometryError where GEOS cannot draw the faces between the areas' borders.
/// Complexity: proportional to edges where neighbours draw their common border alike, vertex by
/// vertex; what the others need goes through GEOS. The 35,228 communes of metropolitan France
/// (2.1 million edges) take 1 to 2 s.
[[nodiscard]] LayerCheck check_layer(std::span<const Area> areas, double tolerance_m2 = 1.0);

}  // namespace parvis::geo
