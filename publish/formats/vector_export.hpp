// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/vector_writer.hpp"
#include "publish/formats/geojson.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace parvis::publish {

/// The rows as a file for a GIS, in `folder`: the columns of ExportTable and their geometries, in
/// the page's system. Gives the file. A GeoPackage also has the tables `commentaires` (every one,
/// with what it is on) and `source`; a Shapefile is a zip with one file for each kind of geometry,
/// `commentaires.txt`, `LISEZMOI.txt` (source, licence, what the short column names stand for) and
/// the whole table as CSV, since a Shapefile cuts names and texts; whole numbers beyond 2^53 are
/// text there. A FlatGeobuf has days as text (it knows only times); GDAL would drop its rows
/// without geometry in silence, so there must be none: see leave_out_unplaced(). @throws Error
[[nodiscard]] std::filesystem::path write_items_vector(const ItemsPage& page,
                                                       geo::WrittenFormat format,
                                                       const std::filesystem::path& folder);

// What one file may cost: some seconds of a core, memory that does not grow but for an index, and
// as much room in the temporary folder. Whoever wants more has CSV and lines of GeoJSON, which are
// written as they are sent, and the files of whole versions.
inline constexpr std::size_t most_vector_rows = 200'000;
inline constexpr std::uint64_t most_vector_bytes = 200'000'000;  ///< of stored GeoJSON

/// Whether the whole version is had as a GeoPackage: its rows have places, and are within these
/// limits.
[[nodiscard]] bool has_ready_geopackage(const datasets::Manifest& version);

/// Takes rows without geometry off the page, and counts them in `left_out`.
void leave_out_unplaced(ItemsPage& page);

}  // namespace parvis::publish
