// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"

#include <iosfwd>

namespace parvis::service {

/// `parvis report PLACE YEAR`: writes the report to a file, or publishes it as an edition that no
/// later data changes. 1 where there is none, or where a figure varies beyond the threshold and
/// nobody says why: those are listed.
[[nodiscard]] int make_report(const Command& command, std::ostream& out, std::ostream& errors);

}  // namespace parvis::service
