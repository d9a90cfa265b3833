// SPDX-License-Identifier: EUPL-1.2
#include "geo/distance.hpp"
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
#include "publish/site/works_list.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <span>

namespace parvis::publish::site {

using datasets::WorkState;

namespace {

constexpr std::array<std::string_view, 6> state_codes{"",      "en_cours", "suspendu",
                                                      "prevu", "termine",  "tous"};

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

/// The works of one page under the names of their communes.
Data::List groups_of(const Page& page, std::span<const WorkView> works)
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
Data::List nearest_group(const Page& page, std::span<const WorkView> works)
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

/// The address of the same works on another page, at its list: on a telephone the form fills the
/// screen.
std::string page_address(const WorksFilter& filter, const Page& page, std::size_t number)
{
    return "/works" + query_text(parameters_of(page, filter, number)) + "#liste";
}

void add_page(const Page& page, const WorksFilter& filter, const WorksList& list, Data& data)
{
    const auto number = [](std::size_t count) { return static_cast<std::int64_t>(count); };
    const auto shown = list.shown();
    data.set("count", page.messages.format("works_found", {{"n", number(list.found.size())}}))
        .set("range", list.pages == 1
                          ? std::string()
                          : page.messages.format("works_range", {{"first", number(list.first + 1)},
                                                                 {"last", number(list.last)},
                                                                 {"page", number(list.page)},
                                                                 {"pages", number(list.pages)}}))
        .set("communes", list.by_distance() ? nearest_group(page, shown) : groups_of(page, shown))
        .set("has_pages", list.pages > 1)
        .set("previous", list.page > 1 ? page_address(filter, page, list.page - 1) : std::string())
        .set("next",
             list.page < list.pages ? page_address(filter, page, list.page + 1) : std::string());
}

geo::Box united(const geo::Box& one, const geo::Box& other)
{
    return {std::min(one.west, other.west), std::min(one.south, other.south),
            std::max(one.east, other.east), std::max(one.north, other.north)};
}

/// The box around the works; nothing where none has a place.
std::optional<geo::Box> bounds_of(const std::vector<WorkView>& works)
{
    std::optional<geo::Box> all;
    for (const WorkView& work : works) {
        if (const auto box = work.row.dataset().bounds(work.row.index())) {
            all = all ? united(*all, *box) : *box;
        }
    }
    return all;
}

/// Where the map opens of a place that was asked for: it and its surroundings, and the works.
std::optional<geo::Box> bounds_near(const WorksFilter& filter, const WorksList& list)
{
    std::optional<geo::Box> all = bounds_of(list.found);
    for (const geo::Geometry& shape : list.reach.shapes) {
        if (const auto box = geo::bounds(shape)) {
            const geo::Box wide = geo::widened(*box, filter.metres);
            all = all ? united(*all, wide) : wide;
        }
    }
    return all;
}

/// The map of the works of the list, on all its pages, brought near to the place that was chosen.
Data works_map(const Page& page, const WorksFilter& filter, const WorksList& list)
{
    MapView map;
    map.label = page.messages.text("works_map_label");
    map.layers = map.only_works = true;
    for (const WorkState state : states_asked(filter)) {
        map.states.emplace_back(datasets::code_of(state));
    }
    const auto is_chosen = [](const Choice& choice) { return !choice.asked.empty(); };
    // Which works touch a place no address of the API asks: a commune there is the main one.
    const bool placed = list.reach.asks_near(filter) || filter.first_day ||
                        std::ranges::any_of(list.choices, is_chosen);
    if (placed) {
        map.works.emplace();
        for (const WorkView& work : list.found) {
            (*map.works)[work.row.dataset().id()].emplace_back(
                work.row.dataset().feature_id(work.row.index()));
        }
    }
    if (list.reach.asks_near(filter)) {
        map.bounds = bounds_near(filter, list);
        map.marked = list.reach.shapes;
    }
    map.list_address = "#liste";
    map.list_label = page.messages.text("map_twin_list");
    std::vector<Choice> choices = list.choices;
    if (list.reach.area.places) {
        choices.push_back(list.reach.area);
    }
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

/// What else the words may have meant, as links.
Data::List others_of(const Page& page, const WorksFilter& filter, const Reach& reach)
{
    Data::List links;
    for (const SearchedPlace& other : reach.place.others) {
        WorksFilter meant = filter;
        meant.words = other.key.empty() ? other.full_name() : std::string();
        if (other.collection == "communes") {
            meant.commune = other.key;
        } else if (!other.key.empty()) {
            const auto level = page.publication->find(other.collection);
            meant.areas.emplace_back(place_columns(*level).key, other.key);
        }
        Data link;
        link.set("name", other.full_name()).set("address", page_address(meant, page, 1));
        links.push_back(std::move(link));
    }
    return links;
}

/// What has to be said of the place that was asked for; "" mostly.
std::string place_note(const Page& page, const WorksFilter& filter, const Reach& reach)
{
    if (reach.outside) {
        return page.messages.text("works_outside");
    }
    return !filter.words.empty() && !reach.place.found() && filter.faults.empty()
               ? page.messages.format("works_unknown_place", {{"asked", filter.words}})
               : std::string();
}

/// A field of the form as it was typed, where that could not be read; else as it was read.
std::string typed_or(const WorksFilter& filter, std::string_view name, std::string read)
{
    const auto typed = std::ranges::find(
        filter.typed, name, [](const auto& one) { return std::string_view(one.first); });
    return typed == filter.typed.end() ? read : typed->second;
}

/// What the reader asked of place and period, for the form; the periods that are one click away.
void add_reach(const Page& page, const WorksFilter& filter, const Reach& reach, Data& data)
{
    std::vector<double> distances{100, 250, 500, 1000, 2000, 5000};
    if (std::ranges::find(distances, filter.metres) == distances.end()) {
        distances.insert(std::ranges::lower_bound(distances, filter.metres), filter.metres);
    }
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
    const bool here = filter.from && filter.words.empty();
    const auto day = [&](const char* name, const std::optional<datasets::Date>& read) {
        // An end that was left open is not typed into the form.
        const bool open = !read || (*read == datasets::Date{9999, 12, 31});
        return typed_or(filter, name, own_days && !open ? datasets::to_text(*read) : std::string());
    };
    auto others = others_of(page, filter, reach);
    data.set("words", typed_or(filter, "q", filter.words))
        .set("lon", typed_or(filter, "lon",
                             here ? fmt::format("{:.7g}", filter.from->lon) : std::string()))
        .set("lat", typed_or(filter, "lat",
                             here ? fmt::format("{:.7g}", filter.from->lat) : std::string()))
        .set("distances", std::move(options))
        .set("periods", std::move(periods))
        .set("from_day", day("from", filter.first_day))
        .set("to_day", day("to", filter.last_day))
        .set("place_note", place_note(page, filter, reach))
        .set("has_others", !others.empty())
        .set("others", std::move(others));
}

/// What is wrong with the form, field by field.
void add_faults(const Page& page, const WorksFilter& filter, Data& data)
{
    Data::List faults;
    for (const auto& [name, reason] : filter.faults) {
        const std::string* label = page.messages.find("works_field_" + name);
        Data fault;
        fault.set("field", label == nullptr ? "« " + name + " »" : *label)
            .set("reason", french_spacing(reason));
        faults.push_back(std::move(fault));
    }
    data.set("has_faults", !faults.empty()).set("faults", std::move(faults));
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
    const WorksList list = list_works(page, filter);
    Data::List fields;
    for (const Choice& choice : list.choices) {
        fields.push_back(place_field(page, choice, list.in_state));
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
    const std::string chosen = chosen_words(page, list.choices, filter, list.reach);
    Data data;
    data.set("lead", lead_of(page, list.all))
        .set("chosen", chosen)
        .set("fields", std::move(fields))
        .set("states", state_options(page, filter, list.in_place))
        .set("folded", !chosen.empty() && filter.faults.empty())
        .set("day", typed_or(filter, "at",
                             page.is_another_day() ? datasets::to_text(page.day()) : std::string()))
        .set("none", list.found.empty())
        .set("takes_works", takes_works(publication.site))
        .set("sources", std::move(sources))
        .set("map", works_map(page, filter, list));
    add_reach(page, filter, list.reach, data);
    add_faults(page, filter, data);
    add_slider(page, filter, data);
    add_page(page, filter, list, data);

    frame.title = page.messages.text("works_title") + (chosen.empty() ? "" : ", " + chosen);
    frame.section = "works";
    frame.description = page.messages.text("works_description");
    frame.body = render("works", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
