// SPDX-License-Identifier: EUPL-1.2
#include "service/work_door.hpp"

#include "datasets/json_text.hpp"
#include "geo/busy_error.hpp"
#include "service/access_token.hpp"
#include "service/bearer.hpp"
#include "service/log.hpp"
#include "service/site_clock.hpp"
#include "service/work_members.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace parvis::service {

namespace {

using datasets::WorkAction;
using publish::Request;
using publish::Response;

bool is_below_works(const Request& request)
{
    return !request.path.empty() && request.path[0] == "works";
}

bool is_history(const Request& request)
{
    return request.path.size() == 3 && request.path[2] == "history";
}

/// What a request would do; nothing for reading and for what is not possible.
std::optional<WorkAction> action_of(const Request& request)
{
    const std::size_t depth = request.path.size();
    if (depth == 3 && request.method == "POST") {
        const auto action = datasets::work_action(request.path[2]);
        return action == WorkAction::change ? std::nullopt : action;
    }
    const bool enters = depth == 1 && request.method == "POST";
    const bool changes = depth == 2 && (request.method == "PUT" || request.method == "PATCH");
    return enters || changes ? std::optional(WorkAction::change) : std::nullopt;
}

bool reads(const Request& request)
{
    return request.method == "GET" && (request.path.size() == 2 || is_history(request));
}

Response refused(Problem problem)
{
    problem.headers.emplace_back("Cache-Control", "no-store");
    return problem_response(problem);
}

Response json_answer(int status, std::string json)
{
    Response response;
    response.status = status;
    response.content_type = "application/json";
    response.headers = {{"Cache-Control", "no-store"}, {"Content-Language", "fr"}};
    response.body = std::move(json);
    return response;
}

std::string tag_of(const datasets::EnteredWork& work)
{
    return fmt::format("\"{}\"", work.revision);
}

/// The revision that If-Match expects; nothing for any. 0, which none is, for what is no revision.
std::optional<std::uint32_t> if_match(const Request& request)
{
    std::string_view field = request.header("if-match");
    if (field.empty() || field == "*") {
        return std::nullopt;
    }
    if (field.size() > 1 && field.front() == '"' && field.back() == '"') {
        field = field.substr(1, field.size() - 2);
    }
    std::uint32_t revision = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), revision);
    return error == std::errc() && end == field.data() + field.size() ? revision : 0;
}

bool may_enter(const std::optional<datasets::Token>& token)
{
    return token && token->role == datasets::TokenRole::source &&
           is_in_force(*token, datasets::to_text(instant_now()));
}

WorkWriter writer_from(const datasets::Token& token, const std::filesystem::path& data,
                       const std::string& way)
{
    WorkWriter writer;
    writer.note.who = token.name;
    writer.note.token = token.id;
    writer.note.way = way;
    writer.datasets = token.datasets;
    writer.communes = token.communes;
    writer.scope = datasets::EnteredWorks(data).scope(token.id);
    return writer;
}

}  // namespace

Problem problem_of(const WorkRefusal& refusal)
{
    using Kind = WorkRefusal::Kind;
    Problem problem;
    if (refusal.kind == Kind::forbidden) {
        problem = insufficient_token(refusal.sentence);
    }
    problem.kind = refusal.kind == Kind::forbidden  ? ProblemKind::forbidden
                   : refusal.kind == Kind::unusable ? ProblemKind::unusable_work
                   : refusal.kind == Kind::unknown  ? ProblemKind::no_such_feature
                   : refusal.kind == Kind::stale    ? ProblemKind::work_changed
                                                    : ProblemKind::conflict;
    problem.detail = refusal.sentence;
    for (const auto& [name, reason] : refusal.fields) {
        problem.parameters.push_back({name, "", reason});
    }
    return problem;
}

WorkDoor::WorkDoor(publish::Store& store, WorkEntry& entry, std::filesystem::path site,
                   bool behind_proxy)
    : m_store(store), m_entry(entry), m_site(std::move(site)), m_behind_proxy(behind_proxy)
{
}

bool WorkDoor::is_work_id(std::string_view id)
{
    return !id.empty() && id.front() >= '0' && id.front() <= '9';
}

bool WorkDoor::takes(const Request& request)
{
    if (!is_below_works(request)) {
        return false;
    }
    switch (request.path.size()) {
    case 1:
        return request.method == "POST" || request.method == "OPTIONS";
    case 2:
        return request.path[1] == "entered" ||
               (is_work_id(request.path[1]) && (request.method != "GET" || is_bearer(request)));
    case 3:
        return is_work_id(request.path[1]) &&
               (is_history(request) || datasets::work_action(request.path[2]));
    default:
        return false;
    }
}

std::string_view WorkDoor::allowed(const Request& request)
{
    return request.path.size() == 1 ? "GET, HEAD, POST, OPTIONS"
           : request.path.size() == 3
               ? (is_history(request) ? "GET, HEAD, OPTIONS" : "POST, OPTIONS")
           : request.path[1] == "entered" ? "GET, HEAD, OPTIONS"
                                          : "GET, HEAD, PUT, PATCH, OPTIONS";
}

bool WorkDoor::takes_body(const Request& request)
{
    if (!takes(request) || !action_of(request)) {
        return false;
    }
    // A step may come without a word.
    const std::string_view length = request.header("content-length");
    return request.path.size() != 3 || !request.header("transfer-encoding").empty() ||
           !(length.empty() || length == "0");
}

std::optional<WorkWriter> WorkDoor::writer_of(std::string_view token_text) const
{
    datasets::Register reg(m_site / "data");
    const auto token = find_token(reg, token_text);
    if (!may_enter(token)) {
        log_event("works", "form refused: no token for works");
        return std::nullopt;
    }
    reg.use_token(token->id);
    return writer_from(*token, m_site / "data", "form");
}

std::optional<WorkWriter> WorkDoor::writer_by_id(const std::string& id) const
{
    const auto token = datasets::Register(m_site / "data").token(id);
    return may_enter(token) ? std::optional(writer_from(*token, m_site / "data", "form"))
                            : std::nullopt;
}

WorkResult WorkDoor::write(const WorkAsked& asked, const WorkWriter& writer)
{
    auto result = m_entry.write(asked, writer);
    const auto* written = std::get_if<WorkWritten>(&result);
    if (written == nullptr) {
        log_event("works", fmt::format("{} refused {}", asked.id.empty() ? "add" : asked.id,
                                       writer.note.token));
        return result;
    }
    log_event("works", fmt::format("{} {} {}", asked.id.empty() ? "add" : name_of(asked.action),
                                   written->work.id, writer.note.token));
    if (const auto fault = m_store.refresh(instant_now())) {
        log_failure("refresh", *fault);
    }
    return result;
}

Response WorkDoor::answer(const Request& request, const std::string& base_url)
{
    if (!reads(request) && !action_of(request)) {
        return problem_response({ProblemKind::wrong_method,
                                 fmt::format("Cette adresse accepte {}.", allowed(request)),
                                 {},
                                 {},
                                 {{"Allow", std::string(allowed(request))}}});
    }
    if (auto problem = unsafe_token(request, m_behind_proxy, "écrivez", "chantier")) {
        return refused(*std::move(problem));
    }
    try {
        return act(request, base_url);
    } catch (const BusyError&) {
        return refused({ProblemKind::unavailable,
                        "Le registre est occupé : rien n’a été écrit. Recommencez.",
                        {},
                        {},
                        {{"Retry-After", "5"}}});
    }
}

Response WorkDoor::act(const Request& request, const std::string& base_url)
{
    std::optional<WorkWriter> writer;
    {
        datasets::Register reg(m_site / "data");
        auto found = bearer_token(reg, request);
        if (found.refused) {
            return refused(*std::move(found.refused));
        }
        if (found.token->role != datasets::TokenRole::source) {
            return refused(insufficient_token(
                "Ce jeton écrit des commentaires : il ne saisit pas de chantiers."));
        }
        reg.use_token(found.token->id);
        writer = writer_from(*found.token, m_site / "data", "api");
    }
    if (reads(request)) {
        return show(request, *writer, base_url);
    }
    auto body = read_work_body(request.body);
    if (auto* const problem = std::get_if<Problem>(&body)) {
        return refused(std::move(*problem));
    }
    auto asked = std::get<WorkAsked>(std::move(body));
    asked.id = request.path.size() > 1 ? request.path[1] : std::string();
    asked.action = *action_of(request);
    asked.whole = request.method == "PUT";
    asked.seen = if_match(request);
    if (const std::string* const dataset = request.parameter("dataset");
        dataset != nullptr && asked.dataset.empty()) {
        asked.dataset = *dataset;
    }
    const auto result = write(asked, *writer);
    if (const auto* refusal = std::get_if<WorkRefusal>(&result)) {
        return refused(problem_of(*refusal));
    }
    const auto& written = std::get<WorkWritten>(result);
    auto response = json_answer(asked.id.empty() ? 201 : 200,
                                work_json(written.work, base_url, m_store.current()->today,
                                          written.doubts, written.unsettled));
    response.headers.emplace_back("ETag", tag_of(written.work));
    if (asked.id.empty()) {
        response.headers.emplace_back("Location",
                                      fmt::format("{}/works/{}", base_url, written.work.id));
    }
    return response;
}

Response WorkDoor::show(const Request& request, const WorkWriter& writer,
                        const std::string& base_url) const
{
    const std::string* const named = request.parameter("dataset");
    const std::string dataset =
        m_entry.dataset_of(named == nullptr ? std::string() : *named, writer);
    if (dataset.empty()) {
        return refused({ProblemKind::no_such_collection,
                        "Ce jeton ne vaut pour aucun jeu de chantiers saisis, ou pour plusieurs : "
                        "?dataset= dit lequel."});
    }
    const std::string& id = request.path[1];
    if (id == "entered") {
        datasets::JsonText json;
        json.start_object();
        json.key("works");
        json.start_array();
        for (const auto& work : m_entry.works(dataset, writer)) {
            json.raw(work_json(work, base_url, m_store.current()->today));
        }
        json.end_array();
        json.end_object();
        return json_answer(200, json.take());
    }
    const auto work = m_entry.work(dataset, id, writer);
    if (!work) {
        return refused({ProblemKind::no_such_feature,
                        fmt::format("Il n’y a pas de chantier saisi « {} ».", id)});
    }
    auto response = json_answer(200, is_history(request)
                                         ? history_json(id, m_entry.history(dataset, id, writer))
                                         : work_json(*work, base_url, m_store.current()->today));
    response.headers.emplace_back("ETag", tag_of(*work));
    return response;
}

}  // namespace parvis::service
