// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <compare>

namespace parvis::geo {

/// A position in CRS84: degrees, longitude first. The one order used inside Parvis.
struct LonLat {
    double lon = 0;
    double lat = 0;
    friend auto operator<=>(const LonLat&, const LonLat&) = default;
};

/// A box in CRS84, closed on all sides. `west > east` means that it crosses the antimeridian.
struct Box {
    double west = 0;
    double south = 0;
    double east = 0;
    double north = 0;
    friend bool operator==(const Box&, const Box&) = default;

    [[nodiscard]] bool crosses_antimeridian() const { return west > east; }

    [[nodiscard]] bool contains(LonLat p) const
    {
        if (p.lat < south || p.lat > north) {
            return false;
        }
        return crosses_antimeridian() ? (p.lon >= west || p.lon <= east)
                                      : (p.lon >= west && p.lon <= east);
    }
};

}  // namespace parvis::geo
