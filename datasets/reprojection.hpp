// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"
#include "geo/projection.hpp"

#include <optional>

namespace parvis::datasets {

/// Every position of the geometry in CRS84; nothing when one of them has no place on Earth.
[[nodiscard]] std::optional<geo::Geometry> to_crs84(geo::Geometry geometry,
                                                    const geo::Projection& projection);

}  // namespace parvis::datasets
