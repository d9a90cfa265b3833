// SPDX-License-Identifier: EUPL-1.2
#include "geo/zoom_grid.hpp"

#include "geo/error.hpp"
#include "geo/overlay.hpp"
#include "geo/visit.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>
#include <utility>
#include <vector>

namespace parvis::geo {

namespace {

constexpr double pi = std::numbers::pi;

/// A point of the grid, counted in cells from the north-west corner of the map.
struct Knot {
    std::int64_t x = 0, y = 0;
    friend bool operator==(const Knot&, const Knot&) = default;
};

/// Half pixels of the map, in the plane of Web Mercator.
class Grid {
public:
    explicit Grid(double zoom) : m_cells(512 * std::exp2(zoom)) {}

    [[nodiscard]] Knot nearest(LonLat p) const
    {
        const double y =
            (1 - std::asinh(std::tan(std::clamp(p.lat, -most_lat, most_lat) * pi / 180)) / pi) / 2;
        return {std::llround((p.lon + 180) / 360 * m_cells), std::llround(y * m_cells)};
    }
    [[nodiscard]] LonLat position(Knot knot) const
    {
        const double y = static_cast<double>(knot.y) / m_cells;
        return {static_cast<double>(knot.x) / m_cells * 360 - 180,
                std::atan(std::sinh(pi * (1 - 2 * y))) * 180 / pi};
    }

private:
    static constexpr double most_lat = 85.05112877980659;  ///< where the map ends
    double m_cells;                                        ///< of the whole map, in one direction
};

/// Products of cells of the finest grid are longer than 64 bits.
__extension__ using Product = __int128;

Product product(std::int64_t a, std::int64_t b) { return Product{a} * b; }

/// Whether b says nothing between a and c: on the straight way between them, or at the tip of a
/// spike that leads back.
bool is_idle(Knot a, Knot b, Knot c)
{
    return product(b.x - a.x, c.y - a.y) == product(b.y - a.y, c.x - a.x);
}

/// Whether b lies between a and c on the straight way: a line keeps its turning points.
bool is_between(Knot a, Knot b, Knot c)
{
    return is_idle(a, b, c) && product(b.x - a.x, c.x - b.x) + product(b.y - a.y, c.y - b.y) > 0;
}

LineString line_on(const Grid& grid, const LineString& line)
{
    std::vector<Knot> knots;
    for (const LonLat p : line) {
        const Knot knot = grid.nearest(p);
        if (!knots.empty() && knots.back() == knot) {
            continue;
        }
        if (knots.size() > 1 && is_between(knots[knots.size() - 2], knots.back(), knot)) {
            knots.pop_back();
        }
        knots.push_back(knot);
    }
    LineString moved;
    for (const Knot knot : knots) {
        moved.push_back(grid.position(knot));
    }
    if (moved.size() == 1) {
        moved = {line.front(), line.back()};
    }
    return moved;
}

/// Nothing for a ring that encloses no cell any more.
std::optional<Ring> ring_on(const Grid& grid, const Ring& ring)
{
    std::vector<Knot> knots;
    const auto add = [&](Knot knot) {
        while (knots.size() > 1 && is_idle(knots[knots.size() - 2], knots.back(), knot)) {
            knots.pop_back();
        }
        if (knots.empty() || !(knots.back() == knot)) {
            knots.push_back(knot);
        }
    };
    for (const LonLat p : ring) {
        add(grid.nearest(p));
    }
    // The seam is a corner like any other.
    while (knots.size() > 1 && knots.front() == knots.back()) {
        knots.pop_back();
    }
    bool changed = true;
    while (changed && knots.size() > 2) {
        changed = false;
        if (is_idle(knots[knots.size() - 2], knots.back(), knots.front())) {
            knots.pop_back();
            changed = true;
        } else if (is_idle(knots.back(), knots.front(), knots[1])) {
            knots.erase(knots.begin());
            changed = true;
        }
    }
    if (knots.size() < 3) {
        return std::nullopt;
    }
    Ring moved;
    for (const Knot knot : knots) {
        moved.push_back(grid.position(knot));
    }
    moved.push_back(moved.front());
    return moved;
}

Polygon cell_at(const Grid& grid, LonLat p)
{
    const Knot corner = grid.nearest(p);
    Ring ring;
    for (const auto& [x, y] : {std::pair{0, 1}, {1, 1}, {1, 0}, {0, 0}, {0, 1}}) {
        ring.push_back(grid.position({corner.x + x, corner.y + y}));
    }
    return {{ring}};
}

/// The areas that are left; at least a cell.
Geometry areas_on(const Grid& grid, const std::vector<Polygon>& polygons)
{
    MultiPolygon moved;
    for (const Polygon& polygon : polygons) {
        Polygon kept;
        for (const Ring& ring : polygon.rings) {
            if (auto on_grid = ring_on(grid, ring)) {
                kept.rings.push_back(std::move(*on_grid));
            } else if (kept.rings.empty()) {
                break;  // the outer ring is gone, and its holes with it
            }
        }
        if (!kept.rings.empty()) {
            moved.polygons.push_back(std::move(kept));
        }
    }
    if (!moved.polygons.empty()) {
        try {
            return moved.polygons.size() == 1 ? repair(moved.polygons.front()).geometry
                                              : repair(moved).geometry;
        } catch (const GeometryError&) {
            // Nothing of it is an area any more.
        }
    }
    return cell_at(grid, polygons.front().rings.front().front());
}

}  // namespace

Geometry on_zoom_grid(const Geometry& geometry, double zoom)
{
    const Grid grid(zoom);
    return std::visit(
        Overloaded{
            [](std::monostate) -> Geometry { return {}; },
            [](const Point& point) -> Geometry { return point; },
            [](const MultiPoint& points) -> Geometry { return points; },
            [&](const Line& line) -> Geometry { return Line{line_on(grid, line.line)}; },
            [&](const MultiLine& lines) -> Geometry {
                MultiLine moved;
                for (const LineString& line : lines.lines) {
                    moved.lines.push_back(line_on(grid, line));
                }
                return moved;
            },
            [&](const Polygon& polygon) -> Geometry { return areas_on(grid, {polygon}); },
            [&](const MultiPolygon& polygons) -> Geometry {
                return areas_on(grid, polygons.polygons);
            },
        },
        geometry);
}

}  // namespace parvis::geo
