// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish {

/// How often each value of a property stands among rows.
struct FacetCount {
    static constexpr std::size_t most_buckets = 100;

    struct Bucket {
        std::string value;
        std::uint64_t count = 0;
        friend bool operator==(const Bucket&, const Bucket&) = default;
    };
    std::vector<Bucket> buckets;  ///< most frequent first, then by value; at most most_buckets
    std::uint64_t missing = 0;    ///< rows without a value
    std::uint64_t other_values = 0, other_count = 0;  ///< what found no place among the buckets
};

/// Reads `facets`: names separated by commas. The answer is otherwise the reason.
[[nodiscard]] std::variant<std::vector<FacetKey>, std::string>
parse_facets(std::string_view text, const Snapshot& dataset);

/// Over these rows, or all. A row with a list, or in several areas, counts once for each of its
/// members, so that those counts may add up to more than the rows.
[[nodiscard]] FacetCount count_facet(const Snapshot& dataset, const FacetKey& key,
                                     const std::optional<std::vector<RowIndex>>& rows,
                                     datasets::Date day);

/// An object of facets by property, each with its buckets, as OGC API - Records Part 2 (draft) has
/// it.
[[nodiscard]] std::string facets_json(const Snapshot& dataset, const std::vector<FacetKey>& keys,
                                      const std::optional<std::vector<RowIndex>>& rows,
                                      datasets::Date day);

}  // namespace parvis::publish
