// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"
#include "service/route_call.hpp"

#include <iosfwd>

namespace parvis::service {

/// "/works/clashes": works that are in each other's way.
[[nodiscard]] Outcome answer_clashes(const RouteCall& call);

/// `parvis clashes`: the same for a terminal, as a list or as CSV. An exit code: 0 also where there
/// are some, 1 where the reasons for a refusal go to `errors`.
[[nodiscard]] int list_clashes(const Command& command, std::ostream& out, std::ostream& errors);

}  // namespace parvis::service
