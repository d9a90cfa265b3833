// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/schema_check.hpp"

#include <memory>
#include <string>
#include <vector>

namespace parvis::test {

/// A schema and rows that are given one by one: line 2, 3 …
class Trial {
public:
    Trial(const std::string& schema, std::vector<std::string> columns)
        : m_check(datasets::make_check(datasets::parse_schema(schema, "s.json"), columns))
    {
    }

    /// "code@column", one after another; "!" behind those of the header that refuse the file.
    [[nodiscard]] std::string codes(const std::vector<std::string>& cells) const
    {
        datasets::SourceRow row;
        row.line = ++m_line;
        row.cells.assign(cells.begin(), cells.end());
        m_last.clear();
        m_check->look_at(row, m_last);
        return joined(m_last, false);
    }
    [[nodiscard]] std::string header() const { return joined(m_check->header_issues(), true); }
    [[nodiscard]] const std::vector<datasets::RowIssue>& last() const { return m_last; }
    [[nodiscard]] std::vector<datasets::RowIssue> at_the_end() const
    {
        std::vector<datasets::RowIssue> issues;
        m_check->finish(issues);
        return issues;
    }

    static std::string joined(const std::vector<datasets::RowIssue>& issues, bool with_severity)
    {
        std::string codes;
        for (const datasets::RowIssue& issue : issues) {
            codes += codes.empty() ? "" : " ";
            codes += issue.code + "@" + issue.column;
            codes += with_severity && issue.severity == datasets::Severity::rejected ? "!" : "";
        }
        return codes;
    }

private:
    std::unique_ptr<datasets::SchemaCheck> m_check;
    mutable std::uint64_t m_line = 1;
    mutable std::vector<datasets::RowIssue> m_last;
};

}  // namespace parvis::test
