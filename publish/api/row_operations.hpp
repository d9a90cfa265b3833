// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/api/operation.hpp"
#include "publish/store.hpp"

#include <string>
#include <vector>

namespace parvis::publish {

/// The addresses of a collection's rows: pages, a search, one row, what lies around it.
[[nodiscard]] std::vector<Operation> row_operations(const Snapshot& dataset,
                                                    const std::string& title);
/// For communes and the areas of a level: the page of a place, and what a code meant. None for
/// other collections.
[[nodiscard]] std::vector<Operation>
place_operations(const Publication& publication, const Snapshot& dataset, const std::string& title);

}  // namespace parvis::publish
