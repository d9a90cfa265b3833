// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/dataset_definition.hpp"
#include "datasets/toml_file.hpp"

namespace parvis::datasets {

/// Reads the keys of a definition that say where its files come from (a file, several, the newest
/// of a folder, an address on the web) and how often, how many versions are kept, and what becomes
/// of rows that a file lacks. `site` is the site's folder. @pre facts are read.
/// @throws SourceError naming file, line and key.
void read_delivery(const TomlTable& root, const std::filesystem::path& site,
                   DatasetDefinition& definition);

}  // namespace parvis::datasets
