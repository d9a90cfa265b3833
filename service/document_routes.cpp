// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_text.hpp"
#include "publish/api/collections.hpp"
#include "publish/api/landing.hpp"
#include "publish/api/link.hpp"
#include "publish/api/openapi.hpp"
#include "publish/api/schema.hpp"
#include "publish/cql2/functions.hpp"
#include "service/route_call.hpp"

#include <fmt/format.h>

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
constexpr std::array json_only{json_offer};
constexpr std::array schema_only{Offer{Format::json, media::schema, media::json}};

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

std::string no_page() { return {}; }

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
        call, json_only, [] { return publish::conformance_json(); }, no_page);
}

Outcome answer_api(const RouteCall& call)
{
    return document(
        call, openapi_documents,
        [&] { return publish::openapi_json(*call.publication, call.base_url); },
        [&] { return publish::site::api_page(*call.publication, call.page()); });
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
    const auto dataset = call.publication->find(call.segment(1));
    if (!dataset) {
        return no_such_collection(call, call.segment(1));
    }
    return document(
        call, schema_only, [&] { return publish::schema_json(*dataset, call.base_url); }, no_page);
}

Outcome answer_queryables(const RouteCall& call)
{
    const auto dataset = call.publication->find(call.segment(1));
    if (!dataset) {
        return no_such_collection(call, call.segment(1));
    }
    return document(
        call, schema_only, [&] { return publish::queryables_json(*dataset, call.base_url); },
        no_page);
}

Outcome answer_functions(const RouteCall& call)
{
    return document(
        call, json_only, [&] { return publish::cql2::functions_json(call.base_url); }, no_page);
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

Outcome answer_comments(const RouteCall& call)
{
    return document(
        call, documents, [&] { return publish::comments_json(*call.publication, call.base_url); },
        [&] { return publish::site::comments_page(*call.publication, call.page()); });
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
