// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/locator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace parvis::geo {

/// Jagged neighbours that share their borders exactly: a grid of cells whose inner vertices are
/// moved at random and whose common edges are broken lines.
inline std::vector<Area> jagged_layer(unsigned seed, int size)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> shift(-0.3, 0.3);
    const auto columns = static_cast<std::size_t>(size) * 4 + 1;
    std::vector<LonLat> nodes(columns * columns);
    for (std::size_t y = 0; y < columns; ++y) {
        for (std::size_t x = 0; x < columns; ++x) {
            nodes[y * columns + x] = {2 + (static_cast<double>(x) + shift(random)) / 40,
                                      48 + (static_cast<double>(y) + shift(random)) / 40};
        }
    }
    std::vector<Area> areas;
    for (std::size_t row = 0; row < static_cast<std::size_t>(size); ++row) {
        for (std::size_t column = 0; column < static_cast<std::size_t>(size); ++column) {
            Ring ring;
            const std::size_t x = column * 4;
            const std::size_t y = row * 4;
            for (std::size_t i = 0; i < 4; ++i)
                ring.push_back(nodes[y * columns + x + i]);
            for (std::size_t i = 0; i < 4; ++i)
                ring.push_back(nodes[(y + i) * columns + x + 4]);
            for (std::size_t i = 4; i > 0; --i)
                ring.push_back(nodes[(y + 4) * columns + x + i]);
            for (std::size_t i = 4; i > 0; --i)
                ring.push_back(nodes[(y + i) * columns + x]);
            ring.push_back(ring.front());
            areas.push_back({std::to_string(1000 + areas.size()), Polygon{{ring}}});
        }
    }
    // Keys in another order than the map, so that precedence is not left to right by accident.
    std::ranges::shuffle(areas, random);
    for (std::size_t i = 0; i < areas.size(); ++i) {
        areas[i].key = std::to_string(1000 + i);
    }
    return areas;
}

/// 3 x 3 square communes of one degree, drawn as on a map:
///
///     A B C     lat 2..3
///     D E F     lat 1..2
///     G H I     lat 0..1
///   lon 0..1..2..3
inline std::vector<Area> nine_squares()
{
    std::vector<Area> areas;
    for (int i = 0; i < 9; ++i) {
        const double x = i % 3;
        const double y = 2 - i / 3;
        areas.push_back({std::string(1, static_cast<char>('A' + i)),
                         Polygon{{{{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}, {x, y}}}}});
    }
    return areas;
}

inline std::string name_of(const Locator& locator, std::uint32_t area)
{
    return area == Locator::nowhere ? "-" : locator.keys()[area];
}

/// "A 0.5, B 0.5" for shares.
inline std::string text_of(const Locator& locator, const std::vector<AreaShare>& shares)
{
    std::string text;
    for (const AreaShare& share : shares) {
        text += (text.empty() ? "" : ", ") + name_of(locator, share.area) + " " +
                fmt::format("{:.2f}", share.share);
    }
    return text;
}

inline std::vector<LonLat> vertices_of(const Locator& locator)
{
    std::vector<LonLat> all;
    for (std::uint32_t area = 0; area < locator.keys().size(); ++area) {
        for (const Ring& ring : std::get<Polygon>(locator.geometry(area)).rings) {
            all.insert(all.end(), ring.begin(), ring.end());
        }
    }
    return all;
}

}  // namespace parvis::geo
