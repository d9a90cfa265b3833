// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/drawing.hpp"
#include "publish/report/gather.hpp"
#include "publish/report/html.hpp"
#include "publish/site/comment_view.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace parvis::publish::report {

namespace {

using site::Data;
using site::escaped;
using site::Page;

/// Twice as much and more is told by both numbers: « en hausse de 529 % » says little.
constexpr double told_by_numbers_percent = 100;

std::string year_html(const std::string& year) { return time_html(year, year); }

std::string before_year(const std::string& year) { return std::to_string(std::stoi(year) - 1); }

std::string of_grid(const Indicator& what, std::string_view column, const std::string& text)
{
    return quoted_html({text, fmt::format("indicators.csv#{}/{}", what.id, column)});
}

std::string status_words(const Page& page, std::string_view letter)
{
    return letter.empty() || letter == "A" ? std::string()
           : letter == "M"                 ? page.messages.text("report_does_not_apply")
                                           : std::string(datasets::status_label_fr(letter));
}

std::vector<std::string> in_order_of_grid(const Indicator& what, std::vector<std::string> parts)
{
    std::ranges::stable_sort(parts, {}, [&](const std::string& part) {
        return std::ranges::find(what.parts, part) - what.parts.begin();
    });
    return parts;
}

/// Texts of other people may have headings, which would break the order of the report's own.
void flatten_headings(std::string& html)
{
    for (const char level : {'1', '2', '3', '4', '5', '6'}) {
        for (const std::string_view mark : {"<h", "</h"}) {
            const std::string from = std::string(mark) + level + ">";
            const std::string to = mark == "<h" ? "<p><strong>" : "</strong></p>";
            for (std::size_t at = html.find(from); at != std::string::npos;
                 at = html.find(from, at + to.size())) {
                html.replace(at, from.size(), to);
            }
        }
    }
}

/// The figure whose drawing opens its chapter: the one that moved most, seen over five years.
const Figure* drawn_figure(const Chapter& chapter)
{
    const Figure* most = nullptr;
    double widest = 0;
    for (const Figure& figure : chapter.figures) {
        double low = 0, high = 0;
        bool first = true;
        for (const YearValue& at : figure.years) {
            if (at.value) {
                low = first ? at.value->value : std::min(low, at.value->value);
                high = first ? at.value->value : std::max(high, at.value->value);
                first = false;
            }
        }
        if (high > 0 && (high - low) / high > widest && !bars_drawing(figure).empty()) {
            widest = (high - low) / high;
            most = &figure;
        }
    }
    return most;
}

Data::List chart_list(const Page& page, const Chapter& chapter)
{
    const Figure* const drawn = drawn_figure(chapter);
    if (drawn == nullptr) {
        return {};
    }
    const std::string unit = site::unit_text(drawn->indicator->unit, page.messages);
    Data chart;
    chart.set("title", drawn->indicator->label + " (" + unit + ")")
        .set("apart", std::ranges::any_of(drawn->years, &YearValue::apart))
        .set("target", drawn->target ? page.messages.format("report_target_line",
                                                            {{"value", bound_html(*drawn->target)}})
                                     : std::string())
        .set("svg", bars_drawing(*drawn));
    return {chart};
}

Data::List year_lines(const Page& page, const Chapter& chapter)
{
    Data::List lines;
    for (const Figure& figure : chapter.figures) {
        Data::List cells;
        for (const YearValue& at : figure.years) {
            std::string cell = "–";
            if (at.value) {
                Bound bare = *at.value;
                bare.text = without_unit(bare);
                cell = bound_html(bare);
                std::string mark = status_words(page, at.status);
                if (at.apart && at.status != "B") {
                    mark += (mark.empty() ? "" : ", ") + page.messages.text("report_other_parts");
                }
                cell += mark.empty()
                            ? ""
                            : fmt::format("<br><span class=\"unit\">{}</span>", escaped(mark));
            }
            cells.push_back(Data(cell));
        }
        Data line;
        line.set("label", figure.indicator->label)
            .set("unit", site::unit_text(figure.indicator->unit, page.messages))
            .set("cells", std::move(cells));
        lines.push_back(std::move(line));
    }
    return lines;
}

Data::List special_list(const Page& page, const Chapter& chapter)
{
    Data::List list;
    const auto add = [&](const Figure& figure, std::string words) {
        Data entry;
        entry.set("label", figure.indicator->label).set("words", std::move(words));
        list.push_back(std::move(entry));
    };
    for (const Figure& figure : chapter.figures) {
        const std::string status = status_words(page, figure.status);
        if (!status.empty()) {
            add(figure, escaped(status));
        }
    }
    for (const Figure& figure : chapter.without) {
        std::string words = escaped(no_value_words(page, figure.status));
        if (!figure.members.empty()) {  // of an area: it is known, but not of the whole
            words = escaped(page.messages.text("report_not_added"));
            for (const Member& member : figure.members) {
                if (member.value) {
                    words += fmt::format("{} {} : {}", words.ends_with('.') ? "" : ";",
                                         escaped(member.name), bound_html(*member.value));
                }
            }
        }
        if (!figure.includes.text.empty()) {
            words += ", " + quoted_html(figure.includes);
        }
        add(figure, std::move(words));
    }
    return list;
}

Data::List beside_list(const Page& page, const Report& report, const Figure& figure)
{
    Data::List list;
    for (const Beside& beside : figure.beside) {
        Data entry;
        entry.set("label", quoted_html(beside.label))
            .set("value", beside.value ? bound_html(*beside.value) : std::string())
            .set("communes", beside_counted_html(page, report, beside));
        list.push_back(std::move(entry));
    }
    return list;
}

Data::List member_list(const Page& page, const Figure& figure)
{
    Data::List list;
    for (const Member& member : figure.members) {
        Data entry;
        const bool apart = member.value && !member.counted && figure.value;
        entry.set("name", member.name)
            .set("value", member.value ? bound_html(*member.value)
                                       : escaped(no_value_words(page, member.status)))
            .set("apart", apart ? page.messages.text("report_apart") : std::string());
        list.push_back(std::move(entry));
    }
    return list;
}

Data::List as_list(const std::vector<std::string>& texts)
{
    Data::List list;
    for (const std::string& text : texts) {
        list.push_back(Data(text));
    }
    return list;
}

Data figure_data(const Page& page, const Report& report, const Figure& figure)
{
    Data::List comments;
    for (const datasets::Comment& comment : figure.comments) {
        comments.push_back(comment_of(page, comment, !figure.members.empty()));
    }
    Data::List beside = beside_list(page, report, figure), members = member_list(page, figure);
    std::vector<std::string> details = detail_lines(page, figure);
    Data data;
    data.set("id", "i-" + figure.indicator->id)
        .set("label", figure.indicator->label)
        .set("value", bound_html_large(*figure.value))
        .set("counted", figure.counted ? counted_html(page, *figure.counted) : std::string())
        .set("spark", spark_drawing(figure))
        .set("change", change_html(page, figure, report.year))
        .set("missing", figure.missing_comment)
        .set("target", figure.target ? page.messages.format("report_target",
                                                            {{"value", bound_html(*figure.target)}})
                                     : std::string())
        .set("comments", std::move(comments))
        .set("has_beside", !beside.empty())
        .set("beside", std::move(beside))
        .set("has_members", !members.empty())
        .set("members", std::move(members))
        .set("definition", of_grid(*figure.indicator, "definition", figure.indicator->definition))
        .set("details", as_list(details));
    return data;
}

}  // namespace

std::string time_html(const std::string& machine, const std::string& words, const std::string& cell)
{
    return fmt::format("<time datetime=\"{}\"{}>{}</time>", escaped(machine),
                       cell.empty() ? "" : fmt::format(" data-text=\"{}\"", escaped(cell)),
                       escaped(words));
}

std::string quoted_html(const Quoted& quoted)
{
    const std::string text = escaped(site::french_spacing(quoted.text));
    return quoted.cell.empty() || quoted.text.empty()
               ? text
               : fmt::format("<span data-text=\"{}\">{}</span>", escaped(quoted.cell), text);
}

std::string plain_text(std::string_view html)
{
    std::string text;
    bool inside = false;
    for (const char c : html) {
        inside = c == '<' || (inside && c != '>');
        if (!inside && c != '>') {
            text += c;
        }
    }
    for (const auto& [from, to] : {std::pair<std::string_view, std::string_view>{"&lt;", "<"},
                                   {"&gt;", ">"},
                                   {"&quot;", "\""},
                                   {"&#39;", "'"},
                                   {"&amp;", "&"}}) {
        for (std::size_t at = text.find(from); at != std::string::npos;
             at = text.find(from, at + to.size())) {
            text.replace(at, from.size(), to);
        }
    }
    return text;
}

std::string no_value_words(const Page& page, std::string_view status)
{
    const std::string words = status_words(page, status);
    return words.empty() ? page.messages.text("not_known") : words;
}

std::string department_title(const Page& page, const std::string& department)
{
    const std::string* title = page.messages.find("report_dept_" + department);
    return title == nullptr ? department : *title;
}

std::string change_html(const Page& page, const Figure& figure, const std::string& year)
{
    const std::string then = year_html(before_year(year));
    const auto with = [&](std::string_view key) {
        site::Messages::Arguments arguments{{"year", then}};
        if (figure.change.before) {
            arguments.emplace_back("before", bound_html(*figure.change.before));
        }
        if (figure.change.percent) {
            arguments.emplace_back("change", bound_html(*figure.change.percent));
        }
        return page.messages.format(key, arguments);
    };
    switch (figure.change.direction) {
    case Direction::up:
        return with(figure.change.percent->value >= told_by_numbers_percent ? "report_up_far"
                                                                            : "report_up");
    case Direction::down:
        return with("report_down");
    case Direction::stable:
        return with("report_stable");
    case Direction::from_zero:
        return with("report_from_zero");
    case Direction::broken:
        return with("report_broken");
    case Direction::parts:
        return with("report_parts_changed");
    case Direction::places:
        return with("report_places_changed");
    case Direction::none:
        break;
    }
    return {};
}

std::vector<std::string> detail_lines(const Page& page, const Figure& figure)
{
    const Indicator& what = *figure.indicator;
    std::vector<std::string> lines;
    const auto add = [&](std::string_view key, const site::Messages::Arguments& arguments) {
        lines.push_back(page.messages.format(key, arguments));
    };
    if (!figure.parts.empty()) {
        std::string parts;
        for (const std::string& part : in_order_of_grid(what, figure.parts)) {
            const std::string* label = page.messages.find("report_part_" + part);
            parts += (parts.empty() ? "" : ", ") + escaped(label == nullptr ? part : *label);
        }
        add("report_includes", {{"parts", parts}});
        std::string left_out;
        for (const std::string& part : what.parts) {
            if (std::ranges::find(figure.parts, part) == figure.parts.end()) {
                const std::string* label = page.messages.find("report_part_" + part);
                left_out +=
                    (left_out.empty() ? "" : ", ") + escaped(label == nullptr ? part : *label);
            }
        }
        if (!left_out.empty()) {
            add("report_excludes", {{"parts", left_out}});
        }
    } else if (!figure.includes.text.empty() &&
               !site::folded(what.definition).starts_with(site::folded(figure.includes.text))) {
        add("report_includes", {{"parts", quoted_html(figure.includes)}});
    }
    if (what.is_ratio() && figure.numerator && figure.denominator) {
        add("report_ratio", {{"above", escaped(site::uncapitalized(what.numerator))},
                             {"above_value", bound_html(*figure.numerator)},
                             {"below_value", bound_html(*figure.denominator)},
                             {"kind", of_grid(what, "denominator_kind", what.denominator_kind)}});
    }
    if (figure.own_part && figure.shared_part) {
        add("report_shared",
            {{"own", bound_html(*figure.own_part)}, {"shared", bound_html(*figure.shared_part)}});
    }
    std::string last;
    if (!figure.mode.text.empty()) {
        last = page.messages.format("report_mode", {{"mode", quoted_html(figure.mode)}});
    }
    if (!figure.source.text.empty()) {
        last += (last.empty() ? "" : " ") +
                page.messages.format("report_source", {{"source", quoted_html(figure.source)}});
    }
    if (!last.empty()) {
        lines.push_back(std::move(last));
    }
    return lines;
}

std::string counted_html(const Page& page, const Counted& counted)
{
    return page.messages.format(
        "report_counted", {{"n", bound_html(counted.communes)}, {"all", bound_html(counted.all)}});
}

std::string beside_counted_html(const Page& page, const Report& report, const Beside& beside)
{
    const std::string counted = counted_html(page, beside.counted);
    return beside.has_own
               ? page.messages.format("report_with_own",
                                      {{"counted", counted}, {"name", escaped(report.name)}})
               : counted;
}

std::string place_of(const Page& page, const datasets::Comment& comment)
{
    std::string key = comment.target.place;
    if (const auto dataset = page.publication->find(comment.target.dataset);
        key.empty() && dataset && !comment.target.key.empty()) {
        const auto row = site::find_row(dataset, comment.target.key);
        key = row ? row->text(dataset->manifest().facts.figure_place) : "";
    }
    if (key == whole_territory) {
        return std::string(page.in_language(page.publication->site.name));
    }
    return key.empty() ? key : site::place_name(page, key);
}

Data comment_of(const Page& page, const datasets::Comment& comment, bool says_about)
{
    const std::string text(page.in_language(comment.text));
    const std::string who = comment.role.empty() || comment.role == comment.author
                                ? comment.author
                                : comment.author + " (" + comment.role + ")";
    std::string about = place_of(page, comment);
    if (const auto dataset = page.publication->find(comment.target.dataset);
        dataset && about.empty()) {
        const auto* property = site::find_property(*dataset, comment.target.column);
        about = property == nullptr ? std::string(page.in_language(dataset->manifest().facts.title))
                                    : site::label_of(page, *property);
    }
    std::string html = site::markdown_html(site::french_spacing(text));
    flatten_headings(html);
    Data data;
    data.set("id", comment.id)
        .set("about", says_about ? about : std::string())
        .set("text", html)
        .set("review", site::review_words(page, comment))
        .set("signed", page.messages.format(
                           "report_signed",
                           {{"who", who}, {"date", site::date_text(comment.date, page.messages)}}))
        .set("motive", comment.motive.empty()
                           ? std::string()
                           : std::string(datasets::motive_label_fr(comment.motive)))
        .set("status", status_words(page, comment.status));
    return data;
}

Data chapter_data(const Page& page, const Report& report, const Chapter& chapter)
{
    Data::List figures, years;
    for (const Figure& figure : chapter.figures) {
        figures.push_back(figure_data(page, report, figure));
    }
    if (!chapter.figures.empty()) {
        for (const YearValue& at : chapter.figures.front().years) {
            years.push_back(Data(year_html(at.year)));
        }
    }
    const std::string title = department_title(page, chapter.department);
    Data::List special = special_list(page, chapter);
    Data data;
    data.set("id", "c-" + chapter.department)
        .set("title", title)
        .set("chart", chart_list(page, chapter))
        .set("figures", std::move(figures))
        .set("has_table", !chapter.figures.empty())
        .set("table_words", page.messages.format("report_years_table", {{"chapter", title}}))
        .set("years", std::move(years))
        .set("lines", year_lines(page, chapter))
        .set("has_special", !special.empty())
        .set("special", std::move(special));
    return data;
}

}  // namespace parvis::publish::report
