// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/csv.hpp"

#include "datasets/json_text.hpp"
#include "publish/api/facts.hpp"
#include "publish/formats/csv_cells.hpp"

#include <string_view>

namespace parvis::publish {

namespace {

void append_position(std::string& out, const Snapshot& dataset, RowIndex row)
{
    const auto box = dataset.bounds(row);
    const bool point = box && box->west == box->east && box->south == box->north;
    std::string lon;
    std::string lat;
    if (point) {
        datasets::append_degree(lon, box->west);
        datasets::append_degree(lat, box->south);
    } else if (const auto at =
                   box ? geo::representative_point(dataset.geometry(row)) : std::nullopt) {
        datasets::append_degree(lon, at->lon);
        datasets::append_degree(lat, at->lat);
    }
    append_cell(out, lon);
    append_cell(out, lat);
}

void append_header(std::string& out, const Snapshot& dataset)
{
    out += "id";
    if (has_state(dataset.manifest())) {
        append_cell(out, "etat");
    }
    for (const auto& property : dataset.manifest().properties) {
        append_cell(out, property.name);
    }
    append_cell(out, "lon");
    append_cell(out, "lat");
    append_cell(out, "commentaire");
    append_cell(out, "commentaire_jeu");
    out += "\r\n";
}

}  // namespace

std::string items_csv(const ItemsPage& page)
{
    std::string out;
    write_items_csv(page, [&](std::string_view piece) { out += piece; });
    return out;
}

void write_items_csv(const ItemsPage& page, const BodySink& sink)
{
    constexpr std::size_t piece_size = std::size_t{64} << 10U;
    const auto& dataset = page.dataset;
    const auto& manifest = dataset.manifest();
    std::string out;
    append_header(out, dataset);
    bool first = true;
    for (const auto row : page.selection.rows) {
        append_cell(out, dataset.feature_id(row));
        if (has_state(manifest)) {
            append_cell(out, datasets::code_of(dataset.work_state(row, page.day)));
        }
        for (std::size_t i = 0; i < manifest.properties.size(); ++i) {
            if (manifest.properties[i].type == datasets::ValueType::text) {
                append_cell(out, dataset.word(row, i));
            } else {
                append_cell(out, dataset.text(row, i));
            }
        }
        append_position(out, dataset, row);
        append_cell(out, comments_text(dataset.comments(row)));
        append_cell(out, first ? comments_text(dataset.general_comments()) : std::string());
        out += "\r\n";
        first = false;
        if (out.size() >= piece_size) {
            sink(out);
            out.clear();
        }
    }
    sink(out);
}

}  // namespace parvis::publish
