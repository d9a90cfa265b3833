// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

enum class Severity {
    rejected,  ///< the row is not published, for this or for another of its issues
    outside,   ///< the row is fine but lies outside the territory: not published, counted apart
    warning    ///< the row is published; something about it is doubtful
};

/// Why a row was refused or doubted. A value, never an exception.
struct RowIssue {
    std::uint64_t line = 0;  ///< 1-based line in the source (record number where it has no lines)
    Severity severity = Severity::warning;
    std::string code;     ///< "date_invalid", "geometry_broken", "commune_contradicts_place" ...
    std::string column;   ///< source column, or ""
    std::string value;    ///< the offending text, cut at 200 characters with an ellipsis
    std::string row_key;  ///< the row's key where known, or ""
    std::string message;  ///< French sentence for a clerk: what is wrong and what to do
    /// What becomes of the row or the cell where nothing refuses the row: settle() ends the message
    /// with it, or drops it.
    std::string if_kept = {};
    friend bool operator==(const RowIssue&, const RowIssue&) = default;
};

/// The codes, their default severity and their French title, for reports and the README table.
struct IssueKind {
    std::string_view code;
    std::string_view title_fr;
};
[[nodiscard]] const std::vector<IssueKind>& issue_kinds();

/// The first 200 characters of a text, with an ellipsis where more was there; whole characters
/// only.
[[nodiscard]] std::string shortened(std::string_view text);

/// Makes what is said of one row fit what became of it: in a refused one, what alone would only
/// have been doubtful is refused with it, behind the causes, and says no more that it is published.
void settle(std::vector<RowIssue>& issues_of_a_row);

/// An issue of one cell: its text is shortened, nothing is proposed in its place.
[[nodiscard]] RowIssue cell_issue(std::uint64_t line, Severity severity, const char* code,
                                  const std::string& column, std::string_view text,
                                  std::string message);

}  // namespace parvis::datasets
