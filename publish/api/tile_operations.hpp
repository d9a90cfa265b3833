// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/api/operation.hpp"
#include "publish/store.hpp"

#include <string>
#include <vector>

namespace parvis::publish {

/// The tiles of a collection, or of the site where it is nullptr, and what describes them.
[[nodiscard]] std::vector<Operation> tile_operations(const Publication& publication,
                                                     const Snapshot* collection,
                                                     const Snapshot& example,
                                                     const std::string& title);
/// Grids and styles, which belong to no collection.
[[nodiscard]] std::vector<Operation> tile_documents(const Publication& publication);

}  // namespace parvis::publish
