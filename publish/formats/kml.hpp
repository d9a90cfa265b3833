// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "publish/formats/geojson.hpp"

namespace parvis::publish {

/// The rows as KML 2.2 (OGC 12-007r2), in pieces, whatever their number: a placemark each, its
/// name, its comments as description, the columns of ExportTable as extended data. The document's
/// description says source, licence and the comments on the dataset. Longitude and latitude, which
/// is all that KML knows.
void write_items_kml(const ItemsPage& page, const BodySink& sink);

}  // namespace parvis::publish
