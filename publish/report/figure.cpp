// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/figure.hpp"

#include "publish/site/wording.hpp"

#include <algorithm>
#include <cmath>

namespace parvis::publish::report {

namespace {

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

Change change_of(const Activity& activity, const Bound& now, const Bound& before)
{
    Change change;
    change.before = before;
    change.percent = activity.change(now, before);
    const double difference = now.value - before.value;
    change.direction = !change.percent
                           ? (difference == 0 ? Direction::stable : Direction::from_zero)
                       : std::abs(change.percent->value) < nothing_percent ? Direction::stable
                       : difference > 0                                    ? Direction::up
                                                                           : Direction::down;
    return change;
}

/// Of a commune's own figure on its own year before.
Change own_change(const Activity& activity, const Row& now, const std::string& place,
                  const Indicator& what, const std::string& year)
{
    const auto before = activity.row(what.id, place, year_before(year, 1));
    const auto value = activity.value(now), then = before ? activity.value(*before) : std::nullopt;
    if (!value || !then) {
        return {};
    }
    if (status_of(now) == "B") {
        return {Direction::broken, {}, {}};
    }
    return parts_of(now) != parts_of(*before) ? Change{Direction::parts, {}, {}}
                                              : change_of(activity, *value, *then);
}

/// What nobody may publish without a word on it.
bool has_to_be_explained(const Change& change, const datasets::ReportSettings& settings)
{
    switch (change.direction) {
    case Direction::up:
    case Direction::down:
        return change.times(settings) >= 1;
    case Direction::from_zero:
    case Direction::broken:
    case Direction::parts:
    case Direction::places:
        return true;
    case Direction::none:
    case Direction::stable:
        break;
    }
    return false;
}

/// Whether every commune that moved the figure of an area says why. None that did: then nobody has
/// said it.
bool is_explained_by_members(const Figure& figure)
{
    const auto moved = [](const Member& member) { return member.varies; };
    return std::ranges::any_of(figure.members, moved) &&
           std::ranges::all_of(figure.members, [&](const Member& member) {
               return !moved(member) || member.explained;
           });
}

Counted counted(const site::Page& page, const Activity& activity, const std::vector<Row>& rows,
                const std::set<std::string>& places)
{
    std::vector<Row> all;
    for (const std::string& place : places) {
        if (const auto row = site::find_row(page.publication->communes(), place)) {
            all.push_back(*row);
        }
    }
    Counted count{activity.count(rows, "report_communes_counted"),
                  activity.count(all, "report_communes_counted")};
    count.all.text = site::number_text(count.all.value, 0, page.messages);
    return count;
}

void add_beside(const site::Page& page, const Activity& activity, const Scope& scope,
                const std::string& year, Figure& figure)
{
    // Only what is divided by something can stand beside places of another size.
    if (!figure.value || !figure.indicator->is_ratio()) {
        return;
    }
    const auto add = [&](const std::set<std::string>& places, Quoted label) {
        const Total total = activity.total(*figure.indicator, places, year, &figure.parts);
        if (!total.rows.empty()) {
            figure.beside.push_back(
                {std::move(label), total.rows.size() < fewest_compared ? std::nullopt : total.value,
                 counted(page, activity, total.rows, places), total.places.contains(scope.key)});
        }
    };
    add(scope.area, {scope.area_words, ""});
    add(scope.size_class, scope.size_label);
}

/// Years that the one before cannot be compared with.
void mark_apart(std::vector<YearValue>& years)
{
    const YearValue* last = nullptr;
    for (YearValue& at : years) {
        if (at.value) {
            at.apart = last != nullptr && (at.status == "B" || at.parts != last->parts);
            last = &at;
        }
    }
}

void add_own_years(const Activity& activity, const std::string& place, const std::string& year,
                   Figure& figure)
{
    for (int back = years_shown - 1; back >= 0; --back) {
        YearValue at{year_before(year, back), {}, {}};
        if (const auto row = activity.row(figure.indicator->id, place, at.year)) {
            at.value = activity.value(*row);
            at.status = status_of(*row);
            at.parts = parts_of(*row);
        }
        figure.years.push_back(std::move(at));
    }
    mark_apart(figure.years);
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
    // "EUR/m2" is euros over something; a share of euros has them above and below.
    const std::string money = what.denominator_kind.starts_with("euros") ? "EUR" : "";
    const std::size_t slash = what.unit.find('/');
    figure.numerator = activity.number(
        *row, "numerateur", slash == std::string::npos ? money : what.unit.substr(0, slash));
    figure.denominator = activity.number(*row, "denominateur", money);
    figure.own_part = activity.number(*row, "part_commune", "EUR");
    figure.shared_part = activity.number(*row, "part_intercommunalite", "EUR");
    figure.mode = {site::value_text(page, *row, "mode_gestion"), cell_of(*row, "mode_gestion")};
    figure.includes = quoted(*row, "perimetre_inclus");
    figure.source = quoted(*row, "source");
    figure.parts = parts_of(*row);
    figure.status = status_of(*row);
    const auto& said = row->dataset().comments(row->index());
    figure.comments.assign(said.begin(), said.end());
    figure.change = own_change(activity, *row, place, what, year);
    add_own_years(activity, place, year, figure);
    add_beside(page, activity, scope, year, figure);
    return figure;
}

/// What was said of the area's figure itself, which stands in no row.
void add_area_comments(const site::Page& page, const Activity& activity, const Scope& scope,
                       const std::string& year, Figure& figure)
{
    for (const datasets::Comment& comment : page.publication->comments) {
        const datasets::CommentTarget& about = comment.target;
        const bool is_ours = about.measure == figure.indicator->id && about.place == scope.key &&
                             about.period == year;
        if (is_ours && std::ranges::any_of(activity.datasets(), [&](const auto& dataset) {
                return dataset->id() == about.dataset;
            })) {
            figure.comments.push_back(comment);
        }
    }
}

void add_members(const site::Page& page, const Activity& activity, const Scope& scope,
                 const std::string& year, const Total& total,
                 const datasets::ReportSettings& settings, Figure& figure)
{
    struct Said {
        double difference = 0;
        const CarriedComments* comments = nullptr;
    };
    const Indicator& what = *figure.indicator;
    const std::string last_year = year_before(year, 1);
    const Total before = activity.total(what, scope.places, last_year, &total.parts);
    std::vector<Said> all_said;
    for (const std::string& place : scope.places) {
        const auto row = activity.row(what.id, place, year),
                   last = activity.row(what.id, place, last_year);
        const bool was_counted = before.places.contains(place);
        if (!row && !was_counted) {
            continue;
        }
        const auto value = row ? activity.value(*row) : std::nullopt,
                   then = last ? activity.value(*last) : std::nullopt;
        const auto commune = site::find_row(page.publication->communes(), place);
        Member member{commune ? commune->text("commune_nom") : place, value,
                      row ? status_of(*row) : "", total.places.contains(place)};
        // One that comes or goes changes what the area's figure is of.
        member.varies =
            (member.counted || was_counted) &&
            (value.has_value() != then.has_value() ||
             has_to_be_explained(own_change(activity, *row, place, what, year), settings));
        if (row) {
            const CarriedComments& said = row->dataset().comments(row->index());
            member.explained = std::ranges::any_of(said, explains);
            all_said.push_back({value && then ? std::abs(value->value - then->value) : 0, &said});
        }
        figure.members.push_back(std::move(member));
    }
    std::ranges::sort(figure.members, {},
                      [](const Member& member) { return site::folded(member.name); });
    // Who moved the area's figure most speaks first.
    std::ranges::stable_sort(all_said, std::greater{}, &Said::difference);
    for (const Said& said : all_said) {
        figure.comments.insert(figure.comments.end(), said.comments->begin(), said.comments->end());
    }
}

/// The area's years, of the communes that its figure is of, and its change.
void add_area_years(const Activity& activity, const Scope& scope, const std::string& year,
                    const Total& now, Figure& figure)
{
    const auto breaks = [](const Total& total) {
        return std::ranges::any_of(total.rows,
                                   [](const Row& row) { return status_of(row) == "B"; });
    };
    for (int back = years_shown - 1; back >= 0; --back) {
        YearValue at{year_before(year, back), {}, {}};
        const Total then = activity.total(*figure.indicator, scope.places, at.year, &now.parts);
        at.parts = now.parts;
        // Another set of communes is another thing that is measured.
        if (then.places == now.places) {
            at.value = then.value;
            at.status = breaks(then) ? "B" : "";
        }
        if (back == 1 && now.value) {
            const bool known_before = std::ranges::any_of(scope.places, [&](const auto& place) {
                const auto row = activity.row(figure.indicator->id, place, at.year);
                return row && activity.value(*row);
            });
            figure.change.direction = breaks(now)    ? Direction::broken
                                      : known_before ? Direction::places
                                                     : Direction::none;
            if (then.value && !breaks(now) && then.places == now.places) {
                figure.change = change_of(activity, *now.value, *then.value);
            }
        }
        figure.years.push_back(std::move(at));
    }
    mark_apart(figure.years);
}

std::optional<Figure> figure_of_area(const site::Page& page, const Activity& activity,
                                     const Scope& scope, const Indicator& what,
                                     const std::string& year,
                                     const datasets::ReportSettings& settings)
{
    Figure figure;
    figure.indicator = &what;
    const Total now = activity.total(what, scope.places, year);
    add_area_comments(page, activity, scope, year, figure);
    add_members(page, activity, scope, year, now, settings, figure);
    if (std::ranges::none_of(scope.places, [&](const std::string& place) {
            return activity.row(what.id, place, year).has_value();
        })) {
        return std::nullopt;
    }
    figure.value = now.value;
    figure.parts = now.parts;
    if (!now.rows.empty()) {
        figure.counted = counted(page, activity, now.rows, scope.places);
    }
    add_area_years(activity, scope, year, now, figure);
    return figure;
}

}  // namespace

std::optional<Figure> make_figure(const site::Page& page, const Activity& activity,
                                  const Scope& scope, const Indicator& what,
                                  const std::string& year, const datasets::ReportSettings& settings)
{
    auto figure = scope.is_area ? figure_of_area(page, activity, scope, what, year, settings)
                                : figure_of_commune(page, activity, scope, what, year);
    if (figure && has_to_be_explained(figure->change, settings)) {
        figure->missing_comment =
            scope.is_area ? !is_explained_by_members(*figure) &&
                                std::ranges::none_of(figure->comments,
                                                     [&](const datasets::Comment& comment) {
                                                         return explains(comment) &&
                                                                comment.target.place == scope.key;
                                                     })
                          : std::ranges::none_of(figure->comments, explains);
    }
    return figure;
}

}  // namespace parvis::publish::report
