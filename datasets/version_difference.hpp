// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::datasets {

/// One row that is not the same in two versions of a dataset, known by its stable id.
struct RowDifference {
    enum class Kind { added, removed, changed };
    /// A value before and after, as the JSON text that the versions hold. Column `geometry` is the
    /// row's place.
    struct Cell {
        std::string column;
        std::string before, after;
    };
    Kind kind = Kind::added;
    std::string id;
    std::vector<Cell> cells;  ///< of a changed row, in the order of the newer version
};

/// "added", "removed", "changed": as answers and files have it.
[[nodiscard]] std::string_view name_of(RowDifference::Kind kind);

/// The text of a JSON value for people and CSV: a string without quotes, "" for null, else as it
/// stands.
[[nodiscard]] std::string plain_text(std::string_view json_value);

/// What two versions differ in. Rows are the same when every column that both versions have, and
/// the place, hold the same bytes: a column that only one version has is said once, not per row.
struct VersionDifference {
    std::uint32_t from = 0, to = 0;
    std::uint64_t added = 0, removed = 0, changed = 0, unchanged = 0;
    std::vector<std::string> columns_added, columns_removed;
};

/// Which of the rows that differ are wanted; the others are only counted, which costs little.
struct DifferenceWindow {
    std::uint64_t offset = 0;
    std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();
    [[nodiscard]] bool holds(std::uint64_t index) const
    {
        return index >= offset && index - offset < limit;
    }
};

/// Compares two versions on disk, row by row. Calls `found` for each row of the window that
/// differs: first those of `to` in its order (added, changed), then those that only `from` has, in
/// its order.
/// Complexity: one look at each row; memory for the ids of `from`.
/// @throws StoreError naming file and line for what is no version.
VersionDifference compare_versions(const std::filesystem::path& data, const std::string& dataset,
                                   std::uint32_t from, std::uint32_t to,
                                   const std::function<void(const RowDifference&)>& found = {},
                                   const DifferenceWindow& window = {});

}  // namespace parvis::datasets
