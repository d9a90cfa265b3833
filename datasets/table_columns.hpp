// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/row_issue.hpp"
#include "datasets/table_schema.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parvis::datasets {

/// Which column of a file is which field of a schema.
struct ColumnMatch {
    std::vector<std::optional<std::size_t>> positions;  ///< of each field among the columns
    std::vector<RowIssue> issues;                       ///< line 0
};

/// By the exact name, else by one that differs in case, blanks, "_", "-" and "." alone, which is an
/// issue. Columns that are missing, unknown, nearly right or out of order are issues: of severity
/// rejected where the schema forbids it, else warnings.
[[nodiscard]] ColumnMatch match_columns(const TableSchema& schema,
                                        const std::vector<std::string>& columns);

}  // namespace parvis::datasets
