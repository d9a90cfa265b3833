// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/column.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace parvis::publish {

/// The rows of a column that have a value, put in order by it: what a filter asks for is found by
/// halving, and rows that cannot fit are never looked at. Rows of one value keep their order.
struct RowsByValue {
    std::vector<std::uint32_t> rows;
    /// Where the rows of each numbered text start, and the end; empty for other columns.
    std::vector<std::uint32_t> starts;

    /// Of one numbered text.
    [[nodiscard]] std::span<const std::uint32_t> of_word(std::uint32_t word) const
    {
        return std::span(rows).subspan(starts[word], starts[word + 1] - starts[word]);
    }
};

/// Numbers, days and instants from the least to the greatest, texts that do not repeat by their
/// bytes; numbered texts by their number, which is no order of theirs. Flags, lists and parts have
/// none: no rows.
[[nodiscard]] RowsByValue rows_by_value(const Column& column);

}  // namespace parvis::publish
