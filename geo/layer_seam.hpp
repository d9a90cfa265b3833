// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/layer_check.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace parvis::geo {

/// How two layers that were drawn apart meet: the communes of two countries, say.
struct Seam {
    /// Names of the layers, sorted. Two; more only for gaps that more layers close in, and then
    /// there is nothing but these gaps.
    std::vector<std::string> layers;
    double touching_m = 0;  ///< of the first layer's outer border, what lies on or in the second
    double facing_m = 0;  ///< of the first layer's outer border, what is within reach of the second
    std::size_t gaps = 0;  ///< places of no area, closed in by areas of exactly these layers
    double gap_m2 = 0;
    std::size_t overlaps = 0;  ///< pairs of areas, one of each layer
    double overlap_m2 = 0;
};

/// Measures every seam between layers that face each other, sorted by their names. `layer_of` names
/// the layer of each area; `check` is that of all areas together. A strip between two layers that
/// is open to the outside is no gap: nothing says where it ends.
/// \pre areas are valid, and layer_of.size() == areas.size()
/// @throws GeometryError where GEOS cannot unite the areas of a layer.
/// Complexity: the areas near another layer are united by GEOS; their border is tried every 25 m.
[[nodiscard]] std::vector<Seam> measure_seams(std::span<const Area> areas,
                                              std::span<const std::string> layer_of,
                                              const LayerCheck& check, double reach_m);

}  // namespace parvis::geo
