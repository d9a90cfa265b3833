// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/locator.hpp"

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

}  // namespace parvis::geo
