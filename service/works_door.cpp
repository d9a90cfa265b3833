// SPDX-License-Identifier: EUPL-1.2
#include "service/works_door.hpp"

#include "datasets/json_text.hpp"
#include "publish/api/link.hpp"
#include "publish/site/address.hpp"
#include "publish/works/change_query.hpp"
#include "service/encoding.hpp"
#include "service/negotiation.hpp"
#include "service/problem.hpp"
#include "service/route_call.hpp"
#include "service/webhook_command.hpp"

#include <fmt/format.h>

#include <array>

namespace parvis::service {

namespace {

namespace media = publish::media;
namespace works = publish::works;
using publish::Request;
using publish::Response;

constexpr std::array json_offer{Offer{Format::json, media::json, ""}};
/// Works with large areas come in shorter pages.
constexpr std::size_t most_page_bytes = std::size_t{8} << 20U;
constexpr std::string_view event_stream = "text/event-stream";

/// The same question with another `since`.
std::string address_since(const Request& request, const std::string& base_url, std::int64_t since)
{
    std::string query;
    for (const auto& [name, text] : request.query) {
        if (name != "since") {
            query += '&' + publish::site::percent_encoded(name) + '=' +
                     publish::site::percent_encoded(text);
        }
    }
    return fmt::format("{}/works/changes?since={}{}", base_url, since, query);
}

Problem forgotten(const Request& request, const works::LedgerPage& page,
                  const std::string& base_url, std::int64_t since)
{
    return {ProblemKind::changes_gone,
            fmt::format("Les changements depuis le numéro {} ne sont pas connus ici : les numéros "
                        "gardés vont de {} à {}. Relisez la liste des chantiers, puis reprenez à "
                        "partir de {}.",
                        since, page.floor, page.newest, page.newest),
            {},
            {{"list", base_url + "/works/feeds/geojson"},
             {"next", address_since(request, base_url, page.newest)}},
            {{"Cache-Control", "no-store"}},
            {{"newest", std::to_string(page.newest)}}};
}

/// What `since` begins with: the newest number, and where the works are.
Response beginning(const Request& request, const works::LedgerPage& page,
                   const std::string& base_url)
{
    datasets::JsonText json;
    json.start_object();
    json.member("newest", page.newest);
    json.member("next", page.newest);
    json.member("how", "Lisez tous les chantiers (lien « list »), gardez le numéro « next », puis "
                       "demandez ce qui a changé depuis (lien « next »). Le flux "
                       "/works/stream fait les deux.");
    publish::write_links(
        json, {{base_url + "/works/feeds/geojson", "list", media::geojson, "Tous les chantiers"},
               {address_since(request, base_url, page.newest), "next", media::json,
                "Ce qui change à partir de maintenant"},
               {base_url + "/works/stream", "alternate", event_stream, "Le même en continu"}});
    json.end_object();
    return response_with(json.take(), media::json, {});
}

std::string tag_of(const Request& request, std::string_view tag, const works::LedgerPage& page)
{
    return fmt::format("{}-{:x}-{}", tag, page.newest,
                       hash_text(request.raw_path + '?' + request.raw_query));
}

Response unchanged(const Response& response)
{
    Response same;
    same.status = 304;
    same.etag = response.etag;
    same.headers = response.headers;
    return same;
}

}  // namespace

bool WorksDoor::takes(const Request& request)
{
    return request.path.size() == 2 && request.path[0] == "works" &&
           (request.path[1] == "changes" || request.path[1] == "stream" ||
            request.path[1] == "webhooks");
}

bool WorksDoor::is_stream(const Request& request)
{
    return takes(request) && request.path[1] == "stream";
}

Response WorksDoor::answer(const Request& request, const std::string& base_url) const
{
    if (request.method != "GET" && request.method != "HEAD") {
        Problem problem{ProblemKind::wrong_method,
                        "Cette adresse se lit seulement : GET ou HEAD.",
                        {},
                        {},
                        {{"Allow", "GET, HEAD, OPTIONS"}}};
        return problem_response(problem);
    }
    if (request.path[1] == "changes") {
        return changes(request, base_url);
    }
    if (request.path[1] == "stream") {  // HEAD, for a GET has a plan
        auto parsed = works::parse_change_query(request.query, *m_store.current(),
                                                works::ChangeAddress::stream);
        if (const auto* faults = std::get_if<std::vector<publish::ParameterProblem>>(&parsed)) {
            return problem_response(parameter_problem(*faults));
        }
        auto head = response_with({}, event_stream, {});
        head.headers.emplace_back("Cache-Control", "no-store");
        return head;
    }
    return problem_response(
        {ProblemKind::not_found,
         "Les webhooks du site se voient à la page de dépôt (parvis serve --desk), et par « parvis "
         "webhook list »."});
}

Response WorksDoor::changes(const Request& request, const std::string& base_url) const
{
    const auto offer = negotiated(request, json_offer);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return problem_response(*problem);
    }
    const auto publication = m_store.current();
    auto parsed =
        works::parse_change_query(request.query, *publication, works::ChangeAddress::changes);
    if (const auto* faults = std::get_if<std::vector<publish::ParameterProblem>>(&parsed)) {
        return problem_response(parameter_problem(*faults));
    }
    const auto& query = std::get<works::ChangeQuery>(parsed);
    const std::int64_t since = query.since.value_or(0);
    const auto [page, rows, tag] =
        m_works.changes(query.follow, since, query.since ? query.limit : 0);
    if (query.since && !page.knows(since)) {
        return problem_response(forgotten(request, page, base_url, since));
    }
    auto response = query.since ? Response() : beginning(request, page, base_url);
    if (query.since) {
        datasets::JsonText json;
        json.start_object();
        json.key("changes");
        json.start_array();
        std::int64_t next = page.changes.empty() ? page.newest : since;
        std::size_t bytes = 0;
        for (const auto& change : page.changes) {
            if (bytes > most_page_bytes) {
                break;  // there is more
            }
            next = change.number;
            const auto told = works::told(change, query.follow.wanted,
                                          !change.after || rows->takes(*change.after));
            if (told != works::Told::nothing) {
                const auto text = works::change_json(change, told);
                bytes += text.size();
                json.raw(text);
            }
        }
        json.end_array();
        json.member("next", next);
        json.member("newest", page.newest);
        json.member("more", next < page.newest);
        publish::write_links(
            json, {{address_since(request, base_url, next), "next", media::json, "La suite"}});
        json.end_object();
        response = response_with(json.take(), media::json, {});
    }
    response.etag = tag_of(request, tag, page);
    response.headers.emplace_back("Cache-Control", "no-cache");
    return matches(request.header("if-none-match"), response.etag) ? unchanged(response) : response;
}

std::variant<StreamPlan, Response> WorksDoor::plan(const Request& request) const
{
    const auto& accept = request.header("accept");
    if (!accept.empty() && accept.find(event_stream) == std::string_view::npos &&
        accept.find("text/*") == std::string_view::npos &&
        accept.find("*/*") == std::string_view::npos) {
        return problem_response({ProblemKind::not_acceptable,
                                 "Ce flux n'existe qu'en text/event-stream (Server-Sent Events)."});
    }
    auto parsed =
        works::parse_change_query(request.query, *m_store.current(), works::ChangeAddress::stream);
    if (const auto* faults = std::get_if<std::vector<publish::ParameterProblem>>(&parsed)) {
        return problem_response(parameter_problem(*faults));
    }
    auto& query = std::get<works::ChangeQuery>(parsed);
    // The header is what EventSource sends when it comes back: it is the later one.
    if (const auto last = request.header("last-event-id"); !last.empty()) {
        query.since = works::change_number(last).value_or(0);
    }
    auto opened = m_works.open(query, client_address(request, m_behind_proxy));
    if (const auto* full = std::get_if<StreamPlaces::Full>(&opened)) {
        const bool is_all = *full == StreamPlaces::Full::all;
        Problem problem{
            is_all ? ProblemKind::unavailable : ProblemKind::too_many_requests,
            is_all
                ? fmt::format("Tous les flux sont pris ({}). Réessayez dans une minute, ou lisez "
                              "/works/changes.",
                              m_works.limits().streams)
                : fmt::format("Votre adresse a déjà {} flux ouverts, autant qu'il est permis. "
                              "Fermez-en un, ou lisez /works/changes.",
                              m_works.limits().per_address)};
        problem.headers = {{"Retry-After", "60"}, {"Cache-Control", "no-store"}};
        return problem_response(problem);
    }
    StreamPlan plan;
    plan.content_type = event_stream;
    plan.headers = {{"Cache-Control", "no-store"},
                    // A proxy that gathers answers would hold events back.
                    {"X-Accel-Buffering", "no"}};
    plan.stream = std::get<std::shared_ptr<EventStream>>(std::move(opened));
    return plan;
}

Response WorksDoor::show_webhooks(const Request& request, const std::string& base_url) const
{
    constexpr std::array offers{Offer{Format::html, media::html, "application/xhtml+xml"},
                                Offer{Format::json, media::json, ""}};
    const auto offer = negotiated(request, offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return problem_response(*problem);
    }
    const auto hooks = m_works.webhooks();
    Response response;
    if (std::get<Offer>(offer).format == Format::json) {
        response = response_with(webhooks_json(hooks), media::json, {});
    } else {
        publish::site::AnswerView view;
        view.kind = "webhooks";
        view.csv = webhooks_csv(hooks, datasets::Zone(m_store.current()->site.zone));
        view.formats = {{"JSON", request.raw_path + "?f=json"}};
        if (hooks.empty()) {
            view.note = "Aucun webhook. Pour en ajouter un : parvis webhook add --site … URL";
        }
        response = page_with(publish::site::answer_page(*m_store.current(),
                                                        {"fr", base_url, request.raw_path}, view),
                             {});
    }
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace parvis::service
