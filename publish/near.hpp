// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cql2/filter.hpp"
#include "publish/query.hpp"
#include "publish/store.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parvis::publish {

/// What a request for the nearest rows asks: from a place on Earth, in one or more datasets.
struct NearQuery {
    static constexpr std::size_t default_limit = 5;
    static constexpr std::size_t largest_limit = 100;

    geo::LonLat from;
    std::string place, place_name;  ///< of the commune or area that was named instead, or ""
    std::vector<std::shared_ptr<const Snapshot>> datasets;
    std::optional<cql2::Filter> where;  ///< over the one dataset
    std::string filter_note;            ///< of values in it that nothing has (FilterNote)
    std::string filter_header;          ///< of the same, see header_of()
    std::size_t limit = default_limit;
    datasets::Date day;  ///< for the states of works
};

/// The parameters `lon` and `lat` or `place`, `dataset`, `where`, `limit`, `at`. Without `dataset`
/// every dataset of equipment is searched. All faults are reported together.
[[nodiscard]] std::variant<NearQuery, std::vector<ParameterProblem>>
parse_near_query(const Parameters& parameters, const Publication& publication);

/// What OpenAPI says of those parameters.
[[nodiscard]] std::vector<ParameterText> near_parameters(const Publication& publication);

/// A row, and how far its position (RowPositions) is.
struct NearRow {
    std::shared_ptr<const Snapshot> dataset;
    RowIndex row = 0;
    double metres = 0;
};

/// The nearest rows of all datasets together, nearest first; equal distances in the order of
/// datasets and rows.
[[nodiscard]] std::vector<NearRow> nearest_rows(const NearQuery& query);

/// What every answer about distances says of them.
inline constexpr std::string_view crow_note =
    "Distances à vol d'oiseau, en mètres : un trajet par les rues est plus long.";

}  // namespace parvis::publish
