// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace parvis::geo {

/// A position in units of a tile: x to the east, y to the south of its corner.
struct TilePoint {
    std::int64_t x = 0;
    std::int64_t y = 0;
    friend auto operator<=>(const TilePoint&, const TilePoint&) = default;
};
/// A line; or a ring, whose first position is not repeated at its end.
using TilePath = std::vector<TilePoint>;

/// A polygon of a tile as MVT 2.1 wants it: the first ring has a positive area by the surveyor's
/// formula (x east, y south), the others, its holes, a negative one.
using TilePolygon = std::vector<TilePath>;

/// Twice the area by the surveyor's formula.
[[nodiscard]] std::int64_t twice_area(const TilePath& ring);

/// Without positions that repeat the one before, and without spikes (a way out and back along
/// itself); what encloses nothing is gone.
void clean_ring(TilePath& ring);
/// Rings as polygons: each hole with the smallest ring around it. Holes outside of all are dropped.
[[nodiscard]] std::vector<TilePolygon> grouped(std::vector<TilePath> rings);

/// Cuts a tile's square, with its margin, out of rings and lines on whole units.
///
/// The cut runs between two units, half a unit beyond `low` and `high`, so no vertex lies on it and
/// every decision is exact. A position made by it is rounded to the nearest unit along the cut and
/// to the first unit beyond across it; it depends on the two ends of the edge alone, not on the
/// direction: two neighbours get the same.
class TileClip {
public:
    /// Positions from `low` to `high` on both axes stay. \pre coordinates are below 2^40
    constexpr TileClip(std::int64_t low, std::int64_t high) : m_low(low), m_high(high) {}

    [[nodiscard]] bool holds(TilePoint p) const
    {
        return p.x >= m_low && p.x <= m_high && p.y >= m_low && p.y <= m_high;
    }

    /// The rings of one polygon, holes running against the outer ring, cut: also into several.
    /// Where rings cross one another by the tolerance of their simplification, what is covered is
    /// what they wind around.
    [[nodiscard]] std::vector<TilePath> rings(std::span<const TilePath> polygon) const;
    /// The pieces of a line, each of two positions or more.
    [[nodiscard]] std::vector<TilePath> lines(const TilePath& line) const;

private:
    std::int64_t m_low;
    std::int64_t m_high;
};

}  // namespace parvis::geo
