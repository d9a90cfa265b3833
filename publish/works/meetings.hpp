// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/geometry.hpp"

#include <cstdint>
#include <functional>
#include <span>

namespace parvis::publish::works {

/// A place and a period [from, to), in seconds since 1970. One that is empty meets nothing.
struct Stay {
    const geo::Geometry* geometry = nullptr;
    std::int64_t from = 0, to = 0;
};

/// Whether a pair that shares a moment is worth measuring.
using Accept = std::function<bool(std::uint32_t, std::uint32_t)>;
/// Takes a pair and the metres between it; false ends the search.
using Met = std::function<bool(std::uint32_t, std::uint32_t, double)>;

/// Calls `met(i, j, metres)`, i < j, once for each pair that shares a moment and is no farther
/// apart than `metres`. In no order. Sweeps through time; what goes on then lies in a packed tree.
void each_meeting(std::span<const Stay> all, double metres, const Accept& accept, const Met& met);

/// The same for one of `these` (i) and one of `those` (j).
void each_meeting_between(std::span<const Stay> these, std::span<const Stay> those, double metres,
                          const Accept& accept, const Met& met);

}  // namespace parvis::publish::works
