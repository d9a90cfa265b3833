// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"
#include "publish/tiles/ground.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::tiles {

/// The number of a tile in a PMTiles archive: zooms one after another, each along a Hilbert curve.
[[nodiscard]] std::uint64_t tile_number(const TileWindow& place);

/// Writes a PMTiles archive, version 3 (protomaps/PMTiles, spec/v3): tiles as they come, then what
/// finds them. Tiles must come in the order of their numbers, so that the archive is clustered; a
/// tile with the same bytes as one before is stored once. What finds them takes
/// some 200 bytes of memory a tile; tiles themselves are not held.
class TileArchive {
public:
    /// Makes gzip of what it is given: directories, metadata and tiles are stored so.
    using Compress = std::function<std::string(std::string_view)>;

    /// @throws StoreError here and below: the disk refuses.
    TileArchive(const std::filesystem::path& file, Compress compress);

    /// @param bytes not compressed, not empty
    void add(const TileWindow& place, std::string_view bytes);

    [[nodiscard]] std::uint64_t addressed() const { return m_addressed; }
    [[nodiscard]] std::uint64_t data_bytes() const { return m_data_bytes; }

    /// Where an archive stands, so that all that came later can be taken back.
    struct Mark {
        std::size_t entries = 0;
        std::uint32_t last_run = 0;
        std::uint64_t addressed = 0, data_bytes = 0;
    };
    [[nodiscard]] Mark mark() const;
    void take_back(const Mark& mark);

    struct Facts {
        int min_zoom = 0, max_zoom = 0;
        geo::Box bounds;
        std::string metadata;  ///< JSON
    };
    /// Writes directories, metadata and head; the file is whole then.
    void finish(const Facts& facts);

private:
    /// A run of tiles with the same bytes; a run of 0 is a directory of its own.
    struct Entry {
        std::uint64_t number = 0, offset = 0;
        std::uint32_t length = 0, run = 0;
    };
    /// The root with what lies under it.
    struct Directories {
        std::string root, leaves;
    };
    [[nodiscard]] std::string directory(const Entry* first, const Entry* last) const;
    [[nodiscard]] Directories directories() const;
    void write(std::string_view bytes);

    Compress m_compress;
    std::ofstream m_file;
    std::filesystem::path m_path;
    std::vector<Entry> m_entries;
    std::map<std::string, Entry, std::less<>> m_contents;  ///< by SHA-256
    std::uint64_t m_addressed = 0, m_data_bytes = 0;
};

}  // namespace parvis::publish::tiles
