// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/near_rows.hpp"

#include "publish/api/facts.hpp"
#include "publish/column.hpp"
#include "publish/formats/csv_cells.hpp"
#include "publish/formats/geojson.hpp"
#include "publish/formats/sources.hpp"
#include "publish/row_name.hpp"
#include "publish/site/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace parvis::publish {

namespace {

using datasets::JsonText;

/// Metres to a tenth: positions are no better.
double tenths(double metres) { return std::round(metres * 10) / 10; }

void write_general_comments(JsonText& json,
                            const std::vector<std::shared_ptr<const Snapshot>>& inputs)
{
    CarriedComments comments;
    for (const auto& input : inputs) {
        const auto& general = input->general_comments();
        comments.insert(comments.end(), general.begin(), general.end());
    }
    if (!comments.empty()) {
        json.key("commentaires");
        write_comments(json, comments);
    }
}

void write_sample(JsonText& json, const std::vector<std::shared_ptr<const Snapshot>>& inputs)
{
    const auto invented = std::ranges::find_if(
        inputs, [](const auto& input) { return input->manifest().facts.sample; });
    if (invented != inputs.end()) {
        json.member("sample", true);
        json.member("avertissement", sample_warning((*invented)->manifest().facts));
    }
}

/// Takes the closing brace off a finished object, so that more members can follow.
std::string opened(JsonText& json)
{
    auto text = json.take();
    text.pop_back();
    return text;
}

}  // namespace

std::string near_geojson(const NearQuery& query, const std::vector<NearRow>& rows,
                         const std::vector<Link>& links)
{
    JsonText json;
    json.start_object();
    json.member("type", "FeatureCollection");
    json.member("numberReturned", std::uint64_t{rows.size()});
    json.key("from");
    json.start_object();
    if (!query.place.empty()) {
        json.member("place", query.place);
        json.member("name", query.place_name);
    }
    json.key("lon");
    json.number(query.from.lon);
    json.key("lat");
    json.number(query.from.lat);
    json.end_object();
    json.member("note", crow_note);
    if (!query.filter_note.empty()) {
        json.member("filterNote", query.filter_note);
    }
    json.member("at", datasets::to_text(query.day));
    write_sample(json, query.datasets);
    write_sources(json, query.datasets);
    write_general_comments(json, query.datasets);
    write_links(json, links);
    json.end_object();
    std::string out = opened(json) + ",\"features\":[";
    for (const NearRow& one : rows) {
        out += out.back() == '[' ? "" : ",";
        JsonText first;
        first.start_object();
        first.key("distance_m");
        first.number(tenths(one.metres));
        first.member("jeu", one.dataset->id());
        first.end_object();
        append_feature(out, *one.dataset, one.row, query.day, nullptr, opened(first).substr(1));
    }
    return out + "]}";
}

std::string near_csv(const NearQuery& query, const std::vector<NearRow>& rows)
{
    std::string out =
        "jeu,id,nom,distance_m,lon,lat,commune,commentaire,commentaire_jeu,source\r\n";
    std::set<std::string_view> commented;
    for (const NearRow& one : rows) {
        const Snapshot& dataset = *one.dataset;
        const auto at = dataset.positions().at(one.row).value_or(query.from);
        const auto commune = dataset.property("commune");
        const auto& facts = dataset.manifest().facts;
        std::string source = attribution(facts) + " ; distance à vol d'oiseau";
        if (facts.sample) {
            source += fmt::format(" ; {}", sample_warning(facts));
        }
        out += dataset.id();
        append_cell(out, dataset.feature_id(one.row));
        append_cell(out, row_name(dataset, one.row));
        append_cell(out, text_of(datasets::Value{tenths(one.metres)}));
        append_cell(out, text_of(datasets::Value{at.lon}));
        append_cell(out, text_of(datasets::Value{at.lat}));
        append_cell(out, commune ? dataset.text(one.row, *commune) : std::string{});
        append_cell(out, comments_text(dataset.comments(one.row)));
        // Said of the whole dataset: once.
        append_cell(out, commented.insert(dataset.id()).second
                             ? comments_text(dataset.general_comments())
                             : std::string{});
        append_cell(out, source);
        out += "\r\n";
    }
    return out;
}

std::string around_json(const AroundAnswer& answer, const std::string& base_url,
                        const std::vector<Link>& links)
{
    std::vector<std::shared_ptr<const Snapshot>> inputs{answer.dataset};
    const auto add_input = [&](const std::shared_ptr<const Snapshot>& input) {
        if (input && std::ranges::find(inputs, input) == inputs.end()) {
            inputs.push_back(input);
        }
    };
    JsonText json;
    json.start_object();
    json.member("collection", answer.dataset->id());
    json.member("id", answer.dataset->feature_id(answer.row));
    json.member("name", row_name(*answer.dataset, answer.row));
    json.key("distance_m");
    json.number(answer.metres);
    json.member("at", datasets::to_text(answer.day));
    json.member("note", crow_note);
    json.key("people");
    json.start_object();
    json.key("estimate");
    if (const auto* people = std::get_if<double>(&answer.people)) {
        json.integer(static_cast<std::int64_t>(*people));
        json.member("status", "E");
        json.member("note", people_around_note);
        add_input(answer.communes);
    } else {
        json.null();
        json.member("status", "U");
        json.member("note", std::get<std::string>(answer.people));
    }
    json.end_object();
    json.key("datasets");
    json.start_array();
    for (const auto& [dataset, things] : answer.around) {
        json.start_object();
        json.member("id", dataset->id());
        json.member("title", datasets::text_in(dataset->manifest().facts.title, "fr"));
        json.member("numberMatched", std::uint64_t{things.size()});
        json.key("items");
        json.start_array();
        for (std::size_t i = 0; i < std::min(things.size(), AroundAnswer::most_listed); ++i) {
            const auto& [row, metres] = things[i];
            json.start_object();
            json.member("id", dataset->feature_id(row));
            json.member("name", row_name(*dataset, row));
            json.key("distance_m");
            json.number(tenths(metres));
            if (has_state(dataset->manifest())) {
                json.member("etat", datasets::code_of(dataset->work_state(row, answer.day)));
            }
            if (!dataset->comments(row).empty()) {
                json.key("commentaires");
                write_comments(json, dataset->comments(row));
            }
            json.member("href",
                        base_url + site::item_address(dataset->id(), dataset->feature_id(row)));
            json.end_object();
        }
        json.end_array();
        json.end_object();
        if (!things.empty()) {
            add_input(dataset);
        }
    }
    json.end_array();
    write_sample(json, inputs);
    write_sources(json, inputs);
    write_general_comments(json, inputs);
    write_links(json, links);
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish
