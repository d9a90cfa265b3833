// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/address.hpp"
#include "publish/site/dataset_card.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/map_view.hpp"
#include "publish/site/pages.hpp"
#include "publish/site/place_sum.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"
#include "publish/site/work_view.hpp"

namespace parvis::publish::site {

namespace {

Data door(const Page& page, std::string_view icon_name, std::int64_t count, std::string_view words,
          const std::string& more, const std::string& address)
{
    Data data;
    data.set("icon", icon(icon_name))
        .set("count", number_text(static_cast<double>(count), 0, page.messages))
        .set("words", page.messages.format(words, {{"n", count}}))
        .set("more", more)
        .set("address", address);
    return data;
}

/// Rows but those that a dataset keeps from beyond the limits: what has a place and no commune.
std::int64_t rows_here(const Snapshot& dataset)
{
    const auto commune = dataset.property("commune");
    if (!commune) {
        return dataset.size();
    }
    std::int64_t here = 0;
    for (RowIndex row = 0; row < dataset.size(); ++row) {
        here += dataset.word(row, *commune).empty() && dataset.bounds(row) ? 0 : 1;
    }
    return here;
}

Data::List doors(const Page& page)
{
    Data::List list;
    const Publication& publication = *page.publication;
    if (!publication.of_kind(datasets::Kind::road_works).empty()) {
        const auto active = works_in_state(page, *states_of("en_cours"));
        const auto planned = works_in_state(page, {datasets::WorkState::planned});
        std::int64_t closed = 0;
        for (const WorkView& work : active) {
            closed +=
                work.state == datasets::WorkState::active && work.row.text("effet") == "rue_barree"
                    ? 1
                    : 0;
        }
        const std::string more = page.messages.format(
            "door_works_more",
            {{"closed", closed}, {"planned", static_cast<std::int64_t>(planned.size())}});
        list.push_back(door(page, "works", static_cast<std::int64_t>(active.size()), "door_works",
                            more, "/works"));
    }
    const auto equipment = publication.of_kind(datasets::Kind::equipment);
    if (!equipment.empty()) {
        std::int64_t count = 0;
        for (const auto& dataset : equipment) {
            count += rows_here(*dataset);
        }
        list.push_back(door(page, "equipment", count, "door_equipment",
                            page.messages.text("door_equipment_more"),
                            equipment.size() == 1 ? dataset_address(equipment.front()->id())
                                                  : "/collections#equipment"));
    }
    if (const auto communes = publication.communes()) {
        std::string more;
        for (const auto& level : publication.levels()) {
            // "5 pôles", but "42 Landkreise": a noun of German keeps its capital.
            const std::string title(page.in_language(level->manifest().facts.title));
            const std::string noun(page.in_language(level->manifest().facts.row));
            const bool capital = !noun.empty() && noun.front() >= 'A' && noun.front() <= 'Z';
            more += (more.empty() ? "" : ", ") +
                    number_text(
                        static_cast<double>(level->size() - (level->row_of("inconnu") ? 1U : 0U)),
                        0, page.messages) +
                    "\u00a0" + (capital ? title : uncapitalized(title));
        }
        list.push_back(door(page, "places", static_cast<std::int64_t>(communes->size()),
                            "door_communes", more, dataset_address(communes->id())));
    }
    return list;
}

/// Links to the areas of each level; a level of many areas has one link to all of them.
Data::List place_links(const Page& page)
{
    constexpr std::size_t most = 20;
    const auto levels = page.publication->levels();
    Data::List groups;
    for (const auto& level : levels) {
        Data::List links;
        const std::string title(page.in_language(level->manifest().facts.title));
        for (RowIndex index = 0; index < level->size() && level->size() <= most; ++index) {
            if (level->feature_id(index) == "inconnu") {
                continue;
            }
            const Row row(*level, index);
            Data link;
            link.set("label", row.title()).set("address", row_address(*level, index));
            links.push_back(std::move(link));
        }
        if (links.empty() && level->size() > 0) {
            Data link;
            link.set("label", number_text(static_cast<double>(level->size()), 0, page.messages) +
                                  "\u00a0" + title)
                .set("address", dataset_address(level->id()));
            links.push_back(std::move(link));
        }
        Data group;
        // One level needs no heading.
        group.set("title", levels.size() > 1 ? title : std::string())
            .set("links", std::move(links));
        groups.push_back(std::move(group));
    }
    return groups;
}

}  // namespace

std::string home_page(const Publication& publication, const PageContext& context)
{
    const Page page(&publication, context);
    const std::string name(page.in_language(publication.site.name));

    Data data;
    data.set("name", name)
        .set("sentence", page.in_language(publication.site.sentence))
        .set("search_icon", icon("search"))
        .set("doors", doors(page))
        .set("place_links", place_links(page));
    const auto communes = publication.communes();
    data.set("has_map", communes != nullptr);
    if (communes) {
        MapView map;
        map.label = page.messages.format("home_map_label", {{"name", name}});
        map.measures = map.layers = true;
        map.list_address = dataset_address(communes->id());
        map.list_label = page.messages.text("map_twin_communes");
        data.set("map", map_data(page, map));
    }
    std::vector<datasets::Comment> latest = publication.comments;
    if (latest.size() > 6) {
        latest.resize(6);
    }
    data.set("has_comments", !latest.empty()).set("comments", comment_list(page, latest));
    Data::List figures;
    for (const FigureView& figure : territory_figures(page)) {
        figures.push_back(figure_data(page, figure));
    }
    data.set("has_figures", !figures.empty())
        .set("figures", std::move(figures))
        .set("datasets", dataset_cards(page));

    Frame frame;
    frame.title = name;
    frame.description = page.in_language(publication.site.sentence);
    frame.section = "home";
    frame.body = render("home", data, page.messages);
    for (const auto& [id, dataset] : publication.datasets) {
        frame.sample = frame.sample || dataset->manifest().facts.sample;
    }
    return whole_page(page, frame);
}

std::string collections_page(const Publication& publication, const PageContext& context)
{
    const Page page(&publication, context);
    Data data;
    data.set("datasets", dataset_cards(page));
    Frame frame;
    frame.title = page.messages.text("collections_title");
    frame.section = "data";
    frame.description = page.messages.text("collections_lead");
    frame.body = render("collections", data, page.messages);
    for (const auto& [id, dataset] : publication.datasets) {
        frame.sample = frame.sample || dataset->manifest().facts.sample;
    }
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
