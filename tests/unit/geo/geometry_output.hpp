// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"
#include "geo/locator.hpp"
#include "geo/wkt.hpp"

#include <ostream>

// So that a failing test prints the value instead of needing a debugger.
namespace parvis::geo {

inline std::ostream& operator<<(std::ostream& out, LonLat p)
{
    return out << p.lon << ' ' << p.lat;
}
inline std::ostream& operator<<(std::ostream& out, const AreaShare& share)
{
    return out << share.area << ": " << share.amount << " (" << share.share << ')';
}
inline std::ostream& operator<<(std::ostream& out, Dimension dimension)
{
    return out << static_cast<int>(dimension);
}

/// WKT to geometry, for drawing in tests.
inline Geometry wkt(std::string_view text) { return parse_wkt(text).value(); }
inline std::string to_wkt(const Geometry& geometry)
{
    std::string text;
    append_wkt(text, geometry);
    return text;
}

}  // namespace parvis::geo
