// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"

#include <cmath>

namespace parvis::geo {

/// Sign of the determinant | b-a  c-a |, by exact expansion arithmetic. Slow: orientation() calls
/// it only where rounding could decide.
[[nodiscard]] int exact_orientation(LonLat a, LonLat b, LonLat c);

/// On which side of the directed line a→b does c lie: +1 left, -1 right, 0 exactly on it. Exact for
/// all finite coordinates whose products neither overflow nor underflow (all places on Earth).
///
/// The place of a point next to a border must not depend on rounding: two communes that share an
/// edge would both, or neither, hold it. The filter is Shewchuk's ("Adaptive precision
/// floating-point arithmetic and fast robust geometric predicates", 1997): the plain double result
/// is right when it is larger than its error bound, which is nearly always.
[[nodiscard]] inline int orientation(LonLat a, LonLat b, LonLat c)
{
    const double left = (a.lon - c.lon) * (b.lat - c.lat);
    const double right = (a.lat - c.lat) * (b.lon - c.lon);
    const double determinant = left - right;
    constexpr double relative_error = 3.3306690738754716e-16;
    const double bound = relative_error * (std::fabs(left) + std::fabs(right));
    if (determinant > bound) {
        return 1;
    }
    if (determinant < -bound) {
        return -1;
    }
    return exact_orientation(a, b, c);
}

/// Whether p lies on the closed segment a–b, exactly.
[[nodiscard]] inline bool on_segment(LonLat a, LonLat b, LonLat p)
{
    const bool in_box = std::fmin(a.lon, b.lon) <= p.lon && p.lon <= std::fmax(a.lon, b.lon) &&
                        std::fmin(a.lat, b.lat) <= p.lat && p.lat <= std::fmax(a.lat, b.lat);
    return in_box && orientation(a, b, p) == 0;
}

/// Whether the closed segment a–b and the closed box share a position, exactly.
/// \pre the box does not cross the antimeridian
[[nodiscard]] bool segment_touches(LonLat a, LonLat b, const Box& box);

}  // namespace parvis::geo
