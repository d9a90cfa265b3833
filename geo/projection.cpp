// SPDX-License-Identifier: EUPL-1.2
#include "geo/projection.hpp"

#include "geo/error.hpp"

#include <fmt/format.h>
#include <proj.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string_view>
#include <utility>

namespace parvis::geo {
namespace {

struct ContextDeleter {
    void operator()(PJ_CONTEXT* context) const noexcept { proj_context_destroy(context); }
};
struct ObjectDeleter {
    void operator()(PJ* object) const noexcept { proj_destroy(object); }
};
using ContextPtr = std::unique_ptr<PJ_CONTEXT, ContextDeleter>;
using ObjectPtr = std::unique_ptr<PJ, ObjectDeleter>;

bool starts_with_no_case(std::string_view text, std::string_view start)
{
    return text.size() >= start.size() &&
           std::equal(start.begin(), start.end(), text.begin(), [](char a, char b) {
               return std::tolower(static_cast<unsigned char>(a)) ==
                      std::tolower(static_cast<unsigned char>(b));
           });
}

/// PROJ takes much more than names of systems: "+init=file:…" reads local files, and a free word is
/// looked up among thousands of names. Only forms that say exactly one system are let through.
bool is_crs_name(std::string_view crs)
{
    static constexpr std::array<std::string_view, 19> starts = {"EPSG:",
                                                                "OGC:",
                                                                "ESRI:",
                                                                "IGNF:",
                                                                "IAU_2015:",
                                                                "urn:ogc:def:crs:",
                                                                "http://www.opengis.net/def/crs/",
                                                                "https://www.opengis.net/def/crs/",
                                                                "PROJCS[",
                                                                "GEOGCS[",
                                                                "COMPD_CS[",
                                                                "PROJCRS[",
                                                                "GEOGCRS[",
                                                                "GEODCRS[",
                                                                "COMPOUNDCRS[",
                                                                "BOUNDCRS[",
                                                                "PROJECTEDCRS[",
                                                                "GEOGRAPHICCRS[",
                                                                "GEODETICCRS["};
    return std::ranges::any_of(
        starts, [&](std::string_view start) { return starts_with_no_case(crs, start); });
}

bool is_on_earth(double lon, double lat)
{
    return std::isfinite(lon) && std::isfinite(lat) && lon >= -180 && lon <= 180 && lat >= -90 &&
           lat <= 90;
}

/// What arithmetic left a tenth of a millimetre behind the antimeridian or a pole is on it: files
/// of the whole world have 180.00000000000014.
LonLat on_the_edge(LonLat p)
{
    constexpr double hair = 1e-9;
    const auto within = [](double degree, double limit) {
        return std::fabs(degree) > limit && std::fabs(degree) <= limit + hair
                   ? std::copysign(limit, degree)
                   : degree;
    };
    return {within(p.lon, 180), within(p.lat, 90)};
}

bool has_north_first(PJ_CONTEXT* context, const PJ* crs)
{
    const ObjectPtr axes(proj_crs_get_coordinate_system(context, crs));
    const char* direction = nullptr;
    return axes &&
           proj_cs_get_axis_info(context, axes.get(), 0, nullptr, nullptr, &direction, nullptr,
                                 nullptr, nullptr, nullptr) != 0 &&
           direction != nullptr && std::string_view(direction) == "north";
}

void stay_silent(void*, int, const char*) {}

[[noreturn]] void refuse(const std::string& crs)
{
    const bool digits =
        !crs.empty() && std::ranges::all_of(crs, [](char c) { return c >= '0' && c <= '9'; });
    throw ProjectionError(
        fmt::format("système de coordonnées inconnu : « {} ». {}", crs.substr(0, 120),
                    digits ? fmt::format("Écrivez « EPSG:{} ».", crs)
                           : "Indiquez un code EPSG, par exemple « EPSG:2154 » (Lambert-93) ou "
                             "« EPSG:4326 » (longitude et latitude)."));
}

}  // namespace

struct Projection::Handle {
    ContextPtr context;  // before the objects: it must outlive them
    ObjectPtr operation;
    bool identity = false;
    bool north_first = false;
    std::string name;
    std::optional<double> accuracy;
};

Projection::Projection(const std::string& crs) : m_handle(std::make_unique<Handle>())
{
    m_handle->context.reset(proj_context_create());
    PJ_CONTEXT* const context = m_handle->context.get();
    if (context == nullptr) {
        throw ProjectionError("PROJ ne démarre pas");
    }
    proj_log_func(context, nullptr, stay_silent);
    proj_context_set_enable_network(context, 0);

    const ObjectPtr source(is_crs_name(crs) ? proj_create(context, crs.c_str()) : nullptr);
    if (!source || proj_is_crs(source.get()) == 0) {
        refuse(crs);
    }
    m_handle->north_first = has_north_first(context, source.get());
    const ObjectPtr crs84(proj_create(context, "OGC:CRS84"));
    if (!crs84) {
        throw ProjectionError("PROJ ne trouve pas sa base de données (proj.db)");
    }
    if (proj_is_equivalent_to_with_ctx(context, source.get(), crs84.get(),
                                       PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS) != 0) {
        m_handle->identity = true;
        m_handle->name = "none";
        m_handle->accuracy = 0;
        return;
    }
    const ObjectPtr plain(
        proj_create_crs_to_crs_from_pj(context, source.get(), crs84.get(), nullptr, nullptr));
    if (plain) {
        // EPSG:2169 and EPSG:3035 are north, east by definition; files are always east, north.
        m_handle->operation.reset(proj_normalize_for_visualization(context, plain.get()));
    }
    if (!m_handle->operation) {
        throw ProjectionError(fmt::format(
            "PROJ ne sait pas passer de « {} » à la longitude et la latitude", crs.substr(0, 120)));
    }

    // PROJ chooses among several operations by place: ask for the one of the middle of the area of
    // use, so that the answer does not depend on which point came first.
    double west = 0;
    double south = 0;
    double east = 0;
    double north = 0;
    if (proj_get_area_of_use(context, source.get(), &west, &south, &east, &north, nullptr) != 0 &&
        west <= east) {
        static_cast<void>(from_crs84({(west + east) / 2, (south + north) / 2}));
    }
    const ObjectPtr used(proj_trans_get_last_used_operation(m_handle->operation.get()));
    const PJ_PROJ_INFO info = proj_pj_info(used ? used.get() : m_handle->operation.get());
    m_handle->name = info.description != nullptr ? info.description : "";
    const double accuracy =
        used ? proj_coordoperation_get_accuracy(context, used.get()) : info.accuracy;
    if (accuracy >= 0) {
        m_handle->accuracy = accuracy;
    }
}

Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;
Projection::~Projection() = default;

bool Projection::is_identity() const { return m_handle->identity; }

bool Projection::is_north_first() const { return m_handle->north_first; }

std::string Projection::operation() const { return m_handle->name; }

std::optional<double> Projection::accuracy_m() const { return m_handle->accuracy; }

std::optional<LonLat> Projection::to_crs84(double x, double y) const
{
    LonLat place{x, y};
    if (!m_handle->identity) {
        const PJ_COORD to = proj_trans(m_handle->operation.get(), PJ_FWD, proj_coord(x, y, 0, 0));
        place = {to.xy.x, to.xy.y};
    }
    place = on_the_edge(place);
    if (!is_on_earth(place.lon, place.lat)) {
        return std::nullopt;
    }
    return place;
}

std::optional<LonLat> Projection::from_crs84(LonLat p) const
{
    if (!is_on_earth(p.lon, p.lat)) {
        return std::nullopt;
    }
    if (m_handle->identity) {
        return p;
    }
    const PJ_COORD to =
        proj_trans(m_handle->operation.get(), PJ_INV, proj_coord(p.lon, p.lat, 0, 0));
    if (!std::isfinite(to.xy.x) || !std::isfinite(to.xy.y)) {
        return std::nullopt;
    }
    return LonLat{to.xy.x, to.xy.y};
}

}  // namespace parvis::geo
