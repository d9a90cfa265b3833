// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"

#include <string>

namespace parvis::service {

/// What is wrong with how the options of a command stand together, a French sentence; "" where
/// nothing is.
[[nodiscard]] std::string command_fault(const Command& command);

}  // namespace parvis::service
