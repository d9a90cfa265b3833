// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace parvis::datasets {

/// How far a work has come that is entered here, not read from a file.
enum class WorkStep : std::uint8_t { draft, published, started, paused, ended, cancelled };

/// What somebody may do with it.
enum class WorkAction : std::uint8_t { change, publish, start, pause, extend, end, cancel, reopen };

inline constexpr std::array work_steps{WorkStep::draft,  WorkStep::published, WorkStep::started,
                                       WorkStep::paused, WorkStep::ended,     WorkStep::cancelled};
inline constexpr std::array work_actions{WorkAction::change, WorkAction::publish, WorkAction::start,
                                         WorkAction::pause,  WorkAction::extend,  WorkAction::end,
                                         WorkAction::cancel, WorkAction::reopen};

/// The step that an action leads to; nothing where it is not possible:
///
///              change  publish    start    pause   extend     end    cancel     reopen
///   draft      draft   published  -        -       -          -      cancelled  -
///   published  same    -          started  -       same       ended  cancelled  -
///   started    same    -          -        paused  same       ended  -          -
///   paused     same    -          started  -       same       ended  -          -
///   ended      same    -          -        -       -          -      -          started
///   cancelled  -       -          -        -       -          -      -          -
///
/// What has begun is not cancelled: it ends. What has ended may still be corrected (its cost, its
/// reception), or goes on if that was a slip. Whether what is published has begun, its dates say:
/// see possible_step() (entered_works.hpp).
[[nodiscard]] std::optional<WorkStep> step_after(WorkStep step, WorkAction action);

/// "draft", "published", "started", "paused", "ended", "cancelled".
[[nodiscard]] std::string_view name_of(WorkStep step);
[[nodiscard]] std::optional<WorkStep> work_step(std::string_view name);
/// "change", "publish", "start", "pause", "extend", "end", "cancel", "reopen".
[[nodiscard]] std::string_view name_of(WorkAction action);
[[nodiscard]] std::optional<WorkAction> work_action(std::string_view name);
/// "brouillon", "publié" …; "démarrer", "suspendre" …: for people.
[[nodiscard]] std::string_view label_fr(WorkStep step);
[[nodiscard]] std::string_view label_fr(WorkAction action);

}  // namespace parvis::datasets
