// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/facts.hpp"
#include "publish/formats/cross_table.hpp"
#include "publish/site/address.hpp"
#include "publish/site/comment_view.hpp"
#include "publish/site/dataset_card.hpp"
#include "publish/site/page.hpp"
#include "publish/site/pages.hpp"
#include "publish/site/row.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"

#include <cmath>

namespace parvis::publish::site {

namespace {

using cross::CrossTable;
using datasets::Value;

/// Whole numbers whole, others with two digits: the exact value is in the other formats.
std::string number_words(const Page& page, const Value& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return number_text(static_cast<double>(*whole), 0, page.messages);
    }
    if (const auto* number = std::get_if<double>(&value)) {
        return number_text(*number, *number == std::floor(*number) ? 0 : 2, page.messages);
    }
    return page.messages.text("not_known");
}

Data::List cells_of(const Page& page, const CrossTable& table, const std::vector<Value>& values,
                    std::size_t index)
{
    Data::List cells;
    for (std::size_t i = 0; i < values.size(); ++i) {
        Data cell;
        const auto mark = table.marks.find({index, i});
        cell.set("text", number_words(page, values[i]))
            .set("mark",
                 mark == table.marks.end() ? std::string() : std::string(1, mark->second.status))
            .set("reason", mark == table.marks.end() ? std::string() : mark->second.reason);
        cells.push_back(std::move(cell));
    }
    return cells;
}

std::string place_address(const CrossTable& table, std::size_t index)
{
    if (index >= table.places.size()) {
        return {};
    }
    const auto& place = table.places[index];
    return place.dataset ? row_address(*place.dataset, place.row) : std::string();
}

Data::List rows_of(const Page& page, const CrossTable& table)
{
    Data::List rows;
    const auto add = [&](std::size_t index, const std::vector<Value>& values) {
        Data row;
        row.set("name", std::string(name_at(table, index)))
            .set("address", place_address(table, index))
            .set("cells", cells_of(page, table, values, index));
        rows.push_back(std::move(row));
    };
    for (std::size_t i = 0; i < table.places.size(); ++i) {
        add(i, table.values[i]);
    }
    if (table.has_unknown) {
        add(table.places.size(), table.unknown);
    }
    return rows;
}

/// What has to be known of each measure, under its name.
Data::List measure_notes(const CrossTable& table)
{
    Data::List list;
    for (const auto& measure : table.measures) {
        Data one;
        Data::List notes;
        for (const std::string& note : measure.notes) {
            notes.emplace_back(french_spacing(note));
        }
        one.set("name", measure.name)
            .set("expression", measure.expression)
            .set("has_notes", !notes.empty())
            .set("notes", std::move(notes));
        list.push_back(std::move(one));
    }
    return list;
}

Data::List levels_of(const Page& page, const CrossTable& table)
{
    Data::List list;
    for (const std::string& level : cross::Places::levels(*page.publication)) {
        const auto dataset = page.publication->find(level);
        const std::string label =
            dataset ? std::string(page.in_language(dataset->manifest().facts.title))
                    : page.messages.text("cross_level_" + level);
        Data one;
        one.set("id", level).set("label", label).set("chosen", level == table.level);
        list.push_back(std::move(one));
    }
    return list;
}

/// The measures asked for, and one field more, for the next.
Data::List fields_of(const Page& page, const CrossTable& table)
{
    Data::List list;
    for (std::size_t i = 0; i <= table.measures.size(); ++i) {
        Data field;
        std::string text;
        if (i < table.measures.size()) {
            const auto& measure = table.measures[i];
            const auto alone = cross::parse_measure(measure.expression);
            const auto* unnamed = std::get_if<cross::Measure>(&alone);
            text = unnamed != nullptr && unnamed->name == measure.name
                       ? measure.expression
                       : measure.name + ": " + measure.expression;
        }
        field.set("value", text)
            .set("label",
                 page.messages.format("cross_measure", {{"number", std::to_string(i + 1)}}))
            .set("number", std::to_string(i + 1));
        list.push_back(std::move(field));
    }
    return list;
}

Data::List sources_of(const Page& page, const CrossTable& table)
{
    Data::List list;
    for (const auto& source : table.inputs) {
        const auto& facts = source->manifest().facts;
        Data one;
        one.set("title", std::string(page.in_language(facts.title)))
            .set("address", dataset_address(facts.id))
            .set("words", attribution(facts))
            .set("licence", licence_data(page, facts));
        list.push_back(std::move(one));
    }
    return list;
}

}  // namespace

std::string cross_page(const Publication& publication, const PageContext& context,
                       const CrossTable& table,
                       const std::vector<std::pair<std::string, std::string>>& formats)
{
    const Page page(&publication, context);
    Data::List heads, links, notes;
    for (const auto& measure : table.measures) {
        heads.emplace_back(measure.name);
    }
    for (const auto& [name, address] : formats) {
        Data format;
        format.set("name", name).set("address", address);
        links.push_back(std::move(format));
    }
    for (const std::string& note : table.notes) {
        notes.emplace_back(french_spacing(note));
    }
    auto comments = comment_list(page, cross::comments_on(table));
    for (const CarriedComments& of_place : table.comments) {
        for (auto& comment : comment_list(page, of_place)) {
            comments.push_back(std::move(comment));
        }
    }
    Data data;
    data.set("level", table.level_title)
        .set("fields", fields_of(page, table))
        .set("levels", levels_of(page, table))
        .set("period", table.period_text)
        .set("heads", std::move(heads))
        .set("rows", rows_of(page, table))
        .set("total", cells_of(page, table, table.total, cross::total_index(table)))
        .set("notes", std::move(notes))
        .set("measures", measure_notes(table))
        .set("sources", sources_of(page, table))
        .set("result_licence",
             page.messages.format("cross_licence",
                                  {{"licence", std::string(licence_title(table.licence))}}))
        .set("has_comments", !comments.empty())
        .set("comments", std::move(comments))
        .set("formats", std::move(links));
    Frame frame;
    frame.title = page.messages.text("answer_cross");
    frame.section = "api";
    frame.sample = !cross::sample_warning(table).empty();
    frame.body = render("cross", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
