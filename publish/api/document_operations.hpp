// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/api/operation.hpp"
#include "publish/store.hpp"

#include <vector>

namespace parvis::publish {

/// `collectionId`: every collection that is published.
[[nodiscard]] PathParameter collection_variable(const Publication& publication);
/// What tells of the site and of its collections, and the pages that look through all of them.
[[nodiscard]] std::vector<Operation> documents(const Publication& publication,
                                               const PathParameter& collection);
/// The files of the published versions, as they are.
[[nodiscard]] Operation downloads(const Publication& publication, const PathParameter& collection);

}  // namespace parvis::publish
