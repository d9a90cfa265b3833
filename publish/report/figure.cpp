// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/figure.hpp"

#include "publish/site/wording.hpp"

#include <algorithm>
#include <cmath>

namespace parvis::publish::report {

namespace {

constexpr int years_shown = 5;
/// Below a twentieth of a percent people read "stable".
constexpr double nothing_percent = 0.05;

std::string year_before(const std::string& year, int years)
{
    return std::to_string(std::stoi(year) - years);
}

Quoted quoted(const Row& row, std::string_view column)
{
    const std::string text = row.text(column);
    return text.empty() ? Quoted{} : Quoted{text, cell_of(row, column)};
}

void set_change(const Activity& activity, const std::optional<Bound>& before, Figure& figure)
{
    if (!before || !figure.value) {
        return;
    }
    figure.before = before;
    figure.change = activity.change(*figure.value, *before);
    const double difference = figure.value->value - before->value;
    figure.direction = !figure.change ? (difference == 0 ? Direction::stable : Direction::from_zero)
                       : std::abs(figure.change->value) < nothing_percent ? Direction::stable
                       : difference > 0                                   ? Direction::up
                                                                          : Direction::down;
}

/// What nobody may publish without a word on it.
bool needs_comment(const Figure& figure, double threshold_percent)
{
    switch (figure.direction) {
    case Direction::up:
    case Direction::down:
        return std::abs(figure.change->value) >= threshold_percent;
    case Direction::from_zero:
    case Direction::broken:
    case Direction::parts:
        return true;
    case Direction::none:
    case Direction::stable:
    case Direction::places:
        break;
    }
    return false;
}

void add_beside(const Activity& activity, const Scope& scope, const std::string& year,
                const std::vector<std::string>& parts, Figure& figure)
{
    // Only what is divided by something can stand beside places of another size.
    if (!figure.value || !figure.indicator->is_ratio()) {
        return;
    }
    const auto add = [&](const std::set<std::string>& places, Quoted label) {
        const Total total = activity.total(*figure.indicator, places, year, &parts);
        if (total.value && total.rows.size() > 1) {
            figure.beside.push_back({std::move(label), *total.value,
                                     activity.count(total.rows, "report_communes_counted")});
        }
    };
    add(scope.area, {scope.area_words, ""});
    add(scope.size_class, scope.size_label);
}

void add_own_years(const Activity& activity, const Row& now, const std::string& place,
                   const std::string& year, Figure& figure)
{
    for (int back = years_shown - 1; back >= 0; --back) {
        YearValue at{year_before(year, back), {}, {}};
        if (const auto row = activity.row(figure.indicator->id, place, at.year)) {
            at.value = activity.value(*row);
            at.status = row->text("statut");
        }
        figure.years.push_back(std::move(at));
    }
    const auto before = activity.row(figure.indicator->id, place, year_before(year, 1));
    const auto then = before ? activity.value(*before) : std::nullopt;
    if (!then || !figure.value) {
        return;
    }
    if (now.text("statut") == "B") {
        figure.direction = Direction::broken;
    } else if (now.list("postes_inclus") != before->list("postes_inclus")) {
        figure.direction = Direction::parts;
    } else {
        set_change(activity, then, figure);
    }
}

std::optional<Figure> figure_of_commune(const site::Page& page, const Activity& activity,
                                        const Scope& scope, const Indicator& what,
                                        const std::string& year)
{
    const std::string& place = *scope.places.begin();
    const auto row = activity.row(what.id, place, year);
    if (!row) {
        return std::nullopt;
    }
    Figure figure;
    figure.indicator = &what;
    figure.value = activity.value(*row);
    figure.target = activity.number(*row, "objectif", what.unit);
    const std::string money = what.unit.starts_with("EUR") ? "EUR" : "";
    figure.numerator = activity.number(*row, "numerateur", money);
    figure.denominator = activity.number(*row, "denominateur", "");
    figure.own_part = activity.number(*row, "part_commune", "EUR");
    figure.shared_part = activity.number(*row, "part_intercommunalite", "EUR");
    figure.mode = site::value_text(page, *row, "mode_gestion");
    figure.includes = quoted(*row, "perimetre_inclus");
    figure.source = quoted(*row, "source");
    figure.parts = row->list("postes_inclus");
    figure.status = row->text("statut");
    const auto& said = row->dataset().comments(row->index());
    figure.comments.assign(said.begin(), said.end());
    add_own_years(activity, *row, place, year, figure);
    add_beside(activity, scope, year, figure.parts, figure);
    return figure;
}

void add_members(const site::Page& page, const Activity& activity, const Scope& scope,
                 const std::string& year, const Total& total, Figure& figure)
{
    for (const std::string& place : scope.places) {
        const auto row = activity.row(figure.indicator->id, place, year);
        if (!row) {
            continue;
        }
        const auto commune = site::find_row(page.publication->communes(), place);
        figure.members.push_back({commune ? commune->text("commune_nom") : place,
                                  activity.value(*row), row->text("statut"),
                                  total.places.contains(place)});
        const auto& said = row->dataset().comments(row->index());
        figure.comments.insert(figure.comments.end(), said.begin(), said.end());
    }
    std::ranges::sort(figure.members, {},
                      [](const Member& member) { return site::folded(member.name); });
}

std::optional<Figure> figure_of_area(const site::Page& page, const Activity& activity,
                                     const Scope& scope, const Indicator& what,
                                     const std::string& year)
{
    Figure figure;
    figure.indicator = &what;
    const Total now = activity.total(what, scope.places, year);
    add_members(page, activity, scope, year, now, figure);
    if (figure.members.empty()) {
        return std::nullopt;
    }
    figure.value = now.value;
    figure.parts = now.parts;
    if (!now.rows.empty()) {
        figure.counted = activity.count(now.rows, "report_communes_counted");
    }
    for (int back = years_shown - 1; back >= 0; --back) {
        YearValue at{year_before(year, back), {}, {}};
        const Total then = activity.total(what, scope.places, at.year, &now.parts);
        // Another set of communes is another thing that is measured.
        if (then.places == now.places) {
            at.value = then.value;
        }
        if (back == 1 && then.value) {
            const bool breaks = std::ranges::any_of(
                now.rows, [](const Row& row) { return row.text("statut") == "B"; });
            figure.direction = breaks ? Direction::broken : Direction::places;
            if (!breaks && then.places == now.places) {
                set_change(activity, then.value, figure);
            }
        }
        figure.years.push_back(std::move(at));
    }
    return figure;
}

}  // namespace

std::optional<Figure> make_figure(const site::Page& page, const Activity& activity,
                                  const Scope& scope, const Indicator& what,
                                  const std::string& year, double threshold_percent)
{
    auto figure = scope.is_area ? figure_of_area(page, activity, scope, what, year)
                                : figure_of_commune(page, activity, scope, what, year);
    if (figure) {
        figure->missing_comment =
            figure->comments.empty() && needs_comment(*figure, threshold_percent);
    }
    return figure;
}

}  // namespace parvis::publish::report
