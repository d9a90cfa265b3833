// SPDX-License-Identifier: EUPL-1.2
#include "geo/geos_geometry.hpp"

#include "geo/error.hpp"
#include "geo/visit.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <utility>
#include <vector>

namespace parvis::geo {
namespace {

static_assert(sizeof(LonLat) == 2 * sizeof(double), "copied to GEOS as interleaved doubles");

void remember(const char* message, void* text) { *static_cast<std::string*>(text) = message; }

GeosContext& context() { return GeosContext::of_thread(); }

GeosGeometry checked(GEOSGeometry* geometry)
{
    if (geometry == nullptr) {
        context().fail("géométrie refusée");
    }
    return GeosGeometry(geometry);
}

GEOSCoordSequence* sequence(const std::vector<LonLat>& positions)
{
    // GEOS copies the pairs at once; LonLat is two doubles and nothing else.
    const double* const first = positions.empty() ? nullptr : &positions.front().lon;
    return GEOSCoordSeq_copyFromBuffer_r(context().handle(), first,
                                         static_cast<unsigned>(positions.size()), 0, 0);
}

GeosGeometry point(LonLat p)
{
    return checked(GEOSGeom_createPointFromXY_r(context().handle(), p.lon, p.lat));
}

GeosGeometry line(const LineString& positions)
{
    return checked(GEOSGeom_createLineString_r(context().handle(), sequence(positions)));
}

GeosGeometry polygon(const Polygon& source)
{
    if (source.rings.empty()) {
        return checked(GEOSGeom_createEmptyPolygon_r(context().handle()));
    }
    std::vector<GeosGeometry> rings;
    for (const Ring& ring : source.rings) {
        rings.push_back(checked(GEOSGeom_createLinearRing_r(context().handle(), sequence(ring))));
    }
    std::vector<GEOSGeometry*> holes;
    for (std::size_t i = 1; i < rings.size(); ++i) {
        holes.push_back(rings[i].release());
    }
    return checked(GEOSGeom_createPolygon_r(context().handle(), rings.front().release(),
                                            holes.data(), static_cast<unsigned>(holes.size())));
}

template <class Parts, class Make>
GeosGeometry collection(int type, const Parts& source, Make make)
{
    std::vector<GeosGeometry> parts;
    for (const auto& part : source) {
        parts.push_back(make(part));
    }
    std::vector<GEOSGeometry*> raw;
    for (GeosGeometry& part : parts) {
        raw.push_back(part.release());
    }
    return checked(GEOSGeom_createCollection_r(context().handle(), type, raw.data(),
                                               static_cast<unsigned>(raw.size())));
}

Ring ring_from_geos(const GEOSGeometry* ring)
{
    const GEOSContextHandle_t handle = context().handle();
    const GEOSCoordSequence* const positions = GEOSGeom_getCoordSeq_r(handle, ring);
    unsigned size = 0;
    if (positions == nullptr || GEOSCoordSeq_getSize_r(handle, positions, &size) == 0) {
        context().fail("contour illisible");
    }
    Ring result(size);
    if (size > 0 &&
        GEOSCoordSeq_copyToBuffer_r(handle, positions, &result.front().lon, 0, 0) == 0) {
        context().fail("contour illisible");
    }
    return result;
}

void collect_polygons(const GEOSGeometry* geometry, std::vector<Polygon>& out)
{
    const GEOSContextHandle_t handle = context().handle();
    const int type = GEOSGeomTypeId_r(handle, geometry);
    if (type == GEOS_POLYGON) {
        if (GEOSisEmpty_r(handle, geometry) != 0) {
            return;
        }
        Polygon polygon;
        polygon.rings.push_back(ring_from_geos(GEOSGetExteriorRing_r(handle, geometry)));
        const int holes = GEOSGetNumInteriorRings_r(handle, geometry);
        for (int i = 0; i < holes; ++i) {
            polygon.rings.push_back(ring_from_geos(GEOSGetInteriorRingN_r(handle, geometry, i)));
        }
        out.push_back(std::move(polygon));
    } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
        const int parts = GEOSGetNumGeometries_r(handle, geometry);
        for (int i = 0; i < parts; ++i) {
            collect_polygons(GEOSGetGeometryN_r(handle, geometry, i), out);
        }
    }
}

}  // namespace

GeosContext::GeosContext() : m_handle(GEOS_init_r())
{
    GEOSContext_setErrorMessageHandler_r(m_handle, remember, &m_last_error);
    GEOSContext_setNoticeMessageHandler_r(m_handle, remember, &m_last_error);
}

GeosContext::~GeosContext() { GEOS_finish_r(m_handle); }

void GeosContext::fail(const std::string& what) const
{
    throw GeometryError(m_last_error.empty() ? what : fmt::format("{} ({})", what, m_last_error));
}

GeosContext& GeosContext::of_thread()
{
    static thread_local GeosContext context;
    return context;
}

void GeosDeleter::operator()(GEOSGeometry* geometry) const noexcept
{
    GEOSGeom_destroy_r(context().handle(), geometry);
}

GeosGeometry to_geos(const Geometry& geometry)
{
    return std::visit(Overloaded{
                          [](std::monostate) {
                              return checked(GEOSGeom_createEmptyCollection_r(
                                  context().handle(), GEOS_GEOMETRYCOLLECTION));
                          },
                          [](const Point& source) { return point(source.at); },
                          [](const MultiPoint& source) {
                              return collection(GEOS_MULTIPOINT, source.points, point);
                          },
                          [](const Line& source) { return line(source.line); },
                          [](const MultiLine& source) {
                              return collection(GEOS_MULTILINESTRING, source.lines, line);
                          },
                          [](const Polygon& source) { return polygon(source); },
                          [](const MultiPolygon& source) {
                              return collection(GEOS_MULTIPOLYGON, source.polygons, polygon);
                          },
                      },
                      geometry);
}

Geometry areas_from_geos(const GEOSGeometry& geometry)
{
    std::vector<Polygon> polygons;
    collect_polygons(&geometry, polygons);
    if (polygons.empty()) {
        return std::monostate{};
    }
    Geometry result;
    if (polygons.size() == 1) {
        result = std::move(polygons.front());
    } else {
        result = MultiPolygon{std::move(polygons)};
    }
    orient_rings(result);
    return result;
}

}  // namespace parvis::geo
