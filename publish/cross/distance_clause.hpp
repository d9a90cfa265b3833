// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace parvis::publish::cross {

/// Distances of measures go no farther: beyond, a crow's way says nothing of an access.
inline constexpr double longest_distance_m = 200'000;

/// "famille = 'sport' within 5 km", taken apart.
struct WithinClause {
    std::string_view condition;                ///< without spaces at its ends; may be ""
    std::optional<std::string_view> distance;  ///< what follows `within`; nothing without it
};

/// Finds the word `within` outside quotes and parentheses. A property of that name is none (an
/// operator follows it), nor is S_WITHIN.
[[nodiscard]] WithinClause split_within(std::string_view text);

/// "800 m" or "0.8 km", in metres; else the end of a French sentence that says why not.
[[nodiscard]] std::variant<double, std::string> parse_distance(std::string_view text);

}  // namespace parvis::publish::cross
