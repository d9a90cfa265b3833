// SPDX-License-Identifier: EUPL-1.2
#include "service/routes.hpp"

#include "publish/answer_cache.hpp"
#include "service/clash_route.hpp"
#include "service/encoding.hpp"
#include "service/report_routes.hpp"
#include "service/route_call.hpp"
#include "service/works_routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace parvis::service {

namespace {

/// A path as segments; "*" stands for any one. The first line that fits answers.
struct Route {
    std::array<std::string_view, 7> segments;
    std::size_t size;
    Outcome (*answer)(const RouteCall&);
    bool takes_body = false;  ///< answers POST with a JSON body, and nothing else
};

constexpr std::array<Route, 48> routes{{
    {{}, 0, answer_landing},
    {{"conformance"}, 1, answer_conformance},
    {{"api"}, 1, answer_api},
    {{"functions"}, 1, answer_functions},
    {{"collections"}, 1, answer_collections},
    {{"collections", "*"}, 2, answer_collection},
    {{"collections", "*", "schema"}, 3, answer_schema},
    {{"collections", "*", "queryables"}, 3, answer_queryables},
    {{"collections", "*", "sortables"}, 3, answer_sortables},
    {{"collections", "*", "versions"}, 3, answer_versions},
    {{"collections", "*", "versions", "diff"}, 4, answer_difference},
    {{"collections", "*", "items"}, 3, answer_items},
    {{"collections", "*", "search"}, 3, answer_items_search, true},
    {{"collections", "*", "items", "*"}, 4, answer_item},
    {{"collections", "*", "items", "*", "around"}, 5, answer_around},
    {{"collections", "*", "items", "*", "notice"}, 5, answer_notice},
    {{"datasets", "*", "model.xlsx"}, 3, answer_form},
    {{"collections", "*", "tiles"}, 3, answer_tilesets},
    {{"collections", "*", "tiles", "*"}, 4, answer_tileset},
    {{"collections", "*", "tiles", "*", "*", "*", "*"}, 7, answer_tile},
    {{"tiles"}, 1, answer_tilesets},
    {{"tiles", "*"}, 2, answer_tileset},
    {{"tiles", "*", "*", "*", "*"}, 5, answer_tile},
    {{"tileMatrixSets"}, 1, answer_tile_grids},
    {{"tileMatrixSets", "*"}, 2, answer_tile_grid},
    {{"styles"}, 1, answer_styles},
    {{"styles", "*"}, 2, answer_style},
    {{"downloads", "*", "*", "*"}, 4, answer_download},
    {{"comments"}, 1, answer_comments},
    {{"comments", "*"}, 2, answer_comment},
    {{"catalogue"}, 1, answer_catalogue},
    {{"works"}, 1, answer_works},
    {{"works", "clashes"}, 2, answer_clashes},
    {{"works", "feeds"}, 2, answer_feeds},
    {{"works", "*"}, 2, answer_entered_work},
    {{"works", "feeds", "*"}, 3, answer_feed},
    {{"works", "feeds", "*", "undelivered"}, 4, answer_undelivered},
    {{"reports"}, 1, answer_reports},
    {{"reports", "*"}, 2, answer_reports},
    {{"reports", "*", "*"}, 3, answer_report},
    {{"reports", "*", "*", "*"}, 4, answer_report},
    {{"cross"}, 1, answer_cross},
    {{"near"}, 1, answer_near},
    {{"recherche"}, 1, answer_search},
    {{"health"}, 1, answer_health},
    {{"assets", "*"}, 2, answer_asset},
    {{"*", "*"}, 2, answer_place},
    {{"*", "*", "perimeters"}, 3, answer_perimeters},
}};

const Route* route_of(const publish::Request& request)
{
    const auto fits = [&](const Route& route) {
        return route.size == request.path.size() &&
               std::equal(request.path.begin(), request.path.end(), route.segments.begin(),
                          [](const std::string& segment, std::string_view wanted) {
                              return wanted == "*" || segment == wanted;
                          });
    };
    const auto found = std::find_if(routes.begin(), routes.end(), fits);
    return found == routes.end() ? nullptr : &*found;
}

Outcome outcome_of(const RouteCall& call)
{
    const auto* route = route_of(call.request);
    if (route == nullptr) {
        return no_such_address(call);
    }
    const auto& method = call.request.method;
    const std::string allowed(allowed_methods(call.request));
    if (method == "OPTIONS") {
        publish::Response response;
        response.status = 204;
        response.headers.emplace_back("Allow", allowed);
        return response;
    }
    if (route->takes_body != (method == "POST") ||
        (method != "GET" && method != "HEAD" && method != "POST")) {
        return Problem{ProblemKind::wrong_method,
                       route->takes_body
                           ? "Cette adresse prend une recherche en JSON : POST. Le même sans envoi "
                             "est à l'adresse « items », par GET."
                           : "Cette adresse se lit seulement : GET ou HEAD.",
                       {},
                       {},
                       {{"Allow", allowed}}};
    }
    return route->answer(call);
}

/// Answers of these are asked for again and again, and depend on nothing but what key_of() names.
bool is_worth_keeping(const publish::Request& request)
{
    const auto* route = route_of(request);
    return route != nullptr && (route->answer == answer_items || route->answer == answer_item) &&
           (request.method == "GET" || request.method == "HEAD");
}

/// No part of it can hold a line end.
std::string key_of(const RouteCall& call)
{
    return fmt::format("{}\n{}\n{}\n{}\n{}", call.publication->tag, call.base_url,
                       call.request.header("accept"), call.request.raw_path,
                       call.request.raw_query);
}

/// A problem as a page for people, as problem+json for everybody else.
publish::Response answer_problem(const RouteCall& call, const Problem& problem)
{
    constexpr std::array offers{Offer{Format::json, "application/problem+json", "application/json"},
                                Offer{Format::html, "text/html", "application/xhtml+xml"}};
    auto response = problem_response(problem);
    const auto offer = negotiated(call.request, offers);
    const auto* chosen = std::get_if<Offer>(&offer);
    if (chosen != nullptr && chosen->format == Format::html) {
        const auto& policy = policy_of(problem.kind);
        response.body = publish::site::error_page(call.publication.get(), call.page(),
                                                  policy.status, policy.title, problem.detail);
        response.content_type = "text/html; charset=utf-8";
    }
    return response;
}

}  // namespace

std::string_view allowed_methods(const publish::Request& request)
{
    const auto* route = route_of(request);
    return route != nullptr && route->takes_body ? "POST, OPTIONS" : "GET, HEAD, OPTIONS";
}

bool takes_body(const publish::Request& request)
{
    const auto* route = route_of(request);
    return route != nullptr && route->takes_body;
}

publish::Response answer(const publish::Request& request, const publish::Store& store,
                         const std::string& base_url)
{
    const RouteCall call{request, store, store.current(), base_url};
    const std::string key = is_worth_keeping(request) ? key_of(call) : std::string();
    const auto known = key.empty() ? nullptr : store.answers().find(key);
    publish::Response response;
    if (known) {
        response = *known;
    } else {
        auto outcome = outcome_of(call);
        if (const auto* problem = std::get_if<Problem>(&outcome)) {
            return answer_problem(call, *problem);
        }
        response = std::get<publish::Response>(std::move(outcome));
        if (!key.empty()) {
            store.answers().keep(key, response);
        }
    }
    if (!response.etag.empty() && !response.last_modified) {
        response.last_modified = call.publication->since;
    }
    if (!response.etag.empty() && response.status == 200 &&
        matches(request.header("if-none-match"), response.etag)) {
        publish::Response unchanged;
        unchanged.status = 304;
        unchanged.etag = response.etag;
        unchanged.last_modified = response.last_modified;
        unchanged.headers = std::move(response.headers);
        return unchanged;
    }
    return response;
}

}  // namespace parvis::service
