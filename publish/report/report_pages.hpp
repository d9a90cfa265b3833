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

/// What stands above an edition that a later one has followed, as HTML with its own style: the
/// edition's document knows nothing of it.
[[nodiscard]] std::string superseded_note(const std::string& place, const std::string& year,
                                          unsigned next, unsigned newest);

}  // namespace parvis::publish::report
