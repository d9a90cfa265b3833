// SPDX-License-Identifier: EUPL-1.2
#include "publish/row_positions.hpp"

#include "geo/distance.hpp"
#include "publish/snapshot.hpp"

#include <cmath>
#include <limits>

namespace parvis::publish {

RowPositions::RowPositions(const Snapshot& dataset)
{
    constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
    m_at.reserve(dataset.size());
    std::vector<geo::LonLat> points;
    for (RowIndex row = 0; row < dataset.size(); ++row) {
        const auto box = dataset.bounds(row);
        std::optional<geo::LonLat> at;
        if (box && box->west == box->east && box->south == box->north) {
            at = {box->west, box->south};  // a point: no geometry is read
        } else if (box) {
            at = geo::central_position(dataset.geometry(row));
        }
        if (at && std::isfinite(at->lon) && std::fabs(at->lat) <= 90) {
            m_at.push_back(*at);
            m_rows.push_back(row);
            points.push_back(*at);
        } else {
            m_at.push_back({nowhere, nowhere});
        }
    }
    m_tree = geo::PointTree(points);
}

std::optional<geo::LonLat> RowPositions::at(RowIndex row) const
{
    return std::isfinite(m_at[row].lon) ? std::optional{m_at[row]} : std::nullopt;
}

}  // namespace parvis::publish
