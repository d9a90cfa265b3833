// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/around_view.hpp"

#include "publish/around.hpp"
#include "publish/site/address.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <cmath>

namespace parvis::publish::site {

namespace {

constexpr double works_around_m = 1000;

std::string distance_text(double metres, const Messages& messages)
{
    constexpr double kilometre = 1000;
    return std::round(metres) >= kilometre ? quantity_text(metres / kilometre, "km", messages)
                                           : quantity_text(std::round(metres), "m", messages);
}

bool is_works(const Snapshot& dataset)
{
    return dataset.manifest().facts.kind == datasets::Kind::road_works;
}

/// Things of one dataset as a list of links; the rest is counted.
Data group_data(const Page& page, const DatasetAround& group, std::size_t most)
{
    Data::List things;
    for (std::size_t i = 0; i < std::min(most, group.things.size()); ++i) {
        const auto& [row, metres] = group.things[i];
        const std::string day =
            page.is_another_day() ? "?at=" + datasets::to_text(page.day()) : std::string();
        Data thing;
        thing.set("label", capitalized(Row(*group.dataset, row).title()))
            .set("address", row_address(*group.dataset, row) + day)
            .set("distance", std::round(metres) == 0 ? page.messages.text("around_here")
                                                     : distance_text(metres, page.messages));
        things.push_back(std::move(thing));
    }
    Data data;
    data.set("title", page.in_language(group.dataset->manifest().facts.title))
        .set("things", std::move(things))
        .set("more", group.things.size() <= most
                         ? std::string()
                         : page.messages.format(
                               "around_more",
                               {{"n", static_cast<std::int64_t>(group.things.size() - most)}}));
    return data;
}

/// What lies around, works only where they are in one of the states on the page's day.
std::optional<std::vector<DatasetAround>>
found_around(const Page& page, const Row& row, double metres,
             std::initializer_list<datasets::WorkState> states)
{
    auto found = things_around(*page.publication, row.dataset(), row.index(), metres);
    auto* const groups = std::get_if<std::vector<DatasetAround>>(&found);
    if (groups == nullptr) {
        return std::nullopt;
    }
    for (auto& [dataset, things] : *groups) {
        if (is_works(*dataset)) {
            std::erase_if(things, [&, &works = *dataset](const ThingAround& thing) {
                const auto state = works.work_state(thing.row, page.day());
                return std::ranges::find(states, state) == states.end();
            });
        }
    }
    std::erase_if(*groups, [](const DatasetAround& group) { return group.things.empty(); });
    return std::move(*groups);
}

AroundView view_of(const Page& page, const Row& row, std::string title, std::string people,
                   const std::vector<DatasetAround>& groups, std::size_t most)
{
    AroundView view;
    Data::List list;
    for (const DatasetAround& group : groups) {
        list.push_back(group_data(page, group, most));
        view.sample |= group.dataset->manifest().facts.sample;
    }
    view.data.set("title", std::move(title))
        .set("people", std::move(people))
        .set("nothing", groups.empty())
        .set("groups", std::move(list))
        .set("json_address",
             item_address(row.dataset().id(), row.dataset().feature_id(row.index())) + "/around");
    return view;
}

}  // namespace

std::optional<AroundView> around_work(const Page& page, const Row& work)
{
    constexpr std::size_t most = 5;
    if (!work.dataset().bounds(work.index())) {
        return std::nullopt;
    }
    const auto groups = found_around(
        page, work, default_around_m,
        {datasets::WorkState::active, datasets::WorkState::paused, datasets::WorkState::planned});
    if (!groups) {
        return std::nullopt;
    }
    const auto people =
        people_around(*page.publication, work.dataset().geometry(work.index()), default_around_m);
    const auto* inhabitants = std::get_if<double>(&people);
    return view_of(
        page, work,
        page.messages.format("around_title",
                             {{"distance", distance_text(default_around_m, page.messages)}}),
        inhabitants != nullptr
            ? page.messages.format("around_people",
                                   {{"n", static_cast<std::int64_t>(*inhabitants)}})
            : std::string(),
        *groups, most);
}

std::optional<AroundView> works_around(const Page& page, const Row& equipment)
{
    constexpr std::size_t most = 3;
    auto groups = found_around(page, equipment, works_around_m,
                               {datasets::WorkState::active, datasets::WorkState::paused});
    if (!groups) {
        return std::nullopt;
    }
    std::erase_if(*groups, [](const DatasetAround& group) { return !is_works(*group.dataset); });
    if (groups->empty()) {
        return std::nullopt;
    }
    return view_of(
        page, equipment,
        page.messages.format("around_works",
                             {{"distance", distance_text(works_around_m, page.messages)}}),
        "", *groups, most);
}

}  // namespace parvis::publish::site
