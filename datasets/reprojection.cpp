// SPDX-License-Identifier: EUPL-1.2
#include "datasets/reprojection.hpp"

#include "geo/visit.hpp"

namespace parvis::datasets {

std::optional<geo::Geometry> to_crs84(geo::Geometry geometry, const geo::Projection& projection)
{
    if (projection.is_identity()) {
        const auto box = geo::bounds(geometry);
        if (!box) {
            return geometry;
        }
        const geo::LonLat low{box->west, box->south}, high{box->east, box->north};
        const auto low_moved = projection.to_crs84(low.lon, low.lat);
        const auto high_moved = projection.to_crs84(high.lon, high.lat);
        if (!low_moved || !high_moved) {
            return std::nullopt;
        }
        if (*low_moved == low && *high_moved == high) {
            return geometry;
        }
    }
    bool on_earth = true;
    const auto move = [&](geo::LonLat& p) {
        if (const std::optional<geo::LonLat> moved = projection.to_crs84(p.lon, p.lat)) {
            p = *moved;
        } else {
            on_earth = false;
        }
    };
    const auto move_all = [&](std::vector<geo::LonLat>& positions) {
        for (geo::LonLat& p : positions) {
            move(p);
        }
    };
    const auto move_rings = [&](geo::Polygon& polygon) {
        for (geo::Ring& ring : polygon.rings) {
            move_all(ring);
        }
    };
    std::visit(geo::Overloaded{
                   [](std::monostate) {},
                   [&](geo::Point& point) { move(point.at); },
                   [&](geo::MultiPoint& points) { move_all(points.points); },
                   [&](geo::Line& line) { move_all(line.line); },
                   [&](geo::MultiLine& lines) {
                       for (geo::LineString& line : lines.lines) {
                           move_all(line);
                       }
                   },
                   [&](geo::Polygon& polygon) { move_rings(polygon); },
                   [&](geo::MultiPolygon& polygons) {
                       for (geo::Polygon& polygon : polygons.polygons) {
                           move_rings(polygon);
                       }
                   },
               },
               geometry);
    if (!on_earth) {
        return std::nullopt;
    }
    return geometry;
}

}  // namespace parvis::datasets
