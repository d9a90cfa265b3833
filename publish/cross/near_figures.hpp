// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cross/measure.hpp"
#include "publish/cross/perimeter_marks.hpp"
#include "publish/cross/places.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace parvis::publish::cross {

/// An aggregate whose rows are chosen by distance, and the rows that fit its condition.
struct NearQuestion {
    const Publication& publication;
    Places& places;
    const Aggregate& aggregate;
    const Snapshot& dataset;
    std::span<const RowIndex> rows;
    std::optional<std::size_t> property;  ///< that is added or offered
};

/// Such an aggregate at every place. Asked from one position of each commune (RowPositions); above
/// communes it is their mean, weighted by population (what an inhabitant has), and people are
/// added. Areas of their own are asked from their own position; their population is not known.
struct NearFigures {
    /// By place, then of communes in no place, then of the whole. Nothing where it is not known.
    std::vector<std::optional<double>> numbers;
    bool are_sums = false;     ///< whole numbers that add up
    bool has_unknown = false;  ///< whether any commune lies in no place
    bool uses_population = false;
    std::uint64_t rows = 0;     ///< that were looked for
    std::uint64_t skipped = 0;  ///< that have no position or no value
    std::vector<std::string> notes;
    std::vector<std::string> cautions;  ///< those of the notes that no output may leave out
    bool estimated = false;
    /// Values that are only a lower or an upper bound, by place: status U, and why.
    std::map<std::uint32_t, PerimeterMark> marks;
};

/// A French reason where the aggregate makes no sense at the level.
[[nodiscard]] std::variant<NearFigures, std::string> near_figures(const NearQuestion& question);

}  // namespace parvis::publish::cross
