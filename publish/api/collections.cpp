// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/collections.hpp"

#include "datasets/zone.hpp"
#include "publish/api/facts.hpp"
#include "publish/api/link.hpp"
#include "publish/crs.hpp"
#include "publish/formats/vector_export.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace parvis::publish {

namespace {

/// Rounded outwards to some ten metres: a row on its own extent stays inside however a client
/// prints the numbers.
double outwards(double degree, double direction, double limit)
{
    const double scaled = degree * 1e4;
    const double rounded = (direction < 0 ? std::floor(scaled) : std::ceil(scaled)) / 1e4;
    return std::clamp(rounded, -limit, limit);
}

void write_box(datasets::JsonText& json, const geo::Box& box)
{
    json.start_array();
    json.number(outwards(box.west, -1, 180));
    json.number(outwards(box.south, -1, 90));
    json.number(outwards(box.east, 1, 180));
    json.number(outwards(box.north, 1, 90));
    json.end_array();
}

/// A day's first or last second, as the schema of extents wants it; null for an open end.
void write_bound(datasets::JsonText& json, const datasets::Zone& zone, const std::string& iso,
                 bool last)
{
    const auto day = datasets::parse_date(iso);
    if (!day) {
        json.null();
        return;
    }
    const auto first_day = last ? datasets::date_of_days(datasets::days(*day) + 1) : *day;
    const auto instant = zone.instant_of(first_day, 0).instant;
    json.text(datasets::to_text(datasets::Instant{instant.seconds - (last ? 1 : 0)}));
}

void write_extent(datasets::JsonText& json, const datasets::Manifest& manifest)
{
    const bool dated = !manifest.interval_start.empty() || !manifest.interval_end.empty();
    if (!manifest.extent && !dated) {
        return;
    }
    json.key("extent");
    json.start_object();
    if (manifest.extent) {
        json.key("spatial");
        json.start_object();
        json.key("bbox");
        json.start_array();
        write_box(json, *manifest.extent);
        json.end_array();
        json.member("crs", crs84_uri);
        json.end_object();
    }
    if (dated) {
        const datasets::Zone zone(manifest.facts.zone);
        json.key("temporal");
        json.start_object();
        json.key("interval");
        json.start_array();
        json.start_array();
        write_bound(json, zone, manifest.interval_start, false);
        write_bound(json, zone, manifest.interval_end, true);
        json.end_array();
        json.end_array();
        json.member("trs", "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian");
        json.end_object();
    }
    json.end_object();
}

void write_counts(datasets::JsonText& json, const datasets::Manifest& manifest)
{
    const auto& counts = manifest.counts;
    json.key("counts");
    json.start_object();
    json.member("read", counts.read);
    json.member("kept", counts.kept);
    json.member("outside", counts.outside);
    json.member("rejected", counts.rejected);
    json.member("unplaced", counts.unplaced);
    json.member("withIssues", counts.with_issues);
    json.member("carried", counts.carried);
    json.end_object();
    json.key("issues");
    json.start_object();
    for (const auto& [code, count] : manifest.issues) {
        json.member(code, count);
    }
    json.end_object();
}

std::string download(const std::string& base_url, const datasets::Manifest& manifest,
                     std::string_view file)
{
    return fmt::format("{}/downloads/{}/{}/{}", base_url, manifest.facts.id, manifest.version,
                       file);
}

std::vector<Link> links_of(const datasets::Manifest& manifest, const std::string& base_url)
{
    const auto self = base_url + "/collections/" + manifest.facts.id;
    std::vector<Link> links{
        {self, "self", media::json, "Ce jeu de données"},
        {self + "?f=html", "alternate", media::html, "Page du jeu de données"},
        {self + "/items", "items", media::geojson, "Les objets, en GeoJSON"},
        {self + "/items?f=html", "items", media::html, "Les objets, en page"},
        {self + "/items?f=csv", "items", media::csv, "Les objets, en tableau CSV"},
        {self + "/items?f=csvw", "describedby", media::csvw,
         "Ce que le tableau CSV contient, avec ses commentaires (CSVW)"},
        {self + "/items?f=csv-fr", "items", media::csv,
         "Les objets, en tableau CSV pour un tableur français"},
        {self + "/items?f=xlsx", "items", media::xlsx, "Les objets, en classeur XLSX"},
        {self + "/items?f=gpkg", "items", media::geopackage, "Les objets, en GeoPackage"},
        {self + "/items?f=shp", "items", media::zip, "Les objets, en Shapefile (zip)"},
        {self + "/items?f=kml", "items", media::kml, "Les objets, en KML"},
        {self + "/items?f=geojsonseq", "items", media::geojson_seq, "Les objets, un par ligne"},
        {self + "/items?f=jsonfg", "items", media::json_fg, "Les objets, en JSON-FG"},
        {self + "/schema", "describedby", media::schema, "Schéma des objets"},
        {self + "/queryables", relation::queryables, media::schema,
         "Ce que « filter » peut nommer"},
        {self + "/sortables", relation::sortables, media::schema, "Ce que « sortby » peut nommer"},
        {self + "/versions", "version-history", media::json, "Toutes les versions"},
        {base_url + "/collections", "collection", media::json, "Tous les jeux de données"},
        {base_url + "/comments?dataset=" + manifest.facts.id, "related", media::annotations,
         "Ce qui est dit de ce jeu (Web Annotation)"},
    };
    if (const auto licence = licence_address(manifest.facts); !licence.empty()) {
        links.push_back({std::string(licence), "license", media::html,
                         std::string(licence_title(manifest.facts.licence))});
    }
    if (manifest.extent) {
        links.push_back(
            {self + "/items?f=fgb", "items", media::flatgeobuf, "Les objets, en FlatGeobuf"});
        links.push_back({self + "/tiles", "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
                         media::json, "Tuiles vectorielles"});
        links.push_back({base_url + "/styles/" + manifest.facts.id, "stylesheet", media::style,
                         "Style de carte avec ses tuiles"});
    }
    for (const auto& input : manifest.inputs) {  // "chantiers@3"
        links.push_back(
            {fmt::format("{}/collections/{}", base_url, input.substr(0, input.rfind('@'))), "via",
             media::json, "Fait à partir de : " + input});
    }
    if (has_ready_geopackage(manifest)) {
        links.push_back({download(base_url, manifest, manifest.facts.id + ".gpkg"), "enclosure",
                         media::geopackage,
                         fmt::format("GeoPackage, version {} entière", manifest.version)});
    }
    if (manifest.extent) {
        links.push_back({self + "/tiles/WebMercatorQuad?f=pmtiles", "enclosure", media::pmtiles,
                         "Toutes les tuiles, PMTiles"});
    }
    for (const auto& file : manifest.files) {
        // Clients take what is enclosed for the dataset, and the last CSV for its table.
        const bool is_dataset = file.name != "issues.csv";
        links.push_back({download(base_url, manifest, file.name),
                         is_dataset ? "enclosure" : "related",
                         media_type_of_file(file.name),
                         fmt::format("{}, version {} entière", file.name, manifest.version),
                         {},
                         file.bytes,
                         file.sha256});
    }
    return links;
}

void write_collection(datasets::JsonText& json, const Snapshot& dataset,
                      const std::string& base_url)
{
    const auto& manifest = dataset.manifest();
    const auto& facts = manifest.facts;
    json.start_object();
    json.member("id", facts.id);
    json.member("title", datasets::text_in(facts.title, "fr"));
    json.member("description", datasets::text_in(facts.description, "fr"));
    json.member("itemType", "feature");
    write_extent(json, manifest);
    json.key("crs");
    json.start_array();
    for (const auto& crs : crs_list()) {
        json.text(crs.uri);
    }
    json.end_array();
    json.member("storageCrs", crs84_uri);
    json.member("kind", datasets::name_of(facts.kind));
    json.member("row", datasets::text_in(facts.row, "fr"));
    json.member("version", std::uint64_t{manifest.version});
    json.member("created", manifest.created);
    if (!manifest.reference_date.empty()) {
        json.member("referenceDate", manifest.reference_date);
    }
    write_facts(json, facts);
    if (!manifest.inputs.empty()) {
        json.member("inputs", manifest.inputs);
    }
    write_counts(json, manifest);
    datasets::write_boundaries(json, manifest);
    if (!dataset.general_comments().empty()) {
        json.key("commentaires");
        write_comments(json, dataset.general_comments());
    }
    write_links(json, links_of(manifest, base_url));
    json.end_object();
}

}  // namespace

std::string_view media_type_of_file(std::string_view name)
{
    if (name.ends_with(".geojsonl")) {
        return media::geojson_seq;
    }
    return name.ends_with(".csv") ? media::csv : media::json;
}

std::string collections_json(const Publication& publication, const std::string& base_url)
{
    datasets::JsonText json;
    json.start_object();
    write_links(
        json, {{base_url + "/collections", "self", media::json, "Ce document"},
               {base_url + "/collections?f=html", "alternate", media::html, "Cette liste en page"},
               {base_url + "/", "root", media::json, "Accueil de l'API"}});
    json.member("attribution", publication.site.publisher);
    json.member("publisher", publication.site.publisher);
    json.key("collections");
    json.start_array();
    for (const auto& [id, dataset] : publication.datasets) {
        write_collection(json, *dataset, base_url);
    }
    json.end_array();
    json.end_object();
    return json.take();
}

std::string collection_json(const Snapshot& dataset, const std::string& base_url)
{
    datasets::JsonText json;
    write_collection(json, dataset, base_url);
    return json.take();
}

namespace {

void write_decisions(datasets::JsonText& json, std::uint32_t version,
                     const std::vector<datasets::VersionChange>& decisions)
{
    json.key("decisions");
    json.start_array();
    for (const auto& change : decisions) {
        if (change.version == version) {
            json.start_object();
            json.member("state", change.state);
            json.member("at", change.at);
            json.member("by", change.decision.who);
            json.member("why", change.decision.why);
            json.end_object();
        }
    }
    json.end_array();
}

}  // namespace

std::string versions_json(const Snapshot& dataset, const std::vector<datasets::Manifest>& versions,
                          const std::vector<datasets::VersionRecord>& pruned,
                          const std::vector<datasets::VersionChange>& decisions,
                          const std::string& base_url)
{
    const auto collection = base_url + "/collections/" + dataset.id();
    datasets::JsonText json;
    json.start_object();
    write_links(json,
                {{collection + "/versions", "self", media::json, "Ce document"},
                 {collection + "/versions?f=html", "alternate", media::html, "Page des versions"},
                 {collection, "collection", media::json, "Le jeu de données"}});
    write_facts(json, dataset.manifest().facts);
    json.key("versions");
    json.start_array();
    for (std::size_t i = 0; i < versions.size(); ++i) {
        const auto& manifest = versions[i];
        json.start_object();
        json.member("version", std::uint64_t{manifest.version});
        json.member("published", manifest.version == dataset.manifest().version);
        json.member("created", manifest.created);
        json.member("cause", manifest.cause);
        json.member("updated", manifest.facts.updated);
        json.member("source", manifest.source.name);
        json.member("sourceSha256", manifest.source.sha256);
        write_counts(json, manifest);
        json.key("files");
        json.start_array();
        for (const auto& file : manifest.files) {
            json.start_object();
            json.member("name", file.name);
            json.member("href", download(base_url, manifest, file.name));
            json.member("type", media_type_of_file(file.name));
            json.member("bytes", file.bytes);
            json.member("sha256", file.sha256);
            json.end_object();
        }
        json.end_array();
        write_decisions(json, manifest.version, decisions);
        std::vector<Link> links{{fmt::format("{}/items?version={}", collection, manifest.version),
                                 "items", media::geojson,
                                 fmt::format("Les objets de la version {}", manifest.version)},
                                {download(base_url, manifest, "manifest.json"), "describedby",
                                 media::json, "Manifeste de la version"}};
        if (i + 1 < versions.size()) {
            links.push_back(
                {fmt::format("{}/versions/diff?from={}&to={}", collection, versions[i + 1].version,
                             manifest.version),
                 "related", media::json,
                 fmt::format("Ce qui change depuis la version {}", versions[i + 1].version)});
        }
        write_links(json, links);
        json.end_object();
    }
    json.end_array();
    json.key("noLongerKept");
    json.start_array();
    for (const auto& record : pruned) {
        json.start_object();
        json.member("version", std::uint64_t{record.version});
        json.member("created", record.created);
        json.member("rows", record.kept);
        json.member("contentSha256", record.content_sha256);
        write_decisions(json, record.version, decisions);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish
