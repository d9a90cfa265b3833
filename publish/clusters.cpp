// SPDX-License-Identifier: EUPL-1.2
#include "publish/clusters.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

namespace parvis::publish {

namespace {

/// Where a row falls: cells counted row by row from the north-west corner.
struct Placed {
    std::uint64_t cell = 0;
    RowIndex row = 0;
};

std::uint64_t index_of(double share, double cells)
{
    return static_cast<std::uint64_t>(std::clamp(std::floor(share * cells), 0.0, cells - 1));
}

std::uint64_t cell_of(geo::LonLat p, unsigned zoom)
{
    constexpr double most_lat = 85.05112877980659;
    constexpr double pi = std::numbers::pi;
    const double cells = std::exp2(zoom) * 4;  // 256 pixels a tile, 64 a cell
    const double lat = std::clamp(p.lat, -most_lat, most_lat) * pi / 180;
    const auto x = index_of((p.lon + 180) / 360, cells);
    const auto y = index_of((1 - std::asinh(std::tan(lat)) / pi) / 2, cells);
    return (y << 32U) | x;
}

Cluster cluster_of(const RowPositions& positions, const Placed* first, const Placed* last)
{
    Cluster cluster;
    cluster.x = static_cast<std::uint32_t>(first->cell);
    cluster.y = static_cast<std::uint32_t>(first->cell >> 32U);
    cluster.box = {180, 90, -180, -90};
    double lon = 0;
    double lat = 0;
    for (const auto* placed = first; placed != last; ++placed) {
        const auto p = *positions.at(placed->row);
        cluster.rows.push_back(placed->row);
        lon += p.lon;
        lat += p.lat;
        auto& box = cluster.box;
        box = {std::min(box.west, p.lon), std::min(box.south, p.lat), std::max(box.east, p.lon),
               std::max(box.north, p.lat)};
    }
    const auto count = static_cast<double>(cluster.rows.size());
    cluster.at = {lon / count, lat / count};
    return cluster;
}

}  // namespace

std::variant<unsigned, std::string> parse_cluster_zoom(std::string_view text)
{
    unsigned zoom = 0;
    const char* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, zoom);
    if (error != std::errc{} || end != last || zoom > finest_cluster_zoom) {
        return "un niveau de zoom entier de 0 à 22 est attendu";
    }
    return zoom;
}

Clusters clusters_of(const Snapshot& dataset, const std::optional<std::vector<RowIndex>>& rows,
                     unsigned zoom)
{
    Clusters found;
    const auto& positions = dataset.positions();
    std::vector<Placed> placed;
    const auto place = [&](RowIndex row) {
        if (const auto at = positions.at(row)) {
            placed.push_back({cell_of(*at, zoom), row});
        } else {
            ++found.without_place;
        }
    };
    if (rows) {
        std::for_each(rows->begin(), rows->end(), place);
    } else {
        for (RowIndex row = 0; row < dataset.size(); ++row) {
            place(row);
        }
    }
    std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
        return a.cell != b.cell ? a.cell < b.cell : a.row < b.row;
    });
    const auto* at = placed.data();
    const auto* const end = at + placed.size();
    while (at != end) {
        const auto* const next = std::find_if(
            at, end, [cell = at->cell](const Placed& other) { return other.cell != cell; });
        found.clusters.push_back(cluster_of(positions, at, next));
        at = next;
    }
    return found;
}

}  // namespace parvis::publish
