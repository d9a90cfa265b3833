// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/address.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/map_view.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"
#include "publish/site/work_view.hpp"

#include <map>

namespace parvis::publish::site {

namespace {

/// Works by commune inside the areas of the first level, so that the level is a way to jump.
struct AreaGroup {
    std::string name;
    std::map<std::string, std::vector<WorkView>> communes;
    std::size_t count = 0;
};

std::map<std::string, AreaGroup> grouped(const Page& page, const std::vector<WorkView>& works)
{
    const auto levels = page.publication->levels();
    const std::string level =
        levels.empty() ? std::string() : levels.front()->manifest().facts.level;
    std::map<std::string, AreaGroup> groups;
    for (const WorkView& work : works) {
        const std::string id = level.empty() ? "tous" : work.row.text(level);
        AreaGroup& group = groups[id.empty() ? "inconnu" : id];
        if (group.name.empty()) {
            group.name = level.empty() ? "" : work.row.text(level + "_nom");
            if (id.empty() || id == "inconnu") {
                group.name = page.messages.text("area_unknown");
            }
        }
        std::string commune = work.row.text("commune_nom");
        group.communes[commune.empty() ? page.messages.text("place_unknown") : commune].push_back(
            work);
        ++group.count;
    }
    return groups;
}

Data::List group_list(const Page& page, const std::vector<WorkView>& works)
{
    Data::List areas;
    for (const auto& [id, group] : grouped(page, works)) {
        Data::List communes;
        for (const auto& [name, list] : group.communes) {
            Data::List entries;
            for (const WorkView& work : list) {
                entries.push_back(work_data(page, work));
            }
            const std::string key = list.front().row.text("commune");
            Data commune;
            commune.set("name", name)
                .set("address", key.empty() ? std::string() : place_address("communes", key))
                .set("works", std::move(entries));
            communes.push_back(std::move(commune));
        }
        Data area;
        area.set("id", id)
            .set("name", group.name)
            .set("count",
                 page.messages.format("works", {{"n", static_cast<std::int64_t>(group.count)}}))
            .set("communes", std::move(communes));
        areas.push_back(std::move(area));
    }
    return areas;
}

Data::List work_list(const Page& page, const std::vector<WorkView>& works, std::size_t most)
{
    Data::List list;
    for (const WorkView& work : works) {
        if (list.size() == most) {
            break;
        }
        list.push_back(work_data(page, work));
    }
    return list;
}

}  // namespace

std::string works_page(const Publication& publication, const PageContext& context)
{
    const Page page(&publication, context);
    const auto active = works_in_state(page, {datasets::WorkState::active});
    const auto planned = works_in_state(page, {datasets::WorkState::planned});
    constexpr std::size_t most_planned = 60;

    Data::List sources;
    Frame frame;
    for (const auto& dataset : publication.of_kind(datasets::Kind::road_works)) {
        Data source;
        source.set("title", page.in_language(dataset->manifest().facts.title))
            .set("address", dataset_address(dataset->id()))
            .set("source", source_text(page, *dataset));
        sources.push_back(std::move(source));
        frame.sample = frame.sample || dataset->manifest().facts.sample;
        frame.note = page.in_language(dataset->manifest().facts.note);
    }
    Data::List areas = group_list(page, active);
    Data data;
    data.set("today", full_date_text(publication.today, page.messages))
        .set("lead",
             page.messages.format("works_lead",
                                  {{"active", static_cast<std::int64_t>(active.size())},
                                   {"planned", static_cast<std::int64_t>(planned.size())},
                                   {"date", full_date_text(publication.today, page.messages)}}))
        .set("none_active", active.empty())
        .set("many_areas", areas.size() > 1)
        .set("areas", std::move(areas))
        .set("has_planned", !planned.empty())
        .set("planned", work_list(page, planned, most_planned))
        .set("planned_more",
             planned.size() > most_planned
                 ? page.messages.format(
                       "works_planned_more",
                       {{"n", static_cast<std::int64_t>(planned.size() - most_planned)}})
                 : std::string())
        .set("sources", std::move(sources));
    MapView map;
    map.label = page.messages.text("works_map_label");
    map.layers = true;
    map.list_address = "#liste";
    map.list_label = page.messages.text("map_twin_list");
    data.set("map", map_data(page, map));

    frame.title = page.messages.text("works_title");
    frame.section = "works";
    frame.description = page.messages.text("works_description");
    frame.body = render("works", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
