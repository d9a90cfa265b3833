// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/row_issue.hpp"
#include "datasets/schema.hpp"
#include "datasets/source.hpp"

#include <memory>
#include <string>
#include <vector>

namespace parvis::datasets {

/// Holds the rows of one file against a schema, row by row. What a schema forbids is an issue of
/// severity rejected; what only differs from its order of columns or is beside it, a warning. The
/// codes (`schema_type`, `schema_pattern` …) name the rule; the messages say what to do.
///
/// What has to be unique is remembered by 128-bit hash: about 60 bytes a row and key.
class SchemaCheck {
public:
    virtual ~SchemaCheck() = default;
    SchemaCheck(const SchemaCheck&) = delete;
    SchemaCheck& operator=(const SchemaCheck&) = delete;

    /// About the columns themselves: missing, unknown, out of order, nearly right; and what of the
    /// schema is not checked. Line 0.
    [[nodiscard]] const std::vector<RowIssue>& header_issues() const { return m_header_issues; }
    /// Adds what is wrong with a row, by column of the schema.
    virtual void look_at(const SourceRow& row, std::vector<RowIssue>& issues) = 0;
    /// Adds what can only be said after the last row: foreign keys into the same file.
    virtual void finish(std::vector<RowIssue>& issues) = 0;

protected:
    SchemaCheck() = default;
    std::vector<RowIssue> m_header_issues;
};

/// For rows of texts with these columns. Against a JSON Schema a text counts as the number or the
/// truth value that it spells where the schema asks for one, and an empty cell as absent.
[[nodiscard]] std::unique_ptr<SchemaCheck> make_check(const Schema& schema,
                                                      const std::vector<std::string>& columns);

}  // namespace parvis::datasets
