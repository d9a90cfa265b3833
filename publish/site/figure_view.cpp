// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/figure_view.hpp"

#include "publish/site/address.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace parvis::publish::site {

std::string sparkline(const std::vector<double>& series, const std::string& words)
{
    if (series.size() < 2) {
        return {};
    }
    constexpr double width = 120, height = 32, margin = 4;
    const auto [low, high] = std::minmax_element(series.begin(), series.end());
    const double span = *high - *low;
    std::string points;
    double x = 0, y = 0;
    for (std::size_t i = 0; i < series.size(); ++i) {
        x = margin +
            (width - 2 * margin) * static_cast<double>(i) / static_cast<double>(series.size() - 1);
        y = span == 0 ? height / 2
                      : height - margin - (height - 2 * margin) * (series[i] - *low) / span;
        points += fmt::format("{}{:.1f},{:.1f}", i == 0 ? "" : " ", x, y);
    }
    return fmt::format(
        "<svg class=\"spark\" viewBox=\"0 0 120 32\" width=\"120\" height=\"32\" role=\"img\" "
        "aria-label=\"{}\"><polyline points=\"{}\"/><circle cx=\"{:.1f}\" cy=\"{:.1f}\" "
        "r=\"3\"/></svg>",
        escaped(words), points, x, y);
}

namespace {

std::string update_day(const Page& page, const Snapshot& dataset)
{
    const datasets::Manifest& manifest = dataset.manifest();
    return iso_date_text(manifest.facts.updated.empty() ? manifest.created : manifest.facts.updated,
                         page.messages);
}

std::string update_text(const Page& page, const Snapshot& dataset)
{
    return page.messages.format("source_date", {{"date", update_day(page, dataset)}});
}

}  // namespace

std::string source_text(const Page& page, const Snapshot& dataset)
{
    const datasets::DatasetFacts& facts = dataset.manifest().facts;
    const std::string who = !facts.producer.empty() ? facts.producer : facts.origin;
    return who.empty() ? capitalized(update_text(page, dataset))
                       : page.messages.format("source_both",
                                              {{"who", who}, {"date", update_day(page, dataset)}});
}

namespace {

Data::List source_list(const FigureView& figure)
{
    Data::List sources;
    for (const FigureSource& source : figure.sources) {
        Data entry;
        entry.set("words", source.words)
            .set("address", source.address)
            .set("more", !sources.empty());
        sources.push_back(std::move(entry));
    }
    return sources;
}

/// With its sources under it, or for a group that says them once.
Data figure_data(const Page& page, const FigureView& figure, bool with_sources)
{
    Data data;
    data.set("label", figure.label)
        .set("value", figure.value.empty() ? page.messages.text("not_known") : figure.value)
        .set("unknown", figure.value.empty())
        .set("period", figure.period)
        .set("change", figure.change)
        .set("spark", sparkline(figure.series, figure.series_words))
        .set("note", figure.note)
        .set("definition", french_spacing(figure.definition))
        .set("has_sources", with_sources)
        .set("sources", source_list(figure))
        .set("sample", figure.sample)
        .set("commented", !figure.comments.empty())
        .set("comments", comment_list(page, figure.comments));
    return data;
}

}  // namespace

Data figure_data(const Page& page, const FigureView& figure)
{
    return figure_data(page, figure, true);
}

Data::List figure_groups(const Page& page, const std::vector<FigureView>& figures)
{
    Data::List groups;
    for (std::size_t i = 0; i < figures.size();) {
        const FigureView& first = figures[i];
        std::size_t end = i;
        while (end < figures.size() && figures[end].sources == first.sources &&
               figures[end].period == first.period && figures[end].sample == first.sample) {
            ++end;
        }
        const bool several = end - i > 1;
        Data::List members, definitions;
        for (; i < end; ++i) {
            FigureView figure = figures[i];
            // Of several said once under them all: many words would hide the figures.
            if (several && !figure.definition.empty()) {
                Data definition;
                definition.set("label", figure.label)
                    .set("definition", french_spacing(std::exchange(figure.definition, {})));
                definitions.push_back(std::move(definition));
            }
            members.push_back(figure_data(page, figure, false));
        }
        Data group;
        group.set("figures", std::move(members))
            .set("has_definitions", !definitions.empty())
            .set("definitions", std::move(definitions))
            .set("period", first.period)
            .set("sources", source_list(first))
            .set("sample", first.sample);
        groups.push_back(std::move(group));
    }
    return groups;
}

void add_sources(const Page& page, const Snapshot& dataset, const datasets::Property& property,
                 FigureView& figure)
{
    const auto add = [&](const Snapshot& from, std::string words) {
        figure.sources.push_back({std::move(words), dataset_address(from.id())});
    };
    for (const std::string& id : property.from) {
        const auto from = page.publication->find(id);
        if (!from) {
            continue;  // withdrawn since the crossing
        }
        const datasets::DatasetFacts& facts = from->manifest().facts;
        figure.sample = figure.sample || facts.sample;
        add(*from, property.from.size() == 1 ? source_text(page, *from)
                                             : std::string(page.in_language(facts.title)) + ", " +
                                                   update_text(page, *from));
    }
    if (figure.sources.empty()) {
        const datasets::DatasetFacts& facts = dataset.manifest().facts;
        // A crossed collection counts as a sample when one of its inputs is: not each of its areas.
        const bool crossed = facts.kind == datasets::Kind::communes ||
                             facts.kind == datasets::Kind::level ||
                             facts.kind == datasets::Kind::crossing;
        figure.sample = figure.sample || (facts.sample && !crossed);
        add(dataset, source_text(page, dataset));
    }
}

void add_lengths_missing(const Page& page, std::optional<double> length,
                         std::optional<double> missing, FigureView& figure)
{
    if (!missing || *missing <= 0) {
        return;
    }
    figure.note =
        page.messages.format("lengths_missing", {{"n", static_cast<std::int64_t>(*missing)}});
    if (length.value_or(0) <= 0) {
        figure.value.clear();
    }
}

namespace {

/// Where each country has its own dataset of population, a row's figures come from its own alone:
/// the property as it is for this row, without the others' names and years.
datasets::Property of_this_row(const Page& page, const Row& row, const datasets::Property& property)
{
    datasets::Property own = property;
    const datasets::Property* const by = find_property(row.dataset(), "population_source");
    if (by == nullptr) {
        return own;
    }
    const std::string source = row.text("population_source");
    for (const auto& [id, words] : by->values) {
        if (id != source && std::erase(own.from, id) > 0) {
            own.vintage.clear();
        }
    }
    for (const auto& [id, words] : by->values) {
        if (id == source && std::ranges::find(own.from, id) != own.from.end()) {
            own.vintage = page.in_language(words);
        }
    }
    return own;
}

}  // namespace

FigureView property_figure(const Page& page, const Row& row, const datasets::Property& asked)
{
    const datasets::Property property = of_this_row(page, row, asked);
    FigureView figure;
    figure.label = label_of(page, property);
    figure.value = value_text(page, row, property);
    figure.definition = page.in_language(property.description);
    figure.period =
        property.vintage.empty() ? std::string() : iso_date_text(property.vintage, page.messages);
    add_sources(page, row.dataset(), property, figure);
    if (property.name == "chantiers_longueur_m") {
        add_lengths_missing(page, row.number(property.name), row.number("chantiers_sans_longueur"),
                            figure);
    }
    for (const CarriedComment& comment : row.dataset().comments(row.index())) {
        if (comment.target.column == property.name) {
            figure.comments.push_back(comment);
        }
    }
    return figure;
}

std::vector<FigureSeries> figure_series(const Snapshot& dataset)
{
    const datasets::DatasetFacts& facts = dataset.manifest().facts;
    std::vector<FigureSeries> all;
    if (facts.figure_measure.empty() || facts.figure_value.empty()) {
        return all;
    }
    std::map<std::pair<std::string, std::string>, std::size_t> positions;
    for (RowIndex index = 0; index < dataset.size(); ++index) {
        const Row row(dataset, index);
        const std::string measure = row.text(facts.figure_measure);
        const std::string place = row.text(facts.figure_place);
        const auto [at, added] = positions.emplace(std::pair(measure, place), all.size());
        if (added) {
            all.push_back({measure, place, {}});
        }
        all[at->second].rows.push_back(row);
    }
    for (FigureSeries& series : all) {
        std::stable_sort(series.rows.begin(), series.rows.end(), [&](const Row& a, const Row& b) {
            return a.text(facts.figure_period) < b.text(facts.figure_period);
        });
    }
    return all;
}

std::string measure_label(const Page& page, const Snapshot& dataset, const std::string& measure)
{
    const datasets::Property* property =
        find_property(dataset, dataset.manifest().facts.figure_measure);
    const std::string label = property == nullptr ? measure : code_label(page, *property, measure);
    return capitalized(label);
}

std::string place_name(const Page& page, const std::string& key)
{
    const auto communes = page.publication->communes();
    if (const auto row = find_row(communes, key)) {
        return row->text("commune_nom");
    }
    for (const auto& level : page.publication->levels()) {
        if (const auto row = find_row(level, key)) {
            return row->title();
        }
    }
    if (communes) {  // some datasets name places by their national code
        if (const auto code = communes->property("commune_code")) {
            const auto rows = communes->rows_where(*code, key);
            if (!rows.empty()) {
                return Row(*communes, rows.front()).text("commune_nom");
            }
        }
    }
    return key;
}

std::string figure_unit(const Page& page, const Row& row)
{
    const std::string own = row.text("unite");
    if (!own.empty()) {
        return own;
    }
    const datasets::Property* value =
        find_property(row.dataset(), row.dataset().manifest().facts.figure_value);
    (void)page;
    return value == nullptr ? std::string() : value->unit;
}

FigureView series_figure(const Page& page, const FigureSeries& series)
{
    FigureView figure;
    if (series.rows.empty()) {
        return figure;
    }
    const Row& last = series.rows.back();
    const datasets::DatasetFacts& facts = last.dataset().manifest().facts;
    figure.label = measure_label(page, last.dataset(), series.measure);
    figure.period = last.text(facts.figure_period);
    figure.sources = {{source_text(page, last.dataset()), dataset_address(facts.id)}};
    figure.sample = facts.sample;
    const std::string unit = figure_unit(page, last);
    if (const auto value = last.number(facts.figure_value)) {
        figure.value = quantity_text(*value, unit, page.messages);
    }
    for (const Row& row : series.rows) {
        if (const auto value = row.number(facts.figure_value)) {
            figure.series.push_back(*value);
            figure.series_words += (figure.series_words.empty() ? "" : " ; ") +
                                   row.text(facts.figure_period) + " : " +
                                   quantity_text(*value, unit, page.messages);
        }
    }
    if (series.rows.size() >= 2) {
        const Row& before = series.rows[series.rows.size() - 2];
        const auto then = before.number(facts.figure_value);
        const auto now = last.number(facts.figure_value);
        if (then && now) {
            figure.change = page.messages.format(
                "change_since", {{"change", change_text(*then, *now, page.messages)},
                                 {"period", before.text(facts.figure_period)}});
        }
    }
    for (auto row = series.rows.rbegin(); row != series.rows.rend(); ++row) {
        const auto& comments = row->dataset().comments(row->index());
        figure.comments.insert(figure.comments.end(), comments.begin(), comments.end());
    }
    return figure;
}

}  // namespace parvis::publish::site
