// SPDX-License-Identifier: EUPL-1.2
#include "geo/shared_arcs.hpp"

#include "geo/huge_pages.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

namespace parvis::geo {

namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// Positions by number: the same position has one.
class VertexTable {
public:
    explicit VertexTable(std::size_t most)
        : m_slots(std::bit_ceil(std::max<std::size_t>(2 * most, 16)), none)
    {
    }

    std::uint32_t number(GridPoint p)
    {
        p = {p.x + 0.0, p.y + 0.0};  // -0 is 0
        std::size_t slot = hash_of(p) & (m_slots.size() - 1);
        while (m_slots[slot] != none) {
            if (m_points[m_slots[slot]] == p) {
                return m_slots[slot];
            }
            slot = (slot + 1) & (m_slots.size() - 1);
        }
        m_slots[slot] = static_cast<std::uint32_t>(m_points.size());
        m_points.push_back(p);
        return m_slots[slot];
    }

    [[nodiscard]] const LargeVector<GridPoint>& points() const { return m_points; }

private:
    static std::uint64_t hash_of(GridPoint p)
    {
        std::uint64_t hash = 0;
        for (const double part : {p.x, p.y}) {
            hash = (std::rotl(hash, 27) ^ std::bit_cast<std::uint64_t>(part)) * 0x9E3779B97F4A7C15U;
        }
        return hash ^ (hash >> 32);
    }

    LargeVector<std::uint32_t> m_slots;
    LargeVector<GridPoint> m_points;
};

/// The other ends of a vertex's edges, as far as it matters: two, or that they are more.
struct Corner {
    std::uint32_t one = none;
    std::uint32_t other = none;
    bool is_end = false;

    void meet(std::uint32_t vertex)
    {
        if (one == none) {
            one = vertex;
        } else if (one != vertex && other == none) {
            other = vertex;
        } else if (one != vertex && other != vertex) {
            is_end = true;
        }
    }
};

double squared_distance(GridPoint p, GridPoint a, GridPoint b)
{
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double length = dx * dx + dy * dy;
    double along = length > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length : 0;
    along = std::clamp(along, 0.0, 1.0);
    const double x = p.x - (a.x + along * dx);
    const double y = p.y - (a.y + along * dy);
    return x * x + y * y;
}

/// The first zoom at which something of this size is more than the tolerance.
std::uint8_t zoom_of(double squared)
{
    constexpr double at_zoom_0 = SharedArcs::tolerance / SharedArcs::units;
    if (squared >= at_zoom_0 * at_zoom_0) {
        return 0;
    }
    for (int zoom = 1; zoom < SharedArcs::full_zoom; ++zoom) {
        const double least = std::ldexp(at_zoom_0, -zoom);
        if (squared >= least * least) {
            return static_cast<std::uint8_t>(zoom);
        }
    }
    return SharedArcs::full_zoom;
}

/// Says of the vertices between first and last, which are drawn, from which zoom on they are.
void rank_between(std::span<const GridPoint> points, std::span<std::uint8_t> zooms,
                  std::size_t first, std::size_t last)
{
    struct Stretch {
        std::size_t first, last;
        std::uint8_t zoom;  ///< of what it was split at: what lies in it cannot come before
    };
    std::vector<Stretch> left{{first, last, 0}};
    while (!left.empty()) {
        const auto [from, to, least] = left.back();
        left.pop_back();
        if (to - from < 2) {
            continue;
        }
        double farthest = -1;
        std::size_t at = from + 1;
        for (std::size_t i = from + 1; i < to; ++i) {
            const double distance = squared_distance(points[i], points[from], points[to]);
            if (distance > farthest) {
                farthest = distance;
                at = i;
            }
        }
        zooms[at] = std::max(least, zoom_of(farthest));
        left.push_back({from, at, zooms[at]});
        left.push_back({at, to, zooms[at]});
    }
}

void rank(std::span<const GridPoint> points, std::span<std::uint8_t> zooms)
{
    std::fill(zooms.begin(), zooms.end(), std::uint8_t{SharedArcs::full_zoom});
    const std::size_t last = points.size() - 1;
    zooms[0] = 0;
    zooms[last] = 0;
    // The rule takes the square of a stretch at worst: longer arcs are cut, at vertices that are
    // always drawn; where they lie on one unit they are drawn once.
    constexpr std::size_t longest = 2048;
    std::size_t from = 0;
    if (points.front() == points.back() && last <= longest) {
        // A ring without ends is held by its first vertex and the one farthest from that.
        std::size_t far = 1;
        for (std::size_t i = 1; i < last; ++i) {
            if (squared_distance(points[i], points[0], points[0]) >
                squared_distance(points[far], points[0], points[0])) {
                far = i;
            }
        }
        zooms[far] = 0;
        rank_between(points, zooms, 0, far);
        from = far;
    }
    while (from < last) {
        const std::size_t to = std::min(from + longest, last);
        zooms[to] = 0;
        rank_between(points, zooms, from, to);
        from = to;
    }
}

}  // namespace

class ArcCutter {
public:
    ArcCutter(std::span<const std::vector<GridPoint>> paths, SharedArcs& arcs)
        : m_vertices(count_of(paths)), m_arcs(arcs)
    {
        number(paths);
        meet();
        for (const auto& path : m_paths) {
            path.is_ring ? cut_ring(path.vertices) : cut_line(path.vertices);
            m_arcs.m_paths.push_back(static_cast<std::uint32_t>(m_arcs.m_refs.size()));
        }
    }

private:
    struct Path {
        std::vector<std::uint32_t> vertices;  ///< of a ring without the last, which is the first
        bool is_ring = false;
    };

    static std::size_t count_of(std::span<const std::vector<GridPoint>> paths)
    {
        std::size_t count = 0;
        for (const auto& path : paths) {
            count += path.size();
        }
        return count;
    }

    void number(std::span<const std::vector<GridPoint>> paths)
    {
        m_paths.reserve(paths.size());
        for (const auto& path : paths) {
            Path& numbered = m_paths.emplace_back();
            numbered.is_ring = path.size() >= 4 && path.front() == path.back();
            auto& vertices = numbered.vertices;
            vertices.reserve(path.size());
            for (const auto p : path) {
                const auto vertex = m_vertices.number(p);
                if (vertices.empty() || vertices.back() != vertex) {
                    vertices.push_back(vertex);
                }
            }
            if (numbered.is_ring && vertices.size() > 1 && vertices.front() == vertices.back()) {
                vertices.pop_back();
            }
            if (vertices.size() < (numbered.is_ring ? 3U : 2U)) {
                vertices.clear();
            }
        }
    }

    void meet()
    {
        m_corners.resize(m_vertices.points().size());
        const auto edge = [&](std::uint32_t a, std::uint32_t b) {
            m_corners[a].meet(b);
            m_corners[b].meet(a);
        };
        for (const auto& [vertices, is_ring] : m_paths) {
            if (vertices.empty()) {
                continue;
            }
            for (std::size_t i = 1; i < vertices.size(); ++i) {
                edge(vertices[i - 1], vertices[i]);
            }
            if (is_ring) {
                edge(vertices.back(), vertices.front());
            } else {
                m_corners[vertices.front()].is_end = true;
                m_corners[vertices.back()].is_end = true;
            }
        }
        for (auto& corner : m_corners) {
            corner.is_end = corner.is_end || corner.other == none;
        }
    }

    void cut_line(const std::vector<std::uint32_t>& vertices)
    {
        std::size_t from = 0;
        for (std::size_t to = 1; to < vertices.size(); ++to) {
            if (m_corners[vertices[to]].is_end) {
                add(std::span(vertices).subspan(from, to - from + 1));
                from = to;
            }
        }
    }

    void cut_ring(std::vector<std::uint32_t> vertices)
    {
        if (vertices.empty()) {
            return;
        }
        auto start = std::ranges::find_if(
            vertices, [&](std::uint32_t vertex) { return m_corners[vertex].is_end; });
        if (start == vertices.end()) {
            // Wherever the ring was begun, its arc begins at the same vertex.
            start = std::ranges::min_element(
                vertices, {}, [&](std::uint32_t vertex) { return m_vertices.points()[vertex]; });
        }
        std::rotate(vertices.begin(), start, vertices.end());
        vertices.push_back(vertices.front());
        std::size_t from = 0;
        for (std::size_t to = 1; to < vertices.size(); ++to) {
            if (to + 1 == vertices.size() || m_corners[vertices[to]].is_end) {
                add(std::span(vertices).subspan(from, to - from + 1));
                from = to;
            }
        }
    }

    /// Between two ends nothing branches off: the first edge names the arc.
    static std::uint64_t name_of(std::uint32_t from, std::uint32_t next)
    {
        return std::uint64_t{from} << 32U | next;
    }

    void add(std::span<const std::uint32_t> vertices)
    {
        const auto& points = m_vertices.points();
        const auto first = std::pair(vertices.front(), vertices[1]);
        const auto last = std::pair(vertices.back(), vertices[vertices.size() - 2]);
        const auto place = [&](const auto& pair) {
            return std::pair(points[pair.first], points[pair.second]);
        };
        const bool reversed = place(last) < place(first);
        const auto& start = reversed ? last : first;
        const auto next = static_cast<std::uint32_t>(m_arcs.size());
        const auto [known, is_new] =
            m_by_name.try_emplace(name_of(start.first, start.second), next);
        m_arcs.m_refs.push_back({2 * known->second + (reversed ? 1U : 0U)});
        if (!is_new) {
            return;
        }
        const std::size_t begin = m_arcs.m_positions.size();
        for (std::size_t i = 0; i < vertices.size(); ++i) {
            m_arcs.m_positions.push_back(points[vertices[reversed ? vertices.size() - 1 - i : i]]);
        }
        m_arcs.m_zooms.resize(m_arcs.m_positions.size());
        const auto all = std::span(m_arcs.m_positions).subspan(begin);
        rank(all, std::span(m_arcs.m_zooms).subspan(begin));
        Box box{all[0].x, all[0].y, all[0].x, all[0].y};
        for (const auto p : all) {
            box = {std::min(box.west, p.x), std::min(box.south, p.y), std::max(box.east, p.x),
                   std::max(box.north, p.y)};
        }
        m_arcs.m_boxes.push_back(box);
        m_arcs.m_arcs.push_back(static_cast<std::uint32_t>(m_arcs.m_positions.size()));
    }

    VertexTable m_vertices;
    SharedArcs& m_arcs;
    std::vector<Path> m_paths;
    LargeVector<Corner> m_corners;
    std::unordered_map<std::uint64_t, std::uint32_t> m_by_name;
};

SharedArcs::SharedArcs(std::span<const std::vector<GridPoint>> paths) { ArcCutter(paths, *this); }

std::size_t SharedArcs::memory_bytes() const
{
    return m_paths.capacity() * sizeof(std::uint32_t) + m_refs.capacity() * sizeof(Ref) +
           m_arcs.capacity() * sizeof(std::uint32_t) + m_positions.capacity() * sizeof(GridPoint) +
           m_zooms.capacity() + m_boxes.capacity() * sizeof(Box);
}

}  // namespace parvis::geo
