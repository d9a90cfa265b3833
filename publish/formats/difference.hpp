// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/version_difference.hpp"
#include "publish/api/link.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish {

/// Some of the rows in which two versions of a dataset differ, and how many there are in all.
struct DifferencePage {
    std::string dataset;
    datasets::VersionDifference counts;
    std::vector<datasets::RowDifference> rows;
    std::uint64_t offset = 0;  ///< rows left out before these

    [[nodiscard]] std::uint64_t matched() const
    {
        return counts.added + counts.removed + counts.changed;
    }
};

/// change,id,column,before,after: a line for each changed cell; a row that was added or removed is
/// one line without a column.
[[nodiscard]] std::string_view difference_csv_header();
void append_difference_csv(std::string& out, const datasets::RowDifference& row);

/// {dataset, from, to, links, added, removed, changed, unchanged, columnsAdded, columnsRemoved,
/// numberMatched, numberReturned, rows: [{change, id, cells: [{column, before, after}]}]}; values
/// as the versions have them.
[[nodiscard]] std::string difference_json(const DifferencePage& page,
                                          const std::vector<Link>& links);

}  // namespace parvis::publish
