// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/shared_arcs.hpp"
#include "geo/tile_clip.hpp"
#include "geo/tile_grid.hpp"
#include "publish/box_tree.hpp"
#include "publish/snapshot.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace parvis::publish::tiles {

/// The square of one tile, in units of 1/4096 of its side from its north-west corner.
struct TileWindow {
    static constexpr std::int64_t extent = 4096;
    /// Drawn beyond each side, so that strokes and signs do not end at it: 8 pixels of 512.
    static constexpr std::int64_t margin = 64;

    int zoom = 0;
    std::uint32_t row = 0, column = 0;

    [[nodiscard]] geo::TilePoint place(geo::GridPoint p) const;
    /// The tile with its margin, in the grid's plane (x as longitude, y as latitude).
    [[nodiscard]] geo::Box box() const;
};

/// What of a row is drawn in a tile; one of the three.
struct Drawing {
    geo::TilePath points;
    std::vector<geo::TilePath> lines;
    std::vector<geo::TilePolygon> polygons;
    /// It lies in the tile, but nothing of its shape is left at this zoom; then `points` holds the
    /// place where it is.
    bool is_too_small = false;

    [[nodiscard]] bool is_empty() const
    {
        return points.empty() && lines.empty() && polygons.empty();
    }
};

/// The rows of some datasets in the plane of a grid, their lines and borders cut into arcs that
/// they share: also from one dataset to another, so that the border of a pole is that of its
/// communes. Immutable; knows the rows of versions, not what is said of them.
class Ground {
public:
    /// Complexity: reads every geometry once; the 34,000 communes of France take some two seconds.
    Ground(std::span<const std::shared_ptr<const Snapshot>> datasets, const geo::TileGrid& grid);

    /// Rows of the dataset at `index` whose box meets the tile, in row order.
    [[nodiscard]] std::vector<RowIndex> rows_in(std::size_t index, const TileWindow& window) const;
    [[nodiscard]] Drawing draw(std::size_t index, RowIndex row, const TileWindow& window) const;

    [[nodiscard]] std::size_t memory_bytes() const;
    [[nodiscard]] const geo::SharedArcs& arcs() const { return m_arcs; }

private:
    enum class Kind : std::uint8_t { point, line, outer, hole };
    struct Part {
        Kind kind = Kind::point;
        std::uint32_t index = 0;  ///< of the point, or of the path in m_arcs
    };
    struct Layer {
        std::vector<std::uint32_t> starts{0};  ///< first part of each row
        std::vector<Part> parts;
        BoxTree tree;
    };
    class Builder;

    [[nodiscard]] std::span<const Part> parts_of(std::size_t index, RowIndex row) const;
    void trace(std::uint32_t path, const TileWindow& window, const geo::Box& box,
               geo::TilePath& out) const;
    void draw_polygon(std::span<const Part> rings, const TileWindow& window, Drawing& drawing,
                      bool& has_shape) const;
    void draw_lines(std::span<const Part> lines, const TileWindow& window, Drawing& drawing,
                    bool& has_shape) const;

    geo::SharedArcs m_arcs;
    std::vector<geo::GridPoint> m_points;
    std::vector<Layer> m_layers;
};

}  // namespace parvis::publish::tiles
