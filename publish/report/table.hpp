// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/report/content.hpp"
#include "publish/site/page.hpp"

#include <string>

namespace parvis::publish::report {

/// The data behind a report as CSV (UTF-8, comma, dot for decimals): a line for each number that
/// the report gives of an indicator, with the cells that it follows from, and the comments on it.
[[nodiscard]] std::string report_csv(const site::Page& page, const Report& report);

}  // namespace parvis::publish::report
