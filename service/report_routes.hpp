// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/route_call.hpp"

namespace parvis::service {

/// /reports: what was published.
[[nodiscard]] Outcome answer_reports(const RouteCall& call);
/// /reports/{place}/{year} and /reports/{place}/{year}/{edition}: an edition as it was published;
/// nothing in it is computed again.
[[nodiscard]] Outcome answer_report(const RouteCall& call);

}  // namespace parvis::service
