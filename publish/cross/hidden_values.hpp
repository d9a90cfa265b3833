// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cross/measure.hpp"
#include "publish/snapshot.hpp"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace parvis::publish::cross {

/// Of the rows that an aggregate counts, those whose value or weight is not there for a reason that
/// the source states (secret, not available: datasets/value_status.hpp), each with the letter of
/// SDMX CL_OBS_STATUS. A blank without a reason is none of them.
[[nodiscard]] std::vector<std::pair<RowIndex, std::string>>
hidden_rows(const Snapshot& dataset, const Aggregate& aggregate, std::span<const RowIndex> rows);

}  // namespace parvis::publish::cross
