// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/report/content.hpp"
#include "publish/site/page.hpp"

namespace parvis::publish::report {

/// Says that a report was made from this version; once.
void add_version(const site::Page& page, const Snapshot& dataset, Report& report);

}  // namespace parvis::publish::report
