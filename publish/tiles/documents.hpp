// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/tile_grid.hpp"
#include "publish/tiles/query.hpp"

#include <string>

namespace parvis::publish::tiles {

/// Tiles of one collection, or of the site where `collection` is nullptr, as documents describe
/// them.
struct Tileset {
    const Publication& publication;
    const Snapshot* collection;
    const TileQuery& query;
    /// The parameters that choose layers and properties, as they were asked for: "?properties=nom",
    /// or "". Addresses of tiles carry them on.
    std::string chosen;
    const std::string& base_url;

    /// Where these tiles are: ".../tiles".
    [[nodiscard]] std::string address() const;
    /// The box around all layers; nothing where no row has a place.
    [[nodiscard]] std::optional<geo::Box> extent() const;
    [[nodiscard]] std::string title() const;
};

/// "/tileMatrixSets" and one of them (17-083r4).
[[nodiscard]] std::string grids_json(const std::string& base_url);
[[nodiscard]] std::string grid_json(const geo::TileGrid& grid);
/// ".../tiles": in which grids the tiles are.
[[nodiscard]] std::string tilesets_json(const Tileset& tileset);
/// ".../tiles/{tileMatrixSetId}": metadata, with the limits of each zoom and the comments on the
/// datasets.
[[nodiscard]] std::string tileset_json(const Tileset& tileset, const geo::TileGrid& grid);
/// The same as TileJSON 3.0, which clients of the web read. WebMercatorQuad only: it knows no other
/// grid.
[[nodiscard]] std::string tilejson(const Tileset& tileset);

/// The metadata of an archive of these tiles (PMTiles): the layers as TileJSON has them, who made
/// them, comments on the datasets, and where all comments are.
[[nodiscard]] std::string archive_metadata(const Tileset& tileset);

/// A tile that a row of the dataset lies in, at a zoom where it can be seen: an example.
struct TileExample {
    std::string zoom = "0", row = "0", column = "0";
};
[[nodiscard]] TileExample example_tile(const Snapshot& dataset, const geo::TileGrid& grid);

}  // namespace parvis::publish::tiles
