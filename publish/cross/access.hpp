// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace parvis::publish::cross {

/// People who look for something, at one place.
struct Demand {
    geo::LonLat at;
    double people = 0;
};

/// What there is of it, at one place.
struct Supply {
    geo::LonLat at;
    double amount = 0;  ///< not below 0
};

/// Accessibility by the two-step floating catchment area method (Luo and Wang 2003): each supply S
/// is divided by all people within the distance, R = S / sum of P; each place may use the R of all
/// supplies within the distance, A = sum of R. In the unit of the supply, per inhabitant.
struct Access {
    std::vector<double> of_demand;  ///< A, in the order of the demands
    double served = 0;              ///< sum of the supplies that anybody reaches
    double given_back = 0;          ///< sum of A * P: equal to `served` but for rounding
    double unserved = 0;            ///< sum of the supplies that nobody reaches
    std::size_t unserved_places = 0;

    /// |given_back - served| / served; 0 where nothing is served.
    [[nodiscard]] double difference() const;
};

/// Both steps ask the same distance, from demand to supply, so that what one step counts the other
/// counts too. \pre coordinates on Earth, people not below 0
[[nodiscard]] Access two_step_access(std::span<const Demand> demands,
                                     std::span<const Supply> supplies, double metres);

}  // namespace parvis::publish::cross
