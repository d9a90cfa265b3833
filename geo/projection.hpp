// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parvis::geo {

/// What PROJ does to get from one system to another, in its own words.
struct Operation {
    std::string name;
    std::optional<double> accuracy_m;  ///< as the register of operations states it
    friend bool operator==(const Operation&, const Operation&) = default;
};

/// A transformation that this machine cannot use for want of a file.
struct GridWanted {
    std::string grid;  ///< "be_ign_bd72lb72_etrs89lb08.tif"
    double accuracy_m = 0;
    friend bool operator==(const GridWanted&, const GridWanted&) = default;
};

/// Transformation from one coordinate system to CRS84 (or back), by PROJ, axis order normalised to
/// east, north. Not thread-safe: one per thread. The only code that sees proj.h is projection.cpp.
/// PROJ's network is always off.
class Projection {
public:
    /// From `crs` ("EPSG:2154", "urn:ogc:def:crs:EPSG::2154", "OGC:CRS84", WKT) to CRS84.
    /// @throws ProjectionError naming the CRS when PROJ does not know it, when nothing leads from
    /// it to WGS 84 (a system of the Moon), or nothing but the guess that both are the same (a
    /// datum that nobody knows, a system of heights): Belgium's would be 107 m off by that guess.
    explicit Projection(const std::string& crs);
    Projection(Projection&&) noexcept;
    Projection& operator=(Projection&&) noexcept;
    ~Projection();

    /// True when nothing has to be done (the source is CRS84 or EPSG:4326 in lon, lat order).
    [[nodiscard]] bool is_identity() const;
    /// True when the system's definition puts north (latitude) before east. Positions here never
    /// do: this is for what other programs are told.
    [[nodiscard]] bool is_north_first() const;
    /// PROJ's description of the operation in the middle of the system's area of use, and its
    /// accuracy in metres where PROJ knows it. "none" where nothing has to be done.
    [[nodiscard]] std::string operation() const;
    [[nodiscard]] std::optional<double> accuracy_m() const;
    /// The operation that to_crs84() uses in a box (CRS84). PROJ takes the most accurate that is
    /// made for a place, so a large box may see several: their names are joined by " ; ", and the
    /// worst accuracy counts (none where one is not known). Tried at 25 places of the box.
    [[nodiscard]] Operation operation_in(const Box& box) const;
    /// The most accurate transformation from `crs` to WGS 84 or ETRS89 that PROJ knows and that
    /// is more accurate than the best one here, but needs a file that is not on this machine.
    /// Nothing where there is none. @throws ProjectionError as the constructor does.
    [[nodiscard]] static std::optional<GridWanted> grid_wanted(const std::string& crs);

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
