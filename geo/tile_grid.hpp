// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"
#include "geo/projection.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace parvis::geo {

/// A position in a grid's plane: x to the east and y to the south of the grid's origin, in sides of
/// the tile of zoom 0. At zoom z a tile has the side 1 / 2^z.
struct GridPoint {
    double x = 0;
    double y = 0;
    friend auto operator<=>(const GridPoint&, const GridPoint&) = default;
};

/// A tile matrix set (OGC 17-083r4) in which each zoom has twice the tiles of the one before on
/// either axis, rows counted from the north.
struct TileGrid {
    static constexpr int pixels = 256;  ///< of a tile's side, where cells are spoken of

    std::string_view id, title;
    std::string_view uri;                    ///< in the OGC's register; "" where it is in none
    std::string_view scale_set;              ///< well-known scale set, "" if none
    std::string_view crs, crs_uri;           ///< "EPSG:3857"
    double west = 0, north = 0;              ///< the origin, in metres of the system
    double cell = 0;                         ///< metres to a pixel at zoom 0
    int zooms = 0;                           ///< 0 to zooms - 1
    double east_reach = 0, south_reach = 0;  ///< metres from the origin that tiles are counted for

    /// Side of a tile in metres of the system.
    [[nodiscard]] double side(int zoom) const;
    [[nodiscard]] std::uint32_t columns(int zoom) const;
    [[nodiscard]] std::uint32_t rows(int zoom) const;
};

/// WebMercatorQuad, as the OGC's register has it (17-083r4, annex D), and the grid in Lambert-93 by
/// which IGN cuts its images of metropolitan France: "2154_10cm", also called LAMB93_10cm,
/// published with the definitions of its tile server (rok4/tilematrixsets): origin at (0, 12 000
/// 000) m, 209 715.2 m to a pixel at zoom 0, so 10 cm at zoom 21. Sizes of matrices are those of
/// that file but at zoom 19, where it has one row less than at the zooms around it: over the
/// Sahara.
[[nodiscard]] std::span<const TileGrid> tile_grids();
/// nullptr for a name that is none.
[[nodiscard]] const TileGrid* tile_grid_named(std::string_view id);

/// Takes positions to a grid's plane. Not for several threads, as Projection.
class GridPlane {
public:
    explicit GridPlane(const TileGrid& grid);
    /// Nothing where the system has no place for the position. Latitudes beyond those that
    /// WebMercator reaches lie outside of its tiles, far away at the poles, but have a place.
    [[nodiscard]] std::optional<GridPoint> place(LonLat p) const;

private:
    const TileGrid* m_grid;
    std::optional<Projection> m_projection;  ///< of grids that are not WebMercator's
};

/// Rows and columns of tiles, both ends included.
struct TileLimits {
    std::uint32_t first_row = 0, last_row = 0, first_column = 0, last_column = 0;
};
/// The tiles of a zoom that a box in CRS84 meets, and perhaps some beside it; nothing where the
/// grid has no tile there.
[[nodiscard]] std::optional<TileLimits> tile_limits(const TileGrid& grid, const Box& box, int zoom);

}  // namespace parvis::geo
