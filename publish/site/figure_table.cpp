// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/figure_table.hpp"

#include "publish/site/figure_view.hpp"
#include "publish/site/wording.hpp"

#include <map>
#include <set>

namespace parvis::publish::site {

namespace {

Data::List cells_of(const Page& page, const FigureSeries& series,
                    const std::set<std::string>& periods)
{
    const datasets::DatasetFacts& facts = series.rows.front().dataset().manifest().facts;
    Data::List cells;
    for (const std::string& period : periods) {
        Data cell;
        std::string text, status;
        bool commented = false;
        for (const Row& row : series.rows) {
            if (row.text(facts.figure_period) != period) {
                continue;
            }
            if (const auto value = row.number(facts.figure_value)) {
                text = quantity_text(*value, figure_unit(page, row), page.messages);
            }
            commented = !row.dataset().comments(row.index()).empty();
        }
        cell.set("text", text.empty() ? page.messages.text("not_known") : text)
            .set("commented", commented)
            .set("mark", icon("comment"));
        cells.push_back(std::move(cell));
    }
    return cells;
}

Data line_of(const Page& page, const FigureSeries& series, const std::set<std::string>& periods)
{
    const FigureView figure = series_figure(page, series);
    const std::string name = place_name(page, series.place);
    Data line;
    line.set("place", name.empty() ? page.messages.text("whole_territory") : name)
        .set("cells", cells_of(page, series, periods))
        .set("change", figure.change)
        .set("spark", sparkline(figure.series, figure.series_words))
        .set("comments", comment_list(page, figure.comments))
        .set("has_comments", !figure.comments.empty());
    return line;
}

}  // namespace

Data::List figure_tables(const Page& page, const Snapshot& dataset)
{
    std::vector<std::string> order;
    std::map<std::string, std::vector<FigureSeries>> by_measure;
    for (FigureSeries& series : figure_series(dataset)) {
        if (!by_measure.contains(series.measure)) {
            order.push_back(series.measure);
        }
        by_measure[series.measure].push_back(std::move(series));
    }
    const std::string& period_name = dataset.manifest().facts.figure_period;
    Data::List tables;
    for (const std::string& measure : order) {
        std::set<std::string> periods;
        Data::List lines, comments;
        for (const FigureSeries& series : by_measure[measure]) {
            for (const Row& row : series.rows) {
                periods.insert(row.text(period_name));
            }
        }
        for (const FigureSeries& series : by_measure[measure]) {
            lines.push_back(line_of(page, series, periods));
            for (const Row& row : series.rows) {
                for (const datasets::Comment& comment : dataset.comments(row.index())) {
                    comments.push_back(comment_data(page, comment));
                }
            }
        }
        Data::List heads;
        for (const std::string& period : periods) {
            heads.push_back(Data(period));
        }
        Data table;
        table.set("title", measure_label(page, dataset, measure))
            .set("id", folded(measure))
            .set("periods", std::move(heads))
            .set("many_periods", periods.size() > 1)
            .set("lines", std::move(lines))
            .set("has_measure_comments", !comments.empty())
            .set("measure_comments", std::move(comments));
        tables.push_back(std::move(table));
    }
    return tables;
}

}  // namespace parvis::publish::site
