// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/row_rule.hpp"
#include "datasets/schema_field.hpp"

#include <string>
#include <vector>

namespace parvis::datasets {

/// Which columns a file may have beside, or lack, of those that the schema names (`fieldsMatch` of
/// Table Schema 2.0). `tolerant` where the schema does not say: only a column that has to be filled
/// may not be missing; what else differs is said.
enum class FieldsMatch { tolerant, exact, equal, subset, superset, partial };

/// Columns of which the file's own rows have to hold the values.
struct ForeignKey {
    std::vector<std::string> columns;
    std::string resource;  ///< "" for the same file
    std::vector<std::string> referenced;
};

/// A Frictionless Table Schema, 1.0 or 2.0, with the `custom_checks` of schema.data.gouv.fr.
struct TableSchema {
    std::vector<SchemaField> fields;
    FieldsMatch match = FieldsMatch::tolerant;
    std::vector<std::string> primary_key;
    std::vector<std::vector<std::string>> unique_keys;
    std::vector<ForeignKey> foreign_keys;
    std::vector<RowRule> rules;
};

/// @throws SourceError: a keyword, type, format or check that is not known, a pattern that does not
/// compile, a limit that is no value of its field, a key that names no field; each says where.
/// @param json an object with `fields`. @param where the schema's name, to begin errors with.
[[nodiscard]] TableSchema read_table_schema(const rapidjson::Value& json, const std::string& where);

}  // namespace parvis::datasets
