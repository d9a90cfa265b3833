// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"

#include <optional>
#include <vector>

namespace parvis::publish {

/// The page before one: it ends where that one begins, so near the start it is a short one.
struct PreviousPage {
    RowIndex after = 0;
    std::size_t limit = 0;
    friend bool operator==(const PreviousPage&, const PreviousPage&) = default;
};

/// The rows that answer a query: one page of them, and how many there are in all.
struct Selection {
    std::vector<RowIndex> rows;    ///< of the page, in row order, or as sorted
    std::uint64_t matched = 0;     ///< all that match, exactly
    std::uint64_t before = 0;      ///< matches before the page, where the place was asked for
    std::optional<RowIndex> next;  ///< `after` of the next page; nothing on the last one
    std::optional<PreviousPage> previous;  ///< nothing on the first one
};

/// Whether it must be known how many matches stand before a page: people see it, programs do not
/// pay for it.
enum class Place { asked, not_asked };

/// The rows whose time shares a moment with the span, as the parameter datetime has it; rows
/// without any date are none of them.
[[nodiscard]] std::vector<RowIndex> rows_during(const Snapshot& dataset, const TimeSpan& span);

/// How many of the rows before a page the page before it has.
[[nodiscard]] std::size_t page_back(std::uint64_t before, std::size_t limit);

/// All rows that match, in row order; nothing stands for every row. Their count costs no list where
/// nothing is asked.
[[nodiscard]] std::optional<std::vector<RowIndex>>
matching_rows(const Snapshot& dataset, const ItemsQuery& query, datasets::Date day);

/// A page of rows that were found before.
[[nodiscard]] Selection page_of_matching(const Snapshot& dataset, const ItemsQuery& query,
                                         datasets::Date day, std::size_t limit,
                                         const std::optional<std::vector<RowIndex>>& matching);

/// `day` is the day for states; `limit` the size of a page.
[[nodiscard]] Selection select(const Snapshot& dataset, const ItemsQuery& query, datasets::Date day,
                               std::size_t limit, Place place = Place::asked);

}  // namespace parvis::publish
