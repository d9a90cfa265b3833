// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geos_geometry.hpp"
#include "geo/measure.hpp"
#include "geometry_output.hpp"

#include <geos_c.h>

namespace parvis::geo {

/// Metres of the line inside the shape, as GEOS cuts it.
inline double metres_by_geos(const GEOSGeometry& line, const GEOSGeometry& shape)
{
    const GEOSContextHandle_t geos = GeosContext::of_thread().handle();
    const GeosGeometry common(GEOSIntersection_r(geos, &line, &shape));
    double metres = 0;
    for (int i = 0; i < GEOSGetNumGeometries_r(geos, common.get()); ++i) {
        const GEOSGeometry* const part = GEOSGetGeometryN_r(geos, common.get(), i);
        if (GEOSGeomTypeId_r(geos, part) == GEOS_LINESTRING) {
            char* const text = GEOSGeomToWKT_r(geos, part);
            metres += length_m(wkt(text));
            GEOSFree_r(geos, text);
        }
    }
    return metres;
}

}  // namespace parvis::geo
