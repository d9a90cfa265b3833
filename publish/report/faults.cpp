// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/faults.hpp"

#include "publish/report/html.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/markdown.hpp"

#include <cmath>
#include <fmt/format.h>

namespace parvis::publish::report {

namespace {

/// Half of the last decimal that a number is given with.
double rounding_of(double value)
{
    const std::string text = fmt::format("{}", value);
    const std::size_t dot = text.find('.');
    const auto decimals = dot == std::string::npos ? 0 : text.size() - dot - 1;
    // A little more, for what a binary fraction cannot hold.
    return 0.5 * std::pow(10.0, -static_cast<double>(decimals)) + 1e-9 * std::abs(value);
}

std::optional<Fault> contradiction(const site::Page& page, const Activity& activity,
                                   const Indicator& what, const std::string& place, const Row& row)
{
    const auto value = activity.value(row), above = activity.number(row, "numerateur", ""),
               below = activity.number(row, "denominateur", "");
    if (!value || !above || !below) {
        return std::nullopt;
    }
    const bool percent = what.unit == "%";
    if (below->value != 0) {
        const double ratio = above->value / below->value * (percent ? 100 : 1);
        if (std::abs(ratio - value->value) <= rounding_of(value->value)) {
            return std::nullopt;
        }
    }
    return Fault{what.label,
                 page.messages.format("report_fault_ratio",
                                      {{"place", site::escaped(site::place_name(page, place))},
                                       {"value", bound_html(*value)},
                                       {"above", bound_html(*above)},
                                       {"below", bound_html(*below)}})};
}

}  // namespace

std::vector<Fault> faults_of(const site::Page& page, const Activity& activity, const Scope& scope,
                             const std::string& year)
{
    std::vector<Fault> faults;
    const std::string first = std::to_string(std::stoi(year) - years_shown + 1);
    for (const Misfit& misfit : activity.misfits()) {
        if (scope.places.contains(misfit.place) && misfit.year >= first && misfit.year <= year) {
            faults.push_back({misfit.indicator->label,
                              page.messages.format(
                                  "report_fault_unit",
                                  {{"place", site::escaped(site::place_name(page, misfit.place))},
                                   {"year", time_html(misfit.year, misfit.year)},
                                   {"unit", quoted_html({misfit.unit, misfit.cell})},
                                   {"wanted", quoted_html({misfit.indicator->unit,
                                                           fmt::format("indicators.csv#{}/unit",
                                                                       misfit.indicator->id)})}})});
        }
    }
    for (const Indicator& what : indicator_grid()) {
        for (const std::string& place : scope.places) {
            if (const auto row = activity.row(what.id, place, year); row && what.is_ratio()) {
                if (auto fault = contradiction(page, activity, what, place, *row)) {
                    faults.push_back(std::move(*fault));
                }
            }
        }
    }
    return faults;
}

}  // namespace parvis::publish::report
