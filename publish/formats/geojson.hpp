// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/api/link.hpp"
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
};

/// A FeatureCollection: slices of the version joined, with what is made while serving spliced in.
[[nodiscard]] std::string items_geojson(const ItemsPage& page);
/// One Feature with its links.
[[nodiscard]] std::string item_geojson(const Snapshot& dataset, RowIndex row, datasets::Date day,
                                       const std::vector<Link>& links, const Crs* crs = nullptr);

/// The stored line with `etat` and `commentaires` put first in its properties, after `first`:
/// members of JSON, without braces.
void append_feature(std::string& out, const Snapshot& dataset, RowIndex row, datasets::Date day,
                    const Crs* crs = nullptr, std::string_view first = {});

}  // namespace parvis::publish
