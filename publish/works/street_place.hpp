// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"
#include "publish/snapshot.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::works {

/// One line of a layer of streets; a street may have several.
struct StreetLine {
    std::string name, commune, commune_name;  ///< as the layer and the territory write them
    /// House numbers where the line begins and where it ends; nothing where the layer has none.
    std::optional<std::int32_t> first, last;
    geo::LineString line;
};

/// The lines of a published dataset of streets: its title property is the name, the columns
/// `numero_debut` and `numero_fin` the numbers.
[[nodiscard]] std::vector<StreetLine> street_lines(const Snapshot& streets);

/// A place that is named by street and numbers.
struct StreetPlace {
    geo::Geometry geometry;  ///< point of one number, lines of a stretch or of the whole street
    std::string fault;       ///< French sentence: why there is none
};

/// Finds "rue Garibaldi", "12 rue Garibaldi", "12 à 40 rue Garibaldi", "rue Garibaldi, du 12 au
/// 40", each also with ", Sotteville" behind it, in CRS84. Names are compared as the search of the
/// site does. Numbers lie evenly between those of the ends of a line; a street in several communes,
/// and numbers that the layer does not know, are told and not guessed.
[[nodiscard]] StreetPlace street_place(std::string_view text,
                                       const std::vector<StreetLine>& streets);

}  // namespace parvis::publish::works
