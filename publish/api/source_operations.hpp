// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/json_text.hpp"
#include "publish/api/operation.hpp"
#include "publish/store.hpp"

namespace parvis::publish {

/// `datasetId`: datasets that are made from a file of the site, so that they can be filled in and
/// brought.
[[nodiscard]] PathParameter source_variable(const Publication& publication);
/// The workbook to fill in.
[[nodiscard]] Operation form(const PathParameter& dataset);
/// PUT: the one address that takes something.
void write_source(datasets::JsonText& json, const PathParameter& dataset);

}  // namespace parvis::publish
