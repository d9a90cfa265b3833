// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/cross_tally.hpp"
#include "datasets/value.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace parvis::datasets {

/// One place of a crossed collection. What is not known is nothing, never 0.
struct CrossPlace {
    std::optional<std::int64_t> population;
    std::string population_source;  ///< dataset that it is of, "" where unknown or several
    std::optional<double> area_m2;
    const PlaceTally* tally = nullptr;
    /// False where the place holds part of a commune whose equipment cannot be divided.
    bool equipment_known = true;
};

/// A property of a crossed collection and how a place gives its value.
struct CrossColumn {
    Property property;
    std::function<Value(const CrossPlace&)> value;
};

/// Population, area, density, equipment, works: the same columns for communes and for levels.
[[nodiscard]] std::vector<CrossColumn> cross_columns(const Territory& territory,
                                                     const CrossTally& tally);

}  // namespace parvis::datasets
