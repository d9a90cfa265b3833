// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/dataset_definition.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::datasets {

/// A cell of a form. A day is a day of the spreadsheet; a text is never a formula.
using FormCell = std::variant<std::monostate, double, Date, std::string>;

/// A published value as a cell that is read back as that value, the way the definition's own file
/// writes it where it can; `mapping` is nullptr for a column that is kept as it is.
[[nodiscard]] FormCell form_cell(const ColumnMapping* mapping, const Value& value);
/// The word that hides a value with this status letter.
[[nodiscard]] FormCell status_cell(const ColumnMapping& mapping, std::string_view letter);
/// How the values of a column are written, for people.
[[nodiscard]] std::string writing_of(const ColumnMapping& mapping);
/// The texts that may stand in a column with a list; empty for one without.
[[nodiscard]] std::vector<std::string> choices_of(const ColumnMapping& mapping);

}  // namespace parvis::datasets
