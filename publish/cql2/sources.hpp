// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/evaluation.hpp"
#include "publish/cql2/expression.hpp"

#include <string>
#include <string_view>

namespace parvis::publish::cql2 {

// Where values come from. Those of a dataset keep a reference to it.

/// A column of whole or decimal numbers. @pre the column is one
[[nodiscard]] SourcePtr<Number> numbers_of(const Column& column);
[[nodiscard]] SourcePtr<Text> texts_of(const Words& words);
/// The distinct texts of a numbered column: "row" i is its word i, the one behind the last is null.
[[nodiscard]] SourcePtr<Text> distinct_texts_of(const Words& words);
[[nodiscard]] Moments moments_of(const Column& column);
/// The members of a list; of parts, their areas.
[[nodiscard]] SourcePtr<Members> members_of(const Slices& slices);
[[nodiscard]] SourcePtr<Text> ids_of(const Snapshot& dataset);
/// The state of works on a day, by its code.
[[nodiscard]] SourcePtr<Text> states_of(const Snapshot& dataset, datasets::Date day);

/// + - * / div % ^. What has no result (a division by 0, an overflow) is not known.
[[nodiscard]] SourcePtr<Number> arithmetic(Operator op, SourcePtr<Number> left,
                                           SourcePtr<Number> right);
/// casei or accenti.
[[nodiscard]] SourcePtr<Text> folded(Operator op, SourcePtr<Text> source);

/// Without difference of letter case (Unicode's full case folding).
[[nodiscard]] std::string without_case(std::string_view text);
/// Without accents: what Unicode decomposes into a letter and marks is the letter.
[[nodiscard]] std::string without_accents(std::string_view text);

}  // namespace parvis::publish::cql2
