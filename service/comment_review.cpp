// SPDX-License-Identifier: EUPL-1.2
#include "service/comment_review.hpp"

#include "geo/busy_error.hpp"
#include "service/bearer.hpp"
#include "service/desk_door.hpp"
#include "service/log.hpp"
#include "service/site_clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace parvis::service {

namespace {

using publish::CommentRefusal;
using publish::CommentWriter;
using publish::Request;
using publish::Response;

constexpr std::string_view of_the_page = "/comments/review";

/// What a number is good for: what this token does with that comment, of the figure that is shown.
std::string purpose(const std::string& token, const std::string& comment, const std::string& seen)
{
    return fmt::format("{} {} {} {}", of_the_page, token, comment, seen);
}

std::string_view done_words(std::string_view action)
{
    return action == "approve"   ? "L’explication est publiée."
           : action == "confirm" ? "L’explication vaut pour la valeur d’aujourd’hui."
                                 : "L’explication est retirée ; il en reste une trace.";
}

}  // namespace

CommentReview::CommentReview(publish::Store& store, CommentDoor& door, const CommentForm& form,
                             bool behind_proxy)
    : m_store(store), m_door(door), m_form(form), m_behind_proxy(behind_proxy)
{
}

bool CommentReview::is_path_of(const Request& request)
{
    const bool here = request.path.size() == 2 && request.path[0] == "comments" &&
                      request.path[1] == "review" && !is_bearer(request);
    return here && (request.method == "POST" ||
                    (request.method == "GET" &&
                     request.header("accept").find("text/html") != std::string_view::npos));
}

Response CommentReview::page(const Request& request, const std::string& base_url, const View& view,
                             int status) const
{
    Response response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    response.headers = {{"Cache-Control", "no-store"}, {"Content-Language", "fr"}};
    response.body = publish::site::comment_review_page(*m_store.current(),
                                                       {"fr", base_url, request.raw_path}, view);
    return response;
}

Response CommentReview::show(const Request& request, const std::string& base_url) const
{
    View view;
    view.number = m_numbers.make(of_the_page, instant_now().seconds);
    if (is_secret_way(request, m_behind_proxy)) {
        return page(request, base_url, view, 200);
    }
    view.error_title = "Adresse non chiffrée.";
    view.error = "Un jeton ne voyage que chiffré : ouvrez cette page à l’adresse https du site.";
    return page(request, base_url, view, 403);
}

std::optional<FormRules> CommentReview::rules(const Request& request,
                                              const std::string& base_url) const
{
    const bool is_own = is_path_of(request) && is_secret_way(request, m_behind_proxy) &&
                        is_from_own_page(request, base_url);
    return is_own ? std::optional(FormRules{}) : std::nullopt;
}

Response CommentReview::refuse(const Request& request, const Refusal& refusal,
                               const std::string& base_url) const
{
    View view;
    view.number = m_numbers.make(of_the_page, instant_now().seconds);
    view.error_title = "Envoi refusé.";
    view.error = refusal.detail;
    return page(request, base_url, view, refusal.status);
}

void CommentReview::list(const CommentWriter& writer, View& view) const
{
    view.who = writer.name;
    view.token = writer.token;
    view.publishes = writer.publishes || !m_store.current()->site.comment_approval;
    auto found = m_door.waiting(writer);
    view.more = found.total - found.comments.size();
    for (auto& comment : found.comments) {
        view.seen.push_back(publish::doubt_tag(comment));
        view.numbers.push_back(m_numbers.make(purpose(writer.token, comment.id, view.seen.back()),
                                              instant_now().seconds));
        view.waiting.push_back(std::move(comment));
    }
}

int CommentReview::act(const Form& form, const CommentWriter& writer, View& view)
{
    const std::string id = form.field("commentaire"), action = form.field("geste");
    if (action == "withdraw" && form.field("pourquoi").empty()) {
        view.error_title = "Rien n’a changé.";
        view.error = "Dites pourquoi l’explication est retirée : c’est pour de bon.";
        return 422;
    }
    const auto result = m_door.write([&](publish::CommentWriting& writing) {
        return action == "approve"   ? writing.approve(id, writer)
               : action == "confirm" ? writing.confirm(id, writer, form.field("vu"))
                                     : writing.withdraw(id, writer, form.field("pourquoi"));
    });
    if (const auto* refusal = std::get_if<CommentRefusal>(&result)) {
        view.error_title = "Rien n’a changé.";
        view.error = refusal->sentence;
        using Kind = CommentRefusal::Kind;
        return refusal->kind == Kind::forbidden   ? 403
               : refusal->kind == Kind::unknown   ? 404
               : refusal->kind == Kind::withdrawn ? 410
               : refusal->kind == Kind::unusable  ? 422
                                                  : 409;
    }
    log_event("comments", fmt::format("{} {} {}", action, id, writer.token));
    view.done = done_words(action);
    return 200;
}

/// A draft is shown to whoever it waits for, in the form that sends it anew.
Response CommentReview::edit(const Request& request, const std::string& base_url,
                             const CommentWriter& writer, const std::string& id) const
{
    const auto waiting = m_door.waiting(writer).comments;
    const auto comment = std::ranges::find(waiting, id, &datasets::Comment::id);
    return comment == waiting.end()
               ? refuse(request, {404, "Cette explication n’attend plus rien de vous."}, base_url)
               : m_form.edit(request, base_url, *comment);
}

Response CommentReview::take(const Request& request, const Form& form, const std::string& base_url)
{
    const std::string token = form.field("qui"), action = form.field("geste");
    const bool acts = !action.empty();
    if (acts && action != "approve" && action != "confirm" && action != "withdraw" &&
        action != "edit") {
        return refuse(request, {422, "Ce geste n’existe pas."}, base_url);
    }
    try {
        const auto writer = acts ? m_door.writer_by_id(token)
                                 : m_door.writer_of(form.field("jeton"), "form", "review");
        if (!writer) {
            return refuse(request,
                          {403, "Le jeton n’est pas connu, a été retiré, est échu, ou n’est pas "
                                "fait pour les commentaires."},
                          base_url);
        }
        const std::string what = acts ? purpose(token, form.field("commentaire"), form.field("vu"))
                                      : std::string(of_the_page);
        const auto verdict = m_numbers.take(form.field("numero"), what, instant_now().seconds);
        if (verdict != FormNumbers::Verdict::fresh) {
            return refuse(request,
                          {verdict == FormNumbers::Verdict::taken ? 409 : 403,
                           verdict == FormNumbers::Verdict::taken
                               ? "Ce formulaire est déjà arrivé : rien n’est fait deux fois."
                               : "Cette page est ouverte depuis trop longtemps, ou le serveur a "
                                 "redémarré. Donnez de nouveau votre jeton."},
                          base_url);
        }
        if (action == "edit") {
            return edit(request, base_url, *writer, form.field("commentaire"));
        }
        View view;
        const int status = acts ? act(form, *writer, view) : 200;
        list(*writer, view);
        return page(request, base_url, view, status);
    } catch (const BusyError&) {
        return refuse(request,
                      {503, "Le registre est occupé, ou une nouvelle version vient d’être "
                            "publiée : rien n’a été fait. Recommencez."},
                      base_url);
    }
}

}  // namespace parvis::service
