// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "publish/formats/geojson.hpp"

#include <string>

namespace parvis::publish {

/// The rows as a table: UTF-8, comma, CRLF (RFC 4180), property names as header. First `id`, for
/// works `etat`, then the properties, `lon` and `lat` of points, `commentaire` (all on the row) and
/// `commentaire_jeu` (on the dataset and its columns, on the first row alone).
[[nodiscard]] std::string items_csv(const ItemsPage& page);
/// The same in pieces of some 64 kB, whatever the number of rows.
void write_items_csv(const ItemsPage& page, const BodySink& sink);

}  // namespace parvis::publish
