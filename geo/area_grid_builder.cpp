// SPDX-License-Identifier: EUPL-1.2
#include "geo/area_grid.hpp"
#include "geo/error.hpp"
#include "geo/orientation.hpp"
#include "geo/visit.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace parvis::geo {
namespace {

using Ids = std::vector<std::uint32_t>;

/// The areas that hold a position, in order.
class Holders {
public:
    void clear() { m_areas.clear(); }
    void toggle(std::uint32_t area)
    {
        const auto at = std::ranges::lower_bound(m_areas, area);
        if (at != m_areas.end() && *at == area) {
            m_areas.erase(at);
        } else {
            m_areas.insert(at, area);
        }
    }
    [[nodiscard]] std::span<const std::uint32_t> areas() const { return m_areas; }

private:
    Ids m_areas;
};

}  // namespace

/// Fills an AreaGrid. The place of each cell's reference point follows from its neighbour's, by the
/// borders between the two: no point has to be looked up from nothing.
class AreaGridBuilder {
public:
    explicit AreaGridBuilder(AreaGrid& grid) : m_grid(grid) {}

    void build(std::span<const Geometry> areas)
    {
        collect_distinct_edges(areas);
        if (m_grid.m_edges.empty()) {
            return;
        }
        lay_out();
        distribute_edges();
        fill_rows();
        m_grid.m_nodes.shrink_to_fit();
        m_grid.m_leaves.shrink_to_fit();
    }

private:
    using Cell = AreaGrid::Cell;
    using Place = AreaGrid::Place;

    /// Splitting stops at so few edges: more cost time at each look-up, fewer cost memory. For the
    /// communes of France, 2 took 218 MB and 3.0 s to build, 4 takes 138 MB and 2.0 s, and places
    /// points a fifth more slowly.
    static constexpr std::size_t few_edges = 4;
    /// Splitting stops where this many times nothing was parted from the rest, as at a position
    /// where many borders meet.
    static constexpr int max_vain_splits = 2;
    static constexpr std::size_t edges_per_top_cell = 8;

    /// A reference point and what holds it.
    struct Reference {
        LonLat at;
        std::uint32_t trial = 0;
    };

    /// Memory of one level of the recursion, reused by all nodes of that depth.
    struct Level {
        std::vector<std::uint16_t> children_met;  ///< per edge of the node: a bit a child
        Ids edges;                                ///< of the child at hand
        Holders holders;                          ///< of the child's reference point
    };

    void collect_distinct_edges(std::span<const Geometry> areas)
    {
        std::size_t positions = 0;
        for (const Geometry& area : areas) {
            positions += vertex_count(area);
        }
        if (positions >= std::numeric_limits<std::uint32_t>::max() / 4) {
            throw GeometryError("trop de sommets pour une seule couche de zones");
        }
        EdgeTable table(positions);
        std::vector<std::pair<std::uint32_t, std::uint32_t>> bounds;  // edge, area
        bounds.reserve(positions);
        for (std::size_t area = 0; area < areas.size(); ++area) {
            for_each_polygon(areas[area], [&](const Polygon& polygon) {
                for (const Ring& ring : polygon.rings) {
                    for (std::size_t i = 1; i < ring.size(); ++i) {
                        if (ring[i - 1] != ring[i]) {
                            bounds.emplace_back(table.number(ring[i - 1], ring[i]),
                                                static_cast<std::uint32_t>(area));
                        }
                    }
                }
            });
        }
        m_grid.m_edges = std::move(table).take_edges();
        m_grid.m_edges.shrink_to_fit();
        group_areas_by_edge(bounds);
    }

    /// A counting sort by edge; areas were met in order and stay so.
    void group_areas_by_edge(std::span<const std::pair<std::uint32_t, std::uint32_t>> bounds)
    {
        auto& starts = m_grid.m_edge_area_starts;
        starts.assign(m_grid.m_edges.size() + 1, 0);
        for (const auto& [edge, area] : bounds) {
            ++starts[edge + 1];
        }
        for (std::size_t i = 1; i < starts.size(); ++i) {
            starts[i] += starts[i - 1];
        }
        m_grid.m_edge_areas.resize(bounds.size());
        Ids next(starts.begin(), starts.end() - 1);
        for (const auto& [edge, area] : bounds) {
            m_grid.m_edge_areas[next[edge]++] = area;
        }
    }

    void lay_out()
    {
        Box box{180, 90, -180, -90};
        for (const Edge& edge : m_grid.m_edges) {
            box.west = std::min(box.west, edge.a.lon);
            box.east = std::max(box.east, edge.b.lon);  // a < b
            box.south = std::min({box.south, edge.a.lat, edge.b.lat});
            box.north = std::max({box.north, edge.a.lat, edge.b.lat});
        }
        constexpr double smallest = 1e-6;  // degrees: finer ones would drown in rounding
        const double width = std::max(box.east - box.west, smallest);
        const double height = std::max(box.north - box.south, smallest);
        const double narrowing =
            std::max(0.1, std::cos((box.south + box.north) / 2 * 3.14159265358979 / 180));
        const double cells = std::clamp<double>(
            static_cast<double>(m_grid.m_edges.size() / edges_per_top_cell), 1, 4e6);
        constexpr double most_in_row = 30000;  // times fine_per_top stays under 2^31
        const double lat_size = std::max(
            {std::sqrt(width * height * narrowing / cells), height / most_in_row, smallest});
        const double lon_size = std::max({lat_size / narrowing, width / most_in_row, smallest});
        // Half a cell around: the outermost strip is free of edges, where walks can begin.
        m_grid.m_west = box.west - lon_size / 2;
        m_grid.m_south = box.south - lat_size / 2;
        m_grid.m_columns = static_cast<std::int32_t>(width / lon_size) + 2;
        m_grid.m_rows = static_cast<std::int32_t>(height / lat_size) + 2;
        m_grid.m_fine_per_degree_lon = AreaGrid::fine_per_top / lon_size;
        m_grid.m_fine_per_degree_lat = AreaGrid::fine_per_top / lat_size;
        m_grid.m_fine_columns = static_cast<double>(m_grid.m_columns) * AreaGrid::fine_per_top;
        m_grid.m_fine_rows = static_cast<double>(m_grid.m_rows) * AreaGrid::fine_per_top;
        m_columns = static_cast<std::size_t>(m_grid.m_columns);
        m_rows = static_cast<std::size_t>(m_grid.m_rows);
    }

    /// Cells from the box's to the box's, one more on each side where rounding could matter.
    template <class Visit>
    void for_each_top_cell(const Edge& edge, Visit visit) const
    {
        const double columns_per_degree = m_grid.m_fine_per_degree_lon / AreaGrid::fine_per_top;
        const double rows_per_degree = m_grid.m_fine_per_degree_lat / AreaGrid::fine_per_top;
        constexpr double slack = 1e-6;
        const auto index = [](double position) { return static_cast<std::int32_t>(position); };
        const auto [south, north] = std::minmax(edge.a.lat, edge.b.lat);
        const std::int32_t first_row = index((south - m_grid.m_south) * rows_per_degree - slack);
        const std::int32_t last_row = index((north - m_grid.m_south) * rows_per_degree + slack);
        const std::int32_t first_column =
            index((edge.a.lon - m_grid.m_west) * columns_per_degree - slack);
        const std::int32_t last_column =
            index((edge.b.lon - m_grid.m_west) * columns_per_degree + slack);
        const bool one = first_row == last_row && first_column == last_column;
        for (std::int32_t row = first_row; row <= last_row; ++row) {
            for (std::int32_t column = first_column; column <= last_column; ++column) {
                const Place place{column * AreaGrid::fine_per_top, row * AreaGrid::fine_per_top, 0};
                if (one || may_meet(edge.a, edge.b, m_grid.box_of(place))) {
                    visit(static_cast<std::size_t>(row) * m_columns +
                          static_cast<std::size_t>(column));
                }
            }
        }
    }

    void distribute_edges()
    {
        m_top_starts.assign(m_columns * m_rows + 1, 0);
        std::vector<std::pair<std::uint32_t, std::uint32_t>> met;  // cell, edge
        met.reserve(m_grid.m_edges.size() * 3 / 2);
        for (std::size_t id = 0; id < m_grid.m_edges.size(); ++id) {
            for_each_top_cell(m_grid.m_edges[id], [&](std::size_t cell) {
                met.emplace_back(static_cast<std::uint32_t>(cell), static_cast<std::uint32_t>(id));
                ++m_top_starts[cell + 1];
            });
        }
        for (std::size_t i = 1; i < m_top_starts.size(); ++i) {
            m_top_starts[i] += m_top_starts[i - 1];
        }
        m_top_edges.resize(met.size());
        Ids next(m_top_starts.begin(), m_top_starts.end() - 1);
        for (const auto& [cell, edge] : met) {
            m_top_edges[next[cell]++] = edge;
        }
    }

    void fill_rows()
    {
        m_grid.m_top.resize(m_columns * m_rows);
        Ids between;
        for (std::size_t row = 0; row < m_rows; ++row) {
            Holders holders;  // none in the west of the grid
            std::span<const std::uint32_t> previous_edges;
            LonLat previous{m_grid.m_west, m_grid.m_south};
            for (std::size_t column = 0; column < m_columns; ++column) {
                const std::size_t cell = row * m_columns + column;
                const Place place{static_cast<std::int32_t>(column) * AreaGrid::fine_per_top,
                                  static_cast<std::int32_t>(row) * AreaGrid::fine_per_top, 0};
                const auto edges =
                    std::span<const std::uint32_t>(m_top_edges)
                        .subspan(m_top_starts[cell], m_top_starts[cell + 1] - m_top_starts[cell]);
                const Reference reference = choose_reference(place, edges);
                if (column > 0) {
                    between.clear();
                    std::ranges::set_union(previous_edges, edges, std::back_inserter(between));
                    walk(previous, reference.at, between, holders);
                }
                m_grid.m_top[cell] = fill(place, edges, reference, holders, 0);
                previous = reference.at;
                previous_edges = edges;
            }
        }
    }

    void walk(LonLat from, LonLat to, std::span<const std::uint32_t> edges, Holders& holders) const
    {
        for (const std::uint32_t id : edges) {
            step(from, to, id, holders);
        }
    }

    void step(LonLat from, LonLat to, std::uint32_t id, Holders& holders) const
    {
        if (crosses(from, to, m_grid.m_edges[id])) {
            for (const std::uint32_t area : m_grid.edge_areas(id)) {
                holders.toggle(area);
            }
        }
    }

    Reference choose_reference(Place place, std::span<const std::uint32_t> edges) const
    {
        for (std::uint32_t trial = 0; trial < 256; ++trial) {
            const LonLat at = m_grid.reference_point(place, trial);
            const auto holds = [&](std::uint32_t id) {
                return on_segment(m_grid.m_edges[id].a, m_grid.m_edges[id].b, at);
            };
            if (std::ranges::none_of(edges, holds)) {
                return {at, trial};
            }
        }
        throw GeometryError("des limites de zones sont trop serrées pour être indexées");
    }

    Cell fill(Place place, std::span<const std::uint32_t> edges, const Reference& reference,
              const Holders& holders, int vain_splits)
    {
        if (edges.empty()) {
            const auto areas = holders.areas();
            return AreaGrid::area_tag | (areas.empty() ? AreaGrid::no_area : areas.front());
        }
        if (edges.size() <= few_edges || place.depth == AreaGrid::max_depth ||
            vain_splits == max_vain_splits) {
            return add_leaf(place, edges, reference, holders);
        }
        return add_node(place, edges, reference, holders, vain_splits);
    }

    Cell add_node(Place place, std::span<const std::uint32_t> edges, const Reference& reference,
                  const Holders& holders, int vain_splits)
    {
        const std::size_t first = m_grid.m_nodes.size();
        m_grid.m_nodes.resize(first + 16);
        Level& level = m_levels[static_cast<std::size_t>(place.depth)];
        find_children_met(place, edges, level);
        level.holders = holders;

        const int shift = AreaGrid::shift_of(place.depth + 1);
        LonLat previous = reference.at;
        std::uint32_t previous_bit = 0xFFFF;  // the way to the first child may meet any edge
        for (std::uint32_t step_number = 0; step_number < 16; ++step_number) {
            // Every second row from east to west: each child is next to the one before it.
            const std::uint32_t row = step_number / 4;
            const std::uint32_t column = row % 2 == 0 ? step_number % 4 : 3 - step_number % 4;
            const std::uint32_t child = row * 4 + column;
            const std::uint32_t bit = 1U << child;
            const Place child_place{place.x + static_cast<std::int32_t>(column << shift),
                                    place.y + static_cast<std::int32_t>(row << shift),
                                    place.depth + 1};
            level.edges.clear();
            for (std::size_t i = 0; i < edges.size(); ++i) {
                if ((level.children_met[i] & bit) != 0) {
                    level.edges.push_back(edges[i]);
                }
            }
            const Reference child_reference = choose_reference(child_place, level.edges);
            for (std::size_t i = 0; i < edges.size(); ++i) {
                if ((level.children_met[i] & (previous_bit | bit)) != 0) {
                    step(previous, child_reference.at, edges[i], level.holders);
                }
            }
            const bool vain = level.edges.size() == edges.size();
            const Cell cell = fill(child_place, level.edges, child_reference, level.holders,
                                   vain ? vain_splits + 1 : 0);
            m_grid.m_nodes[first + child] = cell;  // after fill(): it may move the nodes
            previous = child_reference.at;
            previous_bit = bit;
        }
        return AreaGrid::node_tag | checked_index(first / 16);
    }

    void find_children_met(Place place, std::span<const std::uint32_t> edges, Level& level) const
    {
        const int shift = AreaGrid::shift_of(place.depth + 1);
        std::array<Box, 16> boxes;
        for (std::size_t child = 0; child < 16; ++child) {
            const auto index = static_cast<std::int32_t>(child);
            boxes[child] = m_grid.box_of({place.x + ((index & 3) << shift),
                                          place.y + ((index >> 2) << shift), place.depth + 1});
        }
        level.children_met.assign(edges.size(), 0);
        for (std::size_t i = 0; i < edges.size(); ++i) {
            const Edge& edge = m_grid.m_edges[edges[i]];
            std::uint32_t met = 0;
            for (std::uint32_t child = 0; child < 16; ++child) {
                if (may_meet(edge.a, edge.b, boxes[child])) {
                    met |= 1U << child;
                }
            }
            level.children_met[i] = static_cast<std::uint16_t>(met);
        }
    }

    Cell add_leaf(Place place, std::span<const std::uint32_t> edges, const Reference& reference,
                  const Holders& holders)
    {
        Ids& areas = m_leaf_areas;
        areas.assign(holders.areas().begin(), holders.areas().end());
        for (const std::uint32_t id : edges) {
            const auto of_edge = m_grid.edge_areas(id);
            areas.insert(areas.end(), of_edge.begin(), of_edge.end());
        }
        std::ranges::sort(areas);
        areas.erase(std::unique(areas.begin(), areas.end()), areas.end());

        const std::size_t leaf = m_grid.m_leaves.size();
        constexpr std::size_t most = AreaGrid::LeafHead::max_areas;
        for (std::size_t start = 0; start < areas.size(); start += most) {
            const auto some = std::span<const std::uint32_t>(areas).subspan(start).first(
                std::min(most, areas.size() - start));
            const AreaGrid::LeafHead head{static_cast<std::uint32_t>(some.size()), reference.trial,
                                          static_cast<std::uint32_t>(place.depth),
                                          start + most < areas.size() ? 1U : 0U};
            add_leaf_record(head, some, edges, holders);
        }
        return AreaGrid::leaf_tag | checked_index(leaf);
    }

    void add_leaf_record(AreaGrid::LeafHead head, std::span<const std::uint32_t> areas,
                         std::span<const std::uint32_t> edges, const Holders& holders)
    {
        auto& words = m_grid.m_leaves;
        const auto mask_of = [&](std::uint32_t area) {
            const auto at = std::ranges::lower_bound(areas, area);
            return at != areas.end() && *at == area ? 1U << (at - areas.begin()) : 0U;
        };
        std::uint32_t holds = 0;
        for (const std::uint32_t area : holders.areas()) {
            holds |= mask_of(area);
        }
        const std::size_t start = words.size();
        words.insert(words.end(), {head.packed(), 0, holds});
        words.insert(words.end(), areas.begin(), areas.end());
        for (const std::uint32_t id : edges) {
            // An edge that stands twice in one area bounds nothing: it toggles twice.
            std::uint32_t bounded = 0;
            for (const std::uint32_t area : m_grid.edge_areas(id)) {
                bounded ^= mask_of(area);
            }
            if (bounded != 0) {
                words.push_back(id);
                words.push_back(bounded);
                ++words[start + 1];
            }
        }
    }

    static std::uint32_t checked_index(std::size_t index)
    {
        if (index >= AreaGrid::no_area) {
            throw GeometryError("la couche de zones est trop grande pour être indexée");
        }
        return static_cast<std::uint32_t>(index);
    }

    AreaGrid& m_grid;
    std::size_t m_columns = 0;
    std::size_t m_rows = 0;
    LargeVector<std::uint32_t> m_top_starts;
    LargeVector<std::uint32_t> m_top_edges;
    std::array<Level, AreaGrid::max_depth> m_levels;
    Ids m_leaf_areas;
};

AreaGrid::AreaGrid(std::span<const Geometry> areas)
{
    assert(areas.size() < no_area);
    AreaGridBuilder(*this).build(areas);
}

}  // namespace parvis::geo
