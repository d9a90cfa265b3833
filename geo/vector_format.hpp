// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <string_view>

namespace parvis::geo {

/// The formats that GDAL reads for Parvis; the driver list is closed to these.
enum class VectorFormat {
    geojson,
    shapefile,
    geopackage,
    flatgeobuf,
    topojson,
    kml,
    gpx,
    gml,
    dxf,
    xlsx,
    xls,
    ods
};

/// What is fixed for a format.
struct VectorFormatFacts {
    VectorFormat format;
    std::string_view name;               ///< as said to people
    std::array<const char*, 3> drivers;  ///< GDAL's, up to the first null
    bool is_sheet = false;               ///< rows of cells: no geometry, no column names
};
[[nodiscard]] const VectorFormatFacts& facts_of(VectorFormat format);

}  // namespace parvis::geo
