// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/store.hpp"

#include <string>
#include <vector>

namespace parvis::publish {

/// The comments that show nowhere, one French sentence each: of a dataset, column or row that is
/// not published. They are kept, and show as soon as what they speak of is there.
[[nodiscard]] std::vector<std::string> waiting_comments(const Publication& publication);

}  // namespace parvis::publish
