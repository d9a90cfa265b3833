// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"
#include "publish/site/page.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::site {

/// Where the words of a reader point: a commune or area, or things that have a place.
struct SearchedPlace {
    std::string name;        ///< as the site writes it: "rue Jeanne-d’Arc", "Rouen"
    std::string collection;  ///< of a commune or area: its collection and key; "" for things
    std::string key;
    std::vector<geo::Geometry> shapes;  ///< of the things; empty where nothing was found
    [[nodiscard]] bool found() const { return !key.empty() || !shapes.empty(); }
};

/// The place that words name, by what the site's own search knows: a commune or area by its name,
/// else equipment by name or address, named lines (streets) and the streets of works. House numbers
/// are left aside where nothing has them: the site knows streets, not doors.
[[nodiscard]] SearchedPlace find_place(const Page& page, std::string_view words);

}  // namespace parvis::publish::site
