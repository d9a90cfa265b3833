// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cross/measure.hpp"
#include "publish/cross/places.hpp"

#include <string>
#include <vector>

namespace parvis::publish::cross {

/// What a measure leans on besides what it counts, for its reader: every ratio names its
/// denominator, and a population its kind and vintage or that none is stated.
struct Denominator {
    std::string text;                ///< "population"; several by " ; "; "" where nothing divides
    std::vector<std::string> notes;  ///< French sentences
    std::vector<std::string> vintages;  ///< of the figures that it names, each once
};
[[nodiscard]] Denominator denominator_of(const Measure& measure, const Places& places,
                                         const Publication& publication, bool by_people);

}  // namespace parvis::publish::cross
