// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/works/work_state.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish::works {

/// Member of a phase: its state by whole days, as lists and filters have it (`etat` of its row),
/// where the hour says otherwise.
inline constexpr std::string_view state_of_day = "etat_du_jour";

/// What became of a work. A change is of one kind: the first of these that fits.
enum class ChangeKind : std::uint8_t {
    appeared,
    departed,    ///< it is published no more
    cancelled,   ///< declared so
    ended,       ///< by declaration or by its end date
    started,     ///< from planned (or unknown) to going on
    paused,      ///< declared so
    resumed,     ///< from paused, ended or cancelled to planned or going on
    to_confirm,  ///< the last file no longer lists it
    changed,     ///< anything else
};
/// "appeared", "to_confirm" …
[[nodiscard]] std::string_view code_of(ChangeKind kind);
[[nodiscard]] std::optional<ChangeKind> change_kind(std::string_view code);

/// One change of one work, with its number: a line of the ledger.
struct Change {
    std::int64_t number = 0;
    datasets::Instant at;  ///< when it was seen
    std::string dataset, id;
    ChangeKind kind = ChangeKind::changed;
    bool by_clock = false;      ///< a date came; else a new version says so
    std::uint32_t version = 0;  ///< of the dataset
    /// JSON array: each member that differs, with `from` and `to`; texts longer than 4 kB (drawn
    /// areas) are named only.
    std::string members;
    Whereabouts before;              ///< where it was: nowhere for one that appeared
    std::optional<WorkState> after;  ///< nothing for one that departed
};

/// What differs; nothing where nothing does. Number, moment and version are the ledger's to fill
/// in.
[[nodiscard]] std::optional<Change> compare(const WorkState* before, const WorkState* after);

/// What somebody with a filter has to be told of a change.
enum class Told : std::uint8_t {
    nothing,
    update,
    gone,  ///< it departed, or fits the filter no more
};
/// `takes_after`: whether a filter on columns takes the work.
[[nodiscard]] Told told(const Change& change, const WorksWanted& wanted, bool takes_after = true);

/// The change as a JSON object; with `gone` without the work itself.
[[nodiscard]] std::string change_json(const Change& change, Told told);

}  // namespace parvis::publish::works
