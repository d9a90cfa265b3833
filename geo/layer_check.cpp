// SPDX-License-Identifier: EUPL-1.2
#include "geo/layer_check.hpp"

#include "geo/containment.hpp"
#include "geo/edge_table.hpp"
#include "geo/geos_geometry.hpp"
#include "geo/measure.hpp"
#include "geo/visit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

namespace parvis::geo {
namespace {

struct TreeDeleter {
    void operator()(GEOSSTRtree* tree) const noexcept
    {
        GEOSSTRtree_destroy_r(GeosContext::of_thread().handle(), tree);
    }
};

GeosGeometry to_geos(const Box& box)
{
    const GeosContext& geos = GeosContext::of_thread();
    GeosGeometry rectangle(
        GEOSGeom_createRectangle_r(geos.handle(), box.west, box.south, box.east, box.north));
    if (!rectangle) {
        geos.fail("étendue inutilisable");
    }
    return rectangle;
}

/// Finds areas by their boxes.
class AreaBoxes {
public:
    explicit AreaBoxes(std::span<const Area> areas)
        : m_areas(areas), m_tree(GEOSSTRtree_create_r(GeosContext::of_thread().handle(), 10)),
          m_numbers(areas.size())
    {
        const GEOSContextHandle_t geos = GeosContext::of_thread().handle();
        for (std::size_t i = 0; i < areas.size(); ++i) {
            m_numbers[i] = static_cast<std::uint32_t>(i);
            if (const auto box = bounds(areas[i].geometry)) {
                GEOSSTRtree_insert_r(geos, m_tree.get(), to_geos(*box).get(), &m_numbers[i]);
            }
        }
    }

    /// Areas whose box meets the given one, in order.
    [[nodiscard]] std::vector<std::uint32_t> meeting(const Box& box) const
    {
        std::vector<std::uint32_t> found;
        GEOSSTRtree_query_r(
            GeosContext::of_thread().handle(), m_tree.get(), to_geos(box).get(),
            [](void* number, void* numbers) {
                static_cast<std::vector<std::uint32_t>*>(numbers)->push_back(
                    *static_cast<std::uint32_t*>(number));
            },
            &found);
        std::ranges::sort(found);
        return found;
    }

    /// Areas with p inside, in order.
    [[nodiscard]] std::vector<std::uint32_t> holding(LonLat p) const
    {
        std::vector<std::uint32_t> found = meeting({p.lon, p.lat, p.lon, p.lat});
        std::erase_if(found, [&](std::uint32_t area) {
            return side_of(m_areas[area].geometry, p) != Side::inside;
        });
        return found;
    }

    /// Whether p lies on the border of an area.
    [[nodiscard]] bool on_a_border(LonLat p) const
    {
        return std::ranges::any_of(meeting({p.lon, p.lat, p.lon, p.lat}), [&](std::uint32_t area) {
            return side_of(m_areas[area].geometry, p) == Side::border;
        });
    }

private:
    std::span<const Area> m_areas;
    std::unique_ptr<GEOSSTRtree, TreeDeleter> m_tree;
    std::vector<std::uint32_t> m_numbers;  ///< what the tree points to
};

/// Whether the area lies to the left of its ring as it is written: outer rings that run
/// counter-clockwise, holes that run clockwise.
bool area_on_the_left(const Ring& ring, bool hole)
{
    double twice_area = 0;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        // From the first position, so that the products are small.
        const LonLat a{ring[i - 1].lon - ring[0].lon, ring[i - 1].lat - ring[0].lat};
        const LonLat b{ring[i].lon - ring[0].lon, ring[i].lat - ring[0].lat};
        twice_area += a.lon * b.lat - b.lon * a.lat;
    }
    return (twice_area > 0) != hole;
}

/// Calls `edge(a, b)` for each edge of the area, with the area on the left of a→b.
template <class Function>
void for_each_edge(const Geometry& area, Function edge)
{
    for_each_polygon(area, [&](const Polygon& polygon) {
        for (const Ring& ring : polygon.rings) {
            const bool left = area_on_the_left(ring, &ring != &polygon.rings.front());
            for (std::size_t i = 1; i < ring.size(); ++i) {
                if (ring[i - 1] != ring[i]) {
                    left ? edge(ring[i - 1], ring[i]) : edge(ring[i], ring[i - 1]);
                }
            }
        }
    });
}

std::size_t edge_count(std::span<const Area> areas)
{
    std::size_t count = 0;
    for (const Area& area : areas) {
        count += vertex_count(area.geometry);
    }
    return count;
}

/// The edges that are not simply the border between two areas, drawn by each from its side. How
/// many areas lie over a place changes only at these: at a simple border one ends where the other
/// begins.
LargeVector<Edge> edges_that_count(std::span<const Area> areas)
{
    constexpr std::uint32_t nobody = UINT32_MAX;
    constexpr std::uint32_t several = nobody - 1;
    struct Sides {
        std::uint32_t left = nobody;
        std::uint32_t right = nobody;
    };
    EdgeTable table(edge_count(areas));
    std::vector<Sides> sides;
    for (std::uint32_t area = 0; area < areas.size(); ++area) {
        for_each_edge(areas[area].geometry, [&](LonLat a, LonLat b) {
            const std::uint32_t number = table.number(a, b);
            sides.resize(table.edges().size());
            std::uint32_t& side = a < b ? sides[number].left : sides[number].right;
            side = side == nobody ? area : several;
        });
    }
    LargeVector<Edge> edges;
    for (std::size_t i = 0; i < sides.size(); ++i) {
        const auto [left, right] = sides[i];
        const bool simple = left < several && right < several && left != right;
        if (!simple) {
            edges.push_back(table.edges()[i]);
        }
    }
    return edges;
}

LargeVector<Edge> edges_of(std::span<const Area> areas, std::span<const std::uint32_t> some)
{
    std::size_t most = 0;
    for (const std::uint32_t area : some) {
        most += vertex_count(areas[area].geometry);
    }
    EdgeTable table(most);
    for (const std::uint32_t area : some) {
        for_each_edge(areas[area].geometry, [&](LonLat a, LonLat b) { table.number(a, b); });
    }
    return std::move(table).take_edges();
}

/// The faces that the edges enclose, once they are split where they cross or touch.
std::vector<Polygon> faces_between(std::span<const Edge> edges)
{
    if (edges.empty()) {
        return {};
    }
    MultiLine lines;
    lines.lines.reserve(edges.size());
    for (const Edge& edge : edges) {
        lines.lines.push_back({edge.a, edge.b});
    }
    const GeosContext& geos = GeosContext::of_thread();
    const GeosGeometry drawn = to_geos(Geometry{std::move(lines)});
    const GeosGeometry split(GEOSUnaryUnion_r(geos.handle(), drawn.get()));
    const GEOSGeometry* const input = split.get();
    const GeosGeometry faces(split ? GEOSPolygonize_r(geos.handle(), &input, 1) : nullptr);
    if (!faces) {
        geos.fail("les limites des zones ne se laissent pas croiser");
    }
    std::vector<Polygon> polygons;
    for_each_polygon(areas_from_geos(*faces),
                     [&](const Polygon& face) { polygons.push_back(face); });
    return polygons;
}

/// The areas that bound a face which none of them holds, in order.
std::vector<std::string> areas_around(std::span<const Area> areas, const AreaBoxes& boxes,
                                      const Polygon& face)
{
    // A vertex that GEOS has made where two edges cross lies beside both by a rounding.
    constexpr double rounding = 1e-9;  // degrees, a tenth of a millimetre
    const GeosContext& geos = GeosContext::of_thread();
    const GeosGeometry drawn = to_geos(Geometry{face});
    Box box = *bounds(face);
    box = {box.west - rounding, box.south - rounding, box.east + rounding, box.north + rounding};
    std::vector<std::string> around;
    for (const std::uint32_t area : boxes.meeting(box)) {
        const GeosGeometry other = to_geos(areas[area].geometry);
        if (GEOSDistanceWithin_r(geos.handle(), drawn.get(), other.get(), rounding) == 1) {
            around.push_back(areas[area].key);
        }
    }
    std::ranges::sort(around);
    return around;
}

/// A position inside the face that is on no area's border. Simple borders are not drawn, so a face
/// has some inside, and in a layer of squares the middle of a face lies on one.
LonLat off_the_borders(const Polygon& face, const AreaBoxes& boxes)
{
    constexpr int most_tries = 100;
    const LonLat middle = *representative_point(face);
    const Box box = *bounds(face);
    LonLat p = middle;
    for (int i = 1; i < most_tries && boxes.on_a_border(p); ++i) {
        // Ever nearer, in directions that no border follows twice.
        const double share = 0.3 / i;
        LonLat other{middle.lon + share * (box.east - box.west) * std::cos(i),
                     middle.lat + share * (box.north - box.south) * std::sin(i)};
        p = side_of(face, other) == Side::inside ? other : p;
    }
    return p;
}

using Pair = std::pair<std::uint32_t, std::uint32_t>;

std::map<Pair, double> overlaps_among(std::span<const Area> areas, const AreaBoxes& boxes,
                                      std::span<const std::uint32_t> some)
{
    std::map<Pair, double> square_metres;
    // With all their borders drawn, the same areas lie over the whole of a face.
    for (const Polygon& face : faces_between(edges_of(areas, some))) {
        const std::vector<std::uint32_t> over = boxes.holding(*representative_point(face));
        const double size = over.size() < 2 ? 0 : area_m2(face);
        for (std::size_t i = 0; i < over.size(); ++i) {
            for (std::size_t k = i + 1; k < over.size(); ++k) {
                square_metres[{over[i], over[k]}] += size;
            }
        }
    }
    return square_metres;
}

}  // namespace

LayerCheck check_layer(std::span<const Area> areas, double tolerance_m2)
{
    const AreaBoxes boxes(areas);
    LayerCheck check;
    std::vector<std::uint32_t> overlapping;
    // The same number of areas lies over the whole of a face.
    for (const Polygon& face : faces_between(edges_that_count(areas))) {
        const LonLat inside = off_the_borders(face, boxes);
        const std::vector<std::uint32_t> over = boxes.holding(inside);
        if (over.empty()) {
            if (const double size = area_m2(face); size > tolerance_m2) {
                check.gaps.push_back({inside, size, areas_around(areas, boxes, face)});
            }
        } else if (over.size() > 1) {
            const std::vector<std::uint32_t> here = boxes.meeting(*bounds(face));
            overlapping.insert(overlapping.end(), here.begin(), here.end());
        }
    }
    std::ranges::sort(overlapping);
    const auto repeated = std::ranges::unique(overlapping);
    overlapping.erase(repeated.begin(), repeated.end());

    for (const auto& [pair, size] : overlaps_among(areas, boxes, overlapping)) {
        if (size > tolerance_m2) {
            check.overlaps.push_back({areas[pair.first].key, areas[pair.second].key, size});
        }
    }
    std::ranges::sort(check.overlaps, [](const auto& a, const auto& b) {
        return std::tie(b.area_m2, a.first, a.second) < std::tie(a.area_m2, b.first, b.second);
    });
    std::ranges::sort(check.gaps, [](const auto& a, const auto& b) {
        return std::tie(b.area_m2, a.at) < std::tie(a.area_m2, b.at);
    });
    return check;
}

}  // namespace parvis::geo
