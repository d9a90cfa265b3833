// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/access.hpp"

#include "geo/point_tree.hpp"
#include "publish/cross/exact.hpp"

#include <cmath>
#include <cstdint>

namespace parvis::publish::cross {

double Access::difference() const
{
    return served > 0 ? std::fabs(given_back - served) / served : 0;
}

Access two_step_access(std::span<const Demand> demands, std::span<const Supply> supplies,
                       double metres)
{
    std::vector<geo::LonLat> places;
    places.reserve(supplies.size());
    for (const Supply& supply : supplies) {
        places.push_back(supply.at);
    }
    const geo::PointTree tree(places);
    // Step one. A demand reaches whole runs of the tree: its people come at the start of each and
    // go at its end. Exact numbers, so that nothing of them is left where nobody comes.
    std::vector<Exact> coming(supplies.size() + 1);
    for (const Demand& demand : demands) {
        const Exact people = to_exact(demand.people).value_or(0);
        tree.visit(demand.at, metres, [&](std::size_t first, std::size_t last) {
            coming[first] += people;
            coming[last] -= people;
        });
    }
    Access access;
    std::vector<long double> up_to(supplies.size() + 1);  // sums of R in the tree's order
    Exact people = 0;
    long double served = 0, unserved = 0;
    for (std::size_t place = 0; place < supplies.size(); ++place) {
        people += coming[place];
        const long double amount = supplies[tree.order()[place]].amount;
        up_to[place + 1] = up_to[place];
        if (people > 0) {
            up_to[place + 1] += amount / (static_cast<long double>(people) / 1e6L);
            served += amount;
        } else {
            unserved += amount;
            ++access.unserved_places;
        }
    }
    // Step two.
    long double given_back = 0;
    access.of_demand.reserve(demands.size());
    for (const Demand& demand : demands) {
        long double sum = 0;
        tree.visit(demand.at, metres,
                   [&](std::size_t first, std::size_t last) { sum += up_to[last] - up_to[first]; });
        given_back += sum * static_cast<long double>(demand.people);
        access.of_demand.push_back(static_cast<double>(sum));
    }
    access.served = static_cast<double>(served);
    access.unserved = static_cast<double>(unserved);
    access.given_back = static_cast<double>(given_back);
    return access;
}

}  // namespace parvis::publish::cross
