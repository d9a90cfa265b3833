// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/territory.hpp"

#include <memory>
#include <string>
#include <vector>

namespace parvis::test {

/// Four square communes of 0.1 degree around (1, 43), two by two, and two poles:
///
///     43.2  +-------+-------+
///           | 01003 | 01004 |     pole "nord":  01003, 01004
///     43.1  +-------+-------+
///           | 01001 | 01002 |     pole "sud":   01001, 01002
///     43.0  +-------+-------+
///          1.0     1.1     1.2
inline datasets::Territory drawn_territory()
{
    datasets::Territory territory;
    territory.id = "test";
    territory.country = "FR";
    territory.name = {{"fr", "Territoire dessiné"}};
    std::vector<geo::Area> areas;
    for (int i = 0; i < 4; ++i) {
        const double west = 1.0 + 0.1 * (i % 2);
        const double south = 43.0 + 0.1 * (i < 2 ? 0 : 1);
        const double east = i % 2 == 0 ? 1.1 : 1.2;
        const double north = i < 2 ? 43.1 : 43.2;
        const geo::Polygon square{
            {{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}};
        const std::string code = "0100" + std::to_string(i + 1);
        territory.communes.push_back(
            {"FR_" + code, code, "Commune " + std::to_string(i + 1), square, 0});
        areas.push_back({"FR_" + code, square});
    }
    datasets::Level level;
    level.id = "pole";
    level.collection = "poles";
    level.name = {{"fr", "pôle"}};
    level.plural = {{"fr", "pôles"}};
    level.areas = {{"nord", "Nord", {"FR_01003", "FR_01004"}, {}, {}},
                   {"sud", "Sud", {"FR_01001", "FR_01002"}, {}, {}}};
    territory.levels.push_back(std::move(level));
    territory.m_locator = std::make_shared<const geo::Locator>(std::move(areas));
    return territory;
}

}  // namespace parvis::test
