// SPDX-License-Identifier: EUPL-1.2
#include "geo/overlay.hpp"

#include "geo/error.hpp"
#include "geo/geos_geometry.hpp"
#include "geo/measure.hpp"
#include "geo/visit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace parvis::geo {
namespace {

struct TextDeleter {
    void operator()(char* text) const noexcept
    {
        GEOSFree_r(GeosContext::of_thread().handle(), text);
    }
};
struct MakeValidParamsDeleter {
    void operator()(GEOSMakeValidParams* params) const noexcept
    {
        GEOSMakeValidParams_destroy_r(GeosContext::of_thread().handle(), params);
    }
};

/// What GEOS could not even hold: open rings are closed, rings of under four positions dropped.
/// Returns why it changed something, or nothing.
std::string close_rings(Geometry& geometry)
{
    std::string reason;
    const auto close = [&](Polygon& polygon) {
        for (Ring& ring : polygon.rings) {
            if (!ring.empty() && ring.front() != ring.back()) {
                ring.push_back(ring.front());
                reason = "Ring is not closed";
            }
        }
        const auto too_short = [](const Ring& ring) { return ring.size() < 4; };
        // Holes of an outer ring that is gone would become areas: they go with it.
        if (!polygon.rings.empty() && too_short(polygon.rings.front())) {
            polygon.rings.clear();
            reason = "Too few positions in ring";
        } else if (std::erase_if(polygon.rings, too_short) > 0) {
            reason = "Too few positions in ring";
        }
    };
    if (auto* polygon = std::get_if<Polygon>(&geometry)) {
        close(*polygon);
    } else if (auto* polygons = std::get_if<MultiPolygon>(&geometry)) {
        std::ranges::for_each(polygons->polygons, close);
        std::erase_if(polygons->polygons, [](const Polygon& part) { return part.rings.empty(); });
    }
    return reason;
}

GeosGeometry make_valid(const GEOSGeometry& geometry)
{
    const GeosContext& geos = GeosContext::of_thread();
    const std::unique_ptr<GEOSMakeValidParams, MakeValidParamsDeleter> params(
        GEOSMakeValidParams_create_r(geos.handle()));
    GEOSMakeValidParams_setMethod_r(geos.handle(), params.get(), GEOS_MAKE_VALID_STRUCTURE);
    GEOSMakeValidParams_setKeepCollapsed_r(geos.handle(), params.get(), 0);
    GeosGeometry valid(GEOSMakeValidWithParams_r(geos.handle(), &geometry, params.get()));
    if (!valid) {
        geos.fail("géométrie irréparable");
    }
    return valid;
}

void require_finite(const Geometry& geometry)
{
    for_each_position(geometry, [](LonLat p) {
        if (!std::isfinite(p.lon) || !std::isfinite(p.lat)) {
            throw GeometryError("une coordonnée n'est pas un nombre fini");
        }
    });
}

GeosGeometry union_of(std::span<const GeosGeometry> parts)
{
    const GeosContext& geos = GeosContext::of_thread();
    std::vector<GEOSGeometry*> raw;
    for (const GeosGeometry& part : parts) {
        GEOSGeometry* const copy = GEOSGeom_clone_r(geos.handle(), part.get());
        if (copy == nullptr) {
            geos.fail("réunion de surfaces impossible");
        }
        raw.push_back(copy);
    }
    const GeosGeometry all(GEOSGeom_createCollection_r(
        geos.handle(), GEOS_GEOMETRYCOLLECTION, raw.data(), static_cast<unsigned>(raw.size())));
    GeosGeometry result(all ? GEOSUnaryUnion_r(geos.handle(), all.get()) : nullptr);
    if (!result) {
        geos.fail("réunion de surfaces impossible");
    }
    return result;
}

}  // namespace

Repair repair(const Geometry& geometry)
{
    require_finite(geometry);
    if (dimension(geometry) != Dimension::area) {
        if (is_empty(geometry)) {
            throw GeometryError("la géométrie est vide");
        }
        return {geometry, "", 0};
    }
    const double before = area_m2(geometry);
    Geometry closed = geometry;
    std::string reason = close_rings(closed);
    if (is_empty(closed)) {
        throw GeometryError("la surface n'a aucun contour utilisable");
    }
    const GeosContext& geos = GeosContext::of_thread();
    const GeosGeometry shape = to_geos(closed);
    const char valid = GEOSisValid_r(geos.handle(), shape.get());
    if (valid == 1) {
        orient_rings(closed);
        return {std::move(closed), std::move(reason), 0};
    }
    const std::unique_ptr<char, TextDeleter> words(GEOSisValidReason_r(geos.handle(), shape.get()));
    if (words) {
        reason = words.get();
    }
    Geometry mended = areas_from_geos(*make_valid(*shape));
    if (is_empty(mended)) {
        throw GeometryError("il ne reste rien de la surface une fois réparée (" + reason + ")");
    }
    const double change = area_m2(mended) - before;
    return {std::move(mended), std::move(reason), change};
}

Geometry dissolve(std::span<const Geometry> polygons)
{
    std::vector<GeosGeometry> parts;
    for (const Geometry& polygon : polygons) {
        if (!is_empty(polygon)) {
            parts.push_back(to_geos(polygon));
        }
    }
    return parts.empty() ? Geometry{} : areas_from_geos(*union_of(parts));
}

Geometry intersection(const Geometry& a, const Geometry& b)
{
    if (dimension(a) != Dimension::area || dimension(b) != Dimension::area) {
        return std::monostate{};
    }
    const GeosContext& geos = GeosContext::of_thread();
    const GeosGeometry first = to_geos(a);
    const GeosGeometry second = to_geos(b);
    const GeosGeometry common(GEOSIntersection_r(geos.handle(), first.get(), second.get()));
    if (!common) {
        geos.fail("intersection de surfaces impossible");
    }
    return areas_from_geos(*common);
}

Geometry difference(const Geometry& a, const Geometry& b)
{
    if (dimension(a) != Dimension::area) {
        return std::monostate{};
    }
    const GeosContext& geos = GeosContext::of_thread();
    const GeosGeometry first = to_geos(a);
    const GeosGeometry second = to_geos(b);
    const GeosGeometry rest(GEOSDifference_r(geos.handle(), first.get(), second.get()));
    if (!rest) {
        geos.fail("différence de surfaces impossible");
    }
    return areas_from_geos(*rest);
}

}  // namespace parvis::geo
