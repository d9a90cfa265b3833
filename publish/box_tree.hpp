// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace parvis::publish {

/// A packed R-tree over the boxes of rows, in Hilbert order of their centres: built once, read by
/// threads without locks. Sixteen children a node, no pointers.
class BoxTree {
public:
    BoxTree() = default;
    /// `rows[i]` has the box `boxes[i]`.
    BoxTree(std::vector<std::uint32_t> rows, std::span<const geo::Box> boxes);

    /// Calls `found(row, whole)` for every row whose box shares a position with `box` (which must
    /// not cross the antimeridian); `whole` says that the row's box lies inside `box`.
    template <typename Found>
    void visit(const geo::Box& box, Found&& found) const
    {
        if (!m_levels.empty()) {
            visit_node(m_levels.size() - 1, 0, box, found);
        }
    }

private:
    static constexpr std::size_t fan = 16;

    /// Entries of one height of the tree; height 0 are the rows.
    struct Height {
        std::vector<geo::Box> boxes;
    };

    static bool overlap(const geo::Box& a, const geo::Box& b)
    {
        return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
    }
    static bool inside(const geo::Box& inner, const geo::Box& outer)
    {
        return inner.west >= outer.west && inner.east <= outer.east && inner.south >= outer.south &&
               inner.north <= outer.north;
    }

    template <typename Found>
    void visit_node(std::size_t height, std::size_t first, const geo::Box& box, Found&& found) const
    {
        const auto& boxes = m_levels[height].boxes;
        const std::size_t last = std::min(first + fan, boxes.size());
        for (std::size_t entry = first; entry < last; ++entry) {
            if (!overlap(boxes[entry], box)) {
                continue;
            }
            if (height == 0) {
                found(m_rows[entry], inside(boxes[entry], box));
            } else if (inside(boxes[entry], box)) {
                visit_whole(height, entry, found);
            } else {
                visit_node(height - 1, entry * fan, box, found);
            }
        }
    }

    /// Everything under an entry whose box lies inside the one asked for: no more comparisons.
    template <typename Found>
    void visit_whole(std::size_t height, std::size_t entry, Found&& found) const
    {
        std::size_t first = entry;
        std::size_t last = entry + 1;
        for (; height > 0; --height) {
            first *= fan;
            last *= fan;
        }
        last = std::min(last, m_rows.size());
        for (; first < last; ++first) {
            found(m_rows[first], true);
        }
    }

    std::vector<std::uint32_t> m_rows;
    std::vector<Height> m_levels;
};

}  // namespace parvis::publish
