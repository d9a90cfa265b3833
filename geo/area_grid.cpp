// SPDX-License-Identifier: EUPL-1.2
#include "geo/area_grid.hpp"

#include "geo/orientation.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>

namespace parvis::geo {
namespace {

template <class T>
std::size_t bytes_of(const std::vector<T>& items)
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

void AreaGrid::collect_edges(LonLat a, LonLat b, std::vector<std::uint32_t>& out) const
{
    const auto [west, east] = std::minmax(a.lon, b.lon);
    const auto [south, north] = std::minmax(a.lat, b.lat);
    const auto first = static_cast<std::ptrdiff_t>(out.size());
    visit_cells(
        {west, south, east, north}, [&](const Box& cell) { return may_meet(a, b, cell); },
        [&](Cell cell) {
            if ((cell & tag_mask) == leaf_tag) {
                visit_leaves(cell & ~tag_mask, [&](const Leaf& leaf) {
                    for (std::size_t e = 0; e < leaf.edges.size(); e += 2) {
                        out.push_back(leaf.edges[e]);
                    }
                });
            }
        });
    std::sort(out.begin() + first, out.end());
    out.erase(std::unique(out.begin() + first, out.end()), out.end());
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
