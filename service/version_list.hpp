// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"

#include <ostream>

namespace parvis::service {

/// `parvis versions`: every registered version of every dataset, newest first. The exit code.
int list_versions(const Command& command, std::ostream& out);

/// `parvis doctor`: checks the register against every file on disk, and what the machine offers.
/// 0 when all is well, 1 with one sentence for each fault.
int examine(const Command& command, std::ostream& out);

}  // namespace parvis::service
