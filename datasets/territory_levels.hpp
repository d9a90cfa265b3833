// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/territory.hpp"
#include "datasets/toml_file.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace parvis::datasets {

/// What the territory's files say of each commune besides its limits: column -> text.
using CommuneColumns = std::map<std::string, std::map<std::string, std::string, std::less<>>>;

/// Reads the [[level]] tables into `territory.levels`. `columns` are those of each commune key,
/// `column_names` all of them, `file` the one they come from.
/// @throws SourceError.
void read_levels(const TomlTable& root, const std::filesystem::path& site_folder,
                 const CommuneColumns& columns, const std::vector<std::string>& column_names,
                 const std::filesystem::path& file, Territory& territory);

}  // namespace parvis::datasets
