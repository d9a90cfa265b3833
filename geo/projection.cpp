// SPDX-License-Identifier: EUPL-1.2
#include "geo/projection.hpp"

#include "geo/error.hpp"

#include <fmt/format.h>
#include <proj.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::geo {
namespace {

struct ContextDeleter {
    void operator()(PJ_CONTEXT* context) const noexcept { proj_context_destroy(context); }
};
struct ObjectDeleter {
    void operator()(PJ* object) const noexcept { proj_destroy(object); }
};
struct SearchDeleter {
    void operator()(PJ_OPERATION_FACTORY_CONTEXT* search) const noexcept
    {
        proj_operation_factory_context_destroy(search);
    }
};
struct ListDeleter {
    void operator()(PJ_OBJ_LIST* list) const noexcept { proj_list_destroy(list); }
};
using ContextPtr = std::unique_ptr<PJ_CONTEXT, ContextDeleter>;
using ObjectPtr = std::unique_ptr<PJ, ObjectDeleter>;
using SearchPtr = std::unique_ptr<PJ_OPERATION_FACTORY_CONTEXT, SearchDeleter>;
using ListPtr = std::unique_ptr<PJ_OBJ_LIST, ListDeleter>;

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

ContextPtr silent_context()
{
    ContextPtr context(proj_context_create());
    if (!context) {
        throw ProjectionError("PROJ ne démarre pas");
    }
    proj_log_func(context.get(), nullptr, stay_silent);
    proj_context_set_enable_network(context.get(), 0);
    return context;
}

/// @throws ProjectionError for what is no coordinate system.
ObjectPtr system_named(PJ_CONTEXT* context, const std::string& crs)
{
    ObjectPtr system(is_crs_name(crs) ? proj_create(context, crs.c_str()) : nullptr);
    if (!system || proj_is_crs(system.get()) == 0) {
        refuse(crs);
    }
    return system;
}

[[noreturn]] void refuse_path(const std::string& crs)
{
    throw ProjectionError(fmt::format(
        "aucun passage connu du système « {} » à la longitude et la latitude WGS 84 : rien n’est "
        "supposé. Indiquez le système horizontal terrestre du fichier, par exemple "
        "« EPSG:2154 » (Lambert-93).",
        crs.substr(0, 120)));
}

std::optional<double> stated_accuracy(PJ_CONTEXT* context, const PJ* operation)
{
    const double accuracy = proj_coordoperation_get_accuracy(context, operation);
    return accuracy >= 0 ? std::optional(accuracy) : std::nullopt;
}

/// The first file that an operation needs and this machine does not have; "" where it has all.
std::string missing_grid(PJ_CONTEXT* context, const PJ* operation)
{
    const int count = proj_coordoperation_get_grid_used_count(context, operation);
    for (int i = 0; i < count; ++i) {
        const char* name = nullptr;
        int available = 0;
        if (proj_coordoperation_get_grid_used(context, operation, i, &name, nullptr, nullptr,
                                              nullptr, nullptr, nullptr, &available) != 0 &&
            available == 0 && name != nullptr) {
            return name;
        }
    }
    return {};
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
    m_handle->context = silent_context();
    PJ_CONTEXT* const context = m_handle->context.get();
    const ObjectPtr source = system_named(context, crs);
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
        refuse_path(crs);
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
    PJ* const operation = used ? used.get() : m_handle->operation.get();
    if (proj_coordoperation_has_ballpark_transformation(context, operation) != 0) {
        refuse_path(crs);
    }
    const PJ_PROJ_INFO info = proj_pj_info(operation);
    m_handle->name = info.description != nullptr ? info.description : "";
    m_handle->accuracy = stated_accuracy(context, operation);
}

Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;
Projection::~Projection() = default;

bool Projection::is_identity() const { return m_handle->identity; }

bool Projection::is_north_first() const { return m_handle->north_first; }

std::string Projection::operation() const { return m_handle->name; }

std::optional<double> Projection::accuracy_m() const { return m_handle->accuracy; }

Operation Projection::operation_in(const Box& box) const
{
    Operation found{m_handle->name, m_handle->accuracy};
    if (m_handle->identity) {
        return found;
    }
    constexpr int steps = 4;
    std::vector<Operation> used;
    for (int i = 0; i < (steps + 1) * (steps + 1); ++i) {
        const int column = i % (steps + 1);
        const int line = i / (steps + 1);
        const auto at = from_crs84({box.west + (box.east - box.west) * column / steps,
                                    box.south + (box.north - box.south) * line / steps});
        // The way there: what is best for a place may depend on the direction asked.
        if (!at || !to_crs84(at->lon, at->lat)) {
            continue;
        }
        const ObjectPtr last(proj_trans_get_last_used_operation(m_handle->operation.get()));
        if (!last) {
            continue;
        }
        const char* const words = proj_pj_info(last.get()).description;
        Operation one{words != nullptr ? words : "",
                      stated_accuracy(m_handle->context.get(), last.get())};
        if (std::ranges::find(used, one) == used.end()) {
            used.push_back(std::move(one));
        }
    }
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (i == 0) {
            found = used[i];
            continue;
        }
        found.name += " ; " + used[i].name;
        found.accuracy_m = found.accuracy_m && used[i].accuracy_m
                               ? std::optional(std::max(*found.accuracy_m, *used[i].accuracy_m))
                               : std::nullopt;
    }
    return found;
}

std::optional<GridWanted> Projection::grid_wanted(const std::string& crs)
{
    const Projection here(crs);
    if (here.is_identity()) {
        return std::nullopt;
    }
    PJ_CONTEXT* const context = here.m_handle->context.get();
    const ObjectPtr source = system_named(context, crs);
    const SearchPtr search(proj_create_operation_factory_context(context, nullptr));
    proj_operation_factory_context_set_spatial_criterion(
        context, search.get(), PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
    proj_operation_factory_context_set_grid_availability_use(context, search.get(),
                                                             PROJ_GRID_AVAILABILITY_IGNORED);
    std::optional<GridWanted> best;
    double accuracy = here.accuracy_m().value_or(std::numeric_limits<double>::infinity());
    // Grids of Europe lead to ETRS89, which no register tells apart from WGS 84 below a metre.
    for (const char* const target : {"OGC:CRS84", "EPSG:4258"}) {
        const ObjectPtr to(proj_create(context, target));
        const ListPtr list(
            to ? proj_create_operations(context, source.get(), to.get(), search.get()) : nullptr);
        const int count = list ? proj_list_get_count(list.get()) : 0;
        for (int i = 0; i < count; ++i) {
            const ObjectPtr operation(proj_list_get(context, list.get(), i));
            const auto stated = stated_accuracy(context, operation.get());
            std::string grid = missing_grid(context, operation.get());
            if (stated && *stated < accuracy && !grid.empty()) {
                accuracy = *stated;
                best = GridWanted{std::move(grid), accuracy};
            }
        }
    }
    return best;
}

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
