// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

#include <span>
#include <string>

namespace parvis::geo {

/// What was wrong with a geometry and what was done.
struct Repair {
    Geometry geometry;   ///< valid, rings oriented
    std::string reason;  ///< empty when nothing had to be done; else what was wrong, in French
    double area_change_m2 = 0;
};

/// A valid geometry from any (GEOS make-valid, "structure" method: a bow-tie becomes two polygons;
/// collapsed parts are dropped). Lines and points are only checked for finite positions.
/// @throws GeometryError when nothing is left.
[[nodiscard]] Repair repair(const Geometry& geometry);

/// The union of polygons as one geometry.
[[nodiscard]] Geometry dissolve(std::span<const Geometry> polygons);

/// The common part of two polygonal geometries; monostate where there is none.
[[nodiscard]] Geometry intersection(const Geometry& a, const Geometry& b);

/// What of `a` is not in `b`; monostate where that is nothing. Both polygonal.
[[nodiscard]] Geometry difference(const Geometry& a, const Geometry& b);

}  // namespace parvis::geo
