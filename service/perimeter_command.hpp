// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"

#include <iosfwd>

namespace parvis::service {

/// `parvis perimeter CODE [--at DATE]`: what a commune code meant, what came before and after, and
/// where its ground is in the site's list of communes. Returns the exit code.
/// @throws SourceError when the site or its file of movements cannot be read.
[[nodiscard]] int tell_perimeter(const Command& command, std::ostream& out, std::ostream& errors);

}  // namespace parvis::service
