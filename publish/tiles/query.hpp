// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"
#include "publish/store.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace parvis::publish::tiles {

/// What a request for a tile, or for what describes tiles, asks besides its address.
struct TileQuery {
    std::vector<std::shared_ptr<const Snapshot>> datasets;  ///< the layers, in this order
    /// Names as asked for; nothing: a few of each dataset, see default_properties().
    std::optional<std::vector<std::string>> properties;
    std::optional<datasets::Date> at;  ///< the day that works are judged on
};

/// Checks the parameters, all faults together. `collection` is the one that the address names;
/// without it the tiles are the site's, and `collections` chooses among those that have a geometry.
[[nodiscard]] std::variant<TileQuery, std::vector<ParameterProblem>>
parse_tile_query(const Parameters& parameters, const Publication& publication,
                 const std::shared_ptr<const Snapshot>& collection);

/// What OpenAPI says of these parameters: the table that reads them.
[[nodiscard]] std::vector<ParameterText> tile_parameters(const Publication& publication,
                                                         const Snapshot* collection);

/// Whether any row has a place.
[[nodiscard]] bool has_geometry(const Snapshot& dataset);
/// The layers of the site's tiles where none are chosen: communes and levels; where the site has
/// none, all that have a geometry.
[[nodiscard]] std::vector<std::shared_ptr<const Snapshot>>
territory_layers(const Publication& publication);

/// What tiles carry of a dataset unless `properties` says otherwise: what a row is called, where it
/// belongs, what signs are drawn by, and whether it is invented.
[[nodiscard]] std::vector<std::string> default_properties(const datasets::Manifest& dataset);
/// What tiles carry of a dataset: as asked or by default, as far as the dataset has it, with the
/// status of each figure and whether rows are invented.
[[nodiscard]] std::vector<std::string> properties_of(const datasets::Manifest& dataset,
                                                     const TileQuery& query);

}  // namespace parvis::publish::tiles
