// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"
#include "publish/site/page.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parvis::publish::site {

/// A map of a page: everything the client needs stands in one JSON block beside it. Without
/// JavaScript there is the list twin.
struct MapView {
    std::string label;                ///< what the map shows, for those who do not see it
    std::optional<geo::Box> bounds;   ///< where it opens; the whole territory if none
    bool measures = false;            ///< areas coloured by a chosen measure
    bool layers = false;              ///< works and equipment of the site as layers
    bool only_works = false;          ///< of the layers, those of works alone
    std::vector<std::string> states;  ///< of the works shown; going on and to come if none
    /// The only works shown, by dataset and id; nothing: all in those states.
    std::optional<std::map<std::string, std::vector<std::string>>> works;
    std::string feature_look;                 ///< of the features: "closed", "planned" …, or ""
    std::string focus_collection, focus_key;  ///< the place the page is about, drawn strongly
    std::vector<std::string> features;        ///< GeoJSON features the page is about
    std::string features_address;             ///< or where to get them
    std::string features_dataset;             ///< or the dataset of which they are all, as tiles
    std::uint64_t features_count = 0;         ///< how many of it have a place
    std::string feature_page;                 ///< prefix of their pages' addresses
    std::string feature_name;                 ///< property with their names
    std::vector<geo::Geometry> marked;        ///< the place that was searched for
    std::string list_address, list_label;     ///< the twin
    std::string draws_into;  ///< id of the text field in which a geometry is drawn, "" for none
};

/// The river of the site, as GeoJSON; "" where it has none that can be read.
[[nodiscard]] std::string river_geojson(const datasets::Site& site);

/// The dataset of the site's streets ([works] streets of parvis.toml); null where it names none, or
/// none that is published.
[[nodiscard]] std::shared_ptr<const Snapshot> street_layer(const Publication& publication);

[[nodiscard]] Data map_data(const Page& page, const MapView& map);

}  // namespace parvis::publish::site
