// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/address.hpp"
#include "publish/site/comment_view.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/row.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"

#include "datasets/comment.hpp"

#include <utility>
#include <vector>

namespace parvis::publish::site {

namespace {

/// Codes with their words, for a list to choose from.
Data::List choices(const std::vector<std::string>& codes,
                   std::string_view (*label)(std::string_view), const std::string& chosen)
{
    Data::List list;
    for (const std::string& code : codes) {
        Data entry;
        entry.set("code", code)
            .set("label", capitalized(std::string(label(code))))
            .set("chosen", code == chosen);
        list.push_back(std::move(entry));
    }
    return list;
}

/// The columns of a row that can be explained one by one: those of the source.
Data::List columns(const Page& page, const Row& row, const std::string& chosen)
{
    Data::List list;
    for (const datasets::Property& property : row.dataset().manifest().properties) {
        const std::string value = value_text(page, row, property);
        if (property.derived || value.empty()) {
            continue;
        }
        Data entry;
        entry.set("name", property.name)
            .set("label", label_of(page, property) + "\u202f: " + first_line(value, 60))
            .set("chosen", property.name == chosen);
        list.push_back(std::move(entry));
    }
    return list;
}

Data::List hidden_fields(const datasets::CommentTarget& target, bool has_columns)
{
    Data::List list;
    for (const auto& [name, value] :
         {std::pair<std::string_view, std::string>{"dataset", target.dataset},
          {"key", target.key},
          {"column", has_columns ? std::string() : target.column},
          {"measure", target.measure},
          {"place", target.place},
          {"period", target.period}}) {
        if (!value.empty()) {
            Data field;
            field.set("name", name).set("value", value);
            list.push_back(std::move(field));
        }
    }
    return list;
}

}  // namespace

std::string comment_form_page(const Publication& publication, const PageContext& context,
                              const CommentFormView& view)
{
    const Page page(&publication, context);
    const CommentSubject about = comment_subject(page, view.target);
    Data data;
    data.set("about", about.words)
        .set("address", about.address)
        .set("figure", about.value)
        .set("text", view.text);
    const auto dataset = publication.find(view.target.dataset);
    const auto row =
        dataset && !view.target.key.empty() ? find_row(dataset, view.target.key) : std::nullopt;
    // A comment keeps what it speaks of.
    Data::List of_row =
        row && view.comment.empty() ? columns(page, *row, view.target.column) : Data::List();
    const bool has_columns = !of_row.empty();
    data.set("action", view.action)
        .set("number", view.number)
        .set("comment", view.comment)
        .set("hidden", hidden_fields(view.target, has_columns))
        .set("has_columns", has_columns)
        .set("whole", page.messages.text("comment_form_whole"))
        .set("columns", std::move(of_row))
        .set("motives", choices(datasets::motive_codes(), datasets::motive_label_fr, view.motive))
        .set("statuses", choices(datasets::status_codes(), datasets::status_label_fr, view.status))
        .set("confidentialities", choices(datasets::confidentiality_codes(),
                                          datasets::confidentiality_label_fr, view.confidentiality))
        .set("coded", !view.status.empty() || !view.confidentiality.empty())
        .set("at_desk", view.at_desk)
        .set("author", view.author)
        .set("role", view.role)
        .set("desk_address", view.desk_address)
        .set("confirm", view.confirm)
        .set("error_title", french_spacing(view.error_title))
        .set("error", french_spacing(view.error))
        .set("done", french_spacing(view.done))
        .set("open", view.done.empty() && dataset != nullptr);
    Frame frame;
    frame.title = page.messages.text("comment_form_title");
    frame.section = "comments";
    frame.body = render("comment_form", data, page.messages);
    return whole_page(page, frame);
}

std::string comment_page(const Publication& publication, const PageContext& context,
                         const datasets::Comment& comment)
{
    const Page page(&publication, context);
    const bool withdrawn = comment.state == datasets::CommentState::withdrawn;
    Data data = comment_data(page, comment);
    data.set("withdrawn",
             withdrawn
                 ? page.messages.format(
                       "comment_withdrawn",
                       {{"date", iso_date_text(comment.withdrawn_on.substr(0, 10), page.messages)}})
                 : std::string())
        .set("shown", !withdrawn)
        .set("edit", comment.written && !withdrawn && publication.takes_comments);
    Frame frame;
    frame.title = page.messages.text("comment_page_title");
    frame.section = "comments";
    frame.way = {{page.messages.text("comments_title"), "/comments"}};
    frame.body = render("comment_page", data, page.messages);
    return whole_page(page, frame);
}

std::string comment_review_page(const Publication& publication, const PageContext& context,
                                const CommentReviewView& view)
{
    const Page page(&publication, context);
    Data::List waiting;
    for (std::size_t i = 0; i < view.waiting.size(); ++i) {
        const datasets::Comment& comment = view.waiting[i];
        const bool is_draft = comment.state == datasets::CommentState::draft;
        Data entry = comment_data(page, comment);
        entry.set("state", capitalized(datasets::label_fr(comment.state)))
            .set("number", view.numbers[i])
            .set("seen", i < view.seen.size() ? view.seen[i] : std::string())
            .set("token", view.token)
            .set("approve", is_draft && view.publishes)
            .set("confirm", !is_draft)
            .set("withdraw", comment.written)
            .set("edit", comment.written)
            .set("of_file", !comment.written);
        waiting.push_back(std::move(entry));
    }
    Data data;
    data.set("number", view.number)
        .set("who", view.who.empty()
                        ? std::string()
                        : page.messages.format("comment_review_of", {{"who", view.who}}))
        .set("nothing", waiting.empty())
        .set("more", view.more == 0 ? std::string()
                                    : page.messages.format("comment_review_more",
                                                           {{"count", std::to_string(view.more)}}))
        .set("waiting", std::move(waiting))
        .set("error_title", french_spacing(view.error_title))
        .set("error", french_spacing(view.error))
        .set("done", french_spacing(view.done));
    Frame frame;
    frame.title = page.messages.text("comment_review_title");
    frame.section = "comments";
    frame.way = {{page.messages.text("comments_title"), "/comments"}};
    frame.body = render("comment_review", data, page.messages);
    return whole_page(page, frame);
}

std::string comment_form_address(const Snapshot& dataset, RowIndex row_index)
{
    const Row row(dataset, row_index);
    const auto& facts = dataset.manifest().facts;
    const auto add = [](std::string& address, std::string_view name, std::string_view value) {
        address += (address.find('?') == std::string::npos ? "?" : "&");
        address += name;
        address += "=" + percent_encoded(value);
    };
    std::string address = "/comments/new";
    add(address, "dataset", dataset.id());
    const std::string measure = row.text(facts.figure_measure),
                      place = row.text(facts.figure_place), period = row.text(facts.figure_period);
    if (!measure.empty() && !place.empty() && !period.empty()) {
        add(address, "measure", measure);
        add(address, "place", place);
        add(address, "period", period);
    } else {
        add(address, "key", dataset.feature_id(row_index));
    }
    return address;
}

}  // namespace parvis::publish::site
