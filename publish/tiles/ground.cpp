// SPDX-License-Identifier: EUPL-1.2
#include "publish/tiles/ground.hpp"

#include "geo/visit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace parvis::publish::tiles {

namespace {

/// Room in 31 bits for a row far outside of every tile, as WebMercator has one for the poles.
constexpr double far_away = 16;

geo::GridPoint within_reach(geo::GridPoint p)
{
    return {std::clamp(p.x, -far_away, far_away), std::clamp(p.y, -far_away, far_away)};
}

void widen(geo::Box& box, geo::GridPoint p)
{
    box = {std::min(box.west, p.x), std::min(box.south, p.y), std::max(box.east, p.x),
           std::max(box.north, p.y)};
}

constexpr geo::TileClip square(-TileWindow::margin, TileWindow::extent + TileWindow::margin);

}  // namespace

geo::TilePoint TileWindow::place(geo::GridPoint p) const
{
    const double scale = std::ldexp(static_cast<double>(extent), zoom);
    return {static_cast<std::int64_t>(std::floor(p.x * scale + 0.5)) -
                std::int64_t{column} * extent,
            static_cast<std::int64_t>(std::floor(p.y * scale + 0.5)) - std::int64_t{row} * extent};
}

geo::Box TileWindow::box() const
{
    const double side = std::ldexp(1.0, -zoom);
    // One unit more than what is drawn: positions are rounded.
    const double more = side * (margin + 1) / extent;
    return {column * side - more, row * side - more, (column + 1) * side + more,
            (row + 1) * side + more};
}

/// Reads the rows of one dataset after the other.
class Ground::Builder {
public:
    Builder(Ground& ground, const geo::TileGrid& grid) : m_ground(ground), m_plane(grid) {}

    void add(const Snapshot& dataset)
    {
        Layer layer;
        layer.starts.reserve(dataset.size() + std::size_t{1});
        std::vector<RowIndex> rows;
        std::vector<geo::Box> boxes;
        for (RowIndex row = 0; row < dataset.size(); ++row) {
            const auto before = layer.parts.size();
            m_box = {1e9, 1e9, -1e9, -1e9};
            add(dataset.geometry(row), layer);
            if (layer.parts.size() > before) {
                rows.push_back(row);
                boxes.push_back(m_box);
            }
            layer.starts.push_back(static_cast<std::uint32_t>(layer.parts.size()));
        }
        layer.tree = BoxTree(std::move(rows), boxes);
        m_ground.m_layers.push_back(std::move(layer));
    }

    void finish() { m_ground.m_arcs = geo::SharedArcs(m_paths); }

private:
    void add(const geo::Geometry& geometry, Layer& layer)
    {
        const auto point = [&](geo::LonLat p) {
            if (const auto at = m_plane.place(p)) {
                layer.parts.push_back(
                    {Kind::point, static_cast<std::uint32_t>(m_ground.m_points.size())});
                m_ground.m_points.push_back(within_reach(*at));
                widen(m_box, m_ground.m_points.back());
            }
        };
        if (const auto* one = std::get_if<geo::Point>(&geometry)) {
            point(one->at);
        } else if (const auto* many = std::get_if<geo::MultiPoint>(&geometry)) {
            std::ranges::for_each(many->points, point);
        }
        geo::for_each_line(geometry,
                           [&](const geo::LineString& line) { add(line, Kind::line, layer); });
        geo::for_each_polygon(geometry, [&](const geo::Polygon& polygon) {
            for (const auto& ring : polygon.rings) {
                const bool outer = &ring == &polygon.rings.front();
                if (!add(ring, outer ? Kind::outer : Kind::hole, layer) && outer) {
                    return;
                }
            }
        });
    }

    /// False where the plane has no place for it.
    bool add(const std::vector<geo::LonLat>& positions, Kind kind, Layer& layer)
    {
        std::vector<geo::GridPoint> path;
        path.reserve(positions.size());
        for (const auto p : positions) {
            const auto at = m_plane.place(p);
            if (!at) {
                return false;
            }
            path.push_back(within_reach(*at));
            widen(m_box, path.back());
        }
        layer.parts.push_back({kind, static_cast<std::uint32_t>(m_paths.size())});
        m_paths.push_back(std::move(path));
        return true;
    }

    Ground& m_ground;
    geo::GridPlane m_plane;
    std::vector<std::vector<geo::GridPoint>> m_paths;
    geo::Box m_box;
};

Ground::Ground(std::span<const std::shared_ptr<const Snapshot>> datasets, const geo::TileGrid& grid)
{
    Builder builder(*this, grid);
    for (const auto& dataset : datasets) {
        builder.add(*dataset);
    }
    builder.finish();
}

std::vector<RowIndex> Ground::rows_in(std::size_t index, const TileWindow& window) const
{
    std::vector<RowIndex> rows;
    m_layers.at(index).tree.visit(window.box(), [&](RowIndex row, bool) { rows.push_back(row); });
    std::ranges::sort(rows);
    return rows;
}

std::span<const Ground::Part> Ground::parts_of(std::size_t index, RowIndex row) const
{
    const auto& layer = m_layers.at(index);
    return std::span(layer.parts)
        .subspan(layer.starts[row], layer.starts[row + std::size_t{1}] - layer.starts[row]);
}

void Ground::trace(std::uint32_t path, const TileWindow& window, const geo::Box& box,
                   geo::TilePath& out) const
{
    const auto add = [&](geo::GridPoint p) {
        const auto at = window.place(p);
        if (out.empty() || out.back() != at) {
            out.push_back(at);
        }
    };
    for (const auto ref : m_arcs.path(path)) {
        const auto& around = m_arcs.box(ref.arc());
        // An arc on the far side of one of the tile's sides cuts it as the straight line would that
        // joins its ends, and is drawn as little.
        if (around.east < box.west || around.west > box.east || around.north < box.south ||
            around.south > box.north) {
            const auto all = m_arcs.positions(ref.arc());
            add(ref.is_reversed() ? all.back() : all.front());
            add(ref.is_reversed() ? all.front() : all.back());
        } else {
            m_arcs.trace(ref, window.zoom, add);
        }
    }
}

void Ground::draw_polygon(std::span<const Part> rings, const TileWindow& window, Drawing& drawing,
                          bool& has_shape) const
{
    const auto box = window.box();
    std::vector<geo::TilePath> drawn;
    bool is_inside = true;
    for (const auto& part : rings) {
        geo::TilePath ring;
        trace(part.index, window, box, ring);
        if (ring.size() > 1 && ring.front() == ring.back()) {
            ring.pop_back();
        }
        if (ring.size() < 3) {
            if (part.kind == Kind::outer) {
                return;  // smaller than a unit: so are its holes
            }
            continue;
        }
        // Counter-clockwise seen with north above: with y to the south that is a negative area.
        std::ranges::reverse(ring);
        is_inside = is_inside &&
                    std::ranges::all_of(ring, [](geo::TilePoint p) { return square.holds(p); });
        drawn.push_back(std::move(ring));
    }
    has_shape = has_shape || !is_inside;
    if (!is_inside) {
        drawn = square.rings(drawn);
    }
    for (auto& ring : drawn) {
        geo::clean_ring(ring);
    }
    for (auto& polygon : geo::grouped(std::move(drawn))) {
        drawing.polygons.push_back(std::move(polygon));
    }
}

void Ground::draw_lines(std::span<const Part> lines, const TileWindow& window, Drawing& drawing,
                        bool& has_shape) const
{
    const auto box = window.box();
    for (const auto& part : lines) {
        geo::TilePath line;
        trace(part.index, window, box, line);
        if (line.size() < 2) {
            continue;
        }
        has_shape = true;
        for (auto& piece : square.lines(line)) {
            drawing.lines.push_back(std::move(piece));
        }
    }
}

Drawing Ground::draw(std::size_t index, RowIndex row, const TileWindow& window) const
{
    Drawing drawing;
    const auto parts = parts_of(index, row);
    if (parts.empty()) {
        return drawing;
    }
    bool has_shape = false;
    if (parts.front().kind == Kind::point) {
        for (const auto& part : parts) {
            const auto at = window.place(m_points[part.index]);
            if (square.holds(at)) {
                drawing.points.push_back(at);
            }
        }
        return drawing;
    }
    if (parts.front().kind == Kind::line) {
        draw_lines(parts, window, drawing, has_shape);
    }
    for (std::size_t from = 0; from < parts.size() && parts[from].kind == Kind::outer;) {
        std::size_t to = from + 1;
        while (to < parts.size() && parts[to].kind == Kind::hole) {
            ++to;
        }
        draw_polygon(parts.subspan(from, to - from), window, drawing, has_shape);
        from = to;
    }
    if (drawing.is_empty() && !has_shape) {
        geo::TilePath all;
        for (const auto ref : m_arcs.path(parts.front().index)) {
            all.push_back(window.place(m_arcs.positions(ref.arc()).front()));
        }
        if (!all.empty() && square.holds(all.front())) {
            drawing.points = {all.front()};
            drawing.is_too_small = true;
        }
    }
    return drawing;
}

std::size_t Ground::memory_bytes() const
{
    std::size_t bytes = m_arcs.memory_bytes() + m_points.capacity() * sizeof(geo::GridPoint);
    for (const auto& layer : m_layers) {
        bytes += layer.starts.capacity() * (sizeof(std::uint32_t) + sizeof(geo::Box)) +
                 layer.parts.capacity() * sizeof(Part);
    }
    return bytes;
}

}  // namespace parvis::publish::tiles
