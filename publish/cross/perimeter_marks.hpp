// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cross/measure.hpp"
#include "publish/cross/places.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace parvis::publish::cross {

/// What following commune codes of another day, or values that lack, do to one value (SDMX
/// CL_OBS_STATUS).
struct PerimeterMark {
    static constexpr char normal = 'A', breaks = 'B', estimated = 'E', unreliable = 'U',
                          missing = 'O';

    char status = normal;
    std::string reason;  ///< French; "" for a normal value
    /// Whether the value may be told. What is added up of one that may not counts for no known
    /// place.
    bool known = true;
};

/// The marks of one aggregate, by place; places without one are as they were published.
struct PerimeterMarks {
    std::map<std::uint32_t, PerimeterMark> at;
    /// Whether the rows hold all that the total needs.
    bool total_known = true;
    std::vector<std::string> notes;
};

/// Figures of former communes at the communes of today: what can be summed is, where every part
/// has its figure; what cannot (a median, a rate, PTOT) is not known where communes have merged,
/// and keeps its value where the ground is the same (RULES.md §5). Of demographics, a place whose
/// communes do not all have a figure has no sum. `rows` are those that the aggregate counts,
/// `has_value` says which of them have a value. Things (works, equipment) have no marks: where
/// they lie is known.
[[nodiscard]] PerimeterMarks perimeter_marks(const Publication& publication, Places& places,
                                             const Snapshot& dataset, const Aggregate& aggregate,
                                             const std::vector<RowIndex>& rows,
                                             const std::function<bool(RowIndex)>& has_value);

/// The mark of a value made of several aggregates: what lacks comes before what is of low
/// reliability, that before what is estimated, that before a break.
void add_mark(PerimeterMark& mark, const PerimeterMark& other);

}  // namespace parvis::publish::cross
