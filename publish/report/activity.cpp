// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/activity.hpp"

#include "publish/site/figure_view.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace parvis::publish::report {

namespace {

/// Whether a row says what its figure includes, where that makes a difference.
bool says_parts(const Indicator& indicator, const Row& row)
{
    return indicator.parts.empty() || !parts_of(row).empty();
}

/// Of places that include different parts, those that most have in common.
std::vector<std::string> most_common_parts(const std::vector<Row>& rows)
{
    std::map<std::vector<std::string>, std::size_t> counts;
    for (const Row& row : rows) {
        ++counts[parts_of(row)];
    }
    const auto most = std::ranges::max_element(
        counts, [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == counts.end() ? std::vector<std::string>() : most->first;
}

}  // namespace

std::string cell_of(const Row& row, std::string_view column)
{
    const Snapshot& dataset = row.dataset();
    return fmt::format("{}@{}#{}{}{}", dataset.id(), dataset.manifest().version,
                       dataset.feature_id(row.index()), column.empty() ? "" : "/", column);
}

Bound measured(double value, std::string_view unit, const site::Messages& messages, Rule rule,
               std::vector<std::vector<std::string>> cells)
{
    Bound bound{value, site::quantity_text(value, unit, messages), rule, std::move(cells)};
    // Long ways are told in kilometres.
    for (const std::string& sign : {site::unit_text(unit, messages), std::string("km")}) {
        if (!sign.empty() && bound.unit.empty() && bound.text.ends_with("\u202f" + sign)) {
            bound.unit = sign;
        }
    }
    return bound;
}

std::vector<std::string> parts_of(const Row& row)
{
    std::vector<std::string> parts = row.list("postes_inclus");
    std::ranges::sort(parts);
    const auto rest = std::ranges::unique(parts);
    parts.erase(rest.begin(), rest.end());
    return parts;
}

std::string status_of(const Row& row)
{
    const std::string own = row.text(row.dataset().manifest().facts.figure_value + "_statut");
    return own.empty() ? row.text("statut") : own;
}

Activity::Activity(const site::Page& page) : m_page(&page)
{
    for (const auto& [id, dataset] : page.publication->datasets) {
        add_rows(dataset);
    }
}

void Activity::add_rows(const std::shared_ptr<const Snapshot>& dataset)
{
    const auto communes = m_page->publication->communes();
    const auto code = communes ? communes->property("commune_code") : std::nullopt;
    const std::string& period = dataset->manifest().facts.figure_period;
    bool used = false;
    for (const site::FigureSeries& series : site::figure_series(*dataset)) {
        const Indicator* const what = indicator(series.measure);
        if (what == nullptr) {
            continue;
        }
        std::string place = series.place;
        if (code && !communes->row_of(place)) {  // some datasets have national codes
            const auto rows = communes->rows_where(*code, place);
            place = rows.empty() ? place : std::string(communes->feature_id(rows.front()));
        }
        for (const Row& row : series.rows) {
            const std::string unit = site::figure_unit(*m_page, row);
            if (unit.empty() || unit == what->unit) {
                m_rows[series.measure][place].emplace(row.text(period), row);
            } else {
                m_misfits.push_back(
                    {what, place, row.text(period), unit,
                     row.text("unite").empty()
                         ? fmt::format("{}@{}/unit", dataset->id(), dataset->manifest().version)
                         : cell_of(row, "unite")});
            }
        }
        used = true;
    }
    if (used) {
        m_datasets.push_back(dataset);
    }
}

std::optional<Row> Activity::row(const std::string& indicator, const std::string& place,
                                 const std::string& year) const
{
    const auto by_place = m_rows.find(indicator);
    if (by_place == m_rows.end()) {
        return std::nullopt;
    }
    const auto by_year = by_place->second.find(place);
    if (by_year == by_place->second.end()) {
        return std::nullopt;
    }
    const auto found = by_year->second.find(year);
    return found == by_year->second.end() ? std::nullopt : std::optional(found->second);
}

std::set<std::string> Activity::years_of(const std::set<std::string>& places) const
{
    std::set<std::string> years;
    for (const auto& [measure, by_place] : m_rows) {
        for (const auto& [place, by_year] : by_place) {
            for (const auto& [year, row] : by_year) {
                if (places.contains(place)) {
                    years.insert(year);
                }
            }
        }
    }
    return years;
}

std::optional<Bound> Activity::number(const Row& row, std::string_view column,
                                      std::string_view unit) const
{
    const auto value = row.number(column);
    if (!value) {
        return std::nullopt;
    }
    return measured(*value, unit, m_page->messages, Rule::cell, {{cell_of(row, column)}});
}

std::optional<Bound> Activity::value(const Row& row) const
{
    const datasets::DatasetFacts& facts = row.dataset().manifest().facts;
    const Indicator* const what = indicator(row.text(facts.figure_measure));
    return number(row, facts.figure_value, what == nullptr ? "" : what->unit);
}

Total Activity::total(const Indicator& indicator, const std::set<std::string>& places,
                      const std::string& year, const std::vector<std::string>* parts) const
{
    Total total;
    std::vector<std::pair<std::string, Row>> rows;
    std::vector<Row> known;
    for (const std::string& place : places) {
        const auto found = row(indicator.id, place, year);
        const bool whole =
            found && value(*found) && says_parts(indicator, *found) &&
            (!indicator.is_ratio() ||
             (found->number("numerateur") && found->number("denominateur").value_or(0) > 0));
        if (whole) {
            rows.emplace_back(place, *found);
            known.push_back(*found);
        }
    }
    total.parts = parts == nullptr ? most_common_parts(known) : *parts;
    double above = 0, below = 0, sum = 0;
    std::vector<std::string> above_cells, below_cells, cells;
    for (const auto& [place, found] : rows) {
        if (parts_of(found) != total.parts) {
            continue;
        }
        total.rows.push_back(found);
        total.places.insert(place);
        const std::string& column = found.dataset().manifest().facts.figure_value;
        sum += found.number(column).value_or(0);
        cells.push_back(cell_of(found, column));
        above += found.number("numerateur").value_or(0);
        above_cells.push_back(cell_of(found, "numerateur"));
        below += found.number("denominateur").value_or(0);
        below_cells.push_back(cell_of(found, "denominateur"));
    }
    if (total.rows.empty()) {
        return total;
    }
    if (indicator.is_ratio()) {
        const bool percent = indicator.unit == "%";
        const double ratio = above / below * (percent ? 100 : 1);
        total.value = measured(ratio, indicator.unit, m_page->messages,
                               percent ? Rule::percent : Rule::ratio, {above_cells, below_cells});
    } else if (indicator.additive) {
        total.value = measured(sum, indicator.unit, m_page->messages, Rule::sum, {cells});
    }
    return total;
}

std::optional<Bound> Activity::change(const Bound& now, const Bound& before) const
{
    const bool ratios = now.cells.size() > 1;
    std::vector<std::vector<std::string>> cells = now.cells;
    cells.insert(cells.end(), before.cells.begin(), before.cells.end());
    if (now.unit == "%") {  // "39,8 % en hausse de 12,7 %" reads as if it had been 27
        const double points = now.value - before.value, size = std::abs(points);
        const std::string word =
            m_page->messages.format("report_points", {{"n", std::floor(size)}});
        return Bound{points, site::number_text(size, 1, m_page->messages) + "\u202f" + word,
                     ratios ? Rule::percent_difference : Rule::difference, std::move(cells), word};
    }
    if (before.value == 0) {
        return std::nullopt;
    }
    const double percent = (now.value - before.value) / std::abs(before.value) * 100;
    const double shown = std::abs(percent);
    Bound change{percent,
                 site::number_text(shown, shown >= 20 ? 0 : 1, m_page->messages) + "\u202f%",
                 Rule::change,
                 {}};
    change.rule = ratios ? Rule::ratio_change : Rule::change;
    change.cells = std::move(cells);
    return change;
}

Bound Activity::count(const std::vector<Row>& rows, std::string_view message) const
{
    Bound count{static_cast<double>(rows.size()),
                m_page->messages.format(message, {{"n", static_cast<std::int64_t>(rows.size())}}),
                Rule::count,
                {{}}};
    for (const Row& row : rows) {
        count.cells.front().push_back(cell_of(row));
    }
    return count;
}

}  // namespace parvis::publish::report
