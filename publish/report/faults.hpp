// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/report/activity.hpp"
#include "publish/report/figure.hpp"

namespace parvis::publish::report {

/// What of the scope's figures cannot be right: another unit than the grid's in one of the years
/// that are shown, or a value of the year that is not what its own numerator and denominator give.
[[nodiscard]] std::vector<Fault> faults_of(const site::Page& page, const Activity& activity,
                                           const Scope& scope, const std::string& year);

}  // namespace parvis::publish::report
