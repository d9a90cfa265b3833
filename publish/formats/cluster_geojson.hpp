// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/clusters.hpp"
#include "publish/formats/geojson.hpp"

#include <string>

namespace parvis::publish {

/// A FeatureCollection of clusters: a point each, with `nombre` (rows), `commentes` (of them, those
/// with a comment) and its `bbox`; a cluster of one row is the row itself. numberMatched counts
/// rows, `clustered` those in a cluster, `withoutPlace` the others. `page` has links, day and what
/// is wanted, and as many matches as there are rows.
[[nodiscard]] std::string clusters_geojson(const ItemsPage& page, const Clusters& clusters,
                                           unsigned zoom);

}  // namespace parvis::publish
