// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/geojson.hpp"

#include "publish/api/facts.hpp"

namespace parvis::publish {

namespace {

/// Takes the closing brace off a finished object, so that more members can follow.
std::string opened(datasets::JsonText& json)
{
    auto text = json.take();
    text.pop_back();
    return text;
}

void write_version(datasets::JsonText& json, const Snapshot& dataset, datasets::Date day)
{
    json.member("version", std::uint64_t{dataset.manifest().version});
    if (has_state(dataset.manifest())) {
        json.member("at", datasets::to_text(day));
    }
    write_facts(json, dataset.manifest().facts);
}

}  // namespace

void append_feature(std::string& out, const Snapshot& dataset, RowIndex row, datasets::Date day,
                    const Crs* crs, std::string_view first)
{
    const auto line = dataset.geojson(row);
    const auto position = dataset.properties_position(row);
    if (crs == nullptr) {
        out += line.substr(0, position);
    } else {
        const auto geometry = dataset.geometry_json(row);
        const auto before = static_cast<std::size_t>(geometry.data() - line.data());
        const auto behind = before + geometry.size();
        out += line.substr(0, before);
        append_geometry(out, geometry, *crs);
        out += line.substr(behind, position - behind);
    }
    if (!first.empty()) {
        out += first;
        out += ',';
    }
    if (has_state(dataset.manifest())) {
        out += "\"etat\":\"";
        out += datasets::code_of(dataset.work_state(row, day));
        out += "\",";
    }
    const auto& comments = dataset.comments(row);
    if (!comments.empty()) {
        datasets::JsonText json;
        write_comments(json, comments);
        out += "\"commentaires\":";
        out += json.take();
        out += ',';
    }
    if (line[position] == '}' && out.back() == ',') {
        out.pop_back();  // the row has no properties of its own
    }
    out += line.substr(position);
}

std::string items_geojson(const ItemsPage& page)
{
    const auto& dataset = page.dataset;
    datasets::JsonText json;
    json.start_object();
    json.member("type", "FeatureCollection");
    json.member("numberMatched", page.selection.matched);
    json.member("numberReturned", std::uint64_t{page.selection.rows.size()});
    // When the state of the data shown here was made: the same answer twice is the same bytes.
    json.member("timeStamp", dataset.manifest().created);
    if (page.limit_clamped) {
        json.member("limitApplied", std::uint64_t{ItemsQuery::largest_limit});
        json.member("limitNote", "La page la plus grande a 10000 objets ; suivez le lien « next » "
                                 "pour la suite.");
    }
    if (!page.filter_note.empty()) {
        json.member("filterNote", page.filter_note);
    }
    write_version(json, dataset, page.day);
    if (!dataset.general_comments().empty()) {
        json.key("commentaires");
        write_comments(json, dataset.general_comments());
    }
    write_links(json, page.links);
    json.end_object();

    auto out = opened(json);
    std::size_t size = out.size() + 32;
    for (const auto row : page.selection.rows) {
        size += dataset.geojson(row).size() + 24;
    }
    out.reserve(size);
    out += ",\"features\":[";
    bool first = true;
    for (const auto row : page.selection.rows) {
        if (!first) {
            out += ',';
        }
        first = false;
        append_feature(out, dataset, row, page.day, page.crs);
    }
    return out += "]}";
}

std::string item_geojson(const Snapshot& dataset, RowIndex row, datasets::Date day,
                         const std::vector<Link>& links, const Crs* crs)
{
    std::string out;
    append_feature(out, dataset, row, day, crs);
    out.back() = ',';
    datasets::JsonText json;
    json.start_object();
    write_version(json, dataset, day);
    write_links(json, links);
    json.end_object();
    return out += json.take().substr(1);
}

}  // namespace parvis::publish
