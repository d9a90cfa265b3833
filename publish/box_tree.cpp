// SPDX-License-Identifier: EUPL-1.2
#include "publish/box_tree.hpp"

#include <numeric>
#include <utility>

namespace parvis::publish {

namespace {

/// Position on a Hilbert curve of order 16 of a cell (x, y), each below 65,536: neighbours on the
/// curve are neighbours on the ground, so that a node's rows lie close together.
std::uint32_t hilbert(std::uint32_t x, std::uint32_t y)
{
    std::uint32_t position = 0;
    for (std::uint32_t half = 1U << 15U; half > 0; half >>= 1U) {
        const std::uint32_t right = (x & half) != 0 ? 1 : 0;
        const std::uint32_t upper = (y & half) != 0 ? 1 : 0;
        position += half * half * ((3U * right) ^ upper);
        if (upper == 0) {
            if (right == 1) {
                x = 65535U - x;
                y = 65535U - y;
            }
            std::swap(x, y);
        }
    }
    return position;
}

std::uint32_t cell(double value, double low, double size)
{
    return size > 0 ? static_cast<std::uint32_t>((value - low) / size * 65535.0) : 0U;
}

void grow(geo::Box& box, const geo::Box& other)
{
    box.west = std::min(box.west, other.west);
    box.south = std::min(box.south, other.south);
    box.east = std::max(box.east, other.east);
    box.north = std::max(box.north, other.north);
}

}  // namespace

BoxTree::BoxTree(std::vector<std::uint32_t> rows, std::span<const geo::Box> boxes)
{
    if (rows.empty()) {
        return;
    }
    geo::Box all = boxes.front();
    for (const auto& box : boxes) {
        grow(all, box);
    }
    // The position above, the index below: numbers sort faster than pairs.
    std::vector<std::uint64_t> order(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& box = boxes[i];
        const std::uint64_t position =
            hilbert(cell((box.west + box.east) / 2, all.west, all.east - all.west),
                    cell((box.south + box.north) / 2, all.south, all.north - all.south));
        order[i] = position << 32U | i;
    }
    std::sort(order.begin(), order.end());

    m_rows.reserve(rows.size());
    Height leaves;
    leaves.boxes.reserve(rows.size());
    for (const auto one : order) {
        const auto index = static_cast<std::uint32_t>(one);
        m_rows.push_back(rows[index]);
        leaves.boxes.push_back(boxes[index]);
    }
    m_levels.push_back(std::move(leaves));
    while (m_levels.back().boxes.size() > fan) {
        const auto& below = m_levels.back().boxes;
        const auto& below_rows = m_levels.size() == 1 ? m_rows : m_levels.back().first_rows;
        Height height;
        for (std::size_t first = 0; first < below.size(); first += fan) {
            geo::Box box = below[first];
            std::uint32_t row = below_rows[first];
            for (std::size_t i = first; i < std::min(first + fan, below.size()); ++i) {
                grow(box, below[i]);
                row = std::min(row, below_rows[i]);
            }
            height.boxes.push_back(box);
            height.first_rows.push_back(row);
        }
        m_levels.push_back(std::move(height));
    }
}

}  // namespace parvis::publish
