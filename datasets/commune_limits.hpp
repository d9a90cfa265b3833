// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/territory.hpp"
#include "datasets/toml_file.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace parvis::datasets {

/// What a file says of each commune besides its limits: commune key, then column -> text.
using CommuneColumns = std::map<std::string, std::map<std::string, std::string, std::less<>>>;

/// The communes of one country, as a [communes] table of territory.toml gives them.
struct CommuneLimits {
    CommuneLayer facts;
    bool schematic = false;
    double tolerance_m2 = 1;
    std::vector<Commune> communes;  ///< by key
    CommuneColumns columns;
    std::vector<std::string> column_names;  ///< all of them
    std::filesystem::path file;             ///< that they come from
    std::shared_ptr<const CommuneHistory> history;
};

/// Reads one [communes] table and its files; `country` counts where the table says none.
/// @throws SourceError naming file, line, column and what to do.
[[nodiscard]] CommuneLimits read_commune_limits(const TomlTable& table,
                                                const std::filesystem::path& site_folder,
                                                const std::string& country,
                                                std::vector<RowIssue>& issues);

}  // namespace parvis::datasets
