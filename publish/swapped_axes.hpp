// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"

namespace parvis::publish {

struct Publication;

/// Whether a box (degrees, WGS 84; a point is one too) lies more than 50 km from the site's
/// communes, and would lie among them with longitude and latitude the other way round: a habit of
/// many. False where nothing tells.
[[nodiscard]] bool are_axes_swapped(const Publication& publication, const geo::Box& box);

}  // namespace parvis::publish
