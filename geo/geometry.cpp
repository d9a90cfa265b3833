// SPDX-License-Identifier: EUPL-1.2
#include "geo/geometry.hpp"

#include "geo/containment.hpp"
#include "geo/measure.hpp"
#include "geo/orientation.hpp"
#include "geo/visit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace parvis::geo {
namespace {

/// Twice the signed area in the plane: positive for a counter-clockwise ring.
double signed_area(const Ring& ring)
{
    double twice = 0;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        // Relative to the first position: degrees far from zero would lose digits of small rings.
        const double x0 = ring[i - 1].lon - ring[0].lon;
        const double y0 = ring[i - 1].lat - ring[0].lat;
        const double x1 = ring[i].lon - ring[0].lon;
        const double y1 = ring[i].lat - ring[0].lat;
        twice += x0 * y1 - x1 * y0;
    }
    return twice;
}

void orient(Polygon& polygon)
{
    for (std::size_t i = 0; i < polygon.rings.size(); ++i) {
        const bool outer = i == 0;
        const double area = signed_area(polygon.rings[i]);
        if (outer ? area < 0 : area > 0) {
            std::reverse(polygon.rings[i].begin(), polygon.rings[i].end());
        }
    }
}

bool line_touches(const LineString& line, const Box& box)
{
    if (line.size() == 1) {
        return box.contains(line.front());
    }
    for (std::size_t i = 1; i < line.size(); ++i) {
        if (segment_touches(line[i - 1], line[i], box)) {
            return true;
        }
    }
    return false;
}

bool polygon_touches(const Polygon& polygon, const Box& box)
{
    for (const Ring& ring : polygon.rings) {
        if (line_touches(ring, box)) {
            return true;
        }
    }
    // No edge meets the box: it lies wholly inside or wholly outside.
    return side_of(polygon, {box.west, box.south}) == Side::inside;
}

bool touches(const Geometry& geometry, const Box& box)
{
    const auto in_box = [&](LonLat p) { return box.contains(p); };
    return std::visit(
        Overloaded{
            [](std::monostate) { return false; },
            [&](const Point& point) { return in_box(point.at); },
            [&](const MultiPoint& points) { return std::ranges::any_of(points.points, in_box); },
            [&](const Line& line) { return line_touches(line.line, box); },
            [&](const MultiLine& lines) {
                return std::ranges::any_of(
                    lines.lines, [&](const LineString& line) { return line_touches(line, box); });
            },
            [&](const Polygon& polygon) { return polygon_touches(polygon, box); },
            [&](const MultiPolygon& polygons) {
                return std::ranges::any_of(polygons.polygons, [&](const Polygon& polygon) {
                    return polygon_touches(polygon, box);
                });
            },
        },
        geometry);
}

std::optional<LonLat> middle(const LineString& line)
{
    if (line.empty()) {
        return std::nullopt;
    }
    double left = length_m(line) / 2;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const double step = distance_m(line[i - 1], line[i]);
        if (step > 0 && step >= left) {
            const double t = left / step;
            return LonLat{line[i - 1].lon + t * (line[i].lon - line[i - 1].lon),
                          line[i - 1].lat + t * (line[i].lat - line[i - 1].lat)};
        }
        left -= step;
    }
    return line.back();
}

/// The middle of the widest stretch of a parallel inside the polygon. The parallel runs half-way
/// between the two vertex latitudes next to the middle, so that it meets no vertex.
std::optional<LonLat> interior_point(const Polygon& polygon)
{
    const std::optional<Box> box = bounds(Geometry{polygon});
    if (!box) {
        return std::nullopt;
    }
    const double centre = (box->south + box->north) / 2;
    double above = box->north;
    double below = box->south;
    for (const Ring& ring : polygon.rings) {
        for (const LonLat p : ring) {
            if (p.lat > centre) {
                above = std::min(above, p.lat);
            } else {
                below = std::max(below, p.lat);
            }
        }
    }
    const double lat = (above + below) / 2;
    std::vector<double> crossings;
    for (const Ring& ring : polygon.rings) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
            const LonLat a = ring[i - 1];
            const LonLat b = ring[i];
            if ((a.lat > lat) != (b.lat > lat)) {
                crossings.push_back(a.lon + (lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon));
            }
        }
    }
    std::ranges::sort(crossings);
    std::optional<LonLat> best;
    double widest = 0;
    for (std::size_t i = 1; i < crossings.size(); i += 2) {
        if (crossings[i] - crossings[i - 1] > widest) {
            widest = crossings[i] - crossings[i - 1];
            best = LonLat{(crossings[i] + crossings[i - 1]) / 2, lat};
        }
    }
    // A flat polygon has no inside: any of its positions will do.
    return best ? best : polygon.rings.front().front();
}

}  // namespace

Dimension dimension(const Geometry& geometry)
{
    return std::visit(
        Overloaded{
            [](std::monostate) { return Dimension::none; },
            [](const Point&) { return Dimension::point; },
            [](const MultiPoint& points) {
                return points.points.empty() ? Dimension::none : Dimension::point;
            },
            [](const Line& line) { return line.line.empty() ? Dimension::none : Dimension::line; },
            [](const MultiLine& lines) {
                return std::ranges::all_of(lines.lines, &LineString::empty) ? Dimension::none
                                                                            : Dimension::line;
            },
            [](const Polygon& polygon) {
                return std::ranges::all_of(polygon.rings, &Ring::empty) ? Dimension::none
                                                                        : Dimension::area;
            },
            [](const MultiPolygon& polygons) {
                return std::ranges::all_of(polygons.polygons,
                                           [](const Polygon& polygon) {
                                               return std::ranges::all_of(polygon.rings,
                                                                          &Ring::empty);
                                           })
                           ? Dimension::none
                           : Dimension::area;
            },
        },
        geometry);
}

std::string_view type_name(const Geometry& geometry)
{
    return std::visit(Overloaded{
                          [](std::monostate) { return std::string_view{}; },
                          [](const Point&) { return std::string_view{"Point"}; },
                          [](const MultiPoint&) { return std::string_view{"MultiPoint"}; },
                          [](const Line&) { return std::string_view{"LineString"}; },
                          [](const MultiLine&) { return std::string_view{"MultiLineString"}; },
                          [](const Polygon&) { return std::string_view{"Polygon"}; },
                          [](const MultiPolygon&) { return std::string_view{"MultiPolygon"}; },
                      },
                      geometry);
}

std::optional<Box> bounds(const Geometry& geometry)
{
    std::optional<Box> box;
    for_each_position(geometry, [&](LonLat p) {
        if (!box) {
            box = Box{p.lon, p.lat, p.lon, p.lat};
            return;
        }
        box->west = std::min(box->west, p.lon);
        box->south = std::min(box->south, p.lat);
        box->east = std::max(box->east, p.lon);
        box->north = std::max(box->north, p.lat);
    });
    return box;
}

std::size_t vertex_count(const Geometry& geometry)
{
    std::size_t count = 0;
    for_each_position(geometry, [&](LonLat) { ++count; });
    return count;
}

bool intersects(const Geometry& geometry, const Box& box)
{
    if (box.south > box.north) {
        return false;
    }
    if (box.crosses_antimeridian()) {
        return touches(geometry, {box.west, box.south, 180, box.north}) ||
               touches(geometry, {-180, box.south, box.east, box.north});
    }
    return touches(geometry, box);
}

void orient_rings(Geometry& geometry)
{
    if (auto* polygon = std::get_if<Polygon>(&geometry)) {
        orient(*polygon);
    } else if (auto* polygons = std::get_if<MultiPolygon>(&geometry)) {
        std::ranges::for_each(polygons->polygons, orient);
    }
}

std::optional<LonLat> representative_point(const Geometry& geometry)
{
    if (is_empty(geometry)) {
        return std::nullopt;
    }
    if (const auto* point = std::get_if<Point>(&geometry)) {
        return point->at;
    }
    if (const auto* points = std::get_if<MultiPoint>(&geometry)) {
        return points->points.front();
    }
    std::optional<LonLat> best;
    double largest = -1;
    for_each_line(geometry, [&](const LineString& line) {
        if (!line.empty() && length_m(line) > largest) {
            largest = length_m(line);
            best = middle(line);
        }
    });
    for_each_polygon(geometry, [&](const Polygon& polygon) {
        if (polygon.rings.empty() || polygon.rings.front().empty()) {
            return;
        }
        const double size = std::fabs(signed_area(polygon.rings.front()));
        if (size > largest) {
            largest = size;
            best = interior_point(polygon);
        }
    });
    return best;
}

}  // namespace parvis::geo
