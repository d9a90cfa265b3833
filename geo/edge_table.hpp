// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/huge_pages.hpp"
#include "geo/lon_lat.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace parvis::geo {

/// A straight stretch between two positions of a ring. \pre in a table, a < b
struct Edge {
    LonLat a;
    LonLat b;
};

/// The distinct edges of a layer, numbered as they come. Neighbours draw their common border twice,
/// in opposite directions: it is one edge here.
class EdgeTable {
public:
    /// @param most how many edges will be added, repetitions included
    explicit EdgeTable(std::size_t most)
        : m_slots(std::bit_ceil(std::max<std::size_t>(2 * most, 16)), free_slot)
    {
    }

    /// The number of the edge between two positions, whichever of them comes first.
    /// \pre a != b
    /// Complexity: constant; one or two misses of the processor's cache.
    std::uint32_t number(LonLat a, LonLat b)
    {
        // + 0.0 makes -0 equal to 0 in the hash, as it is in comparison.
        a = {a.lon + 0.0, a.lat + 0.0};
        b = {b.lon + 0.0, b.lat + 0.0};
        const Edge edge = a < b ? Edge{a, b} : Edge{b, a};
        // Open addressing at a load under one half.
        std::size_t slot = hash_of(edge) & (m_slots.size() - 1);
        while (m_slots[slot] != free_slot) {
            const Edge& known = m_edges[m_slots[slot]];
            if (known.a == edge.a && known.b == edge.b) {
                return m_slots[slot];
            }
            slot = (slot + 1) & (m_slots.size() - 1);
        }
        m_slots[slot] = static_cast<std::uint32_t>(m_edges.size());
        m_edges.push_back(edge);
        return m_slots[slot];
    }

    [[nodiscard]] const LargeVector<Edge>& edges() const { return m_edges; }
    [[nodiscard]] LargeVector<Edge> take_edges() && { return std::move(m_edges); }

private:
    static constexpr std::uint32_t free_slot = UINT32_MAX;

    static std::uint64_t hash_of(const Edge& edge)
    {
        std::uint64_t hash = 0;
        for (const double part : {edge.a.lon, edge.a.lat, edge.b.lon, edge.b.lat}) {
            hash = (std::rotl(hash, 27) ^ std::bit_cast<std::uint64_t>(part)) * 0x9E3779B97F4A7C15U;
        }
        return hash ^ (hash >> 32);
    }

    LargeVector<std::uint32_t> m_slots;
    LargeVector<Edge> m_edges;
};

}  // namespace parvis::geo
