// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/model_column.hpp"

namespace parvis::datasets {

/// Demographics: counts of people and homes by commune. A row needs a commune code; the year of a
/// figure is the property's vintage. The municipal population adds up over communes, the total
/// population (with double counts) does not.
[[nodiscard]] const std::vector<ModelColumn>& demographics_columns();

}  // namespace parvis::datasets
