// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"

#include <iosfwd>

namespace parvis::service {

/// `parvis cross --measure …`: crosses the published versions and writes the table. An exit code;
/// the reasons for a refusal go to `errors`.
[[nodiscard]] int cross_measures(const Command& command, std::ostream& out, std::ostream& errors);

/// `parvis near …`: the nearest rows of the published versions, in the same way.
[[nodiscard]] int nearest_rows(const Command& command, std::ostream& out, std::ostream& errors);

}  // namespace parvis::service
