// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/ground.hpp"

#include "publish/report/activity.hpp"
#include "publish/report/drawing.hpp"
#include "publish/report/version_used.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace parvis::publish::report {

namespace {

/// Each is named by a letter on the map.
constexpr std::size_t most_located = 26;

Quoted quoted(const Row& row, std::string_view column, std::string text)
{
    return text.empty() ? Quoted{} : Quoted{std::move(text), cell_of(row, column)};
}

Located located(const site::Page& page, const Row& row, bool work)
{
    Located found;
    const datasets::DatasetFacts& facts = row.dataset().manifest().facts;
    const std::string title =
        facts.title_property.empty() ? work ? "titre" : "nom" : facts.title_property;
    const std::string_view kind = work ? "nature" : "type";
    found.name = quoted(row, title, row.title());
    found.what = quoted(row, kind, site::value_text(page, row, kind));
    found.work = work;
    found.cell = cell_of(row);
    if (const auto box = row.dataset().bounds(row.index())) {
        found.lon = (box->west + box->east) / 2;
        found.lat = (box->south + box->north) / 2;
    }
    return found;
}

bool went_on(const Row& row, const std::string& year)
{
    const datasets::DatasetFacts& facts = row.dataset().manifest().facts;
    const auto first = row.date(facts.start_property), last = row.date(facts.end_property);
    const int asked = std::stoi(year);
    return first && last && first->year <= asked && last->year >= asked;
}

std::vector<Row> rows_in(const Snapshot& dataset, const std::set<std::string>& places)
{
    std::vector<Row> rows;
    const auto column = dataset.property("commune");
    for (RowIndex index = 0; column && index < dataset.size(); ++index) {
        if (places.contains(dataset.text(index, *column)) && dataset.bounds(index)) {
            rows.emplace_back(dataset, index);
        }
    }
    return rows;
}

Bound counted(const site::Page& page, const std::vector<Row>& rows, std::string_view message)
{
    Bound bound{static_cast<double>(rows.size()),
                page.messages.format(message, {{"n", static_cast<std::int64_t>(rows.size())}}),
                Rule::count,
                {{}}};
    for (const Row& row : rows) {
        bound.cells.front().push_back(cell_of(row));
    }
    return bound;
}

void add_kind(const site::Page& page, const std::set<std::string>& places, datasets::Kind kind,
              Report& report)
{
    const bool works = kind == datasets::Kind::road_works;
    std::vector<Row> all;
    for (const auto& dataset : page.publication->of_kind(kind)) {
        std::vector<Row> rows = rows_in(*dataset, places);
        std::erase_if(rows, [&](const Row& row) { return works && !went_on(row, report.year); });
        if (!rows.empty()) {
            add_version(page, *dataset, report);
            if (const auto created = dataset->manifest().created.substr(0, 10);
                created > report.ground_date) {
                report.ground_date = created;
                report.ground_version =
                    fmt::format("{}@{}", dataset->id(), dataset->manifest().version);
            }
            all.insert(all.end(), rows.begin(), rows.end());
        }
    }
    if (all.empty()) {
        return;
    }
    (works ? report.works_count : report.equipment_count) =
        counted(page, all, works ? "report_works_count" : "report_equipment_count");
    if (report.located.size() + all.size() <= most_located) {
        for (const Row& row : all) {
            report.located.push_back(located(page, row, works));
        }
    }
}

}  // namespace

void add_ground(const site::Page& page, const std::set<std::string>& places, Report& report)
{
    add_kind(page, places, datasets::Kind::road_works, report);
    add_kind(page, places, datasets::Kind::equipment, report);
    if (const auto communes = page.publication->communes()) {
        report.cover_map = territory_drawing(*communes, places);
        if (!report.located.empty()) {
            report.place_map = place_drawing(*communes, places, report.located);
        }
    }
}

}  // namespace parvis::publish::report
