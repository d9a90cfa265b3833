// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"
#include "publish/works/feed.hpp"

#include <variant>
#include <vector>

namespace parvis::publish::works {

/// `commune`, `bbox` and the levels of the territory (`pole`), checked; `f` is left to content
/// negotiation. All that is wrong is reported together.
[[nodiscard]] std::variant<WorksWanted, std::vector<ParameterProblem>>
parse_feed_query(const Parameters& parameters, const Publication& publication);

/// What OpenAPI says of them.
[[nodiscard]] std::vector<ParameterText> feed_parameters(const Publication& publication);

}  // namespace parvis::publish::works
