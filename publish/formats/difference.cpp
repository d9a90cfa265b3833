// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/difference.hpp"

#include "datasets/csv_text.hpp"
#include "datasets/json_text.hpp"

namespace parvis::publish {

namespace {

void append_line(std::string& out, const datasets::RowDifference& row, std::string_view column,
                 std::string_view before, std::string_view after)
{
    out += datasets::name_of(row.kind);
    for (const std::string_view cell : {std::string_view{row.id}, column, before, after}) {
        out += ',';
        datasets::append_csv_text(out, cell);
    }
    out += '\n';
}

void write_row(datasets::JsonText& json, const datasets::RowDifference& row)
{
    json.start_object();
    json.member("change", datasets::name_of(row.kind));
    json.member("id", row.id);
    if (row.kind == datasets::RowDifference::Kind::changed) {
        json.key("cells");
        json.start_array();
        for (const auto& cell : row.cells) {
            json.start_object();
            json.member("column", cell.column);
            json.key("before");
            json.raw(cell.before);
            json.key("after");
            json.raw(cell.after);
            json.end_object();
        }
        json.end_array();
    }
    json.end_object();
}

}  // namespace

std::string_view difference_csv_header() { return "change,id,column,before,after\n"; }

void append_difference_csv(std::string& out, const datasets::RowDifference& row)
{
    if (row.kind != datasets::RowDifference::Kind::changed) {
        out += datasets::name_of(row.kind);
        out += ',';
        datasets::append_csv_text(out, row.id);
        out += ",,,\n";
        return;
    }
    for (const auto& cell : row.cells) {
        append_line(out, row, cell.column, datasets::plain_text(cell.before),
                    datasets::plain_text(cell.after));
    }
}

std::string difference_json(const DifferencePage& page, const std::vector<Link>& links)
{
    datasets::JsonText json;
    json.start_object();
    json.member("dataset", page.dataset);
    json.member("from", std::uint64_t{page.counts.from});
    json.member("to", std::uint64_t{page.counts.to});
    if (!links.empty()) {
        write_links(json, links);
    }
    json.member("added", page.counts.added);
    json.member("removed", page.counts.removed);
    json.member("changed", page.counts.changed);
    json.member("unchanged", page.counts.unchanged);
    json.member("columnsAdded", page.counts.columns_added);
    json.member("columnsRemoved", page.counts.columns_removed);
    json.member("numberMatched", page.matched());
    json.member("numberReturned", std::uint64_t{page.rows.size()});
    json.key("rows");
    json.start_array();
    for (const auto& row : page.rows) {
        write_row(json, row);
    }
    json.end_array();
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish
