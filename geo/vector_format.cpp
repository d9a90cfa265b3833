// SPDX-License-Identifier: EUPL-1.2
#include "geo/vector_format.hpp"

#include <algorithm>

namespace parvis::geo {
namespace {

constexpr std::array<VectorFormatFacts, 12> formats = {{
    {VectorFormat::geojson, "GeoJSON", {"GeoJSON", "GeoJSONSeq", nullptr}},
    {VectorFormat::shapefile, "Shapefile", {"ESRI Shapefile", nullptr, nullptr}},
    {VectorFormat::geopackage, "GeoPackage", {"GPKG", nullptr, nullptr}},
    {VectorFormat::flatgeobuf, "FlatGeobuf", {"FlatGeobuf", nullptr, nullptr}},
    {VectorFormat::topojson, "TopoJSON", {"TopoJSON", nullptr, nullptr}},
    // Only LIBKML reads ExtendedData, where a KML keeps its columns.
    {VectorFormat::kml, "KML", {"LIBKML", nullptr, nullptr}},
    {VectorFormat::gpx, "GPX", {"GPX", nullptr, nullptr}},
    {VectorFormat::gml, "GML", {"GML", nullptr, nullptr}},
    {VectorFormat::dxf, "DXF", {"DXF", nullptr, nullptr}},
    {VectorFormat::xlsx, "XLSX", {"XLSX", nullptr, nullptr}, true},
    {VectorFormat::xls, "XLS", {"XLS", nullptr, nullptr}, true},
    {VectorFormat::ods, "ODS", {"ODS", nullptr, nullptr}, true},
}};

}  // namespace

const VectorFormatFacts& facts_of(VectorFormat format)
{
    return *std::ranges::find(formats, format, &VectorFormatFacts::format);
}

}  // namespace parvis::geo
