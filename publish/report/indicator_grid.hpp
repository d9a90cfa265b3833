// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::report {

/// An indicator that communes have in common: what is counted, and what its figure may include.
struct Indicator {
    std::string id;          ///< "piscine_entrees"
    std::string department;  ///< of the town hall: "sports"; message `report_dept_sports`
    std::string label, definition;
    std::string unit;  ///< as properties have it: "EUR/repas", "entrées"
    /// What is divided by what, "" for a count; `denominator_kind` says which people or things.
    std::string numerator, denominator, denominator_kind;
    std::vector<std::string> parts;  ///< that a figure may include; message `report_part_energie`
    bool additive = false;           ///< figures of several places may be added

    [[nodiscard]] bool is_ratio() const { return !denominator.empty(); }
};

/// The reference grid that Parvis ships (datasets/indicators.csv), in its order: chapters follow
/// it.
[[nodiscard]] const std::vector<Indicator>& indicator_grid();
/// nullptr where the grid does not have it.
[[nodiscard]] const Indicator* indicator(std::string_view id);

}  // namespace parvis::publish::report
