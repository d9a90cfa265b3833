// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/clash_page.hpp"

#include "datasets/work_hours.hpp"
#include "publish/api/link.hpp"
#include "publish/around.hpp"
#include "publish/site/address.hpp"
#include "publish/site/map_view.hpp"
#include "publish/site/row.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"
#include "publish/works/clash_form.hpp"
#include "publish/works/feed.hpp"
#include "publish/works/work_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace parvis::publish::works {
namespace {

using site::Data;
using site::Page;

constexpr std::string_view address = "/works/clashes";
constexpr int calendar_weeks = 12;

std::string_view look_of(Severity severity)
{
    switch (severity) {
    case Severity::high:
        return "closed";
    case Severity::medium:
        return "partial";
    case Severity::low:
        break;
    }
    return "ended";
}

/// Without the mark of invented works: the page says that once, at its top.
std::string unmarked(std::string text)
{
    for (auto at = text.find(sample_mark); at != std::string::npos;
         at = text.find(sample_mark, at)) {
        text.erase(at, sample_mark.size());
    }
    return text;
}

Data work_line(const Work& work, const Phase& phase)
{
    Data data;
    std::string words = where_words(work);
    for (const std::string& part : {site::uncapitalized(effect_words(phase)),
                                    site::uncapitalized(period_words(phase)), work.owner}) {
        words += (words.empty() || part.empty() ? "" : ", ") + part;
    }
    data.set("title", unmarked(name_of(work)))
        .set("address", site::item_address(work.dataset, phase.row))
        .set("words", site::french_spacing(words));
    return data;
}

Data clash_data(const Page& page, const ClashList& list, const Clash& clash)
{
    const Work& work = list.work(clash.work);
    Data::List works{work_line(work, work.phases[clash.phase])};
    if (clash.other) {
        const Work& other = list.work(*clash.other);
        works.push_back(work_line(other, other.phases[clash.other_phase]));
    }
    const Touched touched = touched_by(list, clash);
    Data::List equipment;
    for (const auto& [name, href] : touched.equipment) {
        Data one;
        one.set("name", name).set("address", href);
        equipment.push_back(std::move(one));
    }
    const std::string severity(code_of(clash.severity));
    Data data;
    data.set("look", look_of(clash.severity))
        .set("icon", site::icon(look_of(clash.severity)))
        .set("severity", page.messages.text("clash_severity_" + severity))
        .set("title", title_of(clash.kind))
        .set("to_check", clash.to_check ? page.messages.text("clash_check_tag") : std::string())
        .set("sentence", unmarked(sentence_of(list, clash)))
        .set("days", site::capitalized(days_words(list, clash)))
        .set("works", std::move(works))
        .set("people", touched.people && *touched.people > 0
                           ? site::french_spacing(page.messages.format(
                                 "clash_people", {{"n", std::llround(*touched.people)},
                                                  {"metres", std::llround(default_around_m)}}))
                           : std::string())
        .set("has_equipment", !equipment.empty())
        .set("equipment", std::move(equipment))
        .set("draft_title", draft_title(clash.kind))
        .set("draft", draft_of(list, clash, touched));
    return data;
}

/// The heaviest of a group, and how many more there are.
Data group_data(const Page& page, const ClashList& list, const std::vector<const Clash*>& group)
{
    constexpr std::size_t most = 30;
    Data data = clash_data(page, list, *group.front());
    Data::List others;
    for (std::size_t i = 1; i < std::min(group.size(), most + 1); ++i) {
        Data other;
        other.set("sentence", unmarked(sentence_of(list, *group[i])))
            .set("days", site::capitalized(days_words(list, *group[i])));
        others.push_back(std::move(other));
    }
    const auto count = static_cast<std::int64_t>(group.size() - 1);
    const auto unsaid = count - static_cast<std::int64_t>(others.size());
    data.set("group",
             count == 0 ? std::string() : page.messages.format("clash_group", {{"n", count}}))
        .set("others", std::move(others))
        .set("unsaid", unsaid == 0 ? std::string()
                                   : page.messages.format("clash_group_more", {{"n", unsaid}}));
    return data;
}

/// Places of the calendar: areas of the first level, else the whole territory.
struct CalendarRow {
    std::string title;
    WorksWanted place;
    ClashQuery query;  ///< what its list is asked with
};

std::string address_of(const ClashQuery& query)
{
    return std::string(address) + query_text(query.parameters(1, ""));
}

std::vector<CalendarRow> calendar_rows(const Page& page, const ClashQuery& query)
{
    const auto levels = page.publication->levels();
    if (levels.empty()) {
        return {{page.messages.text("clash_everywhere"), {}, query}};
    }
    std::vector<CalendarRow> rows;
    const Snapshot& level = *levels.front();
    const auto& name = level.manifest().facts.level;
    for (RowIndex row = 0; row < level.size(); ++row) {
        const std::pair area(name, std::string(level.feature_id(row)));
        const auto asked = std::ranges::find(query.areas, name, &decltype(area)::first);
        if (asked != query.areas.end() && *asked != area) {
            continue;
        }
        CalendarRow one{site::place_title(page, site::Row(level, row)), {}, query};
        if (asked == query.areas.end()) {
            one.query.areas.push_back(area);
        }
        one.place.areas = {area};
        rows.push_back(std::move(one));
    }
    return rows;
}

/// Monday of a day's week.
std::int32_t monday_of(datasets::Date day)
{
    const std::int32_t days = datasets::days(day);
    return days - static_cast<std::int32_t>(datasets::week_day(days));
}

/// How many clashes of a place are in each week, and the heaviest.
Data calendar_row(const Page& page, const ClashList& list, const CalendarRow& row,
                  const std::vector<Span>& weeks)
{
    struct Cell {
        std::size_t count = 0;
        Severity heaviest = Severity::low;
    };
    std::vector<Cell> cells(weeks.size());
    const datasets::Zone zone(page.publication->site.zone);
    const auto after_today =
        zone.instant_of(datasets::date_of_days(datasets::days(page.publication->today) + 1), 0)
            .instant;
    for (const Clash* clash : list.wanted) {
        if (!row.place.takes(list.work(clash->work)) &&
            !(clash->other && row.place.takes(list.work(*clash->other)))) {
            continue;
        }
        for (std::size_t week = 0; week < weeks.size(); ++week) {
            if (std::ranges::any_of(clash->when, [&](const Span& span) {
                    // A clock that has run out is a matter of today.
                    const auto to =
                        is_clock(clash->kind) ? std::max(span.to, after_today) : span.to;
                    return span.from < weeks[week].to && weeks[week].from < to;
                })) {
                ++cells[week].count;
                cells[week].heaviest = std::max(cells[week].heaviest, clash->severity);
            }
        }
    }
    constexpr std::array<const char*, 3> letters{"f", "M", "F"};
    Data::List list_of_cells;
    for (std::size_t week = 0; week < cells.size(); ++week) {
        const Cell& cell = cells[week];
        ClashQuery of_week = row.query;
        of_week.from = std::max(zone.date_of(weeks[week].from),
                                list.query.from.value_or(page.publication->today));
        of_week.to = datasets::date_of_days(datasets::days(zone.date_of(weeks[week].to)) - 1);
        const auto heaviest = static_cast<std::size_t>(cell.heaviest);
        Data data;
        data.set("look", cell.count == 0 ? std::string_view() : look_of(cell.heaviest))
            .set("count", cell.count == 0 ? std::string()
                                          : site::number_text(static_cast<double>(cell.count), 0,
                                                              page.messages))
            .set("letter", letters.at(heaviest))
            .set("address", address_of(of_week))
            .set("none", page.messages.text("clash_cell_none"))
            .set("severity",
                 page.messages.text("clash_severity_" + std::string(code_of(cell.heaviest))));
        list_of_cells.push_back(std::move(data));
    }
    Data data;
    data.set("title", row.title)
        .set("address", address_of(row.query))
        .set("cells", std::move(list_of_cells));
    return data;
}

void add_calendar(const Page& page, const ClashList& list, Data& data)
{
    const datasets::Zone zone(page.publication->site.zone);
    const std::int32_t monday = monday_of(list.query.from.value_or(page.publication->today));
    const auto at = [&](std::int32_t day) {
        return zone.instant_of(datasets::date_of_days(day), 0).instant;
    };
    std::vector<Span> weeks;
    Data::List heads;
    for (int week = 0; week < calendar_weeks; ++week) {
        const std::int32_t first = monday + 7 * week;
        weeks.push_back({at(first), at(first + 7)});
        const auto day = datasets::date_of_days(first);
        Data head;
        head.set("short", std::to_string(day.day) + "/" + std::to_string(day.month))
            .set("long", page.messages.format("clash_week",
                                              {{"date", site::date_text(day, page.messages)}}));
        heads.push_back(std::move(head));
    }
    Data::List rows;
    for (const CalendarRow& row : calendar_rows(page, list.query)) {
        rows.push_back(calendar_row(page, list, row, weeks));
    }
    data.set("weeks", std::move(heads)).set("calendar", std::move(rows));
}

/// The works of the clashes that are listed.
Data map_of(const Page& page, const ClashList& list, const std::vector<const Clash*>& shown)
{
    site::MapView map;
    map.label = page.messages.text("clash_map_label");
    map.layers = map.only_works = true;
    map.states = {"en_cours", "prevu", "termine", "inconnu"};
    map.works.emplace();
    std::set<std::pair<std::string, std::string>> rows;
    std::optional<geo::Box> all;
    const auto add = [&](const Work& work, const Phase& phase) {
        if (!rows.emplace(work.dataset, phase.row).second) {
            return;
        }
        (*map.works)[work.dataset].push_back(phase.row);
        if (const auto box = geo::bounds(phase.place.geometry)) {
            all = all ? geo::Box{std::min(all->west, box->west), std::min(all->south, box->south),
                                 std::max(all->east, box->east), std::max(all->north, box->north)}
                      : *box;
        }
    };
    for (const Clash* clash : shown) {
        const Work& work = list.work(clash->work);
        add(work, work.phases[clash->phase]);
        if (clash->other) {
            const Work& other = list.work(*clash->other);
            add(other, other.phases[clash->other_phase]);
        }
    }
    map.bounds = all;
    map.list_address = "#points";
    map.list_label = page.messages.text("map_twin_list");
    return site::map_data(page, map);
}

Data::List incomparable_list(const Page& page, const ClashList& list)
{
    // The whole list is in the JSON.
    constexpr std::size_t most = 50;
    Data::List all;
    for (const IncomparablePhase* one : list.incomparable) {
        if (all.size() == most) {
            break;
        }
        const Work& work = list.work(one->work);
        Data data;
        data.set("title", unmarked(name_of(work)))
            .set("address", site::item_address(work.dataset, work.phases[one->phase].row))
            .set("reason", site::french_spacing(page.messages.text(
                               "clash_reason_" + std::string(code_of(one->reason)))));
        all.push_back(std::move(data));
    }
    return all;
}

void add_pages(const Page& page, const ClashList& list, Data& data)
{
    const auto to = [&](std::size_t number) {
        return std::string(address) + query_text(list.query.parameters(number, ""));
    };
    const std::size_t pages = list.group_pages(), number = list.query.page;
    data.set("has_pages", pages > 1)
        .set("range",
             page.messages.format("clash_range", {{"page", static_cast<std::int64_t>(number)},
                                                  {"pages", static_cast<std::int64_t>(pages)}}))
        .set("previous", number > 1 ? to(number - 1) : std::string())
        .set("next", number < pages ? to(number + 1) : std::string());
    Data::List formats;
    for (const auto& [name, format] : {std::pair{"CSV", "csv"}, {"JSON", "json"}}) {
        Data one;
        one.set("name", name)
            .set("address",
                 std::string(address) + query_text(format == std::string_view("csv")
                                                       ? list.query.csv_parameters()
                                                       : list.query.parameters(1, format)));
        formats.push_back(std::move(one));
    }
    data.set("formats", std::move(formats));
}

}  // namespace

namespace {

/// "lundi 4 janvier 2027", or "… jusqu’au …".
std::string dates_of(const Page& page, const ClashQuery& query)
{
    const std::string from =
        site::full_date_text(query.from.value_or(page.publication->today), page.messages);
    return query.to ? page.messages.format(
                          "clash_date_until",
                          {{"from", from}, {"to", site::full_date_text(*query.to, page.messages)}})
                    : from;
}

}  // namespace

std::string clashes_page(const ClashList& list, const site::PageContext& context)
{
    const Publication& publication = *list.book->publication;
    const Page page(&publication, context);
    const auto count = static_cast<std::int64_t>(list.wanted.size());
    const auto high = std::ranges::count(list.wanted, Severity::high, &Clash::severity);
    std::vector<const Clash*> shown;
    Data::List clashes;
    for (const auto& group : list.shown_groups()) {
        clashes.push_back(group_data(page, list, group));
        shown.insert(shown.end(), group.begin(), group.end());
    }
    Data::List uncomputed;
    for (const std::string& sentence : list.finding->desk.uncomputed) {
        uncomputed.emplace_back(site::french_spacing(sentence));
    }
    const auto number = [&](double metres) { return site::number_text(metres, 1, page.messages); };
    auto incomparable = incomparable_list(page, list);
    Data data;
    data.set("lead", page.messages.format(count == 0 ? "clash_lead_none" : "clash_lead",
                                          {{"n", count},
                                           {"high", static_cast<std::int64_t>(high)},
                                           {"date", dates_of(page, list.query)}}))
        .set("fields", clash_fields(page, list))
        .set("from", list.query.from ? datasets::to_text(*list.query.from) : std::string())
        .set("until", list.query.to ? datasets::to_text(*list.query.to) : std::string())
        .set("filtered", !list.query.all())
        .set("count", page.messages.format("clash_found", {{"n", count}}))
        .set("none", list.wanted.empty())
        .set("truncated", list.finding->found.truncated)
        .set("clashes", std::move(clashes))
        .set("has_map", !shown.empty())
        .set("map", map_of(page, list, shown))
        .set("has_incomparable", !incomparable.empty())
        .set("incomparable", std::move(incomparable))
        .set("has_uncomputed", !uncomputed.empty())
        .set("uncomputed", std::move(uncomputed))
        .set("rules", site::french_spacing(page.messages.format(
                          "clash_rules",
                          {{"metres", number(list.finding->desk.rules.metres)},
                           {"sensitive", number(list.finding->desk.rules.sensitive_metres)}})));
    add_calendar(page, list, data);
    add_pages(page, list, data);
    site::Frame frame;
    frame.title = page.messages.text("clash_title");
    frame.section = "works";
    frame.description = page.messages.text("clash_description");
    frame.way = {{page.messages.text("works_title"), "/works"}};
    for (const auto& dataset : publication.of_kind(datasets::Kind::road_works)) {
        frame.sample = frame.sample || dataset->manifest().facts.sample;
        frame.note = page.in_language(dataset->manifest().facts.note);
    }
    frame.body = site::render("clashes", data, page.messages);
    return site::whole_page(page, frame);
}

}  // namespace parvis::publish::works
