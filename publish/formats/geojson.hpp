// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/api/link.hpp"
#include "publish/exchange.hpp"
#include "publish/returnables.hpp"
#include "publish/selection.hpp"
#include "publish/snapshot.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish {

/// A page of items as it is to be written, whatever the format.
struct ItemsPage {
    const Snapshot& dataset;
    Selection selection;
    datasets::Date day;  ///< for the states of works
    bool limit_clamped = false;
    std::vector<Link> links;
    const Crs* crs = nullptr;      ///< of the coordinates; nullptr for CRS84, as they are stored
    std::string filter_note = {};  ///< why no row can fit, "" mostly
    Returnables wanted = {};
    std::string facets = {};  ///< the member "facets", "" where none was asked for
    /// Rows that match and that the format cannot have: it says so wherever it names its source.
    std::uint64_t left_out = 0;
};

/// What a FeatureCollection is written as. JSON-FG (OGC 21-045) adds the feature type, the time of
/// each feature and, in another system than CRS84, its place there; the GeoJSON geometry stays.
enum class JsonFlavour { geojson, json_fg };

/// A FeatureCollection: slices of the version joined, with what is made while serving spliced in.
[[nodiscard]] std::string items_geojson(const ItemsPage& page,
                                        JsonFlavour flavour = JsonFlavour::geojson);
/// A sequence of features (RFC 8142), in pieces, whatever their number. The first one also has the
/// member `jeu`: what the dataset says of itself, and the comments on it.
void write_items_geojson_seq(const ItemsPage& page, const BodySink& sink);
/// One Feature with its links.
[[nodiscard]] std::string item_geojson(const Snapshot& dataset, RowIndex row, datasets::Date day,
                                       const std::vector<Link>& links, const Crs* crs = nullptr,
                                       const Returnables& wanted = {});

/// The stored line with `etat` and `commentaires` put first in its properties, after `first`:
/// members of JSON, without braces.
void append_feature(std::string& out, const Snapshot& dataset, RowIndex row, datasets::Date day,
                    const Crs* crs = nullptr, std::string_view first = {},
                    const Returnables& wanted = {});

/// The members that JSON-FG has behind those of a GeoJSON feature: `,"time":…,"place":…`.
void append_fg_members(std::string& out, const Snapshot& dataset, RowIndex row, const Crs* crs,
                       const Returnables& wanted);

}  // namespace parvis::publish
