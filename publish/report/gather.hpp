// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/report_settings.hpp"
#include "publish/comment_figure.hpp"
#include "publish/report/content.hpp"
#include "publish/site/page.hpp"

#include <string>
#include <variant>

namespace parvis::publish::report {

/// What the report of a commune ("FR_76410"), of an area of a level ("val-de-seine") or of the
/// whole territory says for a year ("2025"), from what is published now. Else a French sentence on
/// why there is none.
[[nodiscard]] std::variant<Report, std::string> gather(const site::Page& page,
                                                       const std::string& place,
                                                       const std::string& year,
                                                       const datasets::ReportSettings& settings);

}  // namespace parvis::publish::report
