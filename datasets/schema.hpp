// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/json_schema.hpp"
#include "datasets/table_schema.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

namespace parvis::datasets {

/// What the rows of a file have to be, as somebody published it: a closed value, read once.
struct Schema {
    std::string name;     ///< its own `name`, else its title, else the file's name
    std::string version;  ///< as it says, or ""
    std::string sha256;   ///< of the file, hex
    std::variant<TableSchema, JsonSchema> rules;
};

/// @throws SourceError naming the file and where in it: missing, no JSON (line and column), neither
/// a Table Schema nor a JSON Schema, or what read_table_schema() and read_json_schema() refuse.
[[nodiscard]] Schema read_schema(const std::filesystem::path& file);
/// The same, of a text; `where` begins each error.
[[nodiscard]] Schema parse_schema(std::string_view json, const std::string& where);

}  // namespace parvis::datasets
