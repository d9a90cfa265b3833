// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_text.hpp"
#include "datasets/row_issue.hpp"
#include "publish/api/facts.hpp"
#include "publish/api/link.hpp"
#include "publish/formats/geojson.hpp"
#include "publish/own_file.hpp"
#include "publish/report/edition.hpp"
#include "publish/site/address.hpp"
#include "publish/site/works_list.hpp"
#include "publish/site/works_query.hpp"
#include "service/route_call.hpp"
#include "service/work_door.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace parvis::service {

namespace {

namespace media = publish::media;
using publish::Link;

constexpr Offer html_offer{Format::html, media::html, "application/xhtml+xml"};
constexpr std::array place_offers{Offer{Format::json, media::geojson, media::json}, html_offer};
constexpr std::array works_offers{Offer{Format::json, media::json, media::geojson}, html_offer};
constexpr std::array html_only{html_offer};

}  // namespace

Outcome answer_entered_work(const RouteCall& call)
{
    const std::string& id = call.segment(1);
    if (!WorkDoor::is_work_id(id)) {
        return answer_place(call);
    }
    if (auto problem = call.refused_parameters({"dataset", "f"})) {
        return *std::move(problem);
    }
    const auto* const named = call.request.parameter("dataset");
    for (const auto& [name, dataset] : call.publication->datasets) {
        if ((named != nullptr && name != *named) ||
            !publish::takes_entered_works(*call.publication, name) || !dataset->row_of(id)) {
            continue;
        }
        const auto* const format = call.request.parameter("f");
        publish::Response response;
        response.status = 303;  // what the row's own address answers, page or JSON
        response.headers = {
            {"Location",
             fmt::format("{}/collections/{}/items/{}{}", call.base_url, name, id,
                         format == nullptr ? std::string()
                                           : "?f=" + publish::site::percent_encoded(*format))},
            {"Cache-Control", "no-store"}};
        return response;
    }
    return Problem{ProblemKind::no_such_feature,
                   fmt::format("Il n’y a pas de chantier publié « {} ». Avec son jeton, qui l’a "
                               "saisi voit aussi ses brouillons.",
                               id)};
}

Outcome answer_works(const RouteCall& call)
{
    const auto offer = negotiated(call.request, works_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto format = std::get<Offer>(offer).format;
    auto context = call.page();
    const auto asked = publish::site::read_works_query(call.request.query, *call.publication);
    context.day = asked.day;
    // A person who mistypes a day gets the form back; whoever writes addresses is told of names
    // too.
    if (!asked.problems.empty() && (format != Format::html || !asked.from_form())) {
        return parameter_problem(asked.problems,
                                 publish::site::works_parameters(*call.publication));
    }
    const auto tag = call.publication_tag(format);
    if (format != Format::html) {
        const publish::site::Page page(call.publication.get(), context);
        return response_with(publish::site::works_json(page, asked.filter), media::json, tag);
    }
    auto today = call.request.query;
    std::erase_if(today,
                  [](const auto& pair) { return pair.first == "at" || pair.second.empty(); });
    context.today_address = call.request.raw_path + publish::query_text(today);
    auto response =
        page_with(publish::site::works_page(*call.publication, context, asked.filter), tag);
    if (!asked.problems.empty()) {
        response.status = 400;
        response.etag.clear();
    }
    return response;
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
    if (words != nullptr && datasets::shortened(*words) != *words) {
        return Problem{ProblemKind::bad_parameter,
                       "« q » est trop long pour une recherche : 200 caractères au plus.",
                       {{"q", datasets::shortened(*words), "200 caractères au plus"}}};
    }
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
    // A report is published without a change of any dataset.
    std::string years;
    for (const auto& year : publish::report::report_years(call.publication->site.data(), key)) {
        years += year + " ";
    }
    const auto tag = call.publication_tag(format) + (years.empty() ? "" : "-" + hash_text(years));
    if (row && format == Format::html) {
        if (auto page = publish::site::place_page(*call.publication, call.page(), id, key)) {
            return page_with(std::move(*page), tag);
        }
    }
    if (!row) {
        if (auto moved = answer_moved_commune(call)) {
            return *std::move(moved);
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
    std::vector<Link> links{
        {self, "self", media::geojson, "Ce lieu"},
        {self + "?f=html", "alternate", media::html, "Page de ce lieu"},
        {item, "canonical", media::geojson, "L'objet du jeu de données"},
        {call.base_url + "/collections/" + id, "collection", media::json, "Le jeu de données"}};
    if (call.publication->perimeters && places->manifest().facts.kind == datasets::Kind::communes) {
        links.push_back({self + "/perimeters", "related", media::json,
                         "Ce que ce code a désigné au fil du temps"});
    }
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
