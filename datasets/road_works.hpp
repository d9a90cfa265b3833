// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/model_column.hpp"

namespace parvis::datasets {

/// Road works (chantiers, travaux de voirie): what is dug where, from when to when, by whom, and
/// what traffic feels of it. A work needs a start or an end; one that ends before it starts is
/// refused.
[[nodiscard]] const std::vector<ModelColumn>& road_works_columns();

}  // namespace parvis::datasets
