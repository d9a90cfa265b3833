// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"
#include "geo/spatial_predicate.hpp"

#include <vector>

namespace parvis::geo {

/// How far other things are from one shape, in geodesic metres on the WGS 84 ellipsoid. Edges are
/// straight in longitude and latitude, as RFC 7946 has them; what meets is 0 m apart. For one
/// thread.
class Nearness {
public:
    /// @throws GeometryError as Shape does.
    explicit Nearness(std::vector<Geometry> parts);

    /// The shortest distance, or infinity when it is larger than `most` or the other is empty.
    [[nodiscard]] double metres_to(const Geometry& other, double most) const;
    [[nodiscard]] bool is_within(const Geometry& other, double metres) const
    {
        return metres_to(other, metres) <= metres;
    }
    /// Boxes that hold whatever lies within so many metres; none crosses the antimeridian.
    [[nodiscard]] std::vector<Box> boxes(double metres) const;

    /// A piece of an edge, at most half a degree each way; both ends are equal for a point.
    struct Piece {
        LonLat a, b;
    };

private:
    Shape m_shape;
    std::vector<Piece> m_pieces;
};

}  // namespace parvis::geo
