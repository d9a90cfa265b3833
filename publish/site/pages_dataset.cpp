// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/address.hpp"
#include "publish/site/boundary_view.hpp"
#include "publish/site/dataset_card.hpp"
#include "publish/site/download_list.hpp"
#include "publish/site/figure_table.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/issue_title.hpp"
#include "publish/site/map_view.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"
#include "publish/site/work_view.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace parvis::publish::site {

namespace {

using datasets::Kind;
using datasets::ValueType;

/// More rows than these are not sent to a page's map: it draws tiles.
constexpr std::size_t most_sent_rows = 1'000;

/// Columns that people read: not the codes that a name stands beside, unless they asked for them.
std::vector<std::size_t> shown_columns(const Page& page, const Snapshot& dataset,
                                       const Returnables& wanted)
{
    const datasets::Manifest& manifest = dataset.manifest();
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < manifest.properties.size(); ++i) {
        const datasets::Property& property = manifest.properties[i];
        bool hidden = property.type == ValueType::parts || property.name == "commune" ||
                      property.name == manifest.facts.title_property ||
                      (property.name == "commune_code" && manifest.facts.kind != Kind::communes) ||
                      (property.name == "commune_nom" && manifest.facts.kind == Kind::communes);
        for (const auto& level : page.publication->levels()) {
            hidden = hidden || property.name == level->manifest().facts.level;
        }
        if (wanted.all ? !hidden : wanted.has(i)) {
            columns.push_back(i);
        }
    }
    return columns;
}

bool is_number(const datasets::Property& property)
{
    return property.type == ValueType::number || property.type == ValueType::integer;
}

/// How the head of a column sorts; nothing where it cannot.
void set_sorting(Data& head, const ItemsView& items, const std::string& property)
{
    const auto found =
        std::find_if(items.sortings.begin(), items.sortings.end(),
                     [&](const ItemsView::Sorting& known) { return known.property == property; });
    const bool sortable = found != items.sortings.end();
    head.set("sort_address", sortable ? found->address + "#tableau" : std::string())
        .set("sorted", sortable ? found->now : std::string());
}

Data table(const Page& page, const Snapshot& dataset, const ItemsView& items)
{
    const datasets::Manifest& manifest = dataset.manifest();
    const std::vector<std::size_t> columns = shown_columns(page, dataset, items.wanted);
    Data::List heads;
    for (const std::size_t column : columns) {
        const datasets::Property& property = manifest.properties[column];
        Data head;
        head.set("label", label_of(page, property)).set("number", is_number(property));
        set_sorting(head, items, property.name);
        heads.push_back(std::move(head));
    }
    const bool of_works = manifest.facts.kind == Kind::road_works;
    const bool works = of_works && items.wanted.has_state();
    const std::string day =
        of_works && page.is_another_day() ? "?at=" + datasets::to_text(page.day()) : std::string();
    Data::List rows;
    for (const RowIndex index : items.rows) {
        const Row row(dataset, index);
        Data::List cells;
        for (const std::size_t column : columns) {
            Data cell;
            std::string text = value_text(page, row, manifest.properties[column]);
            const bool is_long = text.size() > 60;
            cell.set("text", std::move(text))
                .set("long", is_long)
                .set("number", is_number(manifest.properties[column]));
            cells.push_back(std::move(cell));
        }
        Data line;
        line.set("title", capitalized(place_title(page, row)))
            .set("address", row_address(dataset, index) + day)
            .set("work", works ? work_data(page, work_view(page, row)) : Data(false))
            .set("commented", !dataset.comments(index).empty())
            .set("cells", std::move(cells));
        rows.push_back(std::move(line));
    }
    Data row_head;
    row_head.set(
        "label",
        capitalized(row_noun(page, dataset).substr(0, row_noun(page, dataset).find(" : "))));
    set_sorting(row_head, items, manifest.facts.title_property);
    Data data;
    data.set("works", works)
        .set("row_heads", Data::List{std::move(row_head)})
        .set("heads", std::move(heads))
        .set("rows", std::move(rows))
        .set("range",
             items.rows.empty()
                 ? page.messages.text("rows_none") +
                       (items.filter_note.empty() ? "" : " " + french_spacing(items.filter_note))
                 : page.messages.format(
                       "rows_range",
                       {{"first", static_cast<std::int64_t>(items.first)},
                        {"last", static_cast<std::int64_t>(items.first + items.rows.size() - 1)},
                        {"all", static_cast<std::int64_t>(items.matched)}}))
        .set("next", items.next)
        .set("previous", items.previous)
        .set("has_pages", !items.next.empty() || !items.previous.empty());
    return data;
}

Data::List filters(const Page& page, const Snapshot& dataset, const ItemsView& items)
{
    Data::List list;
    for (const auto& [name, value] : items.filters) {
        const datasets::Property* property = find_property(dataset, name);
        std::string shown = property == nullptr ? value : code_label(page, *property, value);
        if (name == "commune" ||
            (property == nullptr && name != "etat" && name != "filter" && name != "q")) {
            shown = place_name(page, value);
        }
        for (const auto& level : page.publication->levels()) {
            if (name == level->manifest().facts.level) {
                shown = place_name(page, value);
            }
        }
        Data filter;
        const std::string* words = page.messages.find("filter_" + name);
        filter
            .set("label", property != nullptr ? label_of(page, *property)
                          : words != nullptr  ? *words
                                              : name)
            .set("value", shown);
        list.push_back(std::move(filter));
    }
    return list;
}

Data::List format_list(const Page& page, const ItemsView& items)
{
    Data::List list;
    for (const auto& [name, address] : items.formats) {
        Data format;
        format.set("words", page.messages.text("dataset_selection_" + name))
            .set("address", address);
        list.push_back(std::move(format));
    }
    return list;
}

Data::List column_list(const Page& page, const Snapshot& dataset)
{
    Data::List list;
    for (const datasets::Property& property : dataset.manifest().properties) {
        Data::List values;
        for (const auto& [code, label] : property.values) {
            Data value;
            value.set("code", code).set("label", page.in_language(label));
            values.push_back(std::move(value));
        }
        Data::List comments;
        for (const datasets::Comment& comment : dataset.general_comments()) {
            if (comment.target.column == property.name) {
                comments.push_back(comment_data(page, comment));
            }
        }
        Data column;
        column.set("name", property.name)
            .set("label", label_of(page, property))
            .set("description", french_spacing(page.in_language(property.description)))
            .set("type",
                 page.messages.text("type_" + std::string(datasets::name_of(property.type))))
            .set("unit", unit_text(property.unit, page.messages))
            .set("vintage", property.vintage.empty()
                                ? std::string()
                                : iso_date_text(property.vintage, page.messages))
            .set("derived", property.derived)
            .set("has_values", !values.empty())
            .set("values", std::move(values))
            .set("comments", std::move(comments));
        list.push_back(std::move(column));
    }
    return list;
}

Data quality(const Page& page, const datasets::Manifest& manifest)
{
    const datasets::Counts& counts = manifest.counts;
    Data::List numbers;
    const auto add = [&](std::string_view label, std::uint64_t count, bool always) {
        if (count > 0 || always) {
            Data number;
            number.set("label", page.messages.text(label))
                .set("value", number_text(static_cast<double>(count), 0, page.messages));
            numbers.push_back(std::move(number));
        }
    };
    add("count_read", counts.read, true);
    add("count_kept", counts.kept, true);
    add("count_outside", counts.outside, true);
    add("count_rejected", counts.rejected, true);
    add("count_unplaced", counts.unplaced, true);
    add("count_with_issues", counts.with_issues, false);
    add("count_carried", counts.carried, false);
    add("count_ended", manifest.ended_rows, false);
    Data::List issues;
    for (const auto& [code, count] : manifest.issues) {
        Data issue;
        issue.set("title", issue_title(code))
            .set("code", code)
            .set("count", number_text(static_cast<double>(count), 0, page.messages));
        issues.push_back(std::move(issue));
    }
    Data::List guessed;
    for (const std::string& sentence : manifest.source.guessed) {
        guessed.push_back(Data(french_spacing(sentence)));
    }
    std::string source = manifest.source.name;
    for (const std::string& part :
         {manifest.source.format, manifest.source.encoding, manifest.source.crs}) {
        source += part.empty() || source.empty() ? part : ", " + part;
    }
    if (manifest.source.bytes > 0) {
        source += ", " + size_text(manifest.source.bytes, page.messages);
    }
    if (manifest.source.accuracy_m) {
        source +=
            ", " + page.messages.format(
                       "accuracy",
                       {{"value", quantity_text(*manifest.source.accuracy_m, "m", page.messages)}});
    }
    bool has_issues_file = false;
    for (const datasets::VersionFile& file : manifest.files) {
        has_issues_file = has_issues_file || file.name == "issues.csv";
    }
    Data data;
    data.set("numbers", std::move(numbers))
        .set("has_issues", !issues.empty())
        .set("issues", std::move(issues))
        .set("issues_address",
             has_issues_file ? download_address(manifest, "issues.csv") : std::string())
        .set("source", source)
        .set("has_guessed", !guessed.empty())
        .set("guessed", std::move(guessed))
        .set("not_published", fmt::format("{}", fmt::join(manifest.not_published, ", ")))
        .set("reference", manifest.reference_date.empty()
                              ? std::string()
                              : iso_date_text(manifest.reference_date, page.messages));
    return data;
}

bool has_places(const Snapshot& dataset)
{
    return dataset.manifest().extent.has_value() && dataset.size() > 0;
}

}  // namespace

std::string dataset_page(const Publication& publication, const PageContext& context,
                         const Snapshot& dataset, const ItemsView& items)
{
    const Page page(&publication, context);
    const datasets::Manifest& manifest = dataset.manifest();
    const datasets::DatasetFacts& facts = manifest.facts;
    const bool crossed = facts.kind == Kind::communes || facts.kind == Kind::level;
    const bool declared = facts.kind == Kind::crossing;

    Data data;
    data.set("title", page.in_language(facts.title))
        .set("description", french_spacing(page.in_language(facts.description)))
        .set("row", page.in_language(facts.row))
        .set("producer", facts.producer)
        .set("origin", facts.origin)
        .set("origin_is_link",
             facts.origin.starts_with("https://") || facts.origin.starts_with("http://"))
        .set("licence", licence_data(page, facts))
        .set("updated",
             facts.updated.empty() ? std::string() : iso_date_text(facts.updated, page.messages))
        .set("version", std::to_string(manifest.version))
        .set("created", iso_date_text(manifest.created, page.messages))
        .set("rows",
             page.messages.format("rows", {{"n", static_cast<std::int64_t>(dataset.size())}}))
        .set("table", table(page, dataset, items))
        .set("columns", column_list(page, dataset))
        .set("quality", quality(page, manifest))
        .set("boundaries", boundary_data(page, manifest))
        .set("crossed", crossed || declared)
        .set("declared", declared)
        .set("has_inputs", !manifest.inputs.empty())
        .set("inputs", input_list(page, manifest))
        .set("downloads", download_list(page, manifest, true))
        .set("csv_address", items.csv_address)
        .set("json_address", items.json_address)
        .set("formats", format_list(page, items))
        .set("versions_address", dataset_address(facts.id) + "/versions")
        .set("schema_address", dataset_address(facts.id) + "/schema")
        .set("api_line", "curl '" + context.base_url + dataset_address(facts.id) +
                             "/items?f=geojson&limit=100'");
    Data::List alerts;
    for (const datasets::Alert& alert : publication.alerts) {
        if (alert.dataset == facts.id) {
            alerts.emplace_back(
                page.messages.format("dataset_alert_" + alert.kind,
                                     {{"date", iso_date_text(alert.since, page.messages)}}));
        }
    }
    data.set("alerts", std::move(alerts));
    Data::List asked = filters(page, dataset, items);
    data.set("has_filters", !asked.empty())
        .set("filters", std::move(asked))
        .set("self", dataset_address(facts.id));
    Data::List figures = figure_tables(page, dataset);
    data.set("has_figures", !figures.empty()).set("figures", std::move(figures));
    data.set("has_map", has_places(dataset));
    if (has_places(dataset)) {
        MapView map;
        map.label = page.messages.format("dataset_map_label",
                                         {{"title", std::string(page.in_language(facts.title))}});
        map.measures = crossed;
        if (!crossed) {
            const bool chosen = !items.json_address.empty() && !items.filters.empty();
            if (!chosen && dataset.size() > most_sent_rows) {
                map.features_dataset = facts.id;
                map.features_count = dataset.size();
            } else {
                map.features_address =
                    chosen ? items.json_address
                           : dataset_address(facts.id) + "/items?f=geojson&limit=10000";
            }
            map.feature_page = dataset_address(facts.id) + "/items/";
            map.feature_name = facts.title_property.empty() ? "nom" : facts.title_property;
        }
        map.list_address = "#tableau";
        map.list_label = page.messages.text("map_twin_table");
        data.set("map", map_data(page, map));
    }
    const auto& comments = dataset.general_comments();
    data.set("has_comments", !comments.empty()).set("comments", comment_list(page, comments));

    Frame frame;
    frame.title = page.in_language(facts.title);
    frame.section = facts.kind == Kind::equipment    ? "equipment"
                    : crossed                        ? "places"
                    : facts.kind == Kind::road_works ? "works"
                                                     : "data";
    frame.description = page.in_language(facts.description);
    frame.way = {{page.messages.text("menu_data"), "/collections"}};
    frame.note = page.in_language(facts.note);
    frame.sample = facts.sample;
    frame.body = render("dataset", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
