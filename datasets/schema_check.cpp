// SPDX-License-Identifier: EUPL-1.2
#include "datasets/schema_check.hpp"

#include "datasets/json_check.hpp"
#include "datasets/table_check.hpp"

namespace parvis::datasets {

std::unique_ptr<SchemaCheck> make_check(const Schema& schema,
                                        const std::vector<std::string>& columns)
{
    if (const auto* const table = std::get_if<TableSchema>(&schema.rules)) {
        return std::make_unique<TableCheck>(*table, columns);
    }
    return std::make_unique<JsonCheck>(std::get<JsonSchema>(schema.rules), columns);
}

}  // namespace parvis::datasets
