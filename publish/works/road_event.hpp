// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/works/record.hpp"
#include "publish/works/schedule.hpp"
#include "publish/works/undelivered.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace parvis::publish::works {

/// For how long a work that is over is still told, so that whoever was told of it hears the end
/// (WZDx asks for an hour, Waze for a past end time).
inline constexpr std::int64_t closing_days = 30;

/// A time at which feeds are made.
struct Moment {
    datasets::Instant at;
    const datasets::Zone* zone = nullptr;  ///< of the dataset of the works
};

/// One stretch of one phase as programs for drivers know it: a line in the order in which it is
/// driven, or a point.
struct Stretch {
    /// "<dataset>:<row>", with ":<part>" where the geometry has several parts and ":f" or ":b" for
    /// one of the directions along the line: of what does not change while the work stands where it
    /// is, never of a position in a file.
    std::string id;
    geo::LineString line;  ///< one position: a point
    Direction direction = Direction::unknown;
    [[nodiscard]] bool is_point() const { return line.size() == 1; }
};

/// A work site has few stretches. A place of more parts is a drawing of something else (every house
/// of a quarter, say); and as each part repeats all that is said of the work, one row would make a
/// feed of many megabytes. Undelivered::many_parts says so to who keeps the file.
inline constexpr std::size_t most_parts = 100;

/// How a format wants its stretches.
struct StretchRules {
    bool per_direction = false;  ///< works on both directions become two
};

/// The stretches of a phase, or why there are none: nowhere, an area, or more than most_parts.
/// Parts of a line that follow one another become one, and count as one.
[[nodiscard]] std::variant<std::vector<Stretch>, Undelivered>
stretches_of(const Work& work, const Phase& phase, const StretchRules& rules);

/// The directions that feel it. A closed road whose direction the source does not say is closed in
/// both: that is what the words mean. Else what is not said stays unknown.
[[nodiscard]] Direction direction_of(const Phase& phase);

/// When feeds say that a phase takes place. Of one that was ended or given up before its end, `end`
/// is when that was known; it lies before the moment, and behind `start`.
struct Validity {
    datasets::Instant start;
    std::optional<datasets::Instant> end;
    Stage stage = Stage::unknown;
    bool over = false;  ///< what is told is its end
};

/// Whether it takes place: it has its authorisation or goes on, and its file still speaks of it.
[[nodiscard]] bool is_certain(const Phase& phase, Stage stage);

/// The validity of a phase, or why it has none: no start, inverted, never at work, over for more
/// than closing_days.
[[nodiscard]] std::variant<Validity, Undelivered> validity_of(const Work& work, const Phase& phase,
                                                              const Moment& moment);

}  // namespace parvis::publish::works
