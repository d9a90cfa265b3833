// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>

namespace parvis::geo {

/// Transformation from one coordinate system to CRS84 (or back), by PROJ, axis order normalised to
/// east, north. Not thread-safe: one per thread. The only code that sees proj.h is projection.cpp.
/// PROJ's network is always off.
class Projection {
public:
    /// From `crs` ("EPSG:2154", "urn:ogc:def:crs:EPSG::2154", "OGC:CRS84", WKT) to CRS84.
    /// @throws ProjectionError naming the CRS when PROJ does not know it.
    explicit Projection(const std::string& crs);
    Projection(Projection&&) noexcept;
    Projection& operator=(Projection&&) noexcept;
    ~Projection();

    /// True when nothing has to be done (the source is CRS84 or EPSG:4326 in lon, lat order).
    [[nodiscard]] bool is_identity() const;
    /// True when the system's definition puts north (latitude) before east. Positions here never
    /// do: this is for what other programs are told.
    [[nodiscard]] bool is_north_first() const;
    /// PROJ's description of the operation, and its accuracy in metres where PROJ knows it.
    [[nodiscard]] std::string operation() const;
    [[nodiscard]] std::optional<double> accuracy_m() const;

    /// (x, y) = (east, north) or (lon, lat) to CRS84; nothing where PROJ gives no finite answer or
    /// the answer is not on Earth.
    [[nodiscard]] std::optional<LonLat> to_crs84(double x, double y) const;
    /// Inverse: CRS84 to (x, y), same order as above.
    [[nodiscard]] std::optional<LonLat> from_crs84(LonLat p) const;

private:
    struct Handle;
    std::unique_ptr<Handle> m_handle;
};

}  // namespace parvis::geo
