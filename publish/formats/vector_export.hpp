// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/vector_writer.hpp"
#include "publish/formats/geojson.hpp"

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

/// Takes rows without geometry off the page, and counts them in `left_out`.
void leave_out_unplaced(ItemsPage& page);

}  // namespace parvis::publish
