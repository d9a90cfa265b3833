// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::geo {

/// Geometry is a closed set of value types (RFC 7946 without GeometryCollection); functions visit
/// it, so that a forgotten case does not compile. Coordinates are 2D; a third one is dropped by the
/// reader, which says so.
using LineString = std::vector<LonLat>;
using Ring = std::vector<LonLat>;  ///< closed: first and last position are equal

struct Point {
    LonLat at;
    friend bool operator==(const Point&, const Point&) = default;
};
struct MultiPoint {
    std::vector<LonLat> points;
    friend bool operator==(const MultiPoint&, const MultiPoint&) = default;
};
struct Line {
    LineString line;
    friend bool operator==(const Line&, const Line&) = default;
};
struct MultiLine {
    std::vector<LineString> lines;
    friend bool operator==(const MultiLine&, const MultiLine&) = default;
};
struct Polygon {
    std::vector<Ring> rings;  ///< outer ring first, counter-clockwise; holes clockwise
    friend bool operator==(const Polygon&, const Polygon&) = default;
};
struct MultiPolygon {
    std::vector<Polygon> polygons;
    friend bool operator==(const MultiPolygon&, const MultiPolygon&) = default;
};

/// monostate: the row has no geometry.
using Geometry =
    std::variant<std::monostate, Point, MultiPoint, Line, MultiLine, Polygon, MultiPolygon>;

enum class Dimension { none, point, line, area };

[[nodiscard]] Dimension dimension(const Geometry& geometry);
[[nodiscard]] inline bool is_empty(const Geometry& geometry)
{
    return dimension(geometry) == Dimension::none;
}

/// The GeoJSON name ("Point", "MultiPolygon"); empty for monostate.
[[nodiscard]] std::string_view type_name(const Geometry& geometry);

/// Smallest box around the geometry; nothing for an empty one. Never crosses the antimeridian.
[[nodiscard]] std::optional<Box> bounds(const Geometry& geometry);

/// Number of positions.
[[nodiscard]] std::size_t vertex_count(const Geometry& geometry);

/// Whether the geometry and the box share at least one position, exactly (borders included; a
/// polygon that holds the box, or lies in it, intersects). Empty geometries never do.
[[nodiscard]] bool intersects(const Geometry& geometry, const Box& box);

/// Rings as RFC 7946 wants them: outer counter-clockwise, holes clockwise.
void orient_rings(Geometry& geometry);

/// A position on the geometry, for labels and popups: the point, the middle of a line, a point
/// inside the largest polygon. Nothing for an empty geometry.
[[nodiscard]] std::optional<LonLat> representative_point(const Geometry& geometry);

}  // namespace parvis::geo
