// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/register.hpp"
#include "publish/works/record.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace parvis::publish::works {

/// What versions that are kept no more said of the works of a dataset, as far as it is still told:
/// since when rows are there and when they changed last, and what was closed. It stands in
/// data/works_past.sqlite, which keep_past() writes before versions go. Where that file is missing
/// or lost, works are told as the versions that are left know them.
struct RowPast {
    struct Mark {
        std::uint32_t version = 1;  ///< in which the row changed last
        datasets::Instant changed, begun;
        datasets::Instant open;  ///< when it last stopped to say that it is not over, or began
    };
    std::uint32_t version = 0;  ///< the newest one that this takes account of
    Mark origin;                ///< of rows without a mark: the first version of all
    std::unordered_map<std::string, Mark> rows;
    std::vector<Work> closed;  ///< newest first, without texts: see past_work.hpp

    [[nodiscard]] const Mark& of(const std::string& row) const
    {
        const auto found = rows.find(row);
        return found == rows.end() ? origin : found->second;
    }
};

/// Nothing where nothing is written of the dataset, or it cannot be read.
[[nodiscard]] std::optional<RowPast> read_past(const std::filesystem::path& data,
                                               const std::string& dataset);

/// Before all versions of a road_works dataset but the newest `keep` beside the published one go:
/// writes what the first of those that stay needs of them. What was closed before `oldest` is left
/// out. The versions may stay all the same (a kill): it is then told once all the same. Time: each
/// step that goes reads two versions, and loads one.
/// @throws StoreError
void keep_past(const datasets::Register& reg, const std::string& dataset, std::uint32_t keep,
               datasets::Instant oldest);

}  // namespace parvis::publish::works
