// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/locator.hpp"
#include "geo/shared_arcs.hpp"
#include "geo/tile_clip.hpp"
#include "geo/tile_grid.hpp"
#include "geo/visit.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace parvis::geo {

/// Areas as a tile draws them, without the shortcuts of what serves them: every ring traced whole.
class TiledLayer {
public:
    explicit TiledLayer(std::span<const Area> areas, const TileGrid& grid = tile_grids().front())
    {
        const GridPlane plane(grid);
        std::vector<std::vector<GridPoint>> paths;
        for (const Area& area : areas) {
            m_areas.emplace_back();
            for_each_polygon(area.geometry, [&](const Polygon& polygon) {
                m_areas.back().push_back({paths.size(), polygon.rings.size()});
                for (const Ring& ring : polygon.rings) {
                    auto& path = paths.emplace_back();
                    for (const LonLat p : ring) {
                        path.push_back(*plane.place(p));
                    }
                }
            });
        }
        m_arcs = SharedArcs(paths);
    }

    [[nodiscard]] const SharedArcs& arcs() const { return m_arcs; }
    [[nodiscard]] std::size_t size() const { return m_areas.size(); }

    /// The rings of each polygon of an area before the cut.
    [[nodiscard]] std::vector<std::vector<TilePath>> traced(std::size_t area, int zoom,
                                                            TilePoint origin) const
    {
        std::vector<std::vector<TilePath>> polygons;
        const double scale = std::ldexp(SharedArcs::units, zoom);
        for (const auto& [first, count] : m_areas[area]) {
            auto& rings = polygons.emplace_back();
            for (std::size_t i = 0; i < count; ++i) {
                TilePath ring;
                for (const auto ref : m_arcs.path(first + i)) {
                    m_arcs.trace(ref, zoom, [&](GridPoint p) {
                        const TilePoint at{
                            static_cast<std::int64_t>(std::floor(p.x * scale + 0.5)) - origin.x,
                            static_cast<std::int64_t>(std::floor(p.y * scale + 0.5)) - origin.y};
                        if (ring.empty() || ring.back() != at) {
                            ring.push_back(at);
                        }
                    });
                }
                if (ring.size() > 1 && ring.front() == ring.back()) {
                    ring.pop_back();
                }
                std::ranges::reverse(ring);
                if (ring.size() > 2) {
                    rings.push_back(std::move(ring));
                }
            }
        }
        return polygons;
    }

    [[nodiscard]] std::vector<std::vector<TilePath>>
    cut(std::size_t area, int zoom, TilePoint origin, const TileClip& clip) const
    {
        auto polygons = traced(area, zoom, origin);
        for (auto& rings : polygons) {
            rings = clip.rings(rings);
            for (auto& ring : rings) {
                clean_ring(ring);
            }
        }
        return polygons;
    }

private:
    std::vector<std::vector<std::pair<std::size_t, std::size_t>>> m_areas;
    SharedArcs m_arcs;
};

/// How often each step between two neighbouring points of the lattice is walked, less how often it
/// is walked against: what two neighbours both draw comes to nothing.
class NetSteps {
public:
    void add(const TilePath& ring)
    {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const auto a = ring[i];
            const auto b = ring[(i + 1) % ring.size()];
            const auto steps = std::gcd(b.x - a.x, b.y - a.y);
            for (std::int64_t k = 0; k < steps; ++k) {
                const TilePoint from{a.x + (b.x - a.x) / steps * k, a.y + (b.y - a.y) / steps * k};
                const TilePoint to{from.x + (b.x - a.x) / steps, from.y + (b.y - a.y) / steps};
                from < to ? ++m_net[{from, to}] : --m_net[{to, from}];
            }
        }
    }
    /// Those that do not come to nothing.
    template <class Visit>
    void visit(Visit&& visit) const
    {
        for (const auto& [step, net] : m_net) {
            if (net != 0) {
                visit(step.first, step.second, net);
            }
        }
    }

private:
    std::map<std::pair<TilePoint, TilePoint>, int> m_net;
};

/// Even-odd, p half a unit right of and below the point of the lattice.
inline bool holds(std::span<const TilePath> rings, TilePoint p)
{
    bool inside = false;
    for (const auto& ring : rings) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const auto a = ring[i];
            const auto b = ring[(i + 1) % ring.size()];
            if ((a.y > p.y) != (b.y > p.y)) {
                const double x = static_cast<double>(a.x) +
                                 (static_cast<double>(p.y) + 0.5 - static_cast<double>(a.y)) *
                                     static_cast<double>(b.x - a.x) /
                                     static_cast<double>(b.y - a.y);
                inside ^= static_cast<double>(p.x) + 0.5 < x;
            }
        }
    }
    return inside;
}

}  // namespace parvis::geo
