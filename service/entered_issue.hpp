// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/row_issue.hpp"

#include <string>
#include <string_view>

namespace parvis::service {

/// What ingest says of a row of a file, in words for who types a work: there is no row, no column
/// and no cell, and nothing is kept of what is refused.
[[nodiscard]] std::string entered_words(const datasets::RowIssue& issue);

/// Why a text is no day: one that the calendar has not, or another way of writing.
[[nodiscard]] std::string day_fault(std::string_view typed);

}  // namespace parvis::service
