// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/report/activity.hpp"
#include "publish/report/content.hpp"

namespace parvis::publish::report {

constexpr int years_shown = 5;

/// The communes that a report is on, and those that stand beside it.
struct Scope {
    std::string key;  ///< of the commune or area, "territoire"
    std::set<std::string> places;
    bool is_area = false;
    std::set<std::string> area;  ///< of a commune: all communes of its pole
    std::string area_words;      ///< "Pôle de proximité Val-de-Seine"
    std::set<std::string> size_class;
    Quoted size_label;  ///< "Communes de 10 000 habitants et plus"
};

/// An indicator as a report has it: nothing where no place of the scope has a row of that year.
[[nodiscard]] std::optional<Figure> make_figure(const site::Page& page, const Activity& activity,
                                                const Scope& scope, const Indicator& what,
                                                const std::string& year,
                                                const datasets::ReportSettings& settings);

}  // namespace parvis::publish::report
