// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"

#include <ostream>

namespace parvis::service {

/// `parvis work …`: whoever may run it keeps the site, and needs no token. The exit code: 1 with a
/// sentence on `std::cerr` where what was asked is refused. @throws StoreError, SourceError.
int work_site(const Command& command, std::ostream& out);

}  // namespace parvis::service
