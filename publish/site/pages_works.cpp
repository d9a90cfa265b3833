// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/link.hpp"
#include "publish/query.hpp"
#include "publish/site/address.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/map_view.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"
#include "publish/site/work_facts.hpp"
#include "publish/site/work_form_page.hpp"
#include "publish/site/work_view.hpp"
#include "publish/site/works_reach.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

namespace parvis::publish::site {

using datasets::WorkState;

namespace {

constexpr std::array<std::string_view, 6> state_codes{"",      "en_cours", "suspendu",
                                                      "prevu", "termine",  "tous"};

/// The levels first, from the largest places to the smallest.
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

/// A period decides by itself what is shown, unless a state is asked for too.
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

Data option(std::string value, const std::string& label, std::size_t count, bool chosen,
            const Page& page)
{
    Data data;
    data.set("value", std::move(value))
        .set("label", label)
        .set("count", number_text(static_cast<double>(count), 0, page.messages))
        .set("chosen", chosen);
    return data;
}

/// A list of places with how many of the works touch each; those that none touches are left out.
Data place_field(const Page& page, const Choice& choice, const std::vector<WorkView>& works)
{
    std::map<std::string, std::size_t> counts;
    for (const WorkView& work : works) {
        for (const std::string& key : places_touched(work.row, choice.columns)) {
            ++counts[key];
        }
    }
    std::vector<std::pair<std::string, RowIndex>> titles;
    for (RowIndex index = 0; index < choice.places->size(); ++index) {
        const std::string key(choice.places->feature_id(index));
        if (counts.contains(key) || key == choice.asked) {
            titles.emplace_back(place_title(page, Row(*choice.places, index)), index);
        }
    }
    std::sort(titles.begin(), titles.end(),
              [](const auto& a, const auto& b) { return folded(a.first) < folded(b.first); });
    Data::List options;
    for (const auto& [title, index] : titles) {
        const std::string key(choice.places->feature_id(index));
        options.push_back(option(key, title, counts[key], key == choice.asked, page));
    }
    Data data;
    data.set("name", choice.columns.key)
        .set("label", capitalized(row_noun(page, *choice.places)))
        .set("all", page.messages.format(
                        "filter_everywhere",
                        {{"n", number_text(static_cast<double>(works.size()), 0, page.messages)}}))
        .set("options", std::move(options));
    return data;
}

Data::List state_options(const Page& page, const WorksFilter& filter,
                         const std::vector<WorkView>& works)
{
    Data::List options;
    for (const std::string_view code : state_codes) {
        const auto states = *states_of(code);
        const auto count = std::count_if(works.begin(), works.end(), [&](const WorkView& work) {
            return is_in(work.state, states) && !states.empty();
        });
        options.push_back(option(std::string(code),
                                 page.messages.text(code.empty() ? "filter_now_and_next"
                                                                 : "filter_" + std::string(code)),
                                 static_cast<std::size_t>(count), code == filter.state, page));
    }
    return options;
}

/// The address of the same works on another page.
std::string page_address(const WorksFilter& filter, const Page& page, std::size_t number)
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
    if (number > 1) {
        parameters.emplace_back("page", std::to_string(number));
    }
    return "/works" + query_text(parameters);
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

/// The works of one page under the names of their communes.
Data::List groups_of(const Page& page, const std::vector<WorkView>& works)
{
    Data::List groups;
    for (std::size_t i = 0; i < works.size();) {
        const std::string key = works[i].row.text("commune");
        Data::List entries;
        std::size_t next = i;
        while (next < works.size() && works[next].row.text("commune") == key) {
            entries.push_back(work_data(page, works[next++], key));
        }
        const std::string name = works[i].row.text("commune_nom");
        Data group;
        group.set("name", name.empty() ? page.messages.text("place_unknown") : name)
            .set("address", key.empty() ? std::string() : place_address("communes", key))
            .set("works", std::move(entries));
        groups.push_back(std::move(group));
        i = next;
    }
    return groups;
}

/// "Darnétal, En cours": what was chosen, for titles.
std::string chosen_words(const Page& page, const std::vector<Choice>& choices,
                         const WorksFilter& filter, const Reach& reach)
{
    std::string words;
    for (const Choice& choice : choices) {
        if (const auto index = choice.places->row_of(choice.asked)) {
            words += (words.empty() ? "" : ", ") + place_title(page, Row(*choice.places, *index));
        }
    }
    const auto add = [&](const std::string& part) {
        words += (words.empty() || part.empty() ? "" : ", ") + part;
    };
    add(reach.words);
    if (filter.first_day) {
        add(*filter.first_day == *filter.last_day
                ? page.messages.format("works_on_day",
                                       {{"date", full_date_text(*filter.first_day, page.messages)}})
                : period_text(filter.first_day, filter.last_day, page.messages));
    }
    if (!filter.state.empty()) {
        const std::string state = page.messages.text("filter_" + filter.state);
        words += words.empty() ? state : ", " + uncapitalized(state);
    }
    return words;
}

/// Those of a place that was asked for as one list, the nearest first.
Data::List nearest_group(const Page& page, const std::vector<WorkView>& works)
{
    Data::List entries;
    for (const WorkView& work : works) {
        entries.push_back(work_data(page, work));
    }
    Data group;
    group.set("name", page.messages.text("works_nearest"))
        .set("address", "")
        .set("works", std::move(entries));
    return {group};
}

void add_page(const Page& page, const WorksFilter& filter, std::vector<WorkView> works, Data& data)
{
    const std::size_t all = works.size();
    const std::size_t pages =
        std::max<std::size_t>(1, (all + WorksFilter::page_size - 1) / WorksFilter::page_size);
    const std::size_t number = std::min(filter.page, pages);
    const bool by_distance = !works.empty() && works.front().metres;
    if (by_distance) {
        std::ranges::stable_sort(works, {}, &WorkView::metres);
    } else {
        sort_by_commune(works);
    }
    const std::size_t first = (number - 1) * WorksFilter::page_size;
    const std::size_t last = std::min(all, first + WorksFilter::page_size);
    const std::vector<WorkView> shown(works.begin() + static_cast<std::ptrdiff_t>(first),
                                      works.begin() + static_cast<std::ptrdiff_t>(last));
    data.set("count", page.messages.format("works_found", {{"n", static_cast<std::int64_t>(all)}}))
        .set("range", pages == 1
                          ? std::string()
                          : page.messages.format("works_range",
                                                 {{"first", static_cast<std::int64_t>(first + 1)},
                                                  {"last", static_cast<std::int64_t>(last)},
                                                  {"page", static_cast<std::int64_t>(number)},
                                                  {"pages", static_cast<std::int64_t>(pages)}}))
        .set("communes", by_distance ? nearest_group(page, shown) : groups_of(page, shown))
        .set("has_pages", pages > 1)
        .set("previous", number > 1 ? page_address(filter, page, number - 1) : std::string())
        .set("next", number < pages ? page_address(filter, page, number + 1) : std::string());
}

/// The box around the works; nothing where none has a place.
std::optional<geo::Box> bounds_of(const std::vector<WorkView>& works)
{
    std::optional<geo::Box> all;
    for (const WorkView& work : works) {
        if (const auto box = work.row.dataset().bounds(work.row.index())) {
            all = all ? geo::Box{std::min(all->west, box->west), std::min(all->south, box->south),
                                 std::max(all->east, box->east), std::max(all->north, box->north)}
                      : *box;
        }
    }
    return all;
}

/// The map of the works of the list, on all its pages, brought near to the place that was chosen.
Data works_map(const Page& page, const std::vector<Choice>& choices, const WorksFilter& filter,
               const std::vector<WorkView>& found)
{
    MapView map;
    map.label = page.messages.text("works_map_label");
    map.layers = map.only_works = true;
    for (const WorkState state : states_asked(filter)) {
        map.states.emplace_back(datasets::code_of(state));
    }
    // Which works touch a place no address of the API asks: a commune there is the main one.
    const bool placed =
        !filter.words.empty() || filter.from || filter.first_day ||
        std::ranges::any_of(choices, [](const Choice& choice) { return !choice.asked.empty(); });
    if (placed) {
        map.works.emplace();
        for (const WorkView& work : found) {
            (*map.works)[work.row.dataset().id()].emplace_back(
                work.row.dataset().feature_id(work.row.index()));
        }
    }
    if (filter.from || !filter.words.empty()) {
        map.bounds = bounds_of(found);
    }
    map.list_address = "#liste";
    map.list_label = page.messages.text("map_twin_list");
    for (const Choice& choice : choices) {
        if (const auto index = choice.places->row_of(choice.asked)) {
            map.bounds = choice.places->bounds(*index);
            map.focus_collection = choice.places->id();
            map.focus_key = choice.asked;
        }
    }
    return map_data(page, map);
}

/// How many works go on and how many come, on the page's day, whatever was chosen.
std::string lead_of(const Page& page, const std::vector<WorkView>& works)
{
    std::int64_t active = 0, closed = 0, planned = 0;
    for (const WorkView& work : works) {
        active += work.state == WorkState::active || work.state == WorkState::paused ? 1 : 0;
        closed += work.state == WorkState::active && work.row.text("effet") == "rue_barree" ? 1 : 0;
        planned += work.state == WorkState::planned ? 1 : 0;
    }
    return page.messages.format("works_lead",
                                {{"active", active},
                                 {"closed", closed},
                                 {"planned", planned},
                                 {"date", full_date_text(page.day(), page.messages)}});
}

/// What the reader asked of place and period, for the form; the periods that are one click away.
void add_reach(const Page& page, const WorksFilter& filter, const Reach& reach, Data& data)
{
    constexpr std::array distances{100.0, 250.0, 500.0, 1000.0, 2000.0, 5000.0};
    Data::List options, periods;
    for (const double metres : distances) {
        Data entry;
        entry.set("value", fmt::format("{:g}", metres))
            .set("label", distance_words(page, metres))
            .set("chosen", metres == filter.metres);
        options.push_back(std::move(entry));
    }
    for (const std::string period : {"", "today", "week"}) {
        WorksFilter other = filter;
        other.first_day = other.last_day = std::nullopt;
        other.period = period;
        Data entry;
        entry.set("label", page.messages.text("works_period_" + period))
            .set("address", page_address(other, page, 1))
            .set("current", filter.period == period && (!period.empty() || !filter.first_day));
        periods.push_back(std::move(entry));
    }
    const bool own_days = filter.period.empty() && filter.first_day;
    const bool unknown = !filter.words.empty() && !reach.place.found();
    data.set("words", filter.words)
        .set("lon", filter.from && filter.words.empty() ? fmt::format("{:.7g}", filter.from->lon)
                                                        : std::string())
        .set("lat", filter.from && filter.words.empty() ? fmt::format("{:.7g}", filter.from->lat)
                                                        : std::string())
        .set("distances", std::move(options))
        .set("periods", std::move(periods))
        .set("from_day", own_days ? datasets::to_text(*filter.first_day) : std::string())
        .set("to_day", own_days ? datasets::to_text(*filter.last_day) : std::string())
        .set("unknown_place",
             unknown ? page.messages.format("works_unknown_place", {{"asked", filter.words}})
                     : std::string());
}

/// A slider over the days around today. A period already says which days are meant.
void add_slider(const Page& page, const WorksFilter& filter, Data& data)
{
    constexpr int before = 30, after = 180;
    const int shown = datasets::days(page.day()) - datasets::days(page.publication->today);
    data.set("has_slider", !filter.first_day && shown >= -before && shown <= after)
        .set("slider_today", datasets::to_text(page.publication->today))
        .set("slider_first", std::to_string(-before))
        .set("slider_last", std::to_string(after))
        .set("slider_value", std::to_string(shown))
        .set("slider_day", full_date_text(page.day(), page.messages));
}

}  // namespace

std::optional<std::vector<WorkState>> states_of(std::string_view code)
{
    if (code.empty()) {
        return std::vector{WorkState::active, WorkState::paused, WorkState::planned};
    }
    if (code == "tous") {
        return std::vector{WorkState::active, WorkState::paused,    WorkState::planned,
                           WorkState::ended,  WorkState::cancelled, WorkState::unknown};
    }
    if (code == "en_cours") {  // as the figures of places count them
        return std::vector{WorkState::active, WorkState::paused};
    }
    const auto state = work_state_named(code);
    return state ? std::optional(std::vector{*state}) : std::nullopt;
}

std::string works_page(const Publication& publication, const PageContext& context,
                       const WorksFilter& filter)
{
    const Page page(&publication, context);
    const auto states = states_asked(filter);
    const Reach reach = reach_of(page, filter);
    const std::vector<Choice> choices = choices_of(page, filter);
    const std::vector<WorkView> all = works_in_state(page, *states_of("tous"));
    std::vector<WorkView> in_state, in_place, found;
    for (const WorkView& work : reached(page, filter, reach, all)) {
        const bool here = fits(work.row, choices);
        if (is_in(work.state, states)) {
            in_state.push_back(work);
        }
        if (here) {
            in_place.push_back(work);
        }
        if (here && is_in(work.state, states)) {
            found.push_back(work);
        }
    }
    Data::List fields;
    for (const Choice& choice : choices) {
        fields.push_back(place_field(page, choice, in_state));
    }
    Data::List sources;
    Frame frame;
    for (const auto& dataset : publication.of_kind(datasets::Kind::road_works)) {
        Data source;
        source.set("title", page.in_language(dataset->manifest().facts.title))
            .set("address", dataset_address(dataset->id()))
            .set("source", source_text(page, *dataset))
            .set("stale", stale_words(page, *dataset));
        sources.push_back(std::move(source));
        frame.sample = frame.sample || dataset->manifest().facts.sample;
        frame.note = page.in_language(dataset->manifest().facts.note);
    }
    const std::string chosen = chosen_words(page, choices, filter, reach);
    Data data;
    data.set("lead", lead_of(page, all))
        .set("chosen", chosen)
        .set("fields", std::move(fields))
        .set("states", state_options(page, filter, in_place))
        .set("day", page.is_another_day() ? datasets::to_text(page.day()) : std::string())
        .set("none", found.empty())
        .set("takes_works", takes_works(publication.site))
        .set("sources", std::move(sources))
        .set("map", works_map(page, choices, filter, found));
    add_reach(page, filter, reach, data);
    add_slider(page, filter, data);
    add_page(page, filter, std::move(found), data);

    frame.title = page.messages.text("works_title") + (chosen.empty() ? "" : ", " + chosen);
    frame.section = "works";
    frame.description = page.messages.text("works_description");
    frame.body = render("works", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
