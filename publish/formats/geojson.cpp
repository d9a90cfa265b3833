// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/geojson.hpp"

#include "datasets/feature_geojson.hpp"
#include "publish/api/facts.hpp"
#include "publish/line_cursor.hpp"

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

/// The geometry that is wanted as JSON, in CRS84.
std::string wanted_geometry(const Snapshot& dataset, RowIndex row, const Returnables& wanted)
{
    std::string text = "null";
    if (wanted.has_geometry()) {
        text = dataset.geometry_json(row);
    }
    if (wanted.zoom && text != "null") {
        text.clear();
        datasets::append_geojson_geometry(text, geometry_of(dataset, row, wanted));
    }
    return text;
}

void append_in_system(std::string& out, const std::string& geometry, const Crs* crs)
{
    if (crs != nullptr && geometry != "null") {
        append_geometry(out, geometry, *crs);
    } else {
        out += geometry;
    }
}

/// Goes past one value of a stored property.
void skip_value(LineCursor& cursor)
{
    bool escaped = false;
    switch (cursor.peek()) {
    case '"':
        cursor.string(escaped);
        return;
    case '[':
        cursor.array();
        return;
    case 'n':
        cursor.expect("null");
        return;
    case 't':
        cursor.expect("true");
        return;
    case 'f':
        cursor.expect("false");
        return;
    default:
        cursor.number();
    }
}

/// Those of the stored members that are wanted, and the braces that end the feature. `members` is
/// the stored line from the first property on; they stand in the order of the manifest.
void append_wanted_properties(std::string& out, std::string_view members,
                              const datasets::Manifest& manifest, const Returnables& wanted)
{
    static const std::filesystem::path name("features.geojsonl");
    LineCursor cursor(name, members);
    bool first = true;
    for (std::size_t i = 0; i < manifest.properties.size(); ++i) {
        cursor.skip(",");
        const auto start = cursor.offset();
        bool escaped = false;
        cursor.string(escaped);
        cursor.expect(":");
        skip_value(cursor);
        if (wanted.has(i)) {
            out += first ? "" : ",";
            out += members.substr(start, cursor.offset() - start);
            first = false;
        }
    }
    out += "}}";
}

}  // namespace

void append_feature(std::string& out, const Snapshot& dataset, RowIndex row, datasets::Date day,
                    const Crs* crs, std::string_view first, const Returnables& wanted)
{
    const auto line = dataset.geojson(row);
    const auto position = dataset.properties_position(row);
    if (crs == nullptr && wanted.has_geometry() && !wanted.zoom) {
        out += line.substr(0, position);
    } else {
        const auto geometry = dataset.geometry_json(row);
        const auto before = static_cast<std::size_t>(geometry.data() - line.data());
        const auto behind = before + geometry.size();
        out += line.substr(0, before);
        append_in_system(out, wanted_geometry(dataset, row, wanted), crs);
        out += line.substr(behind, position - behind);
    }
    if (!first.empty()) {
        out += first;
        out += ',';
    }
    if (wanted.has_state() && has_state(dataset.manifest())) {
        out += "\"etat\":\"";
        out += datasets::code_of(dataset.work_state(row, day));
        out += "\",";
    }
    if (!dataset.comments(row).empty()) {
        out += "\"commentaires\":";
        dataset.append_comments(out, row);
        out += ',';
    }
    const auto before = out.size();
    if (wanted.all) {
        out += line.substr(position);
    } else {
        append_wanted_properties(out, line.substr(position), dataset.manifest(), wanted);
    }
    if (out[before] == '}' && out[before - 1] == ',') {
        out.erase(before - 1, 1);  // no property of its own follows
    }
}

void append_fg_members(std::string& out, const Snapshot& dataset, RowIndex row, const Crs* crs,
                       const Returnables& wanted)
{
    const auto& facts = dataset.manifest().facts;
    const auto bound = [&](const std::string& name) -> std::string {
        const auto property = dataset.property(name);
        return property ? dataset.text(row, *property) : std::string();
    };
    const auto start = bound(facts.start_property);
    const auto end = bound(facts.end_property);
    const auto quoted = [](const std::string& text) {
        return '"' + (text.empty() ? ".." : text) + '"';
    };
    out += ",\"time\":";
    if (start.empty() && end.empty()) {
        out += "null";
    } else if (facts.end_property.empty()) {
        out += (start.size() == 10 ? "{\"date\":" : "{\"timestamp\":") + quoted(start) + '}';
    } else {
        out += "{\"interval\":[" + quoted(start) + ',' + quoted(end) + "]}";
    }
    out += ",\"place\":";
    if (crs == nullptr) {
        out += "null";
    } else {
        append_in_system(out, wanted_geometry(dataset, row, wanted), crs);
    }
}

std::string items_geojson(const ItemsPage& page, JsonFlavour flavour)
{
    const bool fg = flavour == JsonFlavour::json_fg;
    const auto& dataset = page.dataset;
    datasets::JsonText json;
    json.start_object();
    json.member("type", "FeatureCollection");
    if (fg) {
        json.member("conformsTo", std::vector<std::string>{
                                      "http://www.opengis.net/spec/json-fg-1/1.0/conf/core"});
        json.member("featureType", dataset.id());
        json.member("coordRefSys", page.crs == nullptr ? crs84_uri : page.crs->uri);
    }
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
    if (!page.facets.empty()) {
        json.key("facets");
        json.raw(page.facets);
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
        append_feature(out, dataset, row, page.day, fg ? nullptr : page.crs, {}, page.wanted);
        if (fg) {
            out.pop_back();
            append_fg_members(out, dataset, row, page.crs, page.wanted);
            out += '}';
        }
    }
    return out += "]}";
}

void write_items_geojson_seq(const ItemsPage& page, const BodySink& sink)
{
    constexpr std::size_t piece_size = std::size_t{64} << 10U;
    constexpr char record_separator = '\x1e';
    const auto& dataset = page.dataset;
    std::string out;
    bool first = true;
    for (const auto row : page.selection.rows) {
        out += record_separator;
        append_feature(out, dataset, row, page.day, page.crs, {}, page.wanted);
        if (first) {
            out.pop_back();
            datasets::JsonText json;
            json.start_object();
            json.key("jeu");
            json.start_object();
            write_version(json, dataset, page.day);
            if (!dataset.general_comments().empty()) {
                json.key("commentaires");
                write_comments(json, dataset.general_comments());
            }
            json.end_object();
            json.end_object();
            out += ',' + json.take().substr(1);
        }
        out += '\n';
        first = false;
        if (out.size() >= piece_size) {
            sink(out);
            out.clear();
        }
    }
    sink(out);
}

std::string item_geojson(const Snapshot& dataset, RowIndex row, datasets::Date day,
                         const std::vector<Link>& links, const Crs* crs, const Returnables& wanted)
{
    std::string out;
    append_feature(out, dataset, row, day, crs, {}, wanted);
    out.back() = ',';
    datasets::JsonText json;
    json.start_object();
    write_version(json, dataset, day);
    write_links(json, links);
    json.end_object();
    return out += json.take().substr(1);
}

}  // namespace parvis::publish
