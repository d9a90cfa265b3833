// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/ingest_run.hpp"

#include <memory>

namespace parvis::service {

/// Shows a run on standard output and error: with `--json` as events; else what became of each
/// dataset in words and, where standard error is a terminal, a bar meanwhile.
[[nodiscard]] std::unique_ptr<RunFollower> follower_for(const Command& command);

}  // namespace parvis::service
