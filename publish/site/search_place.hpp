// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"
#include "publish/site/page.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::site {

/// Where the words of a reader point: a commune or area, a position, or things that have a place.
struct SearchedPlace {
    std::string name;   ///< as the site writes it: "rue Jeanne-d’Arc", "Rouen"
    std::string where;  ///< the commune of things; what an area is: "pôle de proximité"; or ""
    std::string collection;  ///< of a commune or area: its collection and key; "" for others
    std::string key;
    std::vector<geo::Geometry> shapes;  ///< of others; empty where nothing was found
    bool is_position = false;           ///< the words are numbers: "49.4431,1.0993"
    /// What else the words may mean, the likeliest first: a few.
    std::vector<SearchedPlace> others;

    [[nodiscard]] bool found() const { return !key.empty() || !shapes.empty(); }
    /// "Mairie (Rouen)": what finds this one and no other.
    [[nodiscard]] std::string full_name() const;
};

/// The place that words name, by what the site's own search knows: a position, a commune or area by
/// its name or the beginning of it, else equipment by name or address, named lines (streets) and
/// the streets of works. House numbers are left aside where nothing has them: the site knows
/// streets, not doors. A postcode beside a name says no more than the name.
[[nodiscard]] SearchedPlace find_place(const Page& page, std::string_view words);

/// Whether a position lies in one of the site's communes; true where there are none.
[[nodiscard]] bool is_in_territory(const Page& page, geo::LonLat at);

}  // namespace parvis::publish::site
