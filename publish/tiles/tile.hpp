// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/tiles/ground.hpp"
#include "publish/tiles/query.hpp"
#include "publish/tiles/shelf.hpp"

#include <cstdint>
#include <string>

namespace parvis::publish::tiles {

/// A tile that is asked for, checked.
struct TileAsked {
    const geo::TileGrid& grid;
    TileWindow window;
    const TileQuery& query;
    datasets::Date day;
    const std::string& base_url;  ///< for the links of rows that have comments
};

struct Tile {
    std::string bytes;  ///< empty where no row lies in it
    /// Rows in it, and those of them that it holds: points beyond `most_points` are thinned out,
    /// areas of a layer that covers the territory are left out where nothing of them can be seen.
    std::uint64_t matched = 0, returned = 0;
};

/// Points and shapes too small to see, in one layer of a tile; of more, one in each square of 16
/// units, the first row, stands for the others.
inline constexpr std::size_t most_points = 10'000;

/// A text that is another whenever a tile with these layers may have other bytes: versions, those
/// that share borders with them too, comments, the day where it decides, properties.
[[nodiscard]] std::string tile_state(const Publication& publication, const TileQuery& query,
                                     datasets::Date day);

[[nodiscard]] Tile draw_tile(const TileAsked& asked, const Publication& publication, Shelf& shelf);

}  // namespace parvis::publish::tiles
