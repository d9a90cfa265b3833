// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>

namespace parvis::publish::cross {

/// A sum of whole millionths: the order of adding does not matter, and parts add up to the whole.
__extension__ using Exact = __int128;
inline constexpr Exact exact_unit = 1'000'000;
/// Nothing for a number too large to be kept in millionths, and for one that is not 0 and would
/// become 0.
[[nodiscard]] std::optional<Exact> to_exact(double value);
[[nodiscard]] double to_double(Exact value);

}  // namespace parvis::publish::cross
