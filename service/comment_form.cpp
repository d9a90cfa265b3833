// SPDX-License-Identifier: EUPL-1.2
#include "service/comment_form.hpp"

#include "datasets/sha256.hpp"
#include "geo/busy_error.hpp"
#include "publish/comment_target.hpp"
#include "service/bearer.hpp"
#include "service/comment_body.hpp"
#include "service/comment_command.hpp"
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

std::string parameter(const Request& request, std::string_view name)
{
    const std::string* const value = request.parameter(name);
    return value == nullptr ? std::string() : *value;
}

/// What a form says, as it stands in it.
publish::site::CommentFormView view_of(const Form& form)
{
    publish::site::CommentFormView view;
    view.target = {form.field("dataset"), form.field("column"), form.field("key"),
                   form.field("measure"), form.field("place"),  form.field("period")};
    view.comment = form.field("commentaire");
    view.text = form.field("text");
    view.motive = form.field("motive");
    view.status = form.field("status");
    view.confidentiality = form.field("confidentiality");
    view.author = form.field("author");
    view.role = form.field("role");
    return view;
}

/// With the comment as it stands, to be written anew.
publish::site::CommentFormView view_of(const datasets::Comment& comment)
{
    publish::site::CommentFormView view;
    view.comment = comment.id;
    view.target = comment.target;
    view.text = datasets::text_in(comment.text, "fr");
    view.motive = comment.motive;
    view.status = comment.status;
    view.confidentiality = comment.confidentiality;
    view.author = comment.author;
    view.role = comment.role;
    return view;
}

/// Names the contacts that a second press is about: another text has another.
std::string contacts_key(const std::vector<CommentRefusal::Found>& contacts)
{
    std::string all;
    for (const auto& [language, contact] : contacts) {
        all += contact.text + "\n";
    }
    return datasets::sha256_hex(all);
}

std::string action_of(const Request& request)
{
    return CommentForm::is_at_desk(request) ? "/depot/commentaire" : "/comments/new";
}

struct Words {
    int status;
    std::string_view title;
};

Words words_of(CommentRefusal::Kind kind)
{
    using Kind = CommentRefusal::Kind;
    switch (kind) {
    case Kind::contacts:
        return {409, "Des coordonnées à confirmer."};
    case Kind::forbidden:
        return {403, "Ce jeton ne le permet pas."};
    case Kind::taken:
    case Kind::state:
        return {409, "Ce n’est pas possible."};
    case Kind::unknown:
        return {404, "Commentaire inconnu."};
    case Kind::withdrawn:
        return {410, "Commentaire retiré."};
    case Kind::unusable:
    case Kind::no_target:
        break;
    }
    return {422, "Rien n’a été publié."};
}

}  // namespace

CommentForm::CommentForm(publish::Store& store, CommentDoor& door, bool has_desk, bool behind_proxy)
    : m_store(store), m_door(door), m_has_desk(has_desk), m_behind_proxy(behind_proxy)
{
}

bool CommentForm::is_at_desk(const Request& request)
{
    return request.path.size() == 2 && request.path[0] == "depot" &&
           request.path[1] == "commentaire";
}

bool CommentForm::is_path_of(const Request& request)
{
    return is_at_desk(request) ||
           (request.path.size() == 2 && request.path[0] == "comments" && request.path[1] == "new");
}

Response CommentForm::page(const Request& request, const std::string& base_url, View view,
                           int status) const
{
    view.at_desk = is_at_desk(request);
    view.action = action_of(request);
    view.number = m_numbers.make(view.action, instant_now().seconds);
    if (!view.at_desk && m_has_desk && is_from_this_machine(request) &&
        !request.raw_query.empty()) {
        view.desk_address = "/depot/commentaire?" + request.raw_query;
    }
    Response response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    response.headers = {{"Cache-Control", "no-store"}, {"Content-Language", "fr"}};
    response.body = publish::site::comment_form_page(*m_store.current(),
                                                     {"fr", base_url, request.raw_path}, view);
    return response;
}

Response CommentForm::show(const Request& request, const std::string& base_url) const
{
    View view;
    view.target = {parameter(request, "dataset"), parameter(request, "column"),
                   parameter(request, "key"),     parameter(request, "measure"),
                   parameter(request, "place"),   parameter(request, "period")};
    if (const std::string id = parameter(request, "comment"); !id.empty()) {
        const auto publication = m_store.current();
        const auto comment = std::ranges::find(publication->comments, id, &datasets::Comment::id);
        if (comment == publication->comments.end()) {  // drafts are nobody's to read here
            view = {};
            view.error_title = "Aucune explication publiée n’a ce nom.";
            view.error = "Elle a pu être retirée. Un brouillon se récrit depuis la page des "
                         "explications à relire (/comments/review), avec votre jeton.";
            return page(request, base_url, view, 404);
        }
        view = view_of(*comment);
    }
    const auto dataset = m_store.current()->find(view.target.dataset);
    if (!dataset) {
        view.error_title = "Jeu de données inconnu.";
        view.error = "Partez de la page de la ligne ou du chiffre à expliquer : elle mène ici.";
        view.target = {};
        return page(request, base_url, view, 404);
    }
    if (view.comment.empty()) {
        std::string fault = publish::malformed_target(view.target);
        if (fault.empty()) {
            fault = publish::missing_target_with_hints(*dataset, view.target);
        }
        if (!fault.empty()) {  // said before anybody writes a text for nothing
            view.error_title = "Rien de tel à expliquer.";
            view.error = fault;
            view.target = {};
            return page(request, base_url, view, 404);
        }
    }
    if (!is_at_desk(request) && !is_secret_way(request, m_behind_proxy)) {
        view.error_title = "Adresse non chiffrée.";
        view.error = "Un jeton ne voyage que chiffré : ouvrez cette page à l’adresse https du "
                     "site.";
        return page(request, base_url, view, 403);
    }
    return page(request, base_url, view, 200);
}

Response CommentForm::edit(const Request& request, const std::string& base_url,
                           const datasets::Comment& comment) const
{
    return page(request, base_url, view_of(comment), 200);
}

std::optional<FormRules> CommentForm::rules(const Request& request,
                                            const std::string& base_url) const
{
    const bool is_secret = is_at_desk(request) || is_secret_way(request, m_behind_proxy);
    if (!is_path_of(request) || !is_secret || !is_from_own_page(request, base_url)) {
        return std::nullopt;
    }
    FormRules rules;
    rules.max_bytes = rules.max_field_bytes = largest_comment_body;
    return rules;
}

Response CommentForm::refuse(const Request& request, const Refusal& refusal,
                             const std::string& base_url) const
{
    View view;
    view.error_title = refusal.status == 413 ? "Le texte est trop long." : "Envoi refusé.";
    view.error = refusal.status == 413
                     ? fmt::format("Un texte a {} octets au plus. Revenez en arrière et coupez-le.",
                                   datasets::longest_comment_text)
                     : refusal.detail;
    return page(request, base_url, view, refusal.status);
}

/// Who signs: at the desk what is typed, else what the token says.
std::optional<CommentWriter> CommentForm::writer(const Request& request, const Form& form) const
{
    if (!is_at_desk(request)) {
        return m_door.writer_of(form.field("jeton"), "form",
                                form.field("commentaire").empty() ? "add" : "edit");
    }
    CommentWriter writer;
    writer.name = form.field("author");
    writer.title = form.field("role");
    writer.way = "desk";
    return writer;
}

Response CommentForm::take(const Request& request, const Form& form, const std::string& base_url)
{
    View view = view_of(form);
    const auto again = [&](int status, std::string title, std::string sentence) {
        view.error_title = std::move(title);
        view.error = std::move(sentence);
        return page(request, base_url, view, status);
    };
    try {
        const auto who = writer(request, form);
        if (!who) {
            return again(403, "Jeton refusé.",
                         "Il n’est pas connu, a été retiré, est échu, ou n’est pas fait pour "
                         "écrire des commentaires. La personne qui tient le site peut en faire un "
                         "autre.");
        }
        switch (m_numbers.take(form.field("numero"), action_of(request), instant_now().seconds)) {
        case FormNumbers::Verdict::taken:
            return again(409, "Déjà envoyé.",
                         "Ce formulaire est déjà arrivé : rien n’est écrit deux fois. Pour écrire "
                         "autre chose, changez le texte, puis envoyez.");
        case FormNumbers::Verdict::stale:
            return again(403, "Formulaire périmé.",
                         "Cette page est ouverte depuis trop longtemps, ou le serveur a redémarré. "
                         "Votre texte est encore là : envoyez-le de nouveau.");
        case FormNumbers::Verdict::fresh:
            break;
        }
        publish::CommentAsked asked;
        asked.target = view.target;
        asked.keeps_languages = true;  // the form has French alone
        if (is_at_desk(request)) {
            asked.author = who->name;  // typed there: it signs, whoever wrote before
        }
        asked.text["fr"] = view.text;
        asked.status = view.status;
        asked.confidentiality = view.confidentiality;
        asked.motive = view.motive;
        const std::string id = fresh_comment_id();
        const auto result = m_door.write([&](publish::CommentWriting& writing) {
            const auto say = [&] {
                return view.comment.empty() ? writing.add(asked, *who, id)
                                            : writing.edit(view.comment, asked, *who);
            };
            auto first = say();
            const auto* refusal = std::get_if<CommentRefusal>(&first);
            const bool confirmed = refusal != nullptr &&
                                   refusal->kind == CommentRefusal::Kind::contacts &&
                                   form.field("confirmer") == contacts_key(refusal->contacts);
            asked.confirm_personal = confirmed;
            return confirmed ? say() : std::move(first);
        });
        if (const auto* refusal = std::get_if<CommentRefusal>(&result)) {
            view.confirm = refusal->contacts.empty() ? "" : contacts_key(refusal->contacts);
            const Words words = words_of(refusal->kind);
            return again(words.status, std::string(words.title), refusal->sentence);
        }
        const auto& comment = std::get<datasets::Comment>(result);
        log_event("comments", fmt::format("{} {} {}", view.comment.empty() ? "add" : "edit",
                                          comment.id, who->token));
        if (comment.state == datasets::CommentState::draft) {
            view.done = "Votre explication est enregistrée. Elle sera publiée quand un éditeur du "
                        "site aura donné son accord.";
            return page(request, base_url, view, 200);
        }
        Response response;
        response.status = 303;
        response.headers = {{"Location", "/comments/" + comment.id}, {"Cache-Control", "no-store"}};
        return response;
    } catch (const BusyError&) {
        return again(503, "Pas maintenant.",
                     "Le registre est occupé, ou une nouvelle version vient d’être publiée. Rien "
                     "n’a été écrit : regardez le chiffre, puis envoyez de nouveau.");
    }
}

}  // namespace parvis::service
