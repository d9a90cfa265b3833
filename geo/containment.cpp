// SPDX-License-Identifier: EUPL-1.2
#include "geo/containment.hpp"

#include "geo/orientation.hpp"

namespace parvis::geo {

Side side_of(const Ring& ring, LonLat p)
{
    bool inside = false;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        const LonLat a = ring[i - 1];
        const LonLat b = ring[i];
        if (on_segment(a, b, p)) {
            return Side::border;
        }
        // A ray to the east; a vertex counts with the edge above it, so that it counts once.
        if ((a.lat > p.lat) != (b.lat > p.lat)) {
            const int side = orientation(a, b, p);
            if ((b.lat > a.lat) == (side > 0)) {
                inside = !inside;
            }
        }
    }
    return inside ? Side::inside : Side::outside;
}

Side side_of(const Polygon& polygon, LonLat p)
{
    bool inside = false;
    for (const Ring& ring : polygon.rings) {
        const Side side = side_of(ring, p);
        if (side == Side::border) {
            return Side::border;
        }
        inside ^= side == Side::inside;
    }
    return inside ? Side::inside : Side::outside;
}

Side side_of(const Geometry& geometry, LonLat p)
{
    if (const auto* polygon = std::get_if<Polygon>(&geometry)) {
        return side_of(*polygon, p);
    }
    if (const auto* parts = std::get_if<MultiPolygon>(&geometry)) {
        Side best = Side::outside;
        for (const Polygon& part : parts->polygons) {
            const Side side = side_of(part, p);
            if (side == Side::inside) {
                return Side::inside;
            }
            if (side == Side::border) {
                best = Side::border;
            }
        }
        return best;
    }
    return Side::outside;
}

}  // namespace parvis::geo
