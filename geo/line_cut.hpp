// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/area_grid.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace parvis::geo {

/// Metres of lines per area. Segments are cut where they meet an area's edge; each piece counts for
/// the area of its middle, and a piece along an edge for the first area that this edge bounds, so
/// that a common border is counted once.
class LineCut {
public:
    struct Part {
        std::uint32_t area = 0;
        double metres = 0;
    };

    /// \pre the grid outlives this
    explicit LineCut(const AreaGrid& grid) : m_grid(grid) {}

    void add(const LineString& line);

    [[nodiscard]] const std::vector<Part>& parts() const { return m_parts; }
    /// Length of all lines added, outside of areas included.
    [[nodiscard]] double metres() const { return m_metres; }

private:
    /// A stretch of the segment at hand that runs along an edge.
    struct Border {
        double from = 0;
        double to = 0;
        std::uint32_t area = 0;
    };

    void add_segment(LonLat a, LonLat b);
    /// Fills m_cuts and m_borders. Returns whether anything but plain crossings was met: an edge
    /// along the segment, an end on an edge, a vertex on the segment.
    bool find_cuts(LonLat a, LonLat b);
    [[nodiscard]] std::uint32_t area_of_piece(LonLat a, LonLat b, double from, double to) const;
    void credit(std::uint32_t area, double metres);

    const AreaGrid& m_grid;
    std::vector<Part> m_parts;
    double m_metres = 0;
    /// Where the line is, when that is known from the segment before: nothing lies between.
    std::optional<std::uint32_t> m_here;
    // Memory of one segment, reused.
    std::vector<std::uint32_t> m_edges;
    std::vector<double> m_cuts;  ///< fractions of the segment, in order
    std::vector<Part> m_pieces;
    std::vector<Border> m_borders;
};

}  // namespace parvis::geo
