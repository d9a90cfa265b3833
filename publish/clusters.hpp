// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish {

/// Rows that one symbol stands for on a map.
struct Cluster {
    std::vector<RowIndex> rows;  ///< in row order
    std::uint32_t x = 0, y = 0;  ///< cell of the grid, from the north-west
    geo::LonLat at;              ///< the middle of their positions
    geo::Box box;                ///< around their positions
};

/// What `cluster` gives.
struct Clusters {
    static constexpr std::size_t most = 10000;

    std::vector<Cluster> clusters;    ///< by row of the grid, then by column
    std::uint64_t without_place = 0;  ///< rows without a geometry: in no cluster
};

inline constexpr unsigned finest_cluster_zoom = 22;

/// Reads `cluster`, a whole zoom of 0 to 22; the reason why not.
[[nodiscard]] std::variant<unsigned, std::string> parse_cluster_zoom(std::string_view text);

/// Rows whose positions (RowPositions) lie in one cell of 64 pixels of WebMercatorQuad at this zoom
/// are one cluster, so that every row with a place is in exactly one and counts add up. Linear but
/// for sorting.
[[nodiscard]] Clusters clusters_of(const Snapshot& dataset,
                                   const std::optional<std::vector<RowIndex>>& rows, unsigned zoom);

}  // namespace parvis::publish
