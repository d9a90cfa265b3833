// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/feature.hpp"
#include "datasets/row_issue.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

// CSV as Parvis publishes it: UTF-8, comma, LF, dot for decimals, no byte order mark. A cell is
// quoted when it has to be; not known is an empty cell, an empty text is "".

/// One cell, without a comma before it. Bytes that are not UTF-8 become U+FFFD.
void append_csv_text(std::string& out, std::string_view text);
/// A value as it stands in a cell, unquoted: lists and parts are joined by "; ", a part is
/// "FR_76540 0.6213", booleans are true and false.
void append_plain(std::string& out, const Value& value);

/// id, every property, lon, lat, wkt. A column of Parvis's own gets a "_" after its name where a
/// property has it already.
void append_csv_header(std::string& out, const std::vector<Property>& properties);
/// The row of a feature in these columns: lon and lat of its representative point.
void append_csv_row(std::string& out, const Feature& feature);

void append_csv_issue_header(std::string& out);
void append_csv_issue(std::string& out, const RowIssue& issue);

/// "rejected", "outside", "warning".
[[nodiscard]] std::string_view name_of(Severity severity);

}  // namespace parvis::datasets
