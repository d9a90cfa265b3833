// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"
#include "geo/tile_grid.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace parvis::geo {

/// Lines and rings cut where they meet. A stretch that several of them draw, the border between two
/// communes, is one arc here: what is left out of it at a zoom is left out for all of them, so that
/// neighbours stay neighbours, without a gap or an overlap between them.
///
/// Arcs end where three or more edges meet, and at the ends of lines. Two paths share an arc where
/// they have the same vertices; where one has a vertex that the other lacks, each keeps its own
/// (as the source draws it), at most the tolerance apart.
///
/// Of each arc the zoom is known from which on each vertex is drawn: by Douglas and Peucker's rule
/// with a tolerance of `tolerance` units of a tile of that zoom, from `full_zoom` on all are.
class SharedArcs {
public:
    static constexpr int full_zoom = 16;
    static constexpr double units = 4096;   ///< of a tile's side
    static constexpr double tolerance = 4;  ///< units: half a pixel of a tile drawn 512 wide

    /// An arc and its direction.
    struct Ref {
        std::uint32_t word = 0;  ///< twice the arc's number, and one when it is reversed
        [[nodiscard]] std::uint32_t arc() const { return word / 2; }
        [[nodiscard]] bool is_reversed() const { return word % 2 != 0; }
    };

    SharedArcs() = default;
    /// `paths[i]` is a ring when it has four positions or more and ends where it begins, else a
    /// line. Positions that repeat the one before do not count; a ring of less than three others,
    /// and a line of less than two, has no arcs.
    /// Complexity: proportional to positions; for an arc of n that wriggles without end n * 2048.
    explicit SharedArcs(std::span<const std::vector<GridPoint>> paths);

    /// The arcs of a path, one behind the other.
    [[nodiscard]] std::span<const Ref> path(std::size_t index) const
    {
        return std::span(m_refs).subspan(m_paths[index], m_paths[index + 1] - m_paths[index]);
    }
    /// All positions of an arc, in its own direction, and the zoom from which on each is drawn.
    [[nodiscard]] std::span<const GridPoint> positions(std::uint32_t arc) const
    {
        return std::span(m_positions).subspan(m_arcs[arc], m_arcs[arc + 1] - m_arcs[arc]);
    }
    [[nodiscard]] std::span<const std::uint8_t> zooms(std::uint32_t arc) const
    {
        return std::span(m_zooms).subspan(m_arcs[arc], m_arcs[arc + 1] - m_arcs[arc]);
    }
    /// West and east are the least and greatest x, south and north the least and greatest y.
    [[nodiscard]] const Box& box(std::uint32_t arc) const { return m_boxes[arc]; }
    [[nodiscard]] std::size_t size() const { return m_boxes.size(); }
    [[nodiscard]] std::size_t memory_bytes() const;

    /// Calls `visit(GridPoint)` for what is drawn of an arc at a zoom, ends included.
    template <class Visit>
    void trace(Ref ref, int zoom, Visit&& visit) const
    {
        const auto all = positions(ref.arc());
        const auto from = zooms(ref.arc());
        if (ref.is_reversed()) {
            for (std::size_t i = all.size(); i-- > 0;) {
                if (from[i] <= zoom) {
                    visit(all[i]);
                }
            }
        } else {
            for (std::size_t i = 0; i < all.size(); ++i) {
                if (from[i] <= zoom) {
                    visit(all[i]);
                }
            }
        }
    }

private:
    friend class ArcCutter;

    std::vector<std::uint32_t> m_paths{0};  ///< first ref of each path
    std::vector<Ref> m_refs;
    std::vector<std::uint32_t> m_arcs{0};  ///< first position of each arc
    std::vector<GridPoint> m_positions;
    std::vector<std::uint8_t> m_zooms;
    std::vector<Box> m_boxes;
};

}  // namespace parvis::geo
