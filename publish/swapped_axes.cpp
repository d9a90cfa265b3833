// SPDX-License-Identifier: EUPL-1.2
#include "publish/swapped_axes.hpp"

#include "geo/distance.hpp"
#include "publish/store.hpp"

#include <algorithm>
#include <optional>

namespace parvis::publish {

namespace {

bool intersects(const geo::Box& a, const geo::Box& b)
{
    return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

}  // namespace

bool are_axes_swapped(const Publication& publication, const geo::Box& box)
{
    constexpr double far_m = 50'000;
    const auto communes = publication.communes();
    std::optional<geo::Box> all;
    for (RowIndex row = 0; communes && row < communes->size(); ++row) {
        if (const auto one = communes->bounds(row)) {
            all = all ? geo::Box{std::min(all->west, one->west), std::min(all->south, one->south),
                                 std::max(all->east, one->east), std::max(all->north, one->north)}
                      : *one;
        }
    }
    const geo::Box turned{box.south, box.west, box.north, box.east};
    return all && !intersects(geo::widened(*all, far_m), box) && intersects(*all, turned);
}

}  // namespace parvis::publish
