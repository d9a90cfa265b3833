// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/store.hpp"

#include <string>
#include <vector>

namespace parvis::publish {

[[nodiscard]] std::string collections_json(const Publication& publication,
                                           const std::string& base_url);
/// "/collections/{id}": the same object as in the list.
[[nodiscard]] std::string collection_json(const Snapshot& dataset, const std::string& base_url);
/// "/collections/{id}/versions": every version with its counts, source, files and what was decided
/// on it; of those that are no longer kept (`pruned`), when they were made and given up.
[[nodiscard]] std::string versions_json(const Snapshot& dataset,
                                        const std::vector<datasets::Manifest>& versions,
                                        const std::vector<datasets::VersionRecord>& pruned,
                                        const std::vector<datasets::VersionChange>& decisions,
                                        const std::string& base_url);

/// The media type of a version's file.
[[nodiscard]] std::string_view media_type_of_file(std::string_view name);

}  // namespace parvis::publish
