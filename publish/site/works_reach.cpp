// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/works_reach.hpp"

#include "geo/distance.hpp"
#include "publish/site/wording.hpp"

#include <optional>
#include <utility>

namespace parvis::publish::site {

using datasets::WorkState;

namespace {

/// How far the work is from what was asked for; nothing where that is too far.
std::optional<double> metres_to(const WorkView& work, const Reach& reach, double most)
{
    const auto bounds = work.row.dataset().bounds(work.row.index());
    std::optional<double> nearest;
    std::optional<geo::Geometry> geometry;
    for (const geo::Geometry& shape : reach.shapes) {
        const auto box = geo::bounds(shape);
        if (!bounds || !box) {
            continue;
        }
        const geo::Box wide = geo::widened(*box, most);
        if (bounds->west > wide.east || bounds->east < wide.west || bounds->south > wide.north ||
            bounds->north < wide.south) {
            continue;
        }
        if (!geometry) {
            geometry = work.row.dataset().geometry(work.row.index());
        }
        const double metres = geo::distance_m(shape, *geometry, most);
        if (metres <= most && metres < nearest.value_or(most + 1)) {
            nearest = metres;
        }
    }
    return nearest;
}

/// Whether the work has a day in the period. An end that is not known has not come. A work that was
/// declared ended before its date is over today; until yesterday it may have gone on.
bool is_in_period(const Page& page, const WorkView& work, const WorksFilter& filter)
{
    if (!filter.first_day || !filter.last_day) {
        return true;
    }
    if (work.state == WorkState::cancelled || !work.start || *work.start > *filter.last_day) {
        return false;
    }
    auto last = work.end;
    if (work.state == WorkState::ended && (!last || *last > page.day())) {
        last = datasets::date_of_days(datasets::days(page.day()) - 1);
    }
    return !last || *last >= *filter.first_day;
}

}  // namespace

std::string distance_words(const Page& page, double metres)
{
    constexpr double kilometre = 1000;
    return metres >= kilometre ? quantity_text(metres / kilometre, "km", page.messages)
                               : quantity_text(metres, "m", page.messages);
}

Reach reach_of(const Page& page, const WorksFilter& filter)
{
    Reach reach;
    const std::string distance = distance_words(page, filter.metres);
    if (!filter.words.empty()) {
        reach.place = find_place(page, filter.words);
        reach.shapes = reach.place.shapes;
        if (!reach.place.key.empty()) {
            const auto places = page.publication->find(reach.place.collection);
            reach.area = {places, place_columns(*places), reach.place.key};
            reach.words = reach.place.name;
        } else if (reach.place.is_position) {
            reach.outside = !is_in_territory(page, std::get<geo::Point>(reach.shapes.front()).at);
            reach.words = page.messages.format("works_near_here", {{"distance", distance}});
        } else if (reach.place.found()) {
            const bool alone = reach.place.others.empty();
            reach.words = page.messages.format(
                "works_near", {{"distance", distance},
                               {"place", alone ? reach.place.name : reach.place.full_name()}});
        }
    } else if (filter.from) {
        reach.shapes = {geo::Point{*filter.from}};
        reach.outside = !is_in_territory(page, *filter.from);
        reach.words = page.messages.format("works_near_here", {{"distance", distance}});
    }
    return reach;
}

std::vector<WorkView> reached(const Page& page, const WorksFilter& filter, const Reach& reach,
                              const std::vector<WorkView>& all)
{
    std::vector<WorkView> works;
    for (const WorkView& work : all) {
        if (!is_in_period(page, work, filter)) {
            continue;
        }
        WorkView copy = work;
        if (reach.area.places) {
            if (!touches(work.row, reach.area.columns, reach.area.asked)) {
                continue;
            }
        } else if (reach.asks_near(filter)) {
            copy.metres = metres_to(work, reach, filter.metres);
            if (!copy.metres) {
                continue;
            }
        }
        works.push_back(std::move(copy));
    }
    return works;
}

}  // namespace parvis::publish::site
