// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/report/content.hpp"
#include "publish/site/page.hpp"

#include <set>
#include <string>

namespace parvis::publish::report {

/// Adds what of a report lies on the ground: equipment of these communes, works that went on in the
/// report's year, with the versions that they are of, and the two maps.
void add_ground(const site::Page& page, const std::set<std::string>& places, Report& report);

}  // namespace parvis::publish::report
