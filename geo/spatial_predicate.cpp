// SPDX-License-Identifier: EUPL-1.2
#include "geo/spatial_predicate.hpp"

#include "geo/error.hpp"
#include "geo/geos_geometry.hpp"
#include "geo/visit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace parvis::geo {

namespace {

struct PreparedDeleter {
    void operator()(const GEOSPreparedGeometry* prepared) const noexcept
    {
        GEOSPreparedGeom_destroy_r(GeosContext::of_thread().handle(), prepared);
    }
};

GEOSContextHandle_t handle() { return GeosContext::of_thread().handle(); }

/// GEOS answers 0, 1, or 2 for "cannot say".
std::optional<bool> answer(char given)
{
    return given == 2 ? std::nullopt : std::optional(given == 1);
}

GeosGeometry checked(GEOSGeometry* geometry)
{
    if (geometry == nullptr) {
        GeosContext::of_thread().fail("géométrie refusée");
    }
    return GeosGeometry(geometry);
}

void check_valid(const GEOSGeometry& geometry)
{
    if (GEOSisValid_r(handle(), &geometry) == 1) {
        return;
    }
    GEOSGeometry* place = nullptr;
    char* reason = nullptr;
    GEOSisValidDetail_r(handle(), &geometry, 0, &reason, &place);
    const GeosGeometry owned(place);
    GEOSFree_r(handle(), reason);
    double x = 0;
    double y = 0;
    const bool known = place != nullptr && GEOSGeomGetX_r(handle(), place, &x) == 1 &&
                       GEOSGeomGetY_r(handle(), place, &y) == 1;
    throw GeometryError(
        known ? fmt::format("cette géométrie n'est pas valide : elle se croise ou se replie sur "
                            "elle-même près de {} {}",
                            x, y)
              : "cette géométrie n'est pas valide : elle se croise ou se replie sur elle-même");
}

/// Parts of one dimension as one geometry.
GeosGeometry united(const std::vector<Geometry>& parts, Dimension dimension)
{
    if (dimension == Dimension::point) {
        MultiPoint points;
        for (const Geometry& part : parts) {
            for_each_position(part, [&](LonLat p) { points.points.push_back(p); });
        }
        return to_geos(points);
    }
    if (dimension == Dimension::line) {
        MultiLine lines;
        for (const Geometry& part : parts) {
            for_each_line(part, [&](const LineString& line) { lines.lines.push_back(line); });
        }
        return to_geos(lines);
    }
    MultiPolygon polygons;
    for (const Geometry& part : parts) {
        for_each_polygon(part, [&](const Polygon& one) { polygons.polygons.push_back(one); });
    }
    // Areas that overlap are no valid MultiPolygon.
    return checked(GEOSUnaryUnion_r(handle(), to_geos(polygons).get()));
}

}  // namespace

struct Shape::Prepared {
    GeosGeometry geometry;
    std::unique_ptr<const GEOSPreparedGeometry, PreparedDeleter> prepared;

    explicit Prepared(GeosGeometry source)
        : geometry(std::move(source)), prepared(GEOSPrepare_r(handle(), geometry.get()))
    {
        if (!prepared) {
            GeosContext::of_thread().fail("géométrie refusée");
        }
    }

    [[nodiscard]] std::optional<bool> holds(SpatialRelation relation,
                                            const GEOSGeometry* other) const
    {
        const auto* const own = prepared.get();
        switch (relation) {
        case SpatialRelation::contains:
            return answer(GEOSPreparedWithin_r(handle(), own, other));
        case SpatialRelation::crosses:
            return answer(GEOSPreparedCrosses_r(handle(), own, other));
        case SpatialRelation::disjoint:
            return answer(GEOSPreparedDisjoint_r(handle(), own, other));
        case SpatialRelation::equals:
            return answer(GEOSEquals_r(handle(), geometry.get(), other));
        case SpatialRelation::intersects:
            return answer(GEOSPreparedIntersects_r(handle(), own, other));
        case SpatialRelation::overlaps:
            return answer(GEOSPreparedOverlaps_r(handle(), own, other));
        case SpatialRelation::touches:
            return answer(GEOSPreparedTouches_r(handle(), own, other));
        case SpatialRelation::within:
            break;
        }
        return answer(GEOSPreparedContains_r(handle(), own, other));
    }

    [[nodiscard]] std::optional<bool> covered_by(const GEOSGeometry* other) const
    {
        return answer(GEOSPreparedCoveredBy_r(handle(), prepared.get(), other));
    }
};

SpatialRelation converse(SpatialRelation relation)
{
    return relation == SpatialRelation::contains ? SpatialRelation::within
           : relation == SpatialRelation::within ? SpatialRelation::contains
                                                 : relation;
}

Shape::Shape(std::vector<Geometry> parts)
{
    std::array<std::vector<Geometry>, 3> by_dimension;  // areas, lines, points
    for (Geometry& part : parts) {
        if (const auto box = geo::bounds(part)) {
            m_boxes.push_back(*box);
            by_dimension[static_cast<std::size_t>(Dimension::area) -
                         static_cast<std::size_t>(dimension(part))]
                .push_back(std::move(part));
        }
    }
    for (auto& same : by_dimension) {
        for (const Geometry& part : same) {
            check_valid(*to_geos(part));
        }
        std::erase_if(same, [&](const Geometry& part) {
            const auto own = to_geos(part);
            return std::ranges::any_of(m_groups, [&](const Prepared& higher) {
                return GEOSPreparedCovers_r(handle(), higher.prepared.get(), own.get()) == 1;
            });
        });
        if (!same.empty()) {
            m_groups.emplace_back(same.size() == 1 ? to_geos(same.front())
                                                   : united(same, dimension(same.front())));
        }
    }
    if (m_groups.empty()) {
        throw GeometryError("cette géométrie est vide");
    }
}

Shape::~Shape() = default;
Shape::Shape(Shape&&) noexcept = default;
Shape& Shape::operator=(Shape&&) noexcept = default;

bool Shape::is_mixed() const { return m_groups.size() > 1; }

std::optional<bool> Shape::holds(SpatialRelation relation, const Geometry& other) const
{
    if (is_empty(other)) {
        return std::nullopt;
    }
    const auto geos = to_geos(other);
    if (!is_mixed()) {
        return m_groups.front().holds(relation, geos.get());
    }
    if (relation == SpatialRelation::equals) {
        return false;  // what sticks out of the other parts has another dimension
    }
    bool any = false;
    bool all = true;
    for (const Prepared& group : m_groups) {
        auto one = group.holds(relation == SpatialRelation::disjoint ? SpatialRelation::intersects
                                                                     : relation,
                               geos.get());
        auto also = one;
        if (relation == SpatialRelation::contains) {
            also = group.covered_by(geos.get());
        } else if (relation == SpatialRelation::touches && one && !*one) {
            also = group.holds(SpatialRelation::disjoint, geos.get());
        }
        if (!one || !also) {
            return std::nullopt;
        }
        any = any || *one;
        all = all && *also;
    }
    switch (relation) {
    case SpatialRelation::disjoint:
        return !any;
    case SpatialRelation::contains:
    case SpatialRelation::touches:
        return any && all;
    default:
        return any;
    }
}

}  // namespace parvis::geo
