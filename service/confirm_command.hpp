// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"

#include <ostream>

namespace parvis::service {

/// `parvis confirm`: what became of rows that the last file no longer has, remembered with who and
/// why; it counts from the next ingest on. The exit code.
/// @throws StoreError, and nothing is remembered, when one of them is not a published row that the
/// file lacks.
int confirm_rows(const Command& command, std::ostream& out);

}  // namespace parvis::service
