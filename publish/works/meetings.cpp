// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/meetings.hpp"

#include "geo/distance.hpp"
#include "publish/box_tree.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <vector>

namespace parvis::publish::works {
namespace {

/// The boxes of stays, and which of them have one and a period.
struct Boxes {
    std::vector<geo::Box> of;
    std::vector<std::uint32_t> some;

    explicit Boxes(std::span<const Stay> all) : of(all.size())
    {
        for (std::uint32_t i = 0; i < all.size(); ++i) {
            const auto box =
                all[i].geometry == nullptr ? std::nullopt : geo::bounds(*all[i].geometry);
            if (box && all[i].from < all[i].to) {
                of[i] = *box;
                some.push_back(i);
            }
        }
    }

    [[nodiscard]] BoxTree tree(const std::vector<std::uint32_t>& rows) const
    {
        std::vector<geo::Box> boxes;
        boxes.reserve(rows.size());
        for (const auto row : rows) {
            boxes.push_back(of[row]);
        }
        return {rows, boxes};
    }
};

/// Calls `found(row)` once for every row whose box is within `metres` of this one.
template <typename Found>
void visit_near(const BoxTree& tree, const geo::Box& box, double metres, Found&& found)
{
    const geo::Box wide = geo::widened(box, metres);
    const auto take = [&](std::uint32_t row, bool) { found(row); };
    if (!wide.crosses_antimeridian()) {
        tree.visit(wide, take);
        return;
    }
    // What reaches around the Earth is in both halves.
    std::vector<std::uint32_t> rows;
    const auto collect = [&](std::uint32_t row, bool) { rows.push_back(row); };
    tree.visit({wide.west, wide.south, 180, wide.north}, collect);
    tree.visit({-180, wide.south, wide.east, wide.north}, collect);
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    std::ranges::for_each(rows, [&](std::uint32_t row) { found(row); });
}

}  // namespace

void each_meeting(std::span<const Stay> all, double metres, const Accept& accept, const Met& met)
{
    // A tree for so many that begin after one another: it costs what goes on meanwhile.
    constexpr std::size_t together = 2048;
    const Boxes boxes(all);
    auto order = boxes.some;
    const auto beginning = [&](std::uint32_t i) { return std::tuple(all[i].from, i); };
    std::ranges::sort(order, {}, beginning);
    std::vector<std::uint32_t> active;
    bool go_on = true;
    for (std::size_t first = 0; first < order.size() && go_on; first += together) {
        const auto begin =
            std::span(order).subspan(first, std::min(together, order.size() - first));
        const std::int64_t now = all[begin.front()].from;
        std::erase_if(active, [&](std::uint32_t i) { return all[i].to <= now; });
        active.insert(active.end(), begin.begin(), begin.end());
        const BoxTree tree = boxes.tree(active);
        for (const std::uint32_t mine : begin) {
            visit_near(tree, boxes.of[mine], metres, [&](std::uint32_t other) {
                if (!go_on || all[other].to <= all[mine].from ||
                    beginning(other) >= beginning(mine)) {
                    return;
                }
                const auto [a, b] = std::minmax(mine, other);
                if (!accept(a, b)) {
                    return;
                }
                const double away = geo::distance_m(*all[a].geometry, *all[b].geometry, metres);
                go_on = !(away <= metres) || met(a, b, away);
            });
        }
    }
}

void each_meeting_between(std::span<const Stay> these, std::span<const Stay> those, double metres,
                          const Accept& accept, const Met& met)
{
    const Boxes boxes(these), others(those);
    const BoxTree tree = others.tree(others.some);
    bool go_on = true;
    for (const std::uint32_t mine : boxes.some) {
        visit_near(tree, boxes.of[mine], metres, [&](std::uint32_t other) {
            if (!go_on || these[mine].from >= those[other].to ||
                those[other].from >= these[mine].to || !accept(mine, other)) {
                return;
            }
            const double away =
                geo::distance_m(*these[mine].geometry, *those[other].geometry, metres);
            go_on = !(away <= metres) || met(mine, other, away);
        });
        if (!go_on) {
            return;
        }
    }
}

}  // namespace parvis::publish::works
