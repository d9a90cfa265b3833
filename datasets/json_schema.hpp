// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/pattern.hpp"

#include <rapidjson/document.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parvis::datasets {

/// One schema object of JSON Schema (draft 7): the keywords of it that Parvis checks.
struct JsonRule {
    std::string title;                 ///< for messages: its title, or where it stands
    std::optional<bool> always;        ///< a schema that is true or false
    std::vector<std::string> types;    ///< empty: any
    std::vector<std::string> allowed;  ///< enum and const, as comparable_text() writes them
    std::vector<std::string> shown;    ///< the same, for people
    std::string geojson;               ///< "Point" …: $ref to a geometry of geojson.org
    std::vector<std::string> required;
    std::vector<std::pair<std::string, std::size_t>> properties;
    std::optional<std::size_t> items, condition, then, otherwise;
    std::vector<std::size_t> all_of, any_of;
    std::optional<Pattern> pattern;
    std::optional<std::uint64_t> min_length, max_length;
    std::optional<double> minimum, maximum;
    std::string format;  ///< "date", "date-time", "time", "email", "uri", "uuid", or ""
    std::string example;
};

/// A JSON Schema whose rows are the items of an array: the features of a GeoJSON, or objects.
struct JsonSchema {
    enum class Shape { features, objects };
    std::vector<JsonRule> rules;  ///< referred to by position; no rule leads back to itself
    std::size_t root = 0;
    std::size_t row = 0;  ///< the rule of one row
    Shape shape = Shape::objects;
};

/// @throws SourceError: a keyword that is not known, a $ref that leads nowhere, outside or in a
/// circle, a pattern that does not compile, a schema nested or combined beyond measure; says where.
[[nodiscard]] JsonSchema read_json_schema(const rapidjson::Value& json, const std::string& where);

/// A scalar so that equal values are equal texts, 1 and 1.0 among them; nothing for an object or an
/// array.
[[nodiscard]] std::optional<std::string> comparable_text(const rapidjson::Value& json);

}  // namespace parvis::datasets
