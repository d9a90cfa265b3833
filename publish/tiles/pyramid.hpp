// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/tiles/documents.hpp"
#include "publish/tiles/shelf.hpp"
#include "publish/tiles/tile_archive.hpp"

#include <filesystem>

namespace parvis::publish::tiles {

/// How far down an archive of tiles goes: to the zoom of streets, less where it would be more tiles
/// or bytes than these. A client draws what lies deeper from the deepest it has.
inline constexpr int deepest_archived_zoom = 14;
inline constexpr std::uint64_t most_archived_tiles = 40'000;
inline constexpr std::uint64_t most_archived_bytes = std::uint64_t{300} << 20U;

struct PyramidLimits {
    int deepest = deepest_archived_zoom;
    std::uint64_t tiles = most_archived_tiles, bytes = most_archived_bytes;
};

/// Writes every tile of the tileset in WebMercatorQuad that is not empty, from zoom 0 down to the
/// deepest zoom that is whole within the limits, as a PMTiles archive. Each tile is what
/// draw_tile() makes of it. Gives the deepest zoom.
/// @throws StoreError
int write_pyramid(const Tileset& tileset, datasets::Date day, Shelf& shelf,
                  const std::filesystem::path& file, const TileArchive::Compress& gzip,
                  const PyramidLimits& limits = {});

}  // namespace parvis::publish::tiles
