// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/model_column.hpp"

namespace parvis::datasets {

/// Equipment (équipements publics): a place that serves people, whom it serves, when it is open,
/// what it holds and costs. It needs a name.
[[nodiscard]] const std::vector<ModelColumn>& equipment_columns();

}  // namespace parvis::datasets
