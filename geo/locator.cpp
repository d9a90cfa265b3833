// SPDX-License-Identifier: EUPL-1.2
#include "geo/locator.hpp"

#include "geo/area_grid.hpp"
#include "geo/distance.hpp"
#include "geo/error.hpp"
#include "geo/line_cut.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"
#include "geo/short_edges.hpp"
#include "geo/visit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

namespace parvis::geo {

namespace {

/// Amounts below are traces of rounding, as where a line only touches a corner.
constexpr double least_metres = 1e-6;
constexpr double least_square_metres = 1e-4;

std::vector<AreaShare> in_order(std::vector<AreaShare> shares)
{
    std::ranges::sort(shares, [](const AreaShare& a, const AreaShare& b) {
        return a.amount != b.amount ? a.amount > b.amount : a.area < b.area;
    });
    return shares;
}

bool is_finite(const Geometry& geometry)
{
    bool finite = true;
    for_each_position(geometry, [&](LonLat p) {
        finite = finite && std::isfinite(p.lon) && std::isfinite(p.lat);
    });
    return finite;
}

double total(const std::vector<AreaShare>& shares)
{
    double sum = 0;
    for (const AreaShare& share : shares) {
        sum += share.amount;
    }
    return sum;
}

/// A box that holds what lies within `metres` of p; it does not turn around the antimeridian.
Box around(LonLat p, double metres)
{
    // Degrees of at least that many metres, so that the box misses nothing.
    const double lat_degrees = metres / 110'000;
    const double narrowing =
        std::cos(std::min(89.0, std::fabs(p.lat) + lat_degrees) * std::numbers::pi / 180);
    const double lon_degrees = metres / (110'000 * narrowing);
    return {p.lon - lon_degrees, p.lat - lat_degrees, p.lon + lon_degrees, p.lat + lat_degrees};
}

std::vector<Geometry> take_geometries(std::vector<Area>& areas)
{
    std::vector<Geometry> geometries;
    geometries.reserve(areas.size());
    for (Area& area : areas) {
        geometries.push_back(std::move(area.geometry));
    }
    return geometries;
}

std::vector<std::string> take_keys(std::vector<Area>& areas)
{
    std::vector<std::string> keys;
    keys.reserve(areas.size());
    for (Area& area : areas) {
        keys.push_back(std::move(area.key));
    }
    return keys;
}

}  // namespace

struct Locator::Index {
    explicit Index(std::vector<Area> areas)
        : keys(take_keys(areas)), geometries(take_geometries(areas)), grid(geometries)
    {
    }

    std::vector<std::string> keys;
    std::vector<Geometry> geometries;
    AreaGrid grid;
};

Locator::Locator(std::vector<Area> areas)
{
    std::ranges::sort(areas, {}, &Area::key);
    for (std::size_t i = 0; i < areas.size(); ++i) {
        if (i > 0 && areas[i - 1].key == areas[i].key) {
            throw GeometryError("la zone « " + areas[i].key + " » est définie deux fois");
        }
        if (dimension(areas[i].geometry) != Dimension::area) {
            throw GeometryError("la zone « " + areas[i].key + " » n'est pas une surface");
        }
        if (!is_finite(areas[i].geometry)) {
            throw GeometryError("la zone « " + areas[i].key +
                                " » a une coordonnée qui n'est pas un nombre fini");
        }
    }
    m_index = std::make_unique<Index>(std::move(areas));
}

Locator::Locator(Locator&&) noexcept = default;
Locator& Locator::operator=(Locator&&) noexcept = default;
Locator::~Locator() = default;

const std::vector<std::string>& Locator::keys() const { return m_index->keys; }

const Geometry& Locator::geometry(std::uint32_t area) const { return m_index->geometries.at(area); }

std::uint32_t Locator::locate(LonLat p) const { return m_index->grid.locate(p); }

void Locator::locate(std::span<const LonLat> points, std::span<std::uint32_t> out) const
{
    m_index->grid.locate(points, out);
}

std::vector<AreaShare> Locator::cut(const Geometry& line) const
{
    if (dimension(line) != Dimension::line) {
        throw GeometryError("seule une ligne peut être découpée par zones");
    }
    if (!is_finite(line)) {
        throw GeometryError("la ligne a une coordonnée qui n'est pas un nombre fini");
    }
    LineCut cut(m_index->grid);
    for_each_line(line, [&](const LineString& part) { cut.add(part); });
    std::vector<AreaShare> shares;
    if (cut.metres() <= 0) {
        // All positions are one: it has a place all the same.
        const std::uint32_t area = locate(*representative_point(line));
        if (area != nowhere) {
            shares.push_back({area, 0, 1});
        }
        return shares;
    }
    const double least = std::min(least_metres, cut.metres() / 2);
    for (const LineCut::Part& part : cut.parts()) {
        if (part.metres >= least) {
            shares.push_back({part.area, part.metres, std::min(1.0, part.metres / cut.metres())});
        }
    }
    return in_order(std::move(shares));
}

std::vector<AreaShare> Locator::overlay(const Geometry& polygon) const
{
    if (dimension(polygon) != Dimension::area) {
        throw GeometryError("seule une surface peut être répartie par zones");
    }
    const Geometry whole = with_short_edges(repair(polygon).geometry);
    const double whole_m2 = area_m2(whole);
    std::vector<std::uint32_t> candidates;
    m_index->grid.collect_areas(*bounds(whole), candidates);

    // GEOS says where an area crosses itself, but not which it is.
    const auto with_key = [&](auto combine, const Geometry& some, std::uint32_t area) {
        try {
            return combine(some, geometry(area));
        } catch (const GeometryError& error) {
            throw GeometryError("la zone « " + keys()[area] +
                                " » est inutilisable : " + error.what());
        }
    };
    const auto parts_of = [&](bool each_place_once) {
        std::vector<AreaShare> shares;
        Geometry rest = whole;
        for (const std::uint32_t area : candidates) {
            const Geometry part = with_key(intersection, rest, area);
            const double amount = area_m2(part);
            if (amount < std::min(least_square_metres, whole_m2 / 2)) {
                continue;
            }
            shares.push_back({area, amount, 0});
            if (each_place_once) {
                rest = with_key(difference, rest, area);
            }
        }
        return shares;
    };
    std::vector<AreaShare> shares = parts_of(false);
    double sum = total(shares);
    // More than there is: areas overlap here, and each place counts for the first one only.
    if (sum > whole_m2 * (1 + 1e-5) + least_square_metres) {
        shares = parts_of(true);
        sum = total(shares);
    }
    // Parts are measured one by one, and may add up to more than the whole by what rounding does.
    for (AreaShare& share : shares) {
        share.share = share.amount / std::max(whole_m2, sum);
    }
    return in_order(std::move(shares));
}

std::vector<std::uint32_t> Locator::near(LonLat p, double metres) const
{
    if (!std::isfinite(p.lon) || !std::isfinite(p.lat) || !std::isfinite(metres)) {
        return {};
    }
    std::vector<std::uint32_t> areas;
    m_index->grid.collect_areas(around(p, metres), areas);
    std::erase_if(areas,
                  [&](std::uint32_t area) { return distance_m(p, geometry(area)) > metres; });
    return areas;
}

std::size_t Locator::memory_bytes() const
{
    std::size_t bytes = m_index->grid.memory_bytes();
    for (const Geometry& area : m_index->geometries) {
        bytes += vertex_count(area) * sizeof(LonLat);
    }
    return bytes;
}

}  // namespace parvis::geo
