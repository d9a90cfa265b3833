// SPDX-License-Identifier: EUPL-1.2
#include "datasets/mapping.hpp"
#include "publish/site/address.hpp"
#include "publish/site/issue_title.hpp"
#include "publish/site/map_view.hpp"
#include "publish/site/row.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>

namespace parvis::publish::site {

namespace {

Data::List issue_rows(const Page& page, const DepositView& view)
{
    Data::List list;
    for (const datasets::RowIssue& issue : view.issues) {
        const std::string_view severity =
            issue.severity == datasets::Severity::rejected  ? "rejected"
            : issue.severity == datasets::Severity::outside ? "outside"
                                                            : "warning";
        Data row;
        row.set("line", issue.line == 0 ? std::string() : std::to_string(issue.line))
            .set("severity", severity)
            .set("severity_words", page.messages.text("severity_" + std::string(severity)))
            .set("column", issue.column)
            .set("value", issue.value)
            .set("message", french_spacing(issue.message));
        list.push_back(std::move(row));
    }
    return list;
}

/// The class of a cell: numbers to the right, days on one line, room for sentences.
std::string_view look_of(datasets::ValueType type, std::string_view cell)
{
    switch (type) {
    case datasets::ValueType::integer:
    case datasets::ValueType::number:
        return "number";
    case datasets::ValueType::date:
    case datasets::ValueType::instant:
        return "day";
    default:
        return cell.size() > 60 ? "long" : "";
    }
}

/// What confirming would replace; "" where nothing is published yet.
std::string published_now(const Page& page, const DepositView& view)
{
    const auto snapshot =
        page.publication == nullptr ? nullptr : page.publication->find(view.dataset);
    if (!snapshot) {
        return {};
    }
    const datasets::Manifest& manifest = snapshot->manifest();
    return page.messages.format("deposit_published_now",
                                {{"version", std::to_string(manifest.version)},
                                 {"count", static_cast<std::int64_t>(manifest.counts.kept)}});
}

/// How many rows fewer would be published than are now; "" where there are as many, or where those
/// that go are named. New rows may hide more that go: it is the least.
std::string fewer_rows(const Page& page, const DepositView& view)
{
    const auto snapshot =
        page.publication == nullptr ? nullptr : page.publication->find(view.dataset);
    if (!snapshot || snapshot->manifest().counts.rows() <= view.counts.rows()) {
        return {};
    }
    const std::uint64_t fewer = snapshot->manifest().counts.rows() - view.counts.rows();
    if (fewer <= view.gone_count) {
        return {};
    }
    return page.messages.format("deposit_fewer_rows",
                                {{"count", static_cast<std::int64_t>(fewer)}});
}

/// The rows that would go, by name.
void add_gone(const Page& page, const DepositView& view, Data& data)
{
    const auto number = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
    Data::List rows;
    for (const auto& [id, reason] : view.gone) {
        Data row;
        row.set("id", id).set("reason", french_spacing(reason));
        rows.push_back(std::move(row));
    }
    const std::uint64_t more =
        view.gone_count - std::min<std::uint64_t>(view.gone_count, rows.size());
    data.set("gone_lead",
             view.gone_count == 0
                 ? std::string()
                 : page.messages.format("deposit_gone", {{"count", number(view.gone_count)}}))
        .set("gone", std::move(rows))
        .set("gone_more",
             more == 0 ? std::string()
                       : page.messages.format("deposit_gone_more", {{"count", number(more)}}));
}

Data preview_table(const Page& page, const DepositView& view)
{
    Data::List heads, rows;
    for (const datasets::Property& property : view.properties) {
        Data head;
        head.set("label", label_of(page, property)).set("look", look_of(property.type, {}));
        heads.push_back(std::move(head));
    }
    for (const auto& cells : view.rows) {
        Data::List texts;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const auto type =
                i < view.properties.size() ? view.properties[i].type : datasets::ValueType::text;
            Data data;
            data.set("text", cells[i]).set("look", look_of(type, cells[i]));
            texts.push_back(std::move(data));
        }
        Data row;
        row.set("cells", std::move(texts));
        rows.push_back(std::move(row));
    }
    Data data;
    data.set("heads", std::move(heads)).set("rows", std::move(rows));
    return data;
}

/// The preview's features one by one; its box.
void add_map(const Page& page, const DepositView& view, Data& data)
{
    const bool wanted = !view.preview_geojson.empty() && page.publication != nullptr &&
                        page.publication->communes() != nullptr;
    data.set("has_map", wanted);
    if (wanted) {
        MapView map;
        map.label = page.messages.text("deposit_map_label");
        map.features.push_back(view.preview_geojson);
        map.list_address = "#apercu";
        map.list_label = page.messages.text("map_twin_table");
        data.set("map", map_data(page, map));
    }
}

/// The columns of the file as choices for one use, the one that is read marked.
Data::List column_choices(const DepositView& view, const datasets::ColumnUse& use)
{
    Data::List options;
    for (std::size_t i = 0; i < view.file_columns.size(); ++i) {
        Data option;
        option.set("number", std::to_string(i + 1))
            .set("name", view.file_columns[i].name)
            .set("chosen", view.file_columns[i].is_called(use.column));
        options.push_back(std::move(option));
    }
    return options;
}

/// What an error says besides that a column lacks, which the page says in its own words: why it
/// may, or something else altogether.
std::string_view beyond_columns(std::string_view error)
{
    if (const auto cause = error.find(datasets::probable_cause); cause != std::string_view::npos) {
        return error.substr(cause);
    }
    return error.find(datasets::column_not_there) == std::string_view::npos ? error
                                                                            : std::string_view();
}

/// Which column feeds what: one line for each thing that the dataset reads.
void add_columns(const Page& page, const DepositView& view, Data& data)
{
    Data::List uses;
    std::vector<bool> used(view.file_columns.size(), false);
    std::string lacking;
    std::size_t first_missing = 0;
    for (const datasets::ColumnUse& use : view.uses) {
        const auto column =
            std::ranges::find_if(view.file_columns, [&](const datasets::FileColumn& one) {
                return one.is_called(use.column);
            });
        const bool found = column != view.file_columns.end();
        const bool changed = std::ranges::find(view.chosen, use.slot,
                                               &datasets::ColumnChoice::slot) != view.chosen.end();
        std::string examples;
        if (found) {
            used[static_cast<std::size_t>(column - view.file_columns.begin())] = true;
            for (const std::string& example : column->examples) {
                examples += (examples.empty() ? "" : " · ") + example;
            }
        }
        const bool missing = !found && !use.column.empty();
        if (missing) {
            lacking +=
                fmt::format("{}« {} » ({})", lacking.empty() ? "" : ", ", use.column, use.label);
        }
        Data line;
        line.set("field", "colonne." + use.slot)
            .set("label", use.label)
            .set("required", use.required)
            .set("optional", !use.required)
            .set("missing",
                 missing ? page.messages.format("deposit_column_missing", {{"column", use.column}})
                         : std::string())
            .set("changed", changed)
            .set("none", use.column.empty())
            .set("examples", examples)
            .set("options", column_choices(view, use));
        // What is to be chosen comes first: nobody should have to look for it.
        uses.insert(missing ? uses.begin() + static_cast<std::ptrdiff_t>(first_missing++)
                            : uses.end(),
                    std::move(line));
    }
    std::string unused;
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (!used[i]) {
            unused += (unused.empty() ? "" : ", ") + view.file_columns[i].name;
        }
    }
    const bool has_columns = !uses.empty() && !view.file_columns.empty();
    // Of a file without a table every column lacks, and none can be chosen: what it is comes first.
    const bool choosable = has_columns && !lacking.empty();
    data.set("has_columns", has_columns)
        .set("uses", std::move(uses))
        .set("columns_lack", choosable ? french_spacing(page.messages.format(
                                             "deposit_columns_lack", {{"columns", lacking}}))
                                       : std::string())
        .set("columns_more", choosable ? french_spacing(beyond_columns(view.error)) : std::string())
        .set("columns_open", !view.error.empty() || !view.chosen.empty())
        .set("columns_unused", unused)
        .set("columns_toml", datasets::toml_of(view.chosen))
        .set("columns_file", "datasets/" + view.dataset + ".toml")
        .set("columns_address", "/depot/" + percent_encoded(view.token) + "/colonnes");
}

std::string count_text(const Page& page, std::uint64_t count)
{
    return number_text(static_cast<double>(count), 0, page.messages);
}

}  // namespace

std::string deposit_page(const Publication* publication, const PageContext& context,
                         const DepositView& view)
{
    const Page page(publication, context);
    Data::List choices;
    bool has_forms = false;
    for (const auto& [id, title] : view.choices) {
        Data choice;
        choice.set("id", id)
            .set("title", title)
            .set("form_address",
                 page.publication != nullptr && page.publication->find(id) != nullptr
                     ? "/datasets/" + percent_encoded(id) + "/model.xlsx"
                     : std::string())
            .set("chosen", id == view.dataset);
        has_forms =
            has_forms || (page.publication != nullptr && page.publication->find(id) != nullptr);
        choices.push_back(std::move(choice));
    }
    std::string title_of_dataset = view.dataset;
    for (const auto& [id, title] : view.choices) {
        if (id == view.dataset) {
            title_of_dataset = title;
        }
    }
    Data::List sentences, kinds;
    for (const std::string& sentence : view.understood) {
        sentences.push_back(Data(french_spacing(sentence)));
    }
    for (const auto& [code, count] : view.issue_counts) {
        Data kind;
        kind.set("title", issue_title(code)).set("count", count_text(page, count));
        kinds.push_back(std::move(kind));
    }
    const bool checked =
        !view.token.empty() && view.error.empty() && view.done.empty() && !view.publishing;
    // A file that could be saved by another choice of columns is not given up yet.
    const bool mendable = !view.token.empty() && !view.error.empty() && view.done.empty() &&
                          !view.publishing && !view.file_columns.empty();
    Data data;
    data.set("start", !checked && !mendable && view.done.empty() && !view.publishing)
        .set("mendable", mendable)
        .set("under_way", checked || mendable)
        .set("overtaken", view.overtaken)
        .set("publishing", view.publishing)
        .set("checked", checked)
        .set("done", french_spacing(view.done))
        .set("error", french_spacing(view.error))
        .set("error_title", view.error_title.empty() ? page.messages.text("deposit_error")
                                                     : french_spacing(view.error_title))
        .set("form_key", view.form_key)
        .set("choices", std::move(choices))
        .set("has_forms", has_forms)
        .set("file_name", view.file_name)
        .set("dataset_title", title_of_dataset)
        .set("dataset_address",
             view.dataset.empty() ? std::string() : dataset_address(view.dataset))
        .set("confirm_address", "/depot/" + percent_encoded(view.token) + "/confirmer")
        .set("cancel_address", "/depot/" + percent_encoded(view.token) + "/annuler")
        .set("has_understood", !sentences.empty())
        .set("understood", std::move(sentences))
        .set("read", count_text(page, view.counts.read))
        .set("kept", count_text(page, view.counts.kept))
        .set("outside", count_text(page, view.counts.outside))
        .set("rejected", count_text(page, view.counts.rejected))
        .set("unplaced", count_text(page, view.counts.unplaced))
        .set("published_now", published_now(page, view))
        .set("fewer_rows", fewer_rows(page, view))
        .set("can_confirm", view.counts.kept > 0)
        .set("has_issues", !view.issues.empty())
        .set("issue_kinds", std::move(kinds))
        .set("issues", issue_rows(page, view))
        .set("has_preview", !view.rows.empty())
        .set("preview", preview_table(page, view));
    add_gone(page, view, data);
    add_map(page, view, data);
    add_columns(page, view, data);
    Frame frame;
    frame.title = page.messages.text("deposit_title");
    frame.section = "deposit";
    frame.description = page.messages.text("deposit_lead");
    frame.body = render("deposit", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
