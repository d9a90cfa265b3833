// SPDX-License-Identifier: EUPL-1.2
#include "geo/overlay.hpp"

#include "geo/error.hpp"
#include "geo/geos_geometry.hpp"
#include "geo/measure.hpp"
#include "geo/visit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
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

/// What GEOS says of an invalid area, "Self-intersection[1.5 43.2]", in French; what it says of no
/// area of ours stays as it is.
std::string french_reason(std::string_view words)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 9> known{{
        {"Self-intersection", "le contour se croise"},
        {"Ring Self-intersection", "le contour se touche lui-même"},
        {"Hole lies outside shell", "un trou est hors du contour"},
        {"Holes are nested", "des trous sont l'un dans l'autre"},
        {"Nested shells", "des contours sont l'un dans l'autre"},
        {"Interior is disconnected", "des trous coupent la surface en deux"},
        {"Duplicate Rings", "un contour est présent deux fois"},
        {"Too few points in geometry component", "contour de moins de trois sommets"},
        {"Invalid Coordinate", "une coordonnée n'est pas un nombre"},
    }};
    const std::string_view kind = words.substr(0, words.find('['));
    const auto* const found =
        std::ranges::find(known, kind, &std::pair<std::string_view, std::string_view>::first);
    if (found == known.end()) {
        return std::string(words);
    }
    const std::string_view place = words.substr(kind.size());
    const bool located = place.size() > 2 && place.ends_with(']');
    return std::string(found->second) +
           (located ? " en " + std::string(place.substr(1, place.size() - 2)) : std::string());
}

/// What GEOS could not even hold: open rings are closed, rings of under four positions dropped.
/// Returns why it changed something, or nothing.
std::string close_rings(Geometry& geometry)
{
    std::string reason;
    const auto close = [&](Polygon& polygon) {
        for (Ring& ring : polygon.rings) {
            if (!ring.empty() && ring.front() != ring.back()) {
                ring.push_back(ring.front());
                reason = "contour non fermé";
            }
        }
        const auto too_short = [](const Ring& ring) { return ring.size() < 4; };
        // Holes of an outer ring that is gone would become areas: they go with it.
        if (!polygon.rings.empty() && too_short(polygon.rings.front())) {
            polygon.rings.clear();
            reason = "contour de moins de trois sommets";
        } else if (std::erase_if(polygon.rings, too_short) > 0) {
            reason = "contour de moins de trois sommets";
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
    if (GEOSisValid_r(geos.handle(), valid.get()) != 1) {
        // GEOS 3.11 may leave parts that share an edge; their union does not.
        valid.reset(GEOSUnaryUnion_r(geos.handle(), valid.get()));
        if (!valid) {
            geos.fail("géométrie irréparable");
        }
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
        throw GeometryError("aucun contour utilisable");
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
        reason = french_reason(words.get());
    }
    Geometry mended = areas_from_geos(*make_valid(*shape));
    if (is_empty(mended)) {
        throw GeometryError("il n'en resterait rien : " + reason);
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
