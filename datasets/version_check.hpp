// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/register.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace parvis::datasets {

/// Numbers of the version folders of a dataset on disk, registered or not, in rising order.
[[nodiscard]] std::vector<std::uint32_t> versions_on_disk(const std::filesystem::path& data,
                                                          const std::string& dataset);

/// Present from just before a version gets its folder name until the register knows it: a folder
/// with this mark and no record was never published to anyone. data/versions/<dataset>/.pending-<n>
[[nodiscard]] std::filesystem::path pending_mark(const std::filesystem::path& data,
                                                 const std::string& dataset, std::uint32_t version);

/// Compares every record (in order of dataset and version) with its folder, byte for byte, and
/// looks for folders without a record. One French sentence for each thing that does not fit.
[[nodiscard]] std::vector<std::string> check_versions(const std::filesystem::path& data,
                                                      const std::vector<VersionRecord>& records);

}  // namespace parvis::datasets
