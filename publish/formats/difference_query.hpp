// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace parvis::publish {

/// What /collections/{id}/versions/diff asks: two versions, and which of the rows that differ.
struct DifferenceQuery {
    std::uint32_t from = 0, to = 0;
    std::size_t limit = default_limit;  ///< of JSON; tables hold every row
    std::uint64_t offset = 0;

    static constexpr std::size_t default_limit = 1000;
    static constexpr std::size_t largest_limit = 10'000;
};

/// All faults are reported together. A limit above the largest is clamped: numberReturned says so.
[[nodiscard]] std::variant<DifferenceQuery, std::vector<ParameterProblem>>
parse_difference_query(const Parameters& parameters);
/// What OpenAPI says of those parameters.
[[nodiscard]] std::vector<ParameterText> difference_parameters();

}  // namespace parvis::publish
