// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/edge_table.hpp"
#include "geo/geometry.hpp"
#include "geo/huge_pages.hpp"
#include "geo/locator.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace parvis::geo {

/// Point index of a layer of areas: a grid whose cells that hold borders are split into 4 x 4 until
/// few edges are left. A cell without edges names its area, so most points need no edge test.
///
/// In a cell with edges, a reference point of known place stands for the rest: a point has the
/// place of the reference, toggled by each border that the straight line between the two crosses.
/// Both ends lie in the cell, so only the cell's edges count. Signs are exact (orientation.hpp), so
/// the answer is too, borders included; overlaps, gaps, holes and exclaves need no special case.
///
/// Measured on the 35,228 communes of metropolitan France (2.2 million vertices) and points in no
/// order, one thread, by tests/bench/bench_locator.cpp on a busy two-core machine, in processor
/// time: built in 1.6 to 1.8 s, 10 million points a second in blocks and 2.5 one by one, 138 MB
/// with the areas' own 35 MB of positions. GEOS' STRtree with prepared geometries placed 0.22
/// million.
class AreaGrid {
public:
    static constexpr std::uint32_t nowhere = Locator::nowhere;

    /// \pre areas are polygonal; their order is the order of precedence
    /// Complexity: proportional to edges, times the cells that each meets.
    explicit AreaGrid(std::span<const Geometry> areas);

    /// First area that holds p, border included, or `nowhere`.
    [[nodiscard]] std::uint32_t locate(LonLat p) const;
    void locate(std::span<const LonLat> points, std::span<std::uint32_t> out) const;

    /// Appends edges that may meet the segment: all that do, and some near it; some repeatedly.
    void collect_edges(LonLat a, LonLat b, std::vector<std::uint32_t>& out) const;
    /// Appends areas that may meet the box (all that do, and some near it), each once, in order.
    void collect_areas(const Box& box, std::vector<std::uint32_t>& out) const;

    [[nodiscard]] const Edge& edge(std::uint32_t id) const { return m_edges[id]; }
    /// The areas that the edge bounds, in order.
    [[nodiscard]] std::span<const std::uint32_t> edge_areas(std::uint32_t id) const
    {
        return std::span(m_edge_areas)
            .subspan(m_edge_area_starts[id], m_edge_area_starts[id + 1] - m_edge_area_starts[id]);
    }

    [[nodiscard]] std::size_t memory_bytes() const;

private:
    friend class AreaGridBuilder;

    /// What a cell is, in 32 bits: an area without edges, a node of 4 x 4 cells, or a leaf.
    using Cell = std::uint32_t;
    static constexpr Cell tag_mask = 3U << 30;
    static constexpr Cell area_tag = 0U << 30;
    static constexpr Cell node_tag = 1U << 30;  ///< index into m_nodes / 16
    static constexpr Cell leaf_tag = 2U << 30;  ///< index into m_leaves
    static constexpr Cell no_area = ~tag_mask;  ///< of an area cell: outside of all

    static constexpr int node_bits = 2;  ///< a node has 2^2 x 2^2 cells
    static constexpr int max_depth = 8;
    static constexpr std::int32_t fine_per_top = 1 << (node_bits * max_depth);

    /// Where a cell is: its corner in finest cells, and its depth.
    struct Place {
        std::int32_t x = 0;
        std::int32_t y = 0;
        int depth = 0;
    };

    [[nodiscard]] static int shift_of(int depth) { return node_bits * (max_depth - depth); }
    [[nodiscard]] static std::size_t child_of(std::int32_t x, std::int32_t y, int depth)
    {
        const int shift = shift_of(depth + 1);
        constexpr std::int32_t low = (1 << node_bits) - 1;
        return static_cast<std::size_t>((((y >> shift) & low) << node_bits) | ((x >> shift) & low));
    }

    /// Nothing on the grid; else the finest cell of p.
    struct Fine {
        std::int32_t x = -1;
        std::int32_t y = -1;
    };
    [[nodiscard]] Fine fine_cell(LonLat p) const
    {
        const double x = (p.lon - m_west) * m_fine_per_degree_lon;
        const double y = (p.lat - m_south) * m_fine_per_degree_lat;
        // Written so that NaN fails.
        if (!(x >= 0 && y >= 0 && x < m_fine_columns && y < m_fine_rows)) {
            return {};
        }
        return {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)};
    }

    [[nodiscard]] LonLat reference_point(Place place, std::uint32_t trial) const;
    [[nodiscard]] Box box_of(Place place) const;
    [[nodiscard]] std::uint32_t locate_in_leaf(LonLat p, Fine fine, std::uint32_t leaf) const;
    [[nodiscard]] std::uint32_t locate_among(LonLat p, Cell cell, Fine fine, int depth) const;

    template <class Touches, class Visit>
    void visit_cells(const Box& box, Touches touches, Visit visit) const;
    struct Walk;
    void walk(const Walk& along, Cell cell, Place place) const;

    double m_west = 0;
    double m_south = 0;
    double m_fine_per_degree_lon = 0;
    double m_fine_per_degree_lat = 0;
    double m_fine_columns = 0;
    double m_fine_rows = 0;
    std::int32_t m_columns = 0;
    std::int32_t m_rows = 0;
    LargeVector<Cell> m_top;    ///< row by row from the south-west
    LargeVector<Cell> m_nodes;  ///< 16 cells each
    /// Per leaf: head, number of edges, mask of the areas that hold the reference point, areas in
    /// order, then two words an edge: its id and the mask of the areas it bounds.
    LargeVector<std::uint32_t> m_leaves;
    LargeVector<Edge> m_edges;
    LargeVector<std::uint32_t> m_edge_area_starts;
    LargeVector<std::uint32_t> m_edge_areas;

    /// First word of a leaf. A cell that meets more than 32 areas has several leaves one after the
    /// other, `more` set on all but the last; as areas are in order, the first that answers wins.
    struct LeafHead {
        static constexpr std::size_t max_areas = 32;
        static constexpr std::size_t words = 3;  ///< before the areas: this, edges, mask
        std::uint32_t areas = 0;
        std::uint32_t trial = 0;  ///< of the reference point
        std::uint32_t depth = 0;
        std::uint32_t more = 0;
        [[nodiscard]] std::uint32_t packed() const
        {
            return areas | trial << 6 | depth << 14 | more << 18;
        }
        [[nodiscard]] static LeafHead unpack(std::uint32_t word)
        {
            return {word & 63, (word >> 6) & 255, (word >> 14) & 15, (word >> 18) & 1};
        }
    };

    /// A leaf as read: views into m_leaves.
    struct Leaf {
        LeafHead head;
        std::uint32_t holds = 0;  ///< mask of the areas that hold the reference point
        std::span<const std::uint32_t> areas;
        std::span<const std::uint32_t> edges;  ///< pairs of edge and mask of the areas it bounds
    };
    [[nodiscard]] Leaf leaf_at(std::size_t word) const
    {
        const std::uint32_t* const first = &m_leaves[word];
        const LeafHead head = LeafHead::unpack(first[0]);
        const std::uint32_t* const areas = first + LeafHead::words;
        return {
            head, first[2], {areas, head.areas}, {areas + head.areas, 2 * std::size_t{first[1]}}};
    }
    [[nodiscard]] static std::size_t next_leaf(std::size_t word, const Leaf& leaf)
    {
        return word + LeafHead::words + leaf.areas.size() + leaf.edges.size();
    }
    template <class Visit>
    void visit_leaves(std::size_t word, Visit visit) const;
};

/// Whether the segment between two positions that lie on no edge crosses the edge; exact.
[[nodiscard]] bool crosses(LonLat from, LonLat to, const Edge& edge);

/// Whether the segment may meet the box: never false where it does, rarely true where it does not.
[[nodiscard]] inline bool may_meet(LonLat a, LonLat b, const Box& box)
{
    if (std::fmax(a.lon, b.lon) < box.west || std::fmin(a.lon, b.lon) > box.east ||
        std::fmax(a.lat, b.lat) < box.south || std::fmin(a.lat, b.lat) > box.north) {
        return false;
    }
    const double dx = b.lon - a.lon;
    const double dy = b.lat - a.lat;
    const double distance = std::fabs(dx * ((box.south + box.north) / 2 - a.lat) -
                                      dy * ((box.west + box.east) / 2 - a.lon));
    const double reach =
        std::fabs(dx) * (box.north - box.south) / 2 + std::fabs(dy) * (box.east - box.west) / 2;
    return distance <= reach * (1 + 1e-9);
}

}  // namespace parvis::geo
