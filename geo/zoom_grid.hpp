// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

namespace parvis::geo {

/// The geometry as a map at this zoom of WebMercatorQuad (256 pixels a tile) can show it: positions
/// of lines and areas are moved to the nearest point of a grid of half pixels, and what then says
/// nothing is left out. The grid is the same for all, so a border that two areas share is shared
/// still: no slivers. Points stay where they are. Dimension is kept: what would vanish becomes a
/// line of two positions or a square of one cell; areas are valid (repair()), so a Polygon may
/// become a MultiPolygon.
/// @pre 0 <= zoom <= 30
[[nodiscard]] Geometry on_zoom_grid(const Geometry& geometry, double zoom);

}  // namespace parvis::geo
