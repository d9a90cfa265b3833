// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/manifest.hpp"
#include "datasets/row_issue.hpp"
#include "datasets/schema.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace parvis::datasets {

/// What a schema says of a whole file.
struct SchemaReport {
    std::string schema, version, sha256;  ///< of the schema
    SourceInfo source;
    std::uint64_t rows = 0;
    std::uint64_t refused = 0;  ///< rows that break a rule
    std::uint64_t faults = 0;   ///< issues that make the file not conform; warnings are not
    std::map<std::string, std::uint64_t> counts;  ///< of every issue, by code
    std::vector<RowIssue> first_issues;           ///< the first hundred of each code
    [[nodiscard]] bool conforms() const { return faults == 0; }
};

/// Reads every row of a file and holds it against a schema; needs no site and writes nothing. The
/// rows of a JSON file are held against a JSON Schema as they are, number and text told apart.
/// @throws SourceError when the file as a whole cannot be read.
[[nodiscard]] SchemaReport check_file(const std::filesystem::path& file, const Schema& schema);

}  // namespace parvis::datasets
