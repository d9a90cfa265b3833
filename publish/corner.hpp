// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"

#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace parvis::publish {

// Boxes are compared by the million: two numbers at a time where every processor of the kind can.
#if defined(__SSE2__)

/// A corner of a box, both numbers in one register.
using Corner = __m128d;

struct Corners {
    Corner low, high;
};

inline Corners corners_of(const geo::Box& box)
{
    static_assert(sizeof(geo::Box) == sizeof(Corners));
    Corners corners;
    std::memcpy(&corners, &box, sizeof corners);
    return corners;
}

/// Whether no number of `a` is above the same one of `b`, nor of `c` above `d`; false for NaN.
inline bool none_above(Corner a, Corner b, Corner c, Corner d)
{
    return _mm_movemask_pd(_mm_and_pd(_mm_cmple_pd(a, b), _mm_cmple_pd(c, d))) == 3;
}

#else

struct Corner {
    double lon = 0, lat = 0;
};

struct Corners {
    Corner low, high;
};

inline Corners corners_of(const geo::Box& box)
{
    return {{box.west, box.south}, {box.east, box.north}};
}

inline bool none_above(Corner a, Corner b, Corner c, Corner d)
{
    return a.lon <= b.lon && a.lat <= b.lat && c.lon <= d.lon && c.lat <= d.lat;
}

#endif

}  // namespace parvis::publish
