// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/figure_view.hpp"

#include <optional>
#include <vector>

namespace parvis::publish::site {

/// What the communes of the territory add up to. A sum is nothing when one commune's value is not
/// known: a sum over the others would look like the whole.
struct TerritorySum {
    std::optional<double> population, area_km2, equipment, works_now, works_metres;
};
[[nodiscard]] TerritorySum territory_sum(const Page& page);

/// The short row of figures on the home page.
[[nodiscard]] std::vector<FigureView> territory_figures(const Page& page);

}  // namespace parvis::publish::site
