// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/comment.hpp"
#include "datasets/register.hpp"

#include <string>
#include <vector>

namespace parvis::publish {

/// The comments that show nowhere, one French sentence each: of a dataset, column or row that is
/// not published. They are kept, and show as soon as what they speak of is there. Loads the
/// datasets that comments speak of, and no other.
[[nodiscard]] std::vector<std::string>
waiting_comments(const datasets::Register& reg, const std::vector<datasets::Comment>& comments);

}  // namespace parvis::publish
