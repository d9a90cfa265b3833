// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/cluster_geojson.hpp"

#include "datasets/json_text.hpp"
#include "publish/api/facts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::publish {

namespace {

void append_cluster(std::string& out, const Snapshot& dataset, const Cluster& cluster,
                    unsigned zoom)
{
    const auto commented =
        std::count_if(cluster.rows.begin(), cluster.rows.end(),
                      [&](RowIndex row) { return !dataset.comments(row).empty(); });
    out += fmt::format("{{\"type\":\"Feature\",\"id\":\"{}-{}-{}\",\"bbox\":[", zoom, cluster.x,
                       cluster.y);
    const auto& box = cluster.box;
    datasets::append_degree(out, box.west);
    for (const double degree : {box.south, box.east, box.north}) {
        out += ',';
        datasets::append_degree(out, degree);
    }
    out += "],\"geometry\":{\"type\":\"Point\",\"coordinates\":[";
    datasets::append_degree(out, cluster.at.lon);
    out += ',';
    datasets::append_degree(out, cluster.at.lat);
    out += fmt::format("]}},\"properties\":{{\"nombre\":{},\"commentes\":{}}}}}",
                       cluster.rows.size(), commented);
}

}  // namespace

std::string clusters_geojson(const ItemsPage& page, const Clusters& clusters, unsigned zoom)
{
    const auto& dataset = page.dataset;
    datasets::JsonText json;
    json.start_object();
    json.member("type", "FeatureCollection");
    json.member("numberMatched", page.selection.matched);
    json.member("numberReturned", std::uint64_t{clusters.clusters.size()});
    json.member("clustered", page.selection.matched - clusters.without_place);
    json.member("withoutPlace", clusters.without_place);
    json.member("clusterZoom", std::uint64_t{zoom});
    json.member("timeStamp", dataset.manifest().created);
    if (!page.filter_note.empty()) {
        json.member("filterNote", page.filter_note);
    }
    json.member("version", std::uint64_t{dataset.manifest().version});
    if (has_state(dataset.manifest())) {
        json.member("at", datasets::to_text(page.day));
    }
    write_facts(json, dataset.manifest().facts);
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
    auto out = json.take();
    out.pop_back();
    out += ",\"features\":[";
    for (const auto& cluster : clusters.clusters) {
        if (&cluster != &clusters.clusters.front()) {
            out += ',';
        }
        if (cluster.rows.size() == 1) {
            append_feature(out, dataset, cluster.rows.front(), page.day);
        } else {
            append_cluster(out, dataset, cluster, zoom);
        }
    }
    return out += "]}";
}

}  // namespace parvis::publish
