// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"

#include <ostream>

namespace parvis::service {

/// `parvis approve`, `publish` and `rollback`: a decision on a version, remembered with who and
/// why. The exit code; @throws StoreError saying why a version cannot become that.
int decide(const Command& command, std::ostream& out);

/// `parvis diff`: what changed between two versions, as text, CSV or JSON. The exit code.
int show_difference(const Command& command, std::ostream& out);

}  // namespace parvis::service
