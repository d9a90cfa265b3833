// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/works_list.hpp"

#include "datasets/json_text.hpp"
#include "publish/api/link.hpp"
#include "publish/site/address.hpp"
#include "publish/site/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parvis::publish::site {

using datasets::JsonText;
using datasets::WorkState;

namespace {

std::vector<Choice> choices_of(const Page& page, const WorksFilter& filter)
{
    std::vector<Choice> choices;
    for (const auto& level : page.publication->levels()) {
        const PlaceColumns columns = place_columns(*level);
        const auto asked =
            std::find_if(filter.areas.begin(), filter.areas.end(),
                         [&](const auto& area) { return area.first == columns.key; });
        choices.push_back(
            {level, columns, asked == filter.areas.end() ? std::string() : asked->second});
    }
    if (const auto communes = page.publication->communes()) {
        choices.push_back({communes, place_columns(*communes), filter.commune});
    }
    return choices;
}

bool fits(const Row& row, const std::vector<Choice>& choices)
{
    return std::all_of(choices.begin(), choices.end(), [&](const Choice& choice) {
        return choice.asked.empty() || touches(row, choice.columns, choice.asked);
    });
}

/// By commune, as people look for their own; inside, in the order of works_in_state().
void sort_by_commune(std::vector<WorkView>& works)
{
    std::vector<std::pair<std::string, std::size_t>> order;
    for (std::size_t i = 0; i < works.size(); ++i) {
        order.emplace_back(folded(works[i].row.text("commune_nom")), i);
    }
    std::sort(order.begin(), order.end());
    std::vector<WorkView> sorted;
    sorted.reserve(works.size());
    for (const auto& [name, i] : order) {
        sorted.push_back(works[i]);
    }
    works = std::move(sorted);
}

void write_day(JsonText& json, std::string_view name, const std::optional<datasets::Date>& day)
{
    json.key(name);
    if (day) {
        json.text(datasets::to_text(*day));
    } else {
        json.null();
    }
}

/// Members that are not known are null: a program finds the same ones in each work.
void write_work(JsonText& json, const Page& page, const WorkView& work)
{
    const Snapshot& dataset = work.row.dataset();
    const auto text = [&](std::string_view name, std::string_view property) {
        json.key(name);
        const std::string value = work.row.text(property);
        if (value.empty()) {
            json.null();
        } else {
            json.text(value);
        }
    };
    json.start_object();
    json.member("id", dataset.feature_id(work.row.index()));
    json.member("dataset", dataset.id());
    json.member("sample", dataset.manifest().facts.sample);
    json.member("title", work.row.title());
    json.member("etat", datasets::code_of(work.state));
    write_day(json, "from", work.start);
    write_day(json, "to", work.end);
    text("effet", "effet");
    text("voie", "voie");
    text("commune", "commune");
    text("commune_nom", "commune_nom");
    text("owner", "maitre_ouvrage");
    json.key("bbox");
    if (const auto box = dataset.bounds(work.row.index())) {
        json.start_array();
        for (const double edge : {box->west, box->south, box->east, box->north}) {
            json.number(edge);
        }
        json.end_array();
    } else {
        json.null();
    }
    json.key("metres");
    if (work.metres) {
        json.number(std::round(*work.metres));
    } else {
        json.null();
    }
    json.member("href", page.context.base_url + row_address(dataset, work.row.index()));
    json.end_object();
}

std::vector<Link> links_of(const Page& page, const WorksFilter& filter, const WorksList& list)
{
    const std::string& base = page.context.base_url;
    const auto at = [&](std::size_t number, std::string_view format) {
        auto parameters = parameters_of(page, filter, number);
        if (!format.empty()) {
            parameters.emplace_back("f", format);
        }
        return base + "/works" + query_text(parameters);
    };
    std::vector<Link> links{
        {at(list.page, ""), "self", media::json, "Ce document"},
        {at(list.page, "html"), "alternate", media::html, "Page des chantiers"}};
    if (list.page < list.pages) {
        links.push_back({at(list.page + 1, ""), "next", media::json, "Chantiers suivants"});
    }
    if (list.page > 1) {
        links.push_back({at(list.page - 1, ""), "prev", media::json, "Chantiers précédents"});
    }
    links.push_back({base + "/works/feeds", "related", media::json,
                     "Flux pour les applications de conduite et les agendas"});
    for (const auto& works : page.publication->of_kind(datasets::Kind::road_works)) {
        links.push_back(
            {fmt::format("{}/collections/{}/items?etat=en_cours&etat=suspendu&limit=10000", base,
                         works->id()),
             "items", media::geojson,
             std::string(datasets::text_in(works->manifest().facts.title, "fr"))});
    }
    return links;
}

void write_place(JsonText& json, const Reach& reach)
{
    json.key("place");
    json.start_object();
    json.member("found", reach.place.found());
    json.member("name", reach.place.full_name());
    json.member("outside", reach.outside);
    json.key("others");
    json.start_array();
    for (const SearchedPlace& other : reach.place.others) {
        json.text(other.full_name());
    }
    json.end_array();
    json.end_object();
}

}  // namespace

std::vector<WorkState> states_asked(const WorksFilter& filter)
{
    const bool by_period = filter.first_day && filter.state.empty();
    return states_of(by_period ? "tous" : std::string_view(filter.state))
        .value_or(std::vector<WorkState>());
}

bool is_in(WorkState state, const std::vector<WorkState>& states)
{
    return std::find(states.begin(), states.end(), state) != states.end();
}

WorksList list_works(const Page& page, const WorksFilter& filter)
{
    WorksList list;
    const auto states = states_asked(filter);
    list.choices = choices_of(page, filter);
    list.all = works_in_state(page, *states_of("tous"));
    if (filter.faults.empty()) {
        list.reach = reach_of(page, filter);
        for (const WorkView& work : reached(page, filter, list.reach, list.all)) {
            const bool here = fits(work.row, list.choices);
            const bool in_state = is_in(work.state, states);
            if (in_state) {
                list.in_state.push_back(work);
            }
            if (here) {
                list.in_place.push_back(work);
            }
            if (here && in_state) {
                list.found.push_back(work);
            }
        }
    }
    if (list.by_distance()) {
        std::ranges::stable_sort(list.found, {}, &WorkView::metres);
    } else {
        sort_by_commune(list.found);
    }
    const std::size_t all = list.found.size();
    list.pages = std::max<std::size_t>(1, (all + filter.limit - 1) / filter.limit);
    list.page = std::min(filter.page, list.pages);
    list.first = (list.page - 1) * filter.limit;
    list.last = std::min(all, list.first + filter.limit);
    return list;
}

Parameters parameters_of(const Page& page, const WorksFilter& filter, std::size_t number)
{
    Parameters parameters;
    for (const auto& [level, key] : filter.areas) {
        parameters.emplace_back(level, key);
    }
    if (!filter.commune.empty()) {
        parameters.emplace_back("commune", filter.commune);
    }
    if (!filter.state.empty()) {
        parameters.emplace_back("etat", filter.state);
    }
    if (!filter.words.empty()) {
        parameters.emplace_back("q", filter.words);
    } else if (filter.from) {
        parameters.emplace_back("lon", fmt::format("{:.7g}", filter.from->lon));
        parameters.emplace_back("lat", fmt::format("{:.7g}", filter.from->lat));
    }
    if (filter.metres != WorksFilter().metres && (!filter.words.empty() || filter.from)) {
        parameters.emplace_back("distance", fmt::format("{:g}", filter.metres));
    }
    if (!filter.period.empty()) {
        parameters.emplace_back("period", filter.period);
    } else if (filter.first_day && filter.last_day) {
        parameters.emplace_back("from", datasets::to_text(*filter.first_day));
        parameters.emplace_back("to", datasets::to_text(*filter.last_day));
    }
    if (page.is_another_day()) {
        parameters.emplace_back("at", datasets::to_text(page.day()));
    }
    if (filter.limit != WorksFilter::page_size) {
        parameters.emplace_back("limit", std::to_string(filter.limit));
    }
    if (number > 1) {
        parameters.emplace_back("page", std::to_string(number));
    }
    return parameters;
}

std::string works_json(const Page& page, const WorksFilter& filter)
{
    const WorksList list = list_works(page, filter);
    JsonText json;
    json.start_object();
    json.member("title", "Chantiers");
    json.member("at", datasets::to_text(page.day()));
    json.member("attribution", page.publication->site.publisher);
    if (list.reach.asks_near(filter)) {
        write_place(json, list.reach);
    }
    json.member("numberMatched", std::uint64_t{list.found.size()});
    json.member("numberReturned", std::uint64_t{list.shown().size()});
    json.key("works");
    json.start_array();
    for (const WorkView& work : list.shown()) {
        write_work(json, page, work);
    }
    json.end_array();
    write_links(json, links_of(page, filter, list));
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish::site
