// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

#include <geos_c.h>

#include <memory>
#include <string>

namespace parvis::geo {

/// GEOS for one thread: its handle and what it complained of last. GEOS keeps no state elsewhere.
class GeosContext {
public:
    GeosContext();
    ~GeosContext();
    GeosContext(const GeosContext&) = delete;
    GeosContext& operator=(const GeosContext&) = delete;

    [[nodiscard]] GEOSContextHandle_t handle() const { return m_handle; }
    [[nodiscard]] const std::string& last_error() const { return m_last_error; }
    /// @throws GeometryError saying `what` failed and why.
    [[noreturn]] void fail(const std::string& what) const;

    /// The context of the calling thread.
    static GeosContext& of_thread();

private:
    GEOSContextHandle_t m_handle;
    std::string m_last_error;
};

struct GeosDeleter {
    void operator()(GEOSGeometry* geometry) const noexcept;
};
/// A geometry of GEOS; used and destroyed by the thread that made it.
using GeosGeometry = std::unique_ptr<GEOSGeometry, GeosDeleter>;

/// @throws GeometryError for what GEOS cannot hold (a ring that is open or has under 4 positions).
[[nodiscard]] GeosGeometry to_geos(const Geometry& geometry);
/// The polygonal part of what GEOS gives back (a GeometryCollection may hold lines and points too),
/// rings oriented; one part is a Polygon, several are a MultiPolygon, none is monostate.
[[nodiscard]] Geometry areas_from_geos(const GEOSGeometry& geometry);

}  // namespace parvis::geo
