// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/territory.hpp"

namespace parvis::datasets {

/// Builds the locator of the territory's communes and checks how they cover the ground: gaps and
/// overlaps of each country's layer, and the seams between two countries' layers. Fills `layer`,
/// `layers`, `seams` and says the largest, and all in total, as issues.
/// \pre communes are sorted by key
void check_territory(double tolerance_m2, Territory& territory);

}  // namespace parvis::datasets
