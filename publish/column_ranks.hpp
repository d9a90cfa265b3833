// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/column.hpp"

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace parvis::publish {

/// The place of each row's value among all values of a column: equal values have one rank, smaller
/// ones a smaller one. Sorting by a column compares these and reads no value again.
struct ColumnRanks {
    static constexpr std::uint32_t null = UINT32_MAX;
    std::vector<std::uint32_t> ranks;  ///< one a row
};

/// Numbers, days and instants by their value, exactly; no before yes; texts as the words of a
/// French dictionary without difference of accents and letter case (ICU's collation of "fr" at its
/// primary strength): « École » and « ecole » are one rank. Lists and parts have no order: all
/// null.
[[nodiscard]] ColumnRanks ranks_of(const Column& column);
/// The same for texts that are no column.
[[nodiscard]] ColumnRanks ranks_of_texts(std::size_t count,
                                         const std::function<std::string_view(std::size_t)>& text);

}  // namespace parvis::publish
