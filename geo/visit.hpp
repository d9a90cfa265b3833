// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

namespace parvis::geo {

/// Several lambdas as one visitor of Geometry: a case that is missing does not compile.
template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

/// Calls `position(LonLat)` for each position of the geometry, in order.
template <class Function>
void for_each_position(const Geometry& geometry, Function&& position)
{
    const auto all = [&](const std::vector<LonLat>& positions) {
        for (const LonLat p : positions) {
            position(p);
        }
    };
    const auto rings = [&](const Polygon& polygon) {
        for (const Ring& ring : polygon.rings) {
            all(ring);
        }
    };
    std::visit(Overloaded{
                   [](std::monostate) {},
                   [&](const Point& point) { position(point.at); },
                   [&](const MultiPoint& points) { all(points.points); },
                   [&](const Line& line) { all(line.line); },
                   [&](const MultiLine& lines) {
                       for (const LineString& line : lines.lines) {
                           all(line);
                       }
                   },
                   [&](const Polygon& polygon) { rings(polygon); },
                   [&](const MultiPolygon& polygons) {
                       for (const Polygon& polygon : polygons.polygons) {
                           rings(polygon);
                       }
                   },
               },
               geometry);
}

/// Calls `line(const LineString&)` for each line of a Line or MultiLine; never for others.
template <class Function>
void for_each_line(const Geometry& geometry, Function&& line)
{
    if (const auto* one = std::get_if<Line>(&geometry)) {
        line(one->line);
    } else if (const auto* many = std::get_if<MultiLine>(&geometry)) {
        for (const LineString& part : many->lines) {
            line(part);
        }
    }
}

/// Calls `polygon(const Polygon&)` for each part of a Polygon or MultiPolygon; never for others.
template <class Function>
void for_each_polygon(const Geometry& geometry, Function&& polygon)
{
    if (const auto* one = std::get_if<Polygon>(&geometry)) {
        polygon(*one);
    } else if (const auto* many = std::get_if<MultiPolygon>(&geometry)) {
        for (const Polygon& part : many->polygons) {
            polygon(part);
        }
    }
}

}  // namespace parvis::geo
