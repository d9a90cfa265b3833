// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/zone.hpp"
#include "publish/works/record.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parvis::publish::works {

/// From `from` on, until just before `to`.
struct Span {
    datasets::Instant from, to;
    friend bool operator==(const Span&, const Span&) = default;
};

/// When the phase is at work for the first time: its start, or, where it has daily hours, the first
/// of them on a chosen day. Nothing without a start, and where no chosen day lies in the period.
[[nodiscard]] std::optional<datasets::Instant> first_moment(const Phase& phase,
                                                            const datasets::Zone& zone);
/// When it is over: its end, or the end of the hours of its last chosen day, which may lie on the
/// day after. Nothing for an open end.
[[nodiscard]] std::optional<datasets::Instant> last_moment(const Phase& phase,
                                                           const datasets::Zone& zone);

/// The hours that begin on days from `first` to `last` and lie in the period of the phase. A night
/// in which clocks change has one hour less or more. Without daily hours: the whole period, if it
/// meets those days.
/// Time: linear in the days.
[[nodiscard]] std::vector<Span> at_work(const Phase& phase, const datasets::Zone& zone,
                                        datasets::Date first, datasets::Date last);

/// "2026-11-22T08:00:00+01:00": as the clock of the zone shows it.
[[nodiscard]] std::string local_text(datasets::Instant instant, const datasets::Zone& zone);

}  // namespace parvis::publish::works
