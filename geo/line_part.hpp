// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

namespace parvis::geo {

/// The position at a share of the way along a line, 0 its beginning and 1 its end, by geodesic
/// length; between two positions in a straight line of longitudes and latitudes, as lines are
/// drawn.
/// @pre the line has two positions at least.
[[nodiscard]] LonLat position_along(const LineString& line, double share);

/// The part of a line between two shares of its way, in the direction of the line; at least two
/// positions, which are equal where the shares are. Shares beyond 0 and 1 are taken as these.
/// @pre the line has two positions at least, and from <= to.
[[nodiscard]] LineString line_part(const LineString& line, double from, double to);

}  // namespace parvis::geo
