// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/snapshot.hpp"

#include <string>

namespace parvis::publish {

/// "/collections/{id}/schema": a JSON Schema of the dataset's features, with labels in every
/// language, units, vintages and value lists.
[[nodiscard]] std::string schema_json(const Snapshot& dataset, const std::string& base_url);

/// "/collections/{id}/queryables": a JSON Schema of what `filter` and parameters can name.
[[nodiscard]] std::string queryables_json(const Snapshot& dataset, const std::string& base_url);

/// "/collections/{id}/sortables": what `sortby` can name.
[[nodiscard]] std::string sortables_json(const Snapshot& dataset, const std::string& base_url);

}  // namespace parvis::publish
