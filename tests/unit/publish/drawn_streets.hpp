// SPDX-License-Identifier: EUPL-1.2
#pragma once

// Streets for the tests of clashes, and what closings cut off of them, by walking through all.
#include "publish/works/street_network.hpp"
#include "tests/unit/publish/drawn_works.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <queue>
#include <set>
#include <vector>

namespace parvis::publish::works::drawn {

/// Crossings that cannot be reached from the larger part with these stretches closed.
inline std::set<std::uint32_t> away_from(const StreetNetwork& network,
                                         const std::set<std::uint32_t>& closed, std::uint32_t start,
                                         const std::set<std::uint32_t>& among)
{
    std::set<std::uint32_t> reached{start};
    std::queue<std::uint32_t> waiting({start});
    while (!waiting.empty()) {
        const auto here = waiting.front();
        waiting.pop();
        for (std::uint32_t i = 0; i < network.stretches().size(); ++i) {
            const auto& one = network.stretches()[i];
            if (closed.contains(i) || (one.from != here && one.to != here)) {
                continue;
            }
            if (reached.insert(one.from == here ? one.to : one.from).second) {
                waiting.push(one.from == here ? one.to : one.from);
            }
        }
    }
    std::set<std::uint32_t> away;
    std::ranges::set_difference(among, reached, std::inserter(away, away.end()));
    return away;
}

/// What two closings cut off of a network that is one, by walking through all of it.
inline std::vector<std::uint32_t> cut_by_walking(const StreetNetwork& network,
                                                 const std::vector<std::uint32_t>& one,
                                                 const std::vector<std::uint32_t>& other)
{
    const std::set<std::uint32_t> a(one.begin(), one.end()), b(other.begin(), other.end());
    std::set<std::uint32_t> both = a, crossings, ends;
    both.insert(b.begin(), b.end());
    for (std::uint32_t i = 0; i < network.stretches().size(); ++i) {
        const auto& stretch = network.stretches()[i];
        crossings.insert({stretch.from, stretch.to});
        if (both.contains(i)) {
            ends.insert({stretch.from, stretch.to});
        }
    }
    std::set<std::uint32_t> rest = crossings;
    std::size_t most = 0;
    std::uint32_t larger = 0;
    for (const auto end : ends) {
        if (rest.contains(end)) {
            const auto away = away_from(network, both, end, rest);
            if (rest.size() - away.size() > most) {
                most = rest.size() - away.size();
                larger = end;
            }
            rest = away;
        }
    }
    if (ends.empty()) {
        return {};
    }
    const auto cut = away_from(network, both, larger, crossings);
    const auto by_one = away_from(network, a, larger, crossings);
    const auto by_other = away_from(network, b, larger, crossings);
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; i < network.stretches().size(); ++i) {
        const auto at = network.stretches()[i].from;
        if (!both.contains(i) && cut.contains(at) && !by_one.contains(at) &&
            !by_other.contains(at)) {
            found.push_back(i);
        }
    }
    return found;
}

/// The streets of a small town: a grid of 90 m of which most ways across are missing.
inline StreetNetwork town(Drawing& drawing)
{
    constexpr int across = 6;
    const auto corner = [](int x, int y) {
        return geo::LonLat{1.1 + 0.00120 * x, 49.44 + 0.0008 * y};
    };
    std::vector<geo::Geometry> streets;
    for (int x = 0; x < across; ++x) {
        for (int y = 0; y < across; ++y) {
            // One street leads past every corner: all is one network.
            if (x + 1 < across && (y == 0 || drawing.below(3) == 0)) {
                streets.emplace_back(geo::Line{{corner(x, y), corner(x + 1, y)}});
            }
            if (y + 1 < across) {
                streets.emplace_back(geo::Line{{corner(x, y), corner(x, y + 1)}});
            }
        }
    }
    return StreetNetwork(streets);
}

}  // namespace parvis::publish::works::drawn
