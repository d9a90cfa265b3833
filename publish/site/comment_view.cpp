// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/comment_view.hpp"

#include "publish/site/address.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <charconv>

namespace parvis::publish::site {

namespace {

std::string join_words(const std::string& first, const std::string& second)
{
    return first.empty() || second.empty() ? first + second : first + ", " + second;
}

/// The figure itself, found by meaning: measure, place and period.
void add_figure(const Page& page, const Snapshot& dataset, const datasets::CommentTarget& target,
                CommentSubject& about)
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

/// A figure as it was kept, with the spaces and commas of the language where it is a number.
std::string figure_words(const Page& page, const std::string& figure)
{
    double number = 0;
    const auto [end, error] = std::from_chars(figure.data(), figure.data() + figure.size(), number);
    if (figure.empty() || error != std::errc() || end != figure.data() + figure.size()) {
        return french_spacing(figure);
    }
    const std::size_t dot = figure.find('.');
    const std::size_t decimals = dot == std::string::npos ? 0 : figure.size() - dot - 1;
    return number_text(number, static_cast<int>(std::min<std::size_t>(decimals, 6)), page.messages);
}

}  // namespace

std::string review_words(const Page& page, const datasets::Comment& comment)
{
    const bool is_draft = comment.state == datasets::CommentState::draft;
    const bool is_told = !comment.figure_is.empty() || !comment.figure_was.empty();
    if (comment.state != datasets::CommentState::to_review && !(is_draft && is_told)) {
        return {};
    }
    if (!is_told) {
        const auto dataset = page.publication->find(comment.target.dataset);
        const bool is_there = dataset && !dataset->rows_said_of(comment.id).empty();
        return page.messages.text(is_there ? "comment_review_hidden" : "comment_review_gone");
    }
    const auto words = [&](const std::string& figure) {
        return figure.empty() ? page.messages.text("not_known") : figure_words(page, figure);
    };
    return page.messages.format(
        "comment_review", {{"was", words(comment.figure_was)}, {"is", words(comment.figure_is)}});
}

CommentSubject comment_subject(const Page& page, const datasets::CommentTarget& target)
{
    CommentSubject about;
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

Data comment_data(const Page& page, const datasets::Comment& comment, const CommentScope& scope)
{
    const CommentSubject about = comment_subject(page, comment.target);
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
        .set("review", review_words(page, comment))
        .set("confidential",
             comment.confidentiality.empty() || comment.confidentiality == "F"
                 ? std::string()
                 : std::string(datasets::confidentiality_label_fr(comment.confidentiality)))
        .set("motive", comment.motive.empty()
                           ? std::string()
                           : std::string(datasets::motive_label_fr(comment.motive)))
        .set("status", comment.status.empty() || comment.status == "A"
                           ? std::string()
                           : std::string(datasets::status_label_fr(comment.status)))
        .set("withdrawn",
             comment.state != datasets::CommentState::withdrawn
                 ? std::string()
                 : page.messages.format("comment_withdrawn",
                                        {{"date", iso_date_text(comment.withdrawn_on.substr(0, 10),
                                                                page.messages)}}))
        .set("scope", french_spacing(capitalized(scope_words(scope))));
    return data;
}

Data comment_data(const Page& page, const CarriedComment& comment)
{
    return comment_data(page, comment, comment.scope);
}

}  // namespace parvis::publish::site
