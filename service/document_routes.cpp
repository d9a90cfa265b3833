// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_text.hpp"
#include "publish/api/catalogue.hpp"
#include "publish/api/collections.hpp"
#include "publish/api/landing.hpp"
#include "publish/api/link.hpp"
#include "publish/api/openapi.hpp"
#include "publish/api/schema.hpp"
#include "publish/cql2/functions.hpp"
#include "publish/formats/csvw.hpp"
#include "publish/formats/vector_export.hpp"
#include "publish/selection.hpp"
#include "service/ready_answer.hpp"
#include "service/route_call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <utility>

namespace parvis::service {

namespace {

namespace media = publish::media;
using publish::site::PageContext;

constexpr Offer json_offer{Format::json, media::json, media::geojson};
constexpr Offer html_offer{Format::html, media::html, "application/xhtml+xml"};
constexpr std::array documents{json_offer, html_offer};
constexpr std::array openapi_documents{Offer{Format::json, media::openapi, media::json},
                                       html_offer};
constexpr std::array schema_documents{Offer{Format::json, media::schema, media::json}, html_offer};

/// Checks parameters and format, then gives the document in the one or the other.
template <typename Json, typename Html>
Outcome document(const RouteCall& call, std::span<const Offer> offers, Json&& json, Html&& html)
{
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto& chosen = std::get<Offer>(offer);
    const auto tag = call.publication_tag(chosen.format);
    return chosen.format == Format::html ? page_with(html(), tag)
                                         : response_with(json(), chosen.media_type, tag);
}

/// A document that programs read, as a page.
template <typename Json>
std::string page_of(const RouteCall& call, const std::string& kind, Json&& json)
{
    publish::site::AnswerView view;
    view.kind = kind;
    view.json = json();
    view.formats = {{"JSON", call.request.raw_path + "?f=json"}};
    return publish::site::answer_page(*call.publication, call.page(), view);
}

/// A document of one dataset: its schema and what can be named of it.
Outcome dataset_document(const RouteCall& call, const std::string& kind,
                         std::string (*json)(const publish::Snapshot&, const std::string&))
{
    const auto dataset = call.publication->find(call.segment(1));
    if (!dataset) {
        return no_such_collection(call, call.segment(1));
    }
    const auto text = [&] { return json(*dataset, call.base_url); };
    return document(call, schema_documents, text, [&] { return page_of(call, kind, text); });
}

/// The GeoPackage of a version: the rows as they are published today, with their comments.
Outcome answer_geopackage(const RouteCall& call,
                          const std::shared_ptr<const publish::Snapshot>& dataset)
{
    const auto& manifest = dataset->manifest();
    const auto day = call.publication->today;
    const auto name = fmt::format("{}{}-v{}.gpkg", manifest.facts.sample ? "exemple-" : "",
                                  dataset->id(), manifest.version);
    const auto key =
        fmt::format("gpkg\n{}@{}.{}.{}", dataset->id(), manifest.version, dataset->comment_tag(),
                    publish::has_state(manifest) ? datasets::to_text(day) : "");
    return ready_answer(call, {media::geopackage, name, key}, [&](const auto& folder) {
        const publish::ItemsPage page{
            *dataset,
            publish::select(*dataset, {}, day, dataset->size(), publish::Place::not_asked),
            day,
            false,
            {}};
        return publish::write_items_vector(page, geo::WrittenFormat::geopackage, folder);
    });
}

/// Where CSVW looks for what a table says of itself, beside a file table.csv.
constexpr std::string_view table_metadata = "table.csv-metadata.json";

std::string download_folder(const RouteCall& call, const datasets::Manifest& manifest)
{
    return fmt::format("{}/downloads/{}/{}/", call.base_url, manifest.facts.id, manifest.version);
}

publish::Response answer_table_metadata(const RouteCall& call, const publish::Snapshot& dataset)
{
    const auto& manifest = dataset.manifest();
    return response_with(
        publish::version_csvw(dataset, download_folder(call, manifest) + "table.csv",
                              call.base_url),
        media::csvw,
        fmt::format("{}-{}-{}-{}-{}", call.publication->start_tag, dataset.id(), manifest.version,
                    dataset.comment_tag(), hash_text(call.base_url)));
}

/// What is said of the rows of a file: it stands beside, since the file never changes.
std::string comment_links(const RouteCall& call, const datasets::Manifest& manifest,
                          const std::string& name)
{
    std::string links = fmt::format("<{0}/comments?dataset={1}>; rel=\"related\"; type=\"{2}\", "
                                    "<{0}/collections/{1}>; rel=\"collection\"",
                                    call.base_url, manifest.facts.id, media::json_ld);
    if (name == "table.csv") {
        links += fmt::format(", <{}{}>; rel=\"describedby\"; type=\"{}\"",
                             download_folder(call, manifest), table_metadata, media::csvw);
    }
    return links;
}

}  // namespace

Outcome answer_landing(const RouteCall& call)
{
    return document(
        call, documents, [&] { return publish::landing_json(*call.publication, call.base_url); },
        [&] { return publish::site::home_page(*call.publication, call.page()); });
}

Outcome answer_conformance(const RouteCall& call)
{
    return document(
        call, documents, [] { return publish::conformance_json(); },
        [&] { return page_of(call, "conformance", [] { return publish::conformance_json(); }); });
}

Outcome answer_api(const RouteCall& call)
{
    Outcome outcome = document(
        call, openapi_documents,
        [&] { return publish::openapi_json(*call.publication, call.base_url); },
        [&] { return publish::site::api_page(*call.publication, call.page()); });
    if (auto* response = std::get_if<publish::Response>(&outcome)) {
        // It lists reports too, whose publication changes no version.
        response->etag = hash_text(response->bytes());
    }
    return outcome;
}

Outcome answer_collections(const RouteCall& call)
{
    return document(
        call, documents,
        [&] { return publish::collections_json(*call.publication, call.base_url); },
        [&] { return publish::site::collections_page(*call.publication, call.page()); });
}

Outcome answer_collection(const RouteCall& call)
{
    const auto dataset = call.publication->find(call.segment(1));
    if (!dataset) {
        return no_such_collection(call, call.segment(1));
    }
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, documents);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    if (std::get<Offer>(offer).format == Format::html) {
        return answer_dataset_page(call);
    }
    return response_with(publish::collection_json(*dataset, call.base_url), media::json,
                         call.publication_tag(Format::json));
}

Outcome answer_schema(const RouteCall& call)
{
    return dataset_document(call, "schema", publish::schema_json);
}

Outcome answer_queryables(const RouteCall& call)
{
    return dataset_document(call, "queryables", publish::queryables_json);
}

Outcome answer_sortables(const RouteCall& call)
{
    return dataset_document(call, "sortables", publish::sortables_json);
}

Outcome answer_functions(const RouteCall& call)
{
    const auto json = [&] { return publish::cql2::functions_json(call.base_url); };
    return document(call, documents, json, [&] { return page_of(call, "functions", json); });
}

Outcome answer_versions(const RouteCall& call)
{
    const auto dataset = call.publication->find(call.segment(1));
    if (!dataset) {
        return no_such_collection(call, call.segment(1));
    }
    return document(
        call, documents,
        [&] {
            return publish::versions_json(*dataset, call.store.versions(dataset->id()),
                                          call.store.pruned(dataset->id()),
                                          call.store.decisions(dataset->id()), call.base_url);
        },
        [&] {
            return publish::site::versions_page(
                *call.publication, call.page(), *dataset, call.store.versions(dataset->id()),
                call.store.pruned(dataset->id()), call.store.decisions(dataset->id()));
        });
}

Outcome answer_catalogue(const RouteCall& call)
{
    constexpr std::array offers{Offer{Format::json, media::json_ld, media::json},
                                Offer{Format::turtle, media::turtle, ""}, html_offer};
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto& [format, media_type, alias] = std::get<Offer>(offer);
    const auto tag = call.publication_tag(format);
    if (format == Format::html) {
        return page_with(publish::site::catalogue_page(*call.publication, call.page()), tag);
    }
    const auto catalogue = publish::catalogue(*call.publication, call.base_url);
    return response_with(format == Format::turtle ? publish::rdf::turtle(catalogue)
                                                  : publish::rdf::json_ld(catalogue),
                         media_type, tag);
}

Outcome answer_download(const RouteCall& call)
{
    const auto& id = call.segment(1);
    const auto& number = call.segment(2);
    const auto& name = call.segment(3);
    const auto dataset = call.publication->find(id);
    if (!dataset) {
        return no_such_collection(call, id);
    }
    if (const auto problem = call.refused_parameters({})) {
        return *problem;
    }
    std::uint32_t version = 0;
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), version);
    const bool readable = error == std::errc{} && end == number.data() + number.size();
    if (readable && name == id + ".gpkg") {
        const auto snapshot = call.store.version(id, version);
        if (snapshot && publish::has_ready_geopackage(snapshot->manifest())) {
            return answer_geopackage(call, snapshot);
        }
    }
    if (readable && name == table_metadata) {
        if (const auto snapshot = call.store.version(id, version)) {
            return answer_table_metadata(call, *snapshot);
        }
    }
    const auto file = readable ? call.store.version_file(id, version, name) : std::nullopt;
    if (!file) {
        return Problem{ProblemKind::not_found,
                       fmt::format("Le jeu « {} » n'a pas de fichier « {} » dans une version {}.",
                                   id, name, number),
                       {},
                       {{"version-history", call.base_url + "/collections/" + id + "/versions"}}};
    }
    publish::Response response;
    response.file = file->string();
    response.content_type = publish::media_type_of_file(name);
    if (response.content_type == media::csv) {
        response.content_type += "; charset=utf-8; header=present";
    }
    // A file on somebody's disk is all that is left of the page: its name says what it is.
    response.headers.emplace_back("Content-Disposition",
                                  fmt::format("attachment; filename=\"{}{}-v{}-{}\"",
                                              dataset->manifest().facts.sample ? "exemple-" : "",
                                              id, version, name));
    // RFC 9530: the sum that the version was written with, of the whole file whatever part is sent.
    const auto manifest = datasets::read_manifest(file->parent_path() / "manifest.json");
    response.headers.emplace_back("Link", comment_links(call, manifest, name));
    const auto listed = std::ranges::find(manifest.files, name, &datasets::VersionFile::name);
    if (listed != manifest.files.end()) {
        response.headers.emplace_back("Repr-Digest", repr_digest(listed->sha256));
    }
    if (const auto created = datasets::parse_instant(manifest.created)) {
        response.last_modified = created->seconds;
    }
    // A site made anew begins at version 1 again: the file's own time and size tell it from the
    // old.
    response.etag = fmt::format("{}-{}-{}-{:x}-{:x}", id, version, hash_text(name),
                                std::filesystem::last_write_time(*file).time_since_epoch().count(),
                                std::filesystem::file_size(*file));
    return response;
}

Outcome answer_health(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({})) {
        return *problem;
    }
    const auto fault = call.store.fault();
    const bool serves = !call.publication->datasets.empty();
    datasets::JsonText json;
    json.start_object();
    json.member("status", fault != publish::RefreshFault::none ? "degraded"
                          : serves                             ? "ok"
                                                               : "empty");
    if (fault != publish::RefreshFault::none) {
        json.member("fault", fault == publish::RefreshFault::register_unreadable
                                 ? "register_unreadable"
                                 : "version_unreadable");
    }
    if (!serves) {
        json.member("note",
                    "Rien n'est encore publié : lancez « parvis ingest --site DOSSIER » ; le "
                    "serveur le remarque de lui-même.");
    }
    json.member("today", datasets::to_text(call.publication->today));
    json.key("alerts");
    json.start_array();
    for (const auto& alert : call.publication->alerts) {
        // Its words may name a file of this machine: parvis versions shows them.
        json.start_object();
        json.member("dataset", alert.dataset);
        json.member("kind", alert.kind);
        json.member("since", alert.since);
        json.end_object();
    }
    json.end_array();
    json.key("datasets");
    json.start_array();
    for (const auto& [id, dataset] : call.publication->datasets) {
        json.start_object();
        json.member("id", id);
        json.member("version", std::uint64_t{dataset->manifest().version});
        json.member("rows", std::uint64_t{dataset->size()});
        json.end_object();
    }
    json.end_array();
    json.end_object();
    auto response = response_with(json.take(), media::json, "");
    response.status = serves ? 200 : 503;
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace parvis::service
