// SPDX-License-Identifier: EUPL-1.2
#include "publish/tiles/pyramid.hpp"

#include "publish/tiles/tile.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace parvis::publish::tiles {

namespace {

using Places = std::vector<TileWindow>;

/// The tiles of the next zoom that lie in these, in the order of their numbers.
Places below(const Places& tiles)
{
    std::vector<std::pair<std::uint64_t, TileWindow>> numbered;
    numbered.reserve(4 * tiles.size());
    for (const auto& [zoom, row, column] : tiles) {
        for (const std::uint32_t south : {0U, 1U}) {
            for (const std::uint32_t east : {0U, 1U}) {
                const TileWindow place{zoom + 1, 2 * row + south, 2 * column + east};
                numbered.emplace_back(tile_number(place), place);
            }
        }
    }
    std::ranges::sort(numbered, {}, [](const auto& one) { return one.first; });
    Places places;
    places.reserve(numbered.size());
    for (const auto& one : numbered) {
        places.push_back(one.second);
    }
    return places;
}

bool is_within(const TileWindow& place, const std::optional<geo::TileLimits>& limits)
{
    return limits && place.row >= limits->first_row && place.row <= limits->last_row &&
           place.column >= limits->first_column && place.column <= limits->last_column;
}

}  // namespace

int write_pyramid(const Tileset& tileset, datasets::Date day, Shelf& shelf,
                  const std::filesystem::path& file, const TileArchive::Compress& gzip,
                  const PyramidLimits& limits)
{
    const auto& grid = geo::tile_grids().front();
    const auto box = tileset.extent().value_or(geo::Box{});
    TileArchive archive(file, gzip);
    // Nothing lies in a tile that does not lie, with its wider margin, in the one above.
    Places tiles{{0, 0, 0}};
    int deepest = 0;
    for (int zoom = 0; zoom <= limits.deepest; ++zoom) {
        const auto covered = geo::tile_limits(grid, box, zoom);
        std::erase_if(tiles, [&](const auto& place) { return !is_within(place, covered); });
        if (zoom > 0 && archive.addressed() + tiles.size() > limits.tiles) {
            break;
        }
        const auto before = archive.mark();
        Places filled;
        for (const auto& place : tiles) {
            const auto tile = draw_tile(
                {grid, {zoom, place.row, place.column}, tileset.query, day, tileset.base_url},
                tileset.publication, shelf);
            if (!tile.bytes.empty()) {
                archive.add(place, tile.bytes);
            }
            if (tile.matched > 0) {
                filled.push_back(place);
            }
            if (archive.data_bytes() > limits.bytes) {
                break;
            }
        }
        if (zoom > 0 && archive.data_bytes() > limits.bytes) {
            archive.take_back(before);
            break;
        }
        deepest = zoom;
        tiles = below(filled);
    }
    archive.finish({0, deepest, box, archive_metadata(tileset)});
    return deepest;
}

}  // namespace parvis::publish::tiles
