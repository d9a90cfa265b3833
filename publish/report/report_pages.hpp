// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/report/edition.hpp"
#include "publish/site/pages.hpp"

#include <string>
#include <vector>

namespace parvis::publish::report {

/// What a browser may do with a report, which has its style and fonts in it and no script.
constexpr std::string_view report_security_policy =
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// /reports: every report that was published, with its formats and editions, and the grid.
[[nodiscard]] std::string reports_page(const Publication& publication,
                                       const site::PageContext& context,
                                       const std::vector<Shelved>& reports);

}  // namespace parvis::publish::report
