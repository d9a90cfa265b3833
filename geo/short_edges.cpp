// SPDX-License-Identifier: EUPL-1.2
#include "geo/short_edges.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace parvis::geo {

Geometry with_short_edges(Geometry geometry)
{
    constexpr double longest_degrees = 0.005;
    constexpr double most_pieces = 1000;
    const auto shorten = [&](Ring& ring) {
        Ring result;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            if (i > 0) {
                const LonLat from = ring[i - 1];
                const double dx = ring[i].lon - from.lon;
                const double dy = ring[i].lat - from.lat;
                const double size = std::max(std::fabs(dx), std::fabs(dy));
                const double pieces = std::min(std::ceil(size / longest_degrees), most_pieces);
                for (double piece = 1; piece < pieces; ++piece) {
                    const double t = piece / pieces;
                    result.push_back({from.lon + t * dx, from.lat + t * dy});
                }
            }
            result.push_back(ring[i]);
        }
        ring = std::move(result);
    };
    if (auto* polygon = std::get_if<Polygon>(&geometry)) {
        std::ranges::for_each(polygon->rings, shorten);
    } else if (auto* polygons = std::get_if<MultiPolygon>(&geometry)) {
        for (Polygon& part : polygons->polygons) {
            std::ranges::for_each(part.rings, shorten);
        }
    }
    return geometry;
}

}  // namespace parvis::geo
