// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/gather.hpp"

#include "datasets/spelling.hpp"
#include "publish/report/activity.hpp"
#include "publish/report/faults.hpp"
#include "publish/report/figure.hpp"
#include "publish/report/ground.hpp"
#include "publish/report/version_used.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace parvis::publish::report {

namespace {

/// The communes of an area, or of the territory where `level` is nullptr.
std::set<std::string> communes_in(const site::Page& page, const Snapshot* level,
                                  const std::string& key)
{
    std::set<std::string> keys;
    const auto communes = page.publication->communes();
    for (RowIndex index = 0; communes && index < communes->size(); ++index) {
        const Row row(*communes, index);
        if (level == nullptr || row.text(level->manifest().facts.level) == key) {
            keys.emplace(communes->feature_id(index));
        }
    }
    return keys;
}

/// The class of communes with as many inhabitants, and who is in it.
void add_size_class(const site::Page& page, const Row& commune, Report& report, Scope& scope)
{
    const auto& bounds = page.publication->site.size_classes;
    const auto people = commune.number("population");
    if (bounds.empty() || !people) {
        return;
    }
    const auto class_of = [&](double population) {
        return std::ranges::upper_bound(bounds, static_cast<std::int64_t>(population)) -
               bounds.begin();
    };
    const auto own = class_of(*people);
    const auto& communes = commune.dataset();
    for (RowIndex index = 0; index < communes.size(); ++index) {
        const auto other = Row(communes, index).number("population");
        if (other && class_of(*other) == own) {
            scope.size_class.emplace(communes.feature_id(index));
        }
    }
    const auto at = static_cast<std::size_t>(own);
    const std::int64_t from = at == 0 ? 0 : bounds[at - 1];
    const bool open = at == bounds.size();
    const std::string size = page.messages.format(at == 0 ? "report_size_below"
                                                  : open  ? "report_size_above"
                                                          : "report_size_between",
                                                  {{"from", from}, {"to", open ? 0 : bounds[at]}});
    const std::string cell = "parvis.toml#size_classes";
    scope.size_label = {page.messages.format("report_size_class", {{"size", size}}), cell};
    report.size_class = {page.messages.format("report_size_own", {{"size", size}}), cell};
}

void add_population(const site::Page& page, const std::vector<Row>& rows, Report& report)
{
    double sum = 0;
    std::vector<std::string> cells;
    for (const Row& row : rows) {
        const auto people = row.number("population");
        if (!people) {
            return;
        }
        sum += *people;
        cells.push_back(cell_of(row, "population"));
    }
    if (!rows.empty()) {
        const auto* property = site::find_property(rows.front().dataset(), "population");
        report.population_vintage = property == nullptr ? "" : property->vintage;
        report.population = measured(sum, "hab.", page.messages,
                                     cells.size() == 1 ? Rule::cell : Rule::sum, {cells});
    }
}

/// What is said of the population itself: on the place's row, or on the column of a census that its
/// figure is taken from.
void add_said_of_population(const site::Page& page, const Row& row, Report& report)
{
    for (const CarriedComment& comment : row.dataset().comments(row.index())) {
        const datasets::CommentTarget& about = comment.target;
        const auto source = page.publication->find(about.dataset);
        bool of_population = about.column.empty() || about.column == "population";
        if (about.dataset != row.dataset().id()) {
            const auto* column = source ? site::find_property(*source, about.column) : nullptr;
            of_population = source &&
                            source->manifest().facts.kind == datasets::Kind::demographics &&
                            (about.column.empty() ||
                             (column != nullptr && column->vintage == report.population_vintage));
        }
        if (of_population) {
            report.on_population.push_back(comment);
        }
    }
}

/// " Vouliez-vous dire « FR_76410 » (Maromme) ?", by name or by key; "" where nothing is near.
std::string place_meant(const site::Page& page, const std::string& asked)
{
    std::map<std::string, std::string> names;  // key to name
    std::vector<std::string> keys;
    const auto add = [&](const Snapshot& places, const std::string& name) {
        for (RowIndex row = 0; row < places.size(); ++row) {
            keys.emplace_back(places.feature_id(row));
            names[keys.back()] = Row(places, row).text(name);
        }
    };
    if (const auto communes = page.publication->communes()) {
        add(*communes, "commune_nom");
    }
    for (const auto& level : page.publication->levels()) {
        add(*level, level->manifest().facts.level + "_nom");
    }
    const auto same = std::ranges::find_if(keys, [&](const std::string& key) {
        return site::folded(names.at(key)) == site::folded(asked);
    });
    const std::string key = same != keys.end() ? *same : datasets::nearest_spelling(asked, keys);
    return key.empty() ? std::string()
                       : fmt::format(" Vouliez-vous dire « {} » ({}) ?", key, names.at(key));
}

/// Who the report is on; false where no place has that key.
bool find_place(const site::Page& page, const std::string& key, Report& report, Scope& scope)
{
    const auto communes = page.publication->communes();
    if (const auto row = site::find_row(communes, key)) {
        report.kind = "commune";
        report.name = row->text("commune_nom");
        scope.places = {key};
        for (const auto& level : page.publication->levels()) {
            const std::string area = row->text(level->manifest().facts.level);
            if (const auto found = site::find_row(level, area); found && area != "inconnu") {
                report.area_name = found->title();
                report.area_noun = site::row_noun(page, *level);
                scope.area = communes_in(page, level.get(), area);
                scope.area_words = site::capitalized(report.area_noun) + " " + found->title();
                break;
            }
        }
        add_size_class(page, *row, report, scope);
        add_population(page, {*row}, report);
        add_said_of_population(page, *row, report);
        return true;
    }
    for (const auto& level : page.publication->levels()) {
        if (const auto row = site::find_row(level, key); row && key != "inconnu") {
            report.kind = "level";
            report.name = row->title();
            report.area_noun = site::row_noun(page, *level);
            scope.places = communes_in(page, level.get(), key);
            scope.is_area = true;
            add_population(page, {*row}, report);
            add_said_of_population(page, *row, report);
            return true;
        }
    }
    if (communes && key == whole_territory) {
        report.kind = "territory";
        report.name = page.in_language(page.publication->site.name);
        scope.places = communes_in(page, nullptr, key);
        scope.is_area = true;
        std::vector<Row> rows;
        for (RowIndex index = 0; index < communes->size(); ++index) {
            rows.emplace_back(*communes, index);
        }
        add_population(page, rows, report);
        return true;
    }
    return false;
}

void add_chapters(const site::Page& page, const Activity& activity, const Scope& scope,
                  Report& report)
{
    for (const Indicator& what : indicator_grid()) {
        auto figure = make_figure(page, activity, scope, what, report.year, report.settings);
        if (!figure) {
            continue;
        }
        if (report.chapters.empty() || report.chapters.back().department != what.department) {
            report.chapters.push_back({what.department, {}, {}});
        }
        Chapter& chapter = report.chapters.back();
        (figure->value ? chapter.figures : chapter.without).push_back(std::move(*figure));
    }
    std::erase_if(report.chapters, [](const Chapter& chapter) {
        return chapter.figures.empty() && chapter.without.empty();
    });
}

/// Years from before the first of any figure would be empty columns.
void drop_years_before_all(Report& report)
{
    std::string first = report.year;
    const auto each_year = [&](const auto& visit) {
        for (Chapter& chapter : report.chapters) {
            for (Figure& figure : chapter.figures) {
                visit(figure.years);
            }
        }
    };
    each_year([&](const std::vector<YearValue>& years) {
        for (const YearValue& at : years) {
            first = at.value ? std::min(first, at.year) : first;
        }
    });
    each_year([&](std::vector<YearValue>& years) {
        std::erase_if(years, [&](const YearValue& at) { return at.year < first; });
    });
}

std::string joined(const std::set<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

}  // namespace

std::vector<const Figure*> Report::unexplained() const
{
    std::vector<const Figure*> found;
    for (const Chapter& chapter : chapters) {
        for (const std::vector<Figure>* figures : {&chapter.figures, &chapter.without}) {
            for (const Figure& figure : *figures) {
                if (figure.missing_comment) {
                    found.push_back(&figure);
                }
            }
        }
    }
    return found;
}

std::variant<Report, std::string> gather(const site::Page& page, const std::string& place,
                                         const std::string& year,
                                         const datasets::ReportSettings& settings)
{
    Report report;
    Scope scope;
    report.place = scope.key = place;
    report.year = year;
    report.settings = settings;
    if (!find_place(page, place, report, scope)) {
        return fmt::format("« {} » ne désigne aucun lieu du site.{} Donnez la clé d’une commune "
                           "(FR_76540), d’un pôle (val-de-seine) ou « {} ».",
                           place, place_meant(page, place), whole_territory);
    }
    const Activity activity(page);
    if (activity.empty()) {
        return std::string(
            "aucun jeu de données n’a d’indicateur de la grille de référence : un "
            "rapport se fait d’un jeu dont [figure] nomme indicateur, lieu, année et "
            "valeur, avec des codes de la grille (adresse /reports).");
    }
    const std::set<std::string> years = activity.years_of(scope.places);
    if (!years.contains(year)) {
        return years.empty()
                   ? fmt::format("{} n’a aucun chiffre d’activité.", report.name)
                   : fmt::format("{} n’a pas de chiffre d’activité pour {}. Années connues : {}.",
                                 report.name, year, joined(years));
    }
    report.site_name = page.in_language(page.publication->site.name);
    report.publisher = page.publication->site.publisher;
    report.notice = page.in_language(page.publication->site.notice);
    add_chapters(page, activity, scope, report);
    drop_years_before_all(report);
    report.faults = faults_of(page, activity, scope, year);
    for (const auto& dataset : activity.datasets()) {
        add_version(page, *dataset, report);
        const auto& said = dataset->general_comments();
        report.methods.insert(report.methods.end(), said.begin(), said.end());
    }
    add_ground(page, scope.places, report);
    if (const auto communes = page.publication->communes(); communes) {
        add_version(page, *communes, report);
    }
    return report;
}

}  // namespace parvis::publish::report
