// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/toml_file.hpp"
#include "datasets/value.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace parvis::datasets {

/// A measure that a site declares: an expression as /cross reads it, with what has to be said of
/// it.
struct DeclaredMeasure {
    std::string name;        ///< of its column: lower snake case, ASCII
    std::string expression;  ///< "1000 * count(equipements where type = 'Piscine') / population"
    Texts label, description;
    std::string unit;
    TomlTable table;  ///< where it stands: for sentences that name file and line
};

/// crossings/<id>.toml: a crossing (French: croisement) that is published as a collection with
/// versions. Whether its level and measures exist is found out where it is made.
struct CrossingDefinition {
    std::string id;  ///< [a-z0-9-]+, the collection id
    Texts title, description, note;
    std::string level;   ///< "communes", "poles", "territoire", "tailles", a dataset of areas
    std::string period;  ///< a day or an interval, or ""
    std::vector<DeclaredMeasure> measures;
    TomlTable table;
};

/// @throws SourceError naming file and line.
[[nodiscard]] CrossingDefinition read_crossing(const std::filesystem::path& file);
/// Every crossings/*.toml of a site, by name; none where the site has no such folder.
[[nodiscard]] std::vector<std::filesystem::path>
crossing_files(const std::filesystem::path& site_folder);
/// Where the crossing of that id is declared, whether or not it is.
[[nodiscard]] std::filesystem::path crossing_file(const std::filesystem::path& site_folder,
                                                  std::string_view id);

}  // namespace parvis::datasets
