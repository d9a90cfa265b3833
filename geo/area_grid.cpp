// SPDX-License-Identifier: EUPL-1.2
#include "geo/area_grid.hpp"

#include "geo/orientation.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <tuple>
#include <utility>

namespace parvis::geo {
namespace {

template <class T>
std::size_t bytes_of(const LargeVector<T>& items)
{
    return items.capacity() * sizeof(T);
}

}  // namespace

bool crosses(LonLat from, LonLat to, const Edge& edge)
{
    // Zero counts as left: as if the line were shifted by nothing to its right, the same for all
    // edges, so that a line through a vertex crosses one of its two edges, or both, or none.
    const bool a_left = orientation(from, to, edge.a) >= 0;
    const bool b_left = orientation(from, to, edge.b) >= 0;
    return a_left != b_left && orientation(edge.a, edge.b, from) != orientation(edge.a, edge.b, to);
}

LonLat AreaGrid::reference_point(Place place, std::uint32_t trial) const
{
    // The centre, unless an edge goes through it; then places all over the middle of the cell.
    const double golden = 0.6180339887498949;
    const double plastic = 0.7548776662466927;
    const double fx = std::fmod(0.5 + golden * trial, 1.0);
    const double fy = std::fmod(0.5 + plastic * trial, 1.0);
    const double size = 1 << shift_of(place.depth);
    return {m_west + (place.x + (0.1 + 0.8 * fx) * size) / m_fine_per_degree_lon,
            m_south + (place.y + (0.1 + 0.8 * fy) * size) / m_fine_per_degree_lat};
}

Box AreaGrid::box_of(Place place) const
{
    // Larger than the cell by more than any rounding in fine_cell(): a cell must know every edge
    // that the straight line from its reference point to one of its points can meet.
    constexpr double degrees = 1e-12;
    const double size = 1 << shift_of(place.depth);
    const double lon = degrees + 1e-6 / m_fine_per_degree_lon;
    const double lat = degrees + 1e-6 / m_fine_per_degree_lat;
    return {m_west + place.x / m_fine_per_degree_lon - lon,
            m_south + place.y / m_fine_per_degree_lat - lat,
            m_west + (place.x + size) / m_fine_per_degree_lon + lon,
            m_south + (place.y + size) / m_fine_per_degree_lat + lat};
}

std::uint32_t AreaGrid::locate(LonLat p) const
{
    const Fine fine = fine_cell(p);
    if (fine.x < 0) {
        return nowhere;
    }
    const auto row = static_cast<std::size_t>(fine.y >> shift_of(0));
    const auto column = static_cast<std::size_t>(fine.x >> shift_of(0));
    return locate_among(p, m_top[row * static_cast<std::size_t>(m_columns) + column], fine, 0);
}

std::uint32_t AreaGrid::locate_among(LonLat p, Cell cell, Fine fine, int depth) const
{
    while ((cell & tag_mask) == node_tag) {
        cell = m_nodes[std::size_t{cell & ~tag_mask} * 16 + child_of(fine.x, fine.y, depth)];
        ++depth;
    }
    if ((cell & tag_mask) == leaf_tag) {
        return locate_in_leaf(p, fine, cell & ~tag_mask);
    }
    return cell == (area_tag | no_area) ? nowhere : cell;
}

std::uint32_t AreaGrid::locate_in_leaf(LonLat p, Fine fine, std::uint32_t leaf) const
{
    for (std::size_t word = leaf;;) {
        const Leaf record = leaf_at(word);
        const int depth = static_cast<int>(record.head.depth);
        const std::int32_t corner = -(1 << shift_of(depth));
        const LonLat reference =
            reference_point({fine.x & corner, fine.y & corner, depth}, record.head.trial);
        std::uint32_t holds = record.holds;
        std::uint32_t on_border = 0;
        for (std::size_t i = 0; i < record.edges.size(); i += 2) {
            const Edge& edge = m_edges[record.edges[i]];
            const int a_side = orientation(reference, p, edge.a);
            const int b_side = orientation(reference, p, edge.b);
            if (a_side * b_side > 0) {
                continue;
            }
            const int p_side = orientation(edge.a, edge.b, p);
            if (p_side == 0 && on_segment(edge.a, edge.b, p)) {
                on_border |= record.edges[i + 1];
            } else if ((a_side >= 0) != (b_side >= 0) &&
                       p_side != orientation(edge.a, edge.b, reference)) {
                holds ^= record.edges[i + 1];
            }
        }
        holds |= on_border;
        if (holds != 0) {
            return record.areas[static_cast<std::size_t>(std::countr_zero(holds))];
        }
        if (record.head.more == 0) {
            return nowhere;
        }
        word = next_leaf(word, record);
    }
}

void AreaGrid::locate(std::span<const LonLat> points, std::span<std::uint32_t> out) const
{
    assert(points.size() == out.size());
    // Points come in no order, so nearly every step down the grid waits for memory. A block at a
    // time goes one step down together, each asking early for what its next step reads.
    constexpr std::size_t block = 64;
    std::array<Fine, block> fine;
    std::array<Cell, block> cells;
    std::array<std::uint8_t, block> waiting;
    for (std::size_t start = 0; start < points.size(); start += block) {
        const std::size_t size = std::min(block, points.size() - start);
        for (std::size_t i = 0; i < size; ++i) {
            fine[i] = fine_cell(points[start + i]);
            if (fine[i].x >= 0) {
                const auto row = static_cast<std::size_t>(fine[i].y >> shift_of(0));
                const auto column = static_cast<std::size_t>(fine[i].x >> shift_of(0));
                cells[i] = static_cast<Cell>(row * static_cast<std::size_t>(m_columns) + column);
                __builtin_prefetch(&m_top[cells[i]]);
            }
        }
        std::size_t nodes = 0;
        std::array<std::uint8_t, block> at_leaf;
        std::size_t leaves = 0;
        const auto arrive = [&](std::size_t i, Cell cell, int depth) {
            cells[i] = cell;
            if ((cell & tag_mask) == node_tag) {
                __builtin_prefetch(&m_nodes[std::size_t{cell & ~tag_mask} * 16 +
                                            child_of(fine[i].x, fine[i].y, depth)]);
                waiting[nodes++] = static_cast<std::uint8_t>(i);
            } else if ((cell & tag_mask) == leaf_tag) {
                __builtin_prefetch(&m_leaves[cell & ~tag_mask]);
                at_leaf[leaves++] = static_cast<std::uint8_t>(i);
            } else {
                out[start + i] = cell == (area_tag | no_area) ? nowhere : cell;
            }
        };
        for (std::size_t i = 0; i < size; ++i) {
            if (fine[i].x >= 0) {
                arrive(i, m_top[cells[i]], 0);
            } else {
                out[start + i] = nowhere;
            }
        }
        for (int depth = 0; nodes > 0; ++depth) {
            const std::size_t count = nodes;
            nodes = 0;  // never overtakes the loop: waiting[] is rewritten from the front
            for (std::size_t k = 0; k < count; ++k) {
                const std::size_t i = waiting[k];
                arrive(i,
                       m_nodes[std::size_t{cells[i] & ~tag_mask} * 16 +
                               child_of(fine[i].x, fine[i].y, depth)],
                       depth + 1);
            }
        }
        for (std::size_t k = 0; k < leaves; ++k) {
            const Leaf leaf = leaf_at(cells[at_leaf[k]] & ~tag_mask);
            for (std::size_t e = 0; e < leaf.edges.size(); e += 2) {
                __builtin_prefetch(&m_edges[leaf.edges[e]]);
            }
        }
        for (std::size_t k = 0; k < leaves; ++k) {
            const std::size_t i = at_leaf[k];
            out[start + i] = locate_in_leaf(points[start + i], fine[i], cells[i] & ~tag_mask);
        }
    }
}

template <class Visit>
void AreaGrid::visit_leaves(std::size_t word, Visit visit) const
{
    for (;;) {
        const Leaf leaf = leaf_at(word);
        visit(leaf);
        if (leaf.head.more == 0) {
            return;
        }
        word = next_leaf(word, leaf);
    }
}

template <class Touches, class Visit>
void AreaGrid::visit_cells(const Box& box, Touches touches, Visit visit) const
{
    if (m_top.empty()) {
        return;  // a layer without areas
    }
    const auto index = [](double position, std::int32_t count) {
        return static_cast<std::int32_t>(std::clamp(position, 0.0, count - 1.0));
    };
    const double columns_per_degree = m_fine_per_degree_lon / fine_per_top;
    const double rows_per_degree = m_fine_per_degree_lat / fine_per_top;
    constexpr double slack = 1e-6;
    const std::int32_t west = index((box.west - m_west) * columns_per_degree - slack, m_columns);
    const std::int32_t east = index((box.east - m_west) * columns_per_degree + slack, m_columns);
    const std::int32_t south = index((box.south - m_south) * rows_per_degree - slack, m_rows);
    const std::int32_t north = index((box.north - m_south) * rows_per_degree + slack, m_rows);

    const auto descend = [&](const auto& self, Cell cell, Place place) -> void {
        if (!touches(box_of(place))) {
            return;
        }
        if ((cell & tag_mask) != node_tag) {
            visit(cell);
            return;
        }
        const std::size_t node = std::size_t{cell & ~tag_mask} * 16;
        const int shift = shift_of(place.depth + 1);
        for (std::int32_t child = 0; child < 16; ++child) {
            self(self, m_nodes[node + static_cast<std::size_t>(child)],
                 {place.x + ((child & 3) << shift), place.y + ((child >> 2) << shift),
                  place.depth + 1});
        }
    };
    for (std::int32_t row = south; row <= north; ++row) {
        for (std::int32_t column = west; column <= east; ++column) {
            const auto top = static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) +
                             static_cast<std::size_t>(column);
            descend(descend, m_top[top], {column * fine_per_top, row * fine_per_top, 0});
        }
    }
}

/// A segment in units of finest cells, with what its walk through the grid needs.
struct AreaGrid::Walk {
    LonLat a;
    LonLat b;
    double x0 = 0;  ///< the southern end
    double y0 = 0;
    double x_per_y = 0;
    double west = 0;
    double east = 0;
    double south = 0;
    double north = 0;
    std::vector<std::uint32_t>* out = nullptr;

    /// Cells of one size, by their numbers from a corner on, that the segment may meet: calls
    /// `cell(column, row)`. Row by row; a row's columns follow from where the segment enters and
    /// leaves it. `slack` is far larger than what rounding does, far smaller than a cell of use.
    template <class Visit>
    void cells(Place corner, int shift, std::int32_t columns, std::int32_t rows, Visit cell) const
    {
        constexpr double slack = 0.01;
        const double size = std::ldexp(1.0, shift);
        const auto number = [&](double position, std::int32_t from, std::int32_t count) {
            const double cells = (position - from) / size;
            // Written so that NaN, from numbers too large to subtract, fails.
            if (!(cells >= 0)) {
                return -1;
            }
            return cells < count ? static_cast<std::int32_t>(cells) : count;
        };
        const std::int32_t last_row = std::min(number(north + slack, corner.y, rows), rows - 1);
        for (std::int32_t row = std::max(number(south - slack, corner.y, rows), 0); row <= last_row;
             ++row) {
            double first = west;
            double last = east;
            if (north - south > slack) {
                const double enters = std::max(south, corner.y + row * size - slack);
                const double leaves = std::min(north, corner.y + (row + 1) * size + slack);
                const double x1 = x0 + (enters - y0) * x_per_y;
                const double x2 = x0 + (leaves - y0) * x_per_y;
                first = std::max(west, std::min(x1, x2));
                last = std::min(east, std::max(x1, x2));
            }
            const std::int32_t last_column =
                std::min(number(last + slack, corner.x, columns), columns - 1);
            for (std::int32_t column = std::max(number(first - slack, corner.x, columns), 0);
                 column <= last_column; ++column) {
                cell(column, row);
            }
        }
    }
};

void AreaGrid::walk(const Walk& along, Cell cell, Place place) const
{
    if ((cell & tag_mask) == node_tag) {
        const std::size_t node = std::size_t{cell & ~tag_mask} * 16;
        const int shift = shift_of(place.depth + 1);
        along.cells(
            place, shift, 1 << node_bits, 1 << node_bits,
            [&](std::int32_t column, std::int32_t row) {
                walk(along, m_nodes[node + static_cast<std::size_t>(row * 4 + column)],
                     {place.x + (column << shift), place.y + (row << shift), place.depth + 1});
            });
    } else if ((cell & tag_mask) == leaf_tag) {
        const auto [west, east] = std::minmax(along.a.lon, along.b.lon);
        const auto [south, north] = std::minmax(along.a.lat, along.b.lat);
        visit_leaves(cell & ~tag_mask, [&](const Leaf& leaf) {
            for (std::size_t e = 0; e < leaf.edges.size(); e += 2) {
                const Edge& edge = m_edges[leaf.edges[e]];  // a.lon <= b.lon
                const auto [low, high] = std::minmax(edge.a.lat, edge.b.lat);
                if (edge.a.lon <= east && edge.b.lon >= west && low <= north && high >= south) {
                    along.out->push_back(leaf.edges[e]);
                }
            }
        });
    }
}

void AreaGrid::collect_edges(LonLat a, LonLat b, std::vector<std::uint32_t>& out) const
{
    if (a.lat > b.lat) {
        std::swap(a, b);
    }
    const auto x_of = [&](LonLat p) { return (p.lon - m_west) * m_fine_per_degree_lon; };
    const auto y_of = [&](LonLat p) { return (p.lat - m_south) * m_fine_per_degree_lat; };
    Walk along{a, b, x_of(a), y_of(a), 0, 0, 0, y_of(a), y_of(b), &out};
    std::tie(along.west, along.east) = std::minmax(x_of(a), x_of(b));
    along.x_per_y = (x_of(b) - along.x0) / (along.north - along.south);
    along.cells(
        {0, 0, 0}, shift_of(0), m_columns, m_rows, [&](std::int32_t column, std::int32_t row) {
            const auto top = static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) +
                             static_cast<std::size_t>(column);
            walk(along, m_top[top], {column * fine_per_top, row * fine_per_top, 0});
        });
}

void AreaGrid::collect_areas(const Box& box, std::vector<std::uint32_t>& out) const
{
    const auto first = static_cast<std::ptrdiff_t>(out.size());
    const auto touches = [&](const Box& cell) {
        return cell.west <= box.east && cell.east >= box.west && cell.south <= box.north &&
               cell.north >= box.south;
    };
    visit_cells(box, touches, [&](Cell cell) {
        if ((cell & tag_mask) == leaf_tag) {
            visit_leaves(cell & ~tag_mask, [&](const Leaf& leaf) {
                out.insert(out.end(), leaf.areas.begin(), leaf.areas.end());
            });
        } else if (cell != (area_tag | no_area)) {
            out.push_back(cell);
        }
    });
    std::sort(out.begin() + first, out.end());
    out.erase(std::unique(out.begin() + first, out.end()), out.end());
}

std::size_t AreaGrid::memory_bytes() const
{
    return bytes_of(m_top) + bytes_of(m_nodes) + bytes_of(m_leaves) + bytes_of(m_edges) +
           bytes_of(m_edge_area_starts) + bytes_of(m_edge_areas);
}

}  // namespace parvis::geo
