// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/comment_view.hpp"

#include "publish/site/address.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/wording.hpp"

namespace parvis::publish::site {

namespace {

/// What a comment speaks of, and where to read it.
struct About {
    std::string words, address, value, change;
    std::string part;  ///< the column, where the page is already about the row
};

std::string join_words(const std::string& first, const std::string& second)
{
    return first.empty() || second.empty() ? first + second : first + ", " + second;
}

/// The figure itself, found by meaning: measure, place and period.
void add_figure(const Page& page, const Snapshot& dataset, const datasets::CommentTarget& target,
                About& about)
{
    for (const FigureSeries& series : figure_series(dataset)) {
        if (series.measure != target.measure || series.place != target.place) {
            continue;
        }
        FigureSeries until{series.measure, series.place, {}};
        for (const Row& row : series.rows) {
            until.rows.push_back(row);
            if (row.text(dataset.manifest().facts.figure_period) == target.period) {
                const FigureView figure = series_figure(page, until);
                about.value = figure.value;
                about.change = figure.change;
                return;
            }
        }
    }
}

About about_of(const Page& page, const datasets::Comment& comment)
{
    const datasets::CommentTarget& target = comment.target;
    About about;
    about.address = dataset_address(target.dataset);
    const auto dataset = page.publication->find(target.dataset);
    if (!dataset) {
        about.words = target.dataset;
        return about;
    }
    about.words = std::string(page.in_language(dataset->manifest().facts.title));
    if (!target.measure.empty()) {
        about.words = measure_label(page, *dataset, target.measure);
        if (!target.place.empty()) {
            about.words = join_words(about.words, place_name(page, target.place));
        }
        about.words = join_words(about.words, target.period);
        add_figure(page, *dataset, target, about);
    } else if (!target.key.empty()) {
        if (const auto row = find_row(dataset, target.key)) {
            about.words = capitalized(row->title());
            about.address = row_address(*dataset, row->index());
            if (!target.column.empty()) {
                about.value = value_text(page, *row, target.column);
            }
        }
    }
    if (!target.column.empty()) {
        if (const datasets::Property* property = find_property(*dataset, target.column)) {
            about.part = label_of(page, *property);
            about.words = join_words(about.words, uncapitalized(about.part));
        }
    }
    return about;
}

}  // namespace

Data comment_data(const Page& page, const datasets::Comment& comment, const CommentScope& scope)
{
    const About about = about_of(page, comment);
    const std::string text(page.in_language(comment.text));
    Data data;
    data.set("mark", icon("comment"))
        .set("id", comment.id)
        .set("about", about.words)
        .set("part", about.part)
        .set("address", about.address + (comment.target.measure.empty() ? "" : "#c-" + comment.id))
        .set("figure", about.value)
        .set("change", about.change)
        .set("first", french_spacing(first_line(text, 220)))
        .set("text", markdown_html(french_spacing(text)))
        .set("signed", page.messages.format("comment_signed",
                                            {{"who", signed_by(comment)},
                                             {"date", date_text(comment.date, page.messages)}}))
        .set("motive", comment.motive.empty()
                           ? std::string()
                           : std::string(datasets::motive_label_fr(comment.motive)))
        .set("status", comment.status.empty() || comment.status == "A"
                           ? std::string()
                           : std::string(datasets::status_label_fr(comment.status)))
        .set("confidentiality",
             comment.confidentiality.empty() || comment.confidentiality == "F"
                 ? std::string()
                 : std::string(datasets::confidentiality_label_fr(comment.confidentiality)))
        .set("withdrawn",
             comment.state != datasets::CommentState::withdrawn
                 ? std::string()
                 : page.messages.format("comment_withdrawn",
                                        {{"date", iso_date_text(comment.withdrawn_on.substr(0, 10),
                                                                page.messages)}}))
        .set("review", french_spacing(capitalized(review_words(comment))))
        .set("scope", french_spacing(capitalized(scope_words(scope))));
    return data;
}

Data comment_data(const Page& page, const CarriedComment& comment)
{
    return comment_data(page, comment, comment.scope);
}

}  // namespace parvis::publish::site
