// SPDX-License-Identifier: EUPL-1.2
#include "geo/tile_grid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <utility>

namespace parvis::geo {

namespace {

/// Half of the equator of the sphere that EPSG:3857 draws.
constexpr double half_equator = 20037508.342789244;

constexpr std::array grids{
    TileGrid{"WebMercatorQuad", "Mercator du Web (Google Maps, MapLibre, QGIS)",
             "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad",
             "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible", "EPSG:3857",
             "http://www.opengis.net/def/crs/EPSG/0/3857", -half_equator, half_equator,
             2 * half_equator / TileGrid::pixels, 23, 2 * half_equator, 2 * half_equator},
    TileGrid{"2154_10cm", "Lambert-93, grille de l'IGN (LAMB93_10cm)", "", "", "EPSG:2154",
             "http://www.opengis.net/def/crs/EPSG/0/2154", 0, 12'000'000, 209715.2, 22, 1'290'240,
             10'762'450},
};

std::uint32_t tiles_over(double metres, double side)
{
    // A side that fits a whole number of times must not make one more of it by a rounding.
    return static_cast<std::uint32_t>(std::ceil(metres / side - 1e-9));
}

/// PROJ's objects are for one thread each, and take milliseconds to make.
const GridPlane& plane_of(const TileGrid& grid)
{
    static thread_local std::map<std::string_view, GridPlane> made;
    return made.try_emplace(grid.id, grid).first->second;
}

}  // namespace

double TileGrid::side(int zoom) const { return std::ldexp(cell * pixels, -zoom); }

std::uint32_t TileGrid::columns(int zoom) const { return tiles_over(east_reach, side(zoom)); }

std::uint32_t TileGrid::rows(int zoom) const { return tiles_over(south_reach, side(zoom)); }

std::span<const TileGrid> tile_grids() { return grids; }

const TileGrid* tile_grid_named(std::string_view id)
{
    const auto found = std::ranges::find(grids, id, &TileGrid::id);
    return found == grids.end() ? nullptr : &*found;
}

GridPlane::GridPlane(const TileGrid& grid) : m_grid(&grid)
{
    if (grid.crs != "EPSG:3857") {
        m_projection.emplace(std::string(grid.crs));
    }
}

std::optional<GridPoint> GridPlane::place(LonLat p) const
{
    if (!m_projection) {
        constexpr double farthest = 89.99;
        const double latitude = std::clamp(p.lat, -farthest, farthest) * std::numbers::pi / 180;
        return GridPoint{(p.lon + 180) / 360,
                         0.5 - std::asinh(std::tan(latitude)) / (2 * std::numbers::pi)};
    }
    const auto at = m_projection->from_crs84(p);
    if (!at) {
        return std::nullopt;
    }
    const double side = m_grid->side(0);
    return GridPoint{(at->lon - m_grid->west) / side, (m_grid->north - at->lat) / side};
}

std::optional<TileLimits> tile_limits(const TileGrid& grid, const Box& box, int zoom)
{
    const GridPlane& plane = plane_of(grid);
    // A side of the box is curved in some planes: between two steps by less than the margin.
    constexpr int steps = 32;
    GridPoint low{1e9, 1e9};
    GridPoint high{-1e9, -1e9};
    const auto meet = [&](LonLat p) {
        if (const auto at = plane.place(p)) {
            low = {std::min(low.x, at->x), std::min(low.y, at->y)};
            high = {std::max(high.x, at->x), std::max(high.y, at->y)};
        }
    };
    for (int i = 0; i <= steps; ++i) {
        const double lon = box.west + (box.east - box.west) * i / steps;
        const double lat = box.south + (box.north - box.south) * i / steps;
        for (const auto& p : {LonLat{lon, box.south}, LonLat{lon, box.north}, LonLat{box.west, lat},
                              LonLat{box.east, lat}}) {
            meet(p);
        }
    }
    const double margin = 1e-12 + std::max(high.x - low.x, high.y - low.y) / 200;
    const double scale = std::ldexp(1.0, zoom);
    const double columns = grid.columns(zoom);
    const double rows = grid.rows(zoom);
    const double west = std::floor((low.x - margin) * scale);
    const double east = std::floor((high.x + margin) * scale);
    const double north = std::floor((low.y - margin) * scale);
    const double south = std::floor((high.y + margin) * scale);
    if (!(west < columns && north < rows && east >= 0 && south >= 0)) {
        return std::nullopt;
    }
    const auto within = [](double tile, double count) {
        return static_cast<std::uint32_t>(std::clamp(tile, 0.0, count - 1));
    };
    return TileLimits{within(north, rows), within(south, rows), within(west, columns),
                      within(east, columns)};
}

}  // namespace parvis::geo
