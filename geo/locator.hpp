// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace parvis::geo {

/// One area of a layer: a commune, a pole, a canton.
struct Area {
    std::string key;
    Geometry geometry;  ///< Polygon or MultiPolygon, valid (see repair() in overlay.hpp)
};

/// What part of a line or area lies in one area of the layer.
struct AreaShare {
    std::uint32_t area = 0;  ///< index into Locator::keys()
    double amount = 0;       ///< metres of a line, square metres of an area, geodesic
    double share = 0;        ///< amount / whole of the geometry, 0 to 1
    friend bool operator==(const AreaShare&, const AreaShare&) = default;
};

/// Places things in a layer of areas. Built once, then shared by threads without locks.
///
/// Place is a partition: a point belongs to at most one area. On a border, or where areas overlap,
/// the area with the smallest key wins, so that counts over areas add up to the total. Areas are
/// sorted by key at construction: area index order is key order. Edges are straight in lon, lat.
/// Nothing wraps around the antimeridian: an area that crosses it is cut there, as RFC 7946 asks,
/// and longitude 180 is not -180. Otherwise no place on Earth is special, overseas included.
///
/// Holes hold nothing but the areas drawn in them; parts of an area lie anywhere (exclaves). A gap
/// between areas, however thin, is nowhere; an overlap, however thin, is the smallest key's. All
/// this is decided by exact signs: no tolerance, no rounding. An area that crosses itself (repair()
/// mends and names it) holds what an odd number of its borders surround; only overlay() refuses it.
class Locator {
public:
    static constexpr std::uint32_t nowhere = UINT32_MAX;

    /// @throws GeometryError, naming the key, for an area that is not polygonal or is empty, for a
    /// coordinate that is not finite and for a key that stands twice.
    explicit Locator(std::vector<Area> areas);
    Locator(Locator&&) noexcept;
    Locator& operator=(Locator&&) noexcept;
    ~Locator();

    [[nodiscard]] const std::vector<std::string>& keys() const;
    [[nodiscard]] const Geometry& geometry(std::uint32_t area) const;

    /// The one area of a point, or `nowhere`. A border belongs to the areas it bounds.
    [[nodiscard]] std::uint32_t locate(LonLat p) const;
    /// The same for many; `out` has the size of `points`.
    void locate(std::span<const LonLat> points, std::span<std::uint32_t> out) const;

    /// The pieces of lines per area, largest amount first, ties by key. A stretch along a common
    /// border counts for the area with the smallest key. Parts outside every area are in none, so
    /// shares add up to 1 only for a line wholly inside. A line of no length (all positions are
    /// one) is in the area of that position, amount 0, share 1. A line that only touches an area at
    /// a corner or with an end has no part in it. A part counts for the area of its middle.
    /// @throws GeometryError for anything but lines and for a coordinate that is not finite.
    [[nodiscard]] std::vector<AreaShare> cut(const Geometry& line) const;
    /// The part of a polygon in each area, largest first, ties by key. Where areas overlap, the one
    /// with the smallest key counts. The polygon is repaired first if it has to be. Shares add up
    /// to 1 but for what rounding does, and to less where the polygon lies over gaps or past the
    /// layer.
    /// @throws GeometryError for anything but polygons, where nothing is left of it, and, naming
    /// the key, for an area that crosses itself.
    [[nodiscard]] std::vector<AreaShare> overlay(const Geometry& polygon) const;
    /// Areas with a position within `metres` (as the crow flies) of p, in key order. Inside an area
    /// the distance is 0; in its hole it is that to the hole's edge; any part counts. Made for up
    /// to 100 km; does not look across the antimeridian. None for numbers that are not finite.
    [[nodiscard]] std::vector<std::uint32_t> near(LonLat p, double metres) const;

    /// Memory of the index and the areas' positions.
    [[nodiscard]] std::size_t memory_bytes() const;

private:
    struct Index;
    std::unique_ptr<const Index> m_index;
};

}  // namespace parvis::geo
