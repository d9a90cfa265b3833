// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/register.hpp"
#include "datasets/site.hpp"
#include "service/command_line.hpp"

#include <ostream>

namespace parvis::service {

/// The site's register. @throws StoreError where nothing was ever ingested, saying how to begin.
[[nodiscard]] datasets::Register open_register(const datasets::Site& site);

/// `parvis versions`: every registered version of every dataset, newest first, and what was decided
/// on each. The exit code.
int list_versions(const Command& command, std::ostream& out);

/// `parvis doctor`: checks the register against every file on disk, and what the machine offers.
/// 0 when all is well, 1 with one sentence for each fault.
int examine(const Command& command, std::ostream& out);

}  // namespace parvis::service
