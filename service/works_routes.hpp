// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/route_call.hpp"

namespace parvis::service {

/// Road works for programs of others: the list of the feeds, one feed, and what it lacks.
[[nodiscard]] Outcome answer_feeds(const RouteCall& call);
[[nodiscard]] Outcome answer_feed(const RouteCall& call);
[[nodiscard]] Outcome answer_undelivered(const RouteCall& call);

}  // namespace parvis::service
