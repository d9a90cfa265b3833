// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parvis::publish {

/// A coordinate reference system that items can be asked and searched in. Versions hold CRS84;
/// whoever asks for no other never comes here.
struct Crs {
    std::string_view uri;   ///< as collections list it
    std::string_view name;  ///< "EPSG:2154"
    bool degrees = false;
};

inline constexpr std::string_view crs84_uri = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// Those of the world, of Europe and of France; CRS84, which is the default, first.
[[nodiscard]] std::span<const Crs> crs_list();
/// By its URI, or by a name that clients use for it ("urn:ogc:def:crs:EPSG::2154", "EPSG:2154");
/// nullptr for any other.
[[nodiscard]] const Crs* crs_named(std::string_view name);

/// A rectangle in a system's own coordinates, east before north whatever its definition says.
struct CrsBox {
    const Crs* crs = nullptr;
    geo::Box box;
};

/// From the order of coordinates that the system defines (4326 is latitude first) to east, north.
[[nodiscard]] geo::Box in_east_north(const geo::Box& box, const Crs& crs);
/// A position given in the order that the system defines; nothing where it has none on Earth.
[[nodiscard]] std::optional<geo::LonLat> to_crs84(geo::LonLat position, const Crs& crs);
/// A box in CRS84 that holds the whole rectangle (not one of degrees); its sides are curved there.
[[nodiscard]] geo::Box box_around(const CrsBox& rectangle);
/// Whether a stored geometry (its GeoJSON) shares a position with the rectangle, decided in the
/// system's own plane.
[[nodiscard]] bool intersects(std::string_view geometry_json, const CrsBox& rectangle);

/// Appends a stored geometry with its coordinates in the system, in the order that it defines;
/// millimetres or a centimetre's worth of degrees. "null" where the system has no place for one.
void append_geometry(std::string& out, std::string_view geometry_json, const Crs& crs);

/// A geometry in the plane of the system, east before north, rounded likewise; monostate where the
/// system has no place for it.
[[nodiscard]] geo::Geometry east_north_in(const geo::Geometry& geometry, const Crs& crs);

}  // namespace parvis::publish
