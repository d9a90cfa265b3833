// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"

namespace parvis::service {

/// `parvis serve`: answers until SIGTERM or SIGINT, then finishes what was asked and returns 0.
/// A clock loads what other processes publish and keeps the crossed collections of today.
int serve_site(const Command& command);

}  // namespace parvis::service
