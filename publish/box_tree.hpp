// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/lon_lat.hpp"
#include "publish/corner.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
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
        visit_runs(
            box,
            [&](std::span<const std::uint32_t> rows) {
                for (const auto row : rows) {
                    found(row, true);
                }
            },
            [&](std::uint32_t row) { found(row, false); });
    }

    /// The same, but rows whose boxes lie inside `box` come many at once, as `whole(span)`, and
    /// are not looked at: to count them costs nothing for each. The others come as `crossed(row)`.
    template <typename Whole, typename Crossed>
    void visit_runs(const geo::Box& box, Whole&& whole, Crossed&& crossed) const
    {
        if (!m_levels.empty()) {
            visit_node(m_levels.size() - 1, 0, box, whole, crossed);
        }
    }

    /// Calls `take(row, whole)` like visit(), but in rising order of rows, until it says false: the
    /// first rows of a box cost their number times the height of the tree, however many it holds.
    template <typename Take>
    void visit_in_order(const geo::Box& box, Take&& take) const;

private:
    static constexpr std::size_t fan = 16;

    /// Entries of one height of the tree; height 0 are the rows.
    struct Height {
        std::vector<geo::Box> boxes;
        std::vector<std::uint32_t> first_rows;  ///< least row under each entry; at height 0 m_rows
    };

    /// A row, or a node of which no row has been taken yet.
    struct Waiting {
        std::uint32_t first_row = 0, entry = 0;
        std::uint32_t height = 0;
        bool whole = false;
        friend bool operator>(const Waiting& a, const Waiting& b)
        {
            return a.first_row > b.first_row;
        }
    };

    /// Which entries of a node share a position with a box, and which lie inside it: a bit each.
    struct Hits {
        std::uint32_t touched = 0, inside = 0;
    };

    /// Compares without branches, two numbers at a time: what a border cuts is as good as random,
    /// and a wrong guess of the processor costs more than all comparisons.
    static Hits hits(std::span<const geo::Box> boxes, const geo::Box& box)
    {
        const auto [low, high] = corners_of(box);
        Hits hits;
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            const auto [entry_low, entry_high] = corners_of(boxes[i]);
            const bool touched = none_above(entry_low, high, low, entry_high);
            hits.touched |= static_cast<std::uint32_t>(touched) << i;
        }
        for (std::uint32_t left = hits.touched; left != 0; left &= left - 1U) {
            const auto i = static_cast<unsigned>(std::countr_zero(left));
            const auto [entry_low, entry_high] = corners_of(boxes[i]);
            const bool inside = none_above(low, entry_low, entry_high, high);
            hits.inside |= static_cast<std::uint32_t>(inside) << i;
        }
        return hits;
    }

    [[nodiscard]] std::span<const geo::Box> node(std::size_t height, std::size_t first) const
    {
        const auto& boxes = m_levels[height].boxes;
        return std::span(boxes).subspan(first, std::min(fan, boxes.size() - first));
    }

    template <typename Whole, typename Crossed>
    void visit_node(std::size_t height, std::size_t first, const geo::Box& box, Whole&& whole,
                    Crossed&& crossed) const
    {
        const auto [touched, inside] = hits(node(height, first), box);
        for (std::uint32_t runs = inside; runs != 0;) {
            const auto start = static_cast<unsigned>(std::countr_zero(runs));
            const auto length = static_cast<unsigned>(std::countr_one(runs >> start));
            whole(rows_under(height, first + start, length));
            runs &= ~(((1U << length) - 1U) << start);
        }
        for (std::uint32_t cut = touched & ~inside; cut != 0; cut &= cut - 1U) {
            const std::size_t entry = first + static_cast<unsigned>(std::countr_zero(cut));
            if (height == 0) {
                crossed(m_rows[entry]);
            } else {
                visit_node(height - 1, entry * fan, box, whole, crossed);
            }
        }
    }

    /// The rows of some entries that stand side by side.
    [[nodiscard]] std::span<const std::uint32_t> rows_under(std::size_t height, std::size_t first,
                                                            std::size_t entries) const
    {
        std::size_t last = first + entries;
        for (; height > 0; --height) {
            first *= fan;
            last *= fan;
        }
        last = std::min(last, m_rows.size());
        return std::span(m_rows).subspan(first, last - first);
    }

    std::vector<std::uint32_t> m_rows;
    std::vector<Height> m_levels;
};

template <typename Take>
void BoxTree::visit_in_order(const geo::Box& box, Take&& take) const
{
    std::vector<Waiting> waiting;
    waiting.reserve(16 * fan);
    const auto open = [&](std::size_t height, std::size_t first, bool whole) {
        const auto& rows = height == 0 ? m_rows : m_levels[height].first_rows;
        const auto boxes = node(height, first);
        const std::uint32_t all = (1U << boxes.size()) - 1U;
        const auto [touched, inside] = whole ? Hits{all, all} : hits(boxes, box);
        for (std::uint32_t left = touched; left != 0; left &= left - 1U) {
            const auto bit = static_cast<unsigned>(std::countr_zero(left));
            waiting.push_back({rows[first + bit], static_cast<std::uint32_t>(first + bit),
                               static_cast<std::uint32_t>(height), (inside >> bit & 1U) != 0});
            std::push_heap(waiting.begin(), waiting.end(), std::greater<>());
        }
    };
    if (!m_levels.empty()) {
        open(m_levels.size() - 1, 0, false);
    }
    while (!waiting.empty()) {
        std::pop_heap(waiting.begin(), waiting.end(), std::greater<>());
        const Waiting next = waiting.back();
        waiting.pop_back();
        if (next.height > 0) {
            open(next.height - std::size_t{1}, next.entry * fan, next.whole);
        } else if (!take(next.first_row, next.whole)) {
            return;
        }
    }
}

}  // namespace parvis::publish
