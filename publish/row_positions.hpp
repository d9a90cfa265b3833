// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/point_tree.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace parvis::publish {

class Snapshot;
using RowIndex = std::uint32_t;

/// The one position of each row, for distances: the point; the middle of a line; of an area its own
/// position nearest to its centre (geo::central_position). Immutable.
class RowPositions {
public:
    explicit RowPositions(const Snapshot& dataset);

    /// Nothing for a row without a geometry.
    [[nodiscard]] std::optional<geo::LonLat> at(RowIndex row) const;
    /// Of all rows that have a position; its indices are those of rows().
    [[nodiscard]] const geo::PointTree& tree() const { return m_tree; }
    [[nodiscard]] std::span<const RowIndex> rows() const { return m_rows; }

private:
    std::vector<geo::LonLat> m_at;  ///< by row; no number where there is none
    std::vector<RowIndex> m_rows;
    geo::PointTree m_tree;
};

}  // namespace parvis::publish
