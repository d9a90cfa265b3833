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

/// Compares what the published comments of these datasets (`ids`; none: of all) speak of with what
/// is published now: where a value has changed since the comment was written or confirmed, it is to
/// review and says from what to what; where it has its value again, it is published again. Waiting
/// ones are left as they are, and are returned as waiting_comments() has them.
std::vector<std::string> review_comments(datasets::Register& reg,
                                         const std::vector<std::string>& ids = {});

}  // namespace parvis::publish
