// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/facts.hpp"
#include "publish/site/address.hpp"
#include "publish/site/comment_view.hpp"
#include "publish/site/dataset_card.hpp"
#include "publish/site/page.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"

#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

namespace parvis::publish::site {

namespace {

/// The cells of a table as Parvis writes it (RFC 4180), line by line.
std::vector<std::vector<std::string>> cells_of(std::string_view csv)
{
    std::vector<std::vector<std::string>> lines;
    bool quoted = false;
    bool begins = true;
    for (std::size_t i = 0; i < csv.size(); ++i) {
        if (begins) {
            lines.emplace_back(1);
            begins = false;
        }
        auto& cell = lines.back().back();
        const char letter = csv[i];
        if (quoted && letter == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
            cell += csv[++i];
        } else if (letter == '"') {
            quoted = !quoted;
        } else if (!quoted && letter == ',') {
            lines.back().emplace_back();
        } else if (!quoted && letter == '\n') {
            begins = true;
        } else if (quoted || letter != '\r') {
            cell += letter;
        }
    }
    return lines;
}

/// Columns of a file that has no other place for what the page says under its table.
bool is_said_below(const AnswerView& view, std::string_view column)
{
    return !view.sources.empty() &&
           (column == "commentaire_jeu" || column == "source" || column == "licence");
}

/// Whether there is a row under the heads.
bool set_table(Data& data, const AnswerView& view)
{
    const auto lines = cells_of(view.csv);
    Data::List heads;
    Data::List rows;
    for (const auto& line : lines) {
        Data::List cells;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::string& text = line[i];
            if (i < lines.front().size() && is_said_below(view, lines.front()[i])) {
                continue;
            }
            if (&line == &lines.front()) {
                heads.emplace_back(text);
                continue;
            }
            constexpr std::size_t is_long = 60;
            Data cell;
            const auto row_index = static_cast<std::size_t>(&line - &lines.front()) - 1;
            const bool leads = cells.empty() && row_index < view.row_addresses.size();
            cell.set("text", text)
                .set("long", text.size() > is_long)
                .set("address", leads ? view.row_addresses[row_index] : std::string());
            cells.push_back(std::move(cell));
        }
        if (!cells.empty()) {
            Data row;
            row.set("cells", std::move(cells));
            rows.push_back(std::move(row));
        }
    }
    const bool has_rows = !rows.empty();
    data.set("has_rows", has_rows).set("heads", std::move(heads)).set("rows", std::move(rows));
    return has_rows;
}

std::string indented(std::string_view json)
{
    rapidjson::Document document;
    document.Parse<rapidjson::kParseFullPrecisionFlag>(json.data(), json.size());
    if (document.HasParseError()) {
        return std::string(json);
    }
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
    writer.SetIndent(' ', 2);
    writer.SetFormatOptions(rapidjson::kFormatSingleLineArray);
    document.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

/// Each dataset with what has to be said under its rows.
Data::List source_list(const Page& page, const AnswerView& view)
{
    Data::List list;
    for (const auto& source : view.sources) {
        const auto& facts = source->manifest().facts;
        Data one;
        one.set("title", page.in_language(facts.title))
            .set("address", dataset_address(facts.id))
            .set("words", attribution(facts))
            .set("licence", licence_data(page, facts));
        list.push_back(std::move(one));
    }
    return list;
}

Data::List comments_on(const Page& page, const AnswerView& view)
{
    Data::List list;
    for (const auto& source : view.sources) {
        for (auto& comment : comment_list(page, source->general_comments())) {
            list.push_back(std::move(comment));
        }
    }
    return list;
}

}  // namespace

std::string answer_page(const Publication& publication, const PageContext& context,
                        const AnswerView& view)
{
    const Page page(&publication, context);
    Data::List formats;
    for (const auto& [name, address] : view.formats) {
        Data format;
        format.set("name", name).set("address", address);
        formats.push_back(std::move(format));
    }
    Data data;
    data.set("title", page.messages.text("answer_" + view.kind))
        .set("stacked", view.kind == "undelivered")
        .set("lead", page.messages.text("answer_" + view.kind + "_lead"))
        .set("formats", std::move(formats));
    Data::List comments = comments_on(page, view);
    data.set("note", french_spacing(view.note))
        .set("has_sources", !view.sources.empty())
        .set("sources", source_list(page, view))
        .set("has_comments", !comments.empty())
        .set("comments", std::move(comments));
    if (view.csv.empty()) {
        data.set("has_rows", false).set("nothing", std::string()).set("json", indented(view.json));
    } else {
        data.set("json", std::string());
        const bool has_rows = set_table(data, view);
        data.set("nothing", has_rows ? std::string() : page.messages.text("rows_none"));
    }
    Frame frame;
    frame.title = page.messages.text("answer_" + view.kind);
    frame.section = "api";
    frame.sample = view.sample;
    frame.body = render("answer", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
