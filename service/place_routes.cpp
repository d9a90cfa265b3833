// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_text.hpp"
#include "publish/api/facts.hpp"
#include "publish/api/link.hpp"
#include "publish/formats/geojson.hpp"
#include "service/route_call.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <memory>
#include <mutex>

namespace parvis::service {

namespace {

namespace media = publish::media;
using publish::Link;

constexpr Offer html_offer{Format::html, media::html, "application/xhtml+xml"};
constexpr std::array place_offers{Offer{Format::json, media::geojson, media::json}, html_offer};
constexpr std::array works_offers{Offer{Format::json, media::json, media::geojson}, html_offer};
constexpr std::array html_only{html_offer};

/// For programs: where the works of each dataset stand that are going on.
std::string works_json(const RouteCall& call)
{
    const auto self = call.base_url + "/works";
    std::vector<Link> links{{self, "self", media::json, "Ce document"},
                            {self + "?f=html", "alternate", media::html, "Page des chantiers"}};
    for (const auto& works : call.publication->of_kind(datasets::Kind::road_works)) {
        links.push_back({fmt::format("{}/collections/{}/items?etat=en_cours&limit=10000",
                                     call.base_url, works->id()),
                         "items", media::geojson,
                         std::string(datasets::text_in(works->manifest().facts.title, "fr"))});
    }
    datasets::JsonText json;
    json.start_object();
    json.member("title", "Chantiers en cours");
    json.member("at", datasets::to_text(call.publication->today));
    json.member("attribution", call.publication->site.publisher);
    publish::write_links(json, links);
    json.end_object();
    return json.take();
}

}  // namespace

Outcome answer_works(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, works_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto format = std::get<Offer>(offer).format;
    const auto tag = call.publication_tag(format);
    return format == Format::html
               ? page_with(publish::site::works_page(*call.publication, call.page()), tag)
               : response_with(works_json(call), media::json, tag);
}

Outcome answer_search(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f", "q"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, html_only);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto* words = call.request.parameter("q");
    return page_with(publish::site::search_page(*call.publication, call.page(),
                                                words != nullptr ? std::string_view(*words)
                                                                 : std::string_view{}),
                     call.publication_tag(Format::html));
}

/// /{collection}/{key} of a crossed collection: /communes/FR_76540, /poles/val-de-seine.
Outcome answer_place(const RouteCall& call)
{
    const auto& id = call.segment(0);
    const auto places = call.publication->find(id);
    const bool crossed = places && (places->manifest().facts.kind == datasets::Kind::communes ||
                                    places->manifest().facts.kind == datasets::Kind::level);
    if (!crossed) {
        return no_such_address(call);
    }
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, place_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto& key = call.segment(1);
    const auto row = places->row_of(key);
    const auto format = std::get<Offer>(offer).format;
    const auto tag = call.publication_tag(format);
    if (row && format == Format::html) {
        if (auto page = publish::site::place_page(*call.publication, call.page(), id, key)) {
            return page_with(std::move(*page), tag);
        }
    }
    if (!row || format == Format::html) {
        return Problem{
            ProblemKind::no_such_feature,
            fmt::format("« {} » ne désigne aucun lieu de « {} ». La liste est à l'adresse "
                        "/collections/{}/items.",
                        key, datasets::text_in(places->manifest().facts.title, "fr"), id),
            {},
            {{"collection", call.base_url + "/collections/" + id}}};
    }
    const auto item = fmt::format("{}/collections/{}/items/{}", call.base_url, id, key);
    const auto self = fmt::format("{}/{}/{}", call.base_url, id, key);
    const std::vector<Link> links{
        {self, "self", media::geojson, "Ce lieu"},
        {self + "?f=html", "alternate", media::html, "Page de ce lieu"},
        {item, "canonical", media::geojson, "L'objet du jeu de données"},
        {call.base_url + "/collections/" + id, "collection", media::json, "Le jeu de données"}};
    return response_with(publish::item_geojson(*places, *row, call.publication->today, links),
                         media::geojson, tag);
}

Outcome answer_asset(const RouteCall& call)
{
    // No check of parameters: browsers' tools add some to break caches.
    const auto* asset = publish::site::asset(call.segment(1));
    if (asset == nullptr) {
        return no_such_address(call);
    }
    static std::mutex mutex;
    static std::map<std::string_view, std::shared_ptr<const std::string>> bodies;
    publish::Response response;
    {
        const std::lock_guard lock(mutex);
        auto& body = bodies[asset->name];
        if (!body) {
            body = std::make_shared<const std::string>(asset->bytes);
        }
        response.shared_body = body;
    }
    response.content_type = asset->content_type;
    response.etag = asset->name;
    response.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
    return response;
}

}  // namespace parvis::service
