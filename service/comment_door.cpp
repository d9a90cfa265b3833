// SPDX-License-Identifier: EUPL-1.2
#include "service/comment_door.hpp"

#include "datasets/json_text.hpp"
#include "datasets/zone.hpp"
#include "geo/busy_error.hpp"
#include "publish/api/comment_json.hpp"
#include "publish/comment_figure.hpp"
#include "publish/comment_index.hpp"
#include "service/access_token.hpp"
#include "service/bearer.hpp"
#include "service/comment_body.hpp"
#include "service/comment_command.hpp"
#include "service/log.hpp"
#include "service/site_clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace parvis::service {

namespace {

using datasets::Comment;
using datasets::CommentState;
using publish::CommentRefusal;
using publish::CommentResult;
using publish::CommentWriter;
using publish::CommentWriting;
using publish::Request;
using publish::Response;

bool is_below_comments(const Request& request)
{
    return !request.path.empty() && request.path[0] == "comments";
}

/// "approve" or "confirm", of an address that does the one or the other.
std::string step_of(const Request& request)
{
    const bool is_step = is_below_comments(request) && request.path.size() == 3 &&
                         (request.path[2] == "approve" || request.path[2] == "confirm");
    return is_step ? request.path[2] : std::string();
}

/// What a request would do, as the log has it; "" for reading.
std::string_view action_of(const Request& request)
{
    const std::size_t depth = request.path.size();
    if (request.method == "POST") {
        const std::string step = step_of(request);
        return depth == 1 ? "add" : step == "approve" ? "approve" : step.empty() ? "" : "confirm";
    }
    return depth != 2 || request.path[1] == "review" ? ""
           : request.method == "PUT"                 ? "edit"
           : request.method == "DELETE"              ? "withdraw"
                                                     : "";
}

/// The doubt_tag() that a request expects, as the ETag of the comment had it; nothing for any.
std::optional<std::string> if_match(const Request& request)
{
    std::string_view field = request.header("if-match");
    if (field.empty() || field == "*") {
        return std::nullopt;
    }
    if (field.size() > 1 && field.front() == '"' && field.back() == '"') {
        field = field.substr(1, field.size() - 2);
    }
    return std::string(field);
}

Response refused(Problem problem)
{
    problem.headers.emplace_back("Cache-Control", "no-store");
    return problem_response(problem);
}

Response comment_answer(int status, std::string json)
{
    Response response;
    response.status = status;
    response.content_type = "application/json";
    response.headers = {{"Cache-Control", "no-store"}, {"Content-Language", "fr"}};
    response.body = std::move(json);
    return response;
}

CommentWriter writer_from(const datasets::Token& token, const std::string& way)
{
    CommentWriter writer;
    writer.name = token.name;
    writer.title = token.title;
    writer.token = token.id;
    writer.way = way;
    writer.publishes = token.role == datasets::TokenRole::publisher;
    writer.datasets = token.datasets;
    writer.communes = token.communes;
    return writer;
}

/// A known token that may not: in the log. What is not known at all could fill it, and goes to the
/// server's own.
void note_refused(datasets::Register& reg, const datasets::Token& token, const std::string& way,
                  std::string_view action, std::string why)
{
    datasets::CommentWrite write;
    write.way = way;
    write.action = action;
    write.who = token.name;
    write.token = token.id;
    write.accepted = false;
    write.detail = std::move(why);
    reg.note_write(write);
}

}  // namespace

Problem problem_of(const CommentRefusal& refusal)
{
    using Kind = CommentRefusal::Kind;
    Problem problem;
    problem.detail = refusal.sentence;
    switch (refusal.kind) {
    case Kind::unusable:
    case Kind::no_target:
        problem.kind = ProblemKind::unusable_comment;
        break;
    case Kind::contacts:
        problem.kind = ProblemKind::contacts_found;
        problem.detail += " Pour confirmer : \"confirm_personal\": true.";
        break;
    case Kind::forbidden:
        return insufficient_token(refusal.sentence);
    case Kind::taken:
    case Kind::state:
        problem.kind = ProblemKind::conflict;
        break;
    case Kind::unknown:
        problem.kind = ProblemKind::no_such_comment;
        break;
    case Kind::withdrawn:
        problem.kind = ProblemKind::comment_withdrawn;
        break;
    }
    for (const auto& [field, reason] : refusal.fields) {
        problem.parameters.push_back({field, "", reason});
    }
    if (!refusal.contacts.empty()) {
        datasets::JsonText json;
        json.start_array();
        for (const auto& [language, contact] : refusal.contacts) {
            json.start_object();
            json.member("kind",
                        contact.kind == datasets::Contact::Kind::email ? "email" : "telephone");
            json.member("language", language);
            json.member("text", contact.text);
            json.member("at", std::uint64_t{contact.at});
            json.end_object();
        }
        json.end_array();
        problem.members.emplace_back("contacts", json.take());
    }
    return problem;
}

CommentDoor::CommentDoor(publish::Store& store, std::filesystem::path site, bool behind_proxy)
    : m_store(store), m_site(std::move(site)), m_behind_proxy(behind_proxy)
{
}

datasets::Register CommentDoor::open_register() const
{
    return datasets::Register(m_site / "data");
}

bool CommentDoor::takes(const Request& request)
{
    if (!is_below_comments(request) || request.path.size() > 3) {
        return false;
    }
    const bool reads = request.method == "GET";
    if (request.path.size() == 3) {
        return !step_of(request).empty();
    }
    if (request.path.size() == 2 && request.path[1] == "new") {
        return false;
    }
    // What a server in front asks for, such as Basic, is not for us.
    return !reads ||
           (request.path.size() == 2 && (request.path[1] == "review" || is_bearer(request)));
}

std::string_view CommentDoor::allowed(const Request& request)
{
    return request.path.size() == 1      ? "GET, HEAD, POST, OPTIONS"
           : !step_of(request).empty()   ? "POST, OPTIONS"
           : request.path[1] == "review" ? "GET, HEAD, OPTIONS"
                                         : "GET, HEAD, PUT, DELETE, OPTIONS";
}

bool CommentDoor::takes_body(const Request& request)
{
    const auto action = takes(request) ? action_of(request) : std::string_view();
    return action == "add" || action == "edit";
}

std::optional<CommentWriter> CommentDoor::writer_of(std::string_view text, const std::string& way,
                                                    std::string_view action) const
{
    auto reg = open_register();
    const auto token = find_token(reg, text);
    if (!token) {
        log_event("comments", fmt::format("{} refused: unknown token", action));
        return std::nullopt;
    }
    const bool in_force = is_in_force(*token, datasets::to_text(instant_now()));
    if (!in_force || token->role == datasets::TokenRole::source) {
        note_refused(reg, *token, way, action,
                     in_force ? "ce jeton dépose des fichiers" : "jeton retiré ou échu");
        return std::nullopt;
    }
    reg.use_token(token->id);
    return writer_from(*token, way);
}

std::optional<CommentWriter> CommentDoor::writer_by_id(const std::string& id) const
{
    const auto reg = open_register();
    const auto token = reg.token(id);
    const bool writes = token && token->role != datasets::TokenRole::source &&
                        is_in_force(*token, datasets::to_text(instant_now()));
    return writes ? std::optional(writer_from(*token, "form")) : std::nullopt;
}

CommentDoor::Waiting CommentDoor::waiting(const CommentWriter& writer) const
{
    const auto reg = open_register();
    const auto publication = m_store.current();
    auto comments = reg.all_comments();
    const auto own = reg.comments_by(writer.token);
    std::erase_if(comments, [&](const Comment& comment) {
        const bool waits =
            comment.state == CommentState::draft || comment.state == CommentState::to_review;
        return !waits || !(writer.publishes || own.contains(comment.id));
    });
    std::map<std::string, std::vector<Comment*>> by_dataset;
    for (Comment& comment : comments) {
        by_dataset[comment.target.dataset].push_back(&comment);
    }
    std::set<std::string> foreign;
    for (const auto& [id, some] : by_dataset) {
        const auto dataset = publication->find(id);
        std::vector<const datasets::CommentTarget*> targets;
        for (const Comment* comment : some) {
            targets.push_back(&comment->target);
        }
        const auto found = dataset ? std::optional(publish::FigureRows(*dataset, targets))
                                   : std::optional<publish::FigureRows>();
        const std::vector<publish::RowIndex> none;
        for (std::size_t i = 0; i < some.size(); ++i) {
            Comment& comment = *some[i];
            if (!publish::out_of_reach(writer, dataset.get(), comment.target,
                                       found ? found->named(i) : none)
                     .empty()) {
                foreign.insert(comment.id);
            } else if (comment.state == CommentState::draft && dataset) {
                const auto& spoken_of = found->of(i);
                if (publish::has_changed(*dataset, comment, spoken_of)) {
                    publish::doubt(*dataset, comment, spoken_of);  // as it would be published
                    comment.state = CommentState::draft;
                }
            }
        }
    }
    std::erase_if(comments, [&](const Comment& comment) { return foreign.contains(comment.id); });
    constexpr std::size_t most = 200;
    const std::size_t total = comments.size();
    comments.resize(std::min(total, most));
    return {std::move(comments), total};
}

CommentResult CommentDoor::write(const std::function<CommentResult(CommentWriting&)>& write)
{
    show_news();  // a comment is measured on what is published now
    const auto publication = m_store.current();
    std::vector<std::string> ids;
    for (const auto& [id, dataset] : publication->datasets) {
        ids.push_back(id);
    }
    auto reg = open_register();
    CommentWriting writing(
        reg, [&](const std::string& id) { return publication->find(id); }, std::move(ids),
        publication->site.comment_approval,
        datasets::Zone(publication->site.zone).date_of(instant_now()));
    auto result = write(writing);
    if (std::holds_alternative<Comment>(result)) {
        show_news();
    }
    return result;
}

void CommentDoor::show_news()
{
    if (const auto fault = m_store.refresh(instant_now())) {
        log_failure("refresh", *fault);
    }
}

Response CommentDoor::answer(const Request& request, const std::string& base_url)
{
    const bool reads = request.method == "GET" && step_of(request).empty();
    if (!reads && action_of(request).empty()) {
        return problem_response({ProblemKind::wrong_method,
                                 fmt::format("Cette adresse accepte {}.", allowed(request)),
                                 {},
                                 {},
                                 {{"Allow", std::string(allowed(request))}}});
    }
    if (auto problem = unsafe_token(request, m_behind_proxy, "écrivez", "commentaire")) {
        return refused(*std::move(problem));
    }
    try {
        return act(request, base_url);
    } catch (const BusyError&) {
        return refused({ProblemKind::unavailable,
                        "Le registre est occupé, ou une nouvelle version vient d’être publiée : "
                        "rien n’a été écrit. Recommencez.",
                        {},
                        {},
                        {{"Retry-After", "5"}}});
    }
}

Response CommentDoor::act(const Request& request, const std::string& base_url)
{
    std::optional<CommentWriter> writer;
    const std::string_view action = action_of(request);
    {
        auto reg = open_register();
        auto found = bearer_token(reg, request);
        if (found.refused) {
            if (found.token) {
                note_refused(reg, *found.token, "api", action, "jeton retiré ou échu");
            }
            return refused(*std::move(found.refused));
        }
        if (found.token->role == datasets::TokenRole::source) {
            const std::string why =
                "Ce jeton dépose des fichiers : il n’écrit pas de commentaires.";
            note_refused(reg, *found.token, "api", action, why);
            return refused(insufficient_token(why));
        }
        reg.use_token(found.token->id);
        writer = writer_from(*found.token, "api");
    }
    if (action.empty()) {
        return show(request, *writer, base_url);
    }
    publish::CommentAsked asked;
    if (action == "add" || action == "edit") {
        auto body = read_comment_body(request.body);
        if (auto* const problem = std::get_if<Problem>(&body)) {
            return refused(std::move(*problem));
        }
        asked = std::get<publish::CommentAsked>(std::move(body));
    }
    const std::string id = request.path.size() > 1 ? request.path[1] : std::string();
    const std::string* const why = request.parameter("why");
    const auto seen = if_match(request);
    const auto result = write([&](CommentWriting& writing) {
        return action == "add"       ? writing.add(asked, *writer, fresh_comment_id())
               : action == "edit"    ? writing.edit(id, asked, *writer)
               : action == "approve" ? writing.approve(id, *writer)
               : action == "confirm" ? writing.confirm(id, *writer, seen)
                                     : writing.withdraw(id, *writer, why ? *why : std::string());
    });
    if (const auto* refusal = std::get_if<CommentRefusal>(&result)) {
        return refused(problem_of(*refusal));
    }
    const auto& comment = std::get<Comment>(result);
    log_event("comments", fmt::format("{} {} {}", action, comment.id, writer->token));
    auto response =
        comment_answer(action == "add" ? 201 : 200, publish::comment_json(comment, base_url));
    if (action == "add") {
        response.headers.emplace_back("Location", base_url + "/comments/" + comment.id);
    }
    return response;
}

/// What this writer may see: drafts too, of its own datasets and communes.
Response CommentDoor::show(const Request& request, const CommentWriter& writer,
                           const std::string& base_url) const
{
    if (request.path[1] == "review") {
        datasets::JsonText json;
        json.start_object();
        json.key("comments");
        json.start_array();
        const Waiting found = waiting(writer);
        for (const Comment& comment : found.comments) {
            json.raw(publish::comment_json(comment, base_url));
        }
        json.end_array();
        json.member("total", std::uint64_t{found.total});
        json.end_object();
        return comment_answer(200, json.take());
    }
    const auto reg = open_register();
    const auto comment = reg.comment(request.path[1]);
    const bool is_own = reg.comments_by(writer.token).contains(request.path[1]);
    const auto reaches = [&] {
        const auto dataset = m_store.current()->find(comment->target.dataset);
        return publish::out_of_reach(writer, dataset.get(), comment->target).empty();
    };
    const bool is_hidden = comment && !publish::is_public(reg, *comment) && !is_own &&
                           !(writer.publishes && reaches());
    if (!comment || is_hidden) {
        return refused({ProblemKind::no_such_comment,
                        fmt::format("Il n’y a pas de commentaire « {} ».", request.path[1])});
    }
    auto response = comment_answer(comment->state == CommentState::withdrawn ? 410 : 200,
                                   publish::comment_json(*comment, base_url));
    if (comment->state == CommentState::to_review) {
        response.headers.emplace_back("ETag", fmt::format("\"{}\"", publish::doubt_tag(*comment)));
    }
    return response;
}

}  // namespace parvis::service
