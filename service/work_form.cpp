// SPDX-License-Identifier: EUPL-1.2
#include "service/work_form.hpp"

#include "datasets/date_format.hpp"
#include "datasets/model_column.hpp"
#include "datasets/number_text.hpp"
#include "geo/busy_error.hpp"
#include "service/bearer.hpp"
#include "service/desk_door.hpp"
#include "service/site_clock.hpp"
#include "service/street_choice.hpp"
#include "service/typed_place.hpp"
#include "service/work_members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace parvis::service {

namespace {

using datasets::EnteredWork;
using datasets::WorkAction;
using publish::Request;
using publish::Response;
using publish::site::WorkFormView;

bool is_new(const Request& request) { return request.path.size() == 2 && request.path[1] == "new"; }

bool is_list(const Request& request)
{
    return request.path.size() == 2 && request.path[1] == "mine";
}

/// Id of the work that an address is about, "" for the others.
std::string id_of(const Request& request)
{
    return request.path.size() == 3 ? request.path[1] : std::string();
}

/// What a number is good for, once the token is known: this token with that work as it was shown.
std::string purpose(const std::string& token, const std::string& what, const std::string& revision)
{
    return fmt::format("works {} {} {}", token, what, revision);
}

std::string number_now(const FormNumbers& numbers, const std::string& what)
{
    return numbers.make(what, instant_now().seconds);
}

/// "30/11/2026" or "1/12/2026" as "2026-11-30": where a browser has no calendar, people write days
/// so.
std::string iso_day(const std::string& typed)
{
    static const datasets::DateFormat french("%d/%m/%Y"), dotted("%d.%m.%Y");
    const auto day = french.read(typed);
    const auto read = day ? day : dotted.read(typed);
    return read ? datasets::to_text(read->date) : typed;
}

/// "12 500,50 €" as "12500.50": blanks between thousands, a decimal comma, the unit behind. What is
/// no number stays as it was typed.
std::string plain_number(const std::string& typed, const std::string& unit)
{
    std::string_view text = typed;
    for (const std::string_view mark : {std::string_view(unit), std::string_view("€"),
                                        std::string_view("euros"), std::string_view("km/h")}) {
        if (!mark.empty() && text.ends_with(mark)) {
            text = datasets::trimmed(text.substr(0, text.size() - mark.size()));
            break;
        }
    }
    if (text.find_first_of("eE") != std::string_view::npos ||
        !datasets::read_number(text, datasets::Decimal::either)) {
        return typed;
    }
    std::string plain;
    for (const char c : text) {
        if ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == ',') {
            plain += c == ',' ? '.' : c;
        }
    }
    return plain;
}

/// A cell as the register has it: what people type has commas, and lines end as browsers end them.
std::string cell_of(const std::string& name, std::string typed)
{
    std::erase(typed, '\r');
    const auto first = typed.find_first_not_of(" \t\n");
    typed = first == std::string::npos
                ? std::string()
                : typed.substr(first, typed.find_last_not_of(" \t\n") - first + 1);
    const auto* column = datasets::model_column(datasets::Kind::road_works, name);
    const auto type = column == nullptr ? datasets::ValueType::text : column->property.type;
    if (type == datasets::ValueType::date) {
        return iso_day(typed);
    }
    if (type == datasets::ValueType::number || type == datasets::ValueType::integer) {
        return plain_number(typed, column->property.unit);
    }
    return typed;
}

/// What a form says, as it stands in it.
WorkFormView view_of(const Form& form)
{
    WorkFormView view;
    for (const std::string& name : publish::site::work_form_columns()) {
        if (std::string cell = cell_of(name, form.field(name)); !cell.empty()) {
            view.typed[name] = std::move(cell);
        }
    }
    view.place = form.field("geometrie");
    view.why = form.field("pourquoi");
    return view;
}

std::uint32_t revision_of(const std::string& text)
{
    std::uint32_t revision = 0;
    std::from_chars(text.data(), text.data() + text.size(), revision);
    return revision;
}

int status_of(WorkRefusal::Kind kind)
{
    using Kind = WorkRefusal::Kind;
    return kind == Kind::forbidden  ? 403
           : kind == Kind::unknown  ? 404
           : kind == Kind::unusable ? 422
                                    : 409;
}

std::string done_words(WorkAction action, const EnteredWork& work, bool is_new)
{
    if (is_new && !work.shown) {
        return fmt::format("Le brouillon {} est gardé : vous seul, et les coordinateurs, le voyez.",
                           work.id);
    }
    if (is_new || action == WorkAction::publish) {
        return fmt::format("Le chantier {} est publié.", work.id);
    }
    return fmt::format("C’est enregistré{}.", work.shown ? " et publié" : "");
}

/// Whether a work is one that this token is for, as far as can be told from what is published: a
/// list of everybody's would hide their own.
bool is_theirs(const EnteredWork& work, const WorkWriter& writer,
               const publish::Snapshot* published)
{
    const std::string& owner = writer.scope.owner;
    if (!owner.empty() && work.member("maitre_ouvrage") != owner) {
        return false;
    }
    const auto row = published == nullptr ? std::nullopt : published->row_of(work.id);
    const auto column = row ? published->property("commune") : std::nullopt;
    return writer.communes.empty() || !writer.scope.areas.empty() || !column ||
           std::ranges::find(writer.communes, published->text(*row, *column)) !=
               writer.communes.end();
}

Refusal unknown_token()
{
    return {403, "Le jeton n’est pas connu, a été retiré, est échu, ou n’est pas fait pour saisir "
                 "des chantiers. La personne qui tient le site peut en faire un autre."};
}

Refusal bad_number(FormNumbers::Verdict verdict)
{
    return verdict == FormNumbers::Verdict::taken
               ? Refusal{409, "Ce formulaire est déjà arrivé : rien n’est écrit deux fois."}
               : Refusal{403, "Cette page est ouverte depuis trop longtemps, ou le serveur a "
                              "redémarré. Donnez de nouveau votre jeton, puis envoyez."};
}

}  // namespace

/// What one request is about.
struct WorkForm::Call {
    const Request& request;
    const std::string& base_url;
    const Form* form = nullptr;

    [[nodiscard]] std::string path() const { return request.raw_path; }
    [[nodiscard]] std::string field(std::string_view name) const
    {
        return form == nullptr ? std::string() : form->field(name);
    }
    [[nodiscard]] std::string dataset() const
    {
        const std::string* const named = request.parameter("dataset");
        return form != nullptr ? form->field("jeu") : named != nullptr ? *named : std::string();
    }
};

WorkForm::WorkForm(publish::Store& store, WorkEntry& entry, WorkDoor& door, bool behind_proxy)
    : m_store(store), m_entry(entry), m_door(door), m_behind_proxy(behind_proxy)
{
}

bool WorkForm::is_path_of(const Request& request)
{
    const bool readable = request.method == "GET" || request.method == "POST";
    return readable && !request.path.empty() && request.path[0] == "works" &&
           (is_new(request) || is_list(request) ||
            (request.path.size() == 3 && WorkDoor::is_work_id(request.path[1]) &&
             request.path[2] == "edit"));
}

namespace {

Response html(int status, std::string body)
{
    Response response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    response.headers = {{"Cache-Control", "no-store"}, {"Content-Language", "fr"}};
    response.body = std::move(body);
    return response;
}

}  // namespace

Response WorkForm::form_page(const Call& call, View view, int status) const
{
    view.action = call.path();
    view.dataset = call.dataset();
    if (view.work && !view.token.empty()) {  // a new one that is kept now goes on as itself
        view.action = fmt::format("/works/{}/edit", view.work->id);
    }
    const std::string what = view.work ? view.work->id : "new";
    view.number =
        number_now(m_numbers, view.token.empty()
                                  ? view.action
                                  : purpose(view.token, what,
                                            view.work ? std::to_string(view.work->revision) : ""));
    return html(status, publish::site::work_form_page(*m_store.current(),
                                                      {"fr", call.base_url, call.path()}, view));
}

Response WorkForm::list_page(const Call& call, const WorkWriter* writer,
                             const Refusal& refusal) const
{
    publish::site::WorkListView view;
    view.action = call.path();
    view.dataset = call.dataset();
    view.number = number_now(m_numbers, view.action);
    view.error = refusal.detail;
    view.error_title = refusal.detail.empty() ? "" : "Rien n’a changé.";
    if (writer != nullptr) {
        view.who = writer->note.who;
        view.token = writer->note.token;
        list(view, *writer);
        for (const auto& work : view.works) {
            view.numbers.push_back(
                number_now(m_numbers, purpose(view.token, work.id, std::to_string(work.revision))));
        }
        view.new_number = number_now(m_numbers, purpose(view.token, "new", ""));
    }
    return html(refusal.status, publish::site::work_list_page(
                                    *m_store.current(), {"fr", call.base_url, call.path()}, view));
}

void WorkForm::list(publish::site::WorkListView& view, const WorkWriter& writer) const
{
    const std::string dataset = m_entry.dataset_of(view.dataset, writer);
    const auto published = m_store.current()->find(dataset);
    auto works = m_entry.works(dataset, writer);
    std::erase_if(
        works, [&](const EnteredWork& work) { return !is_theirs(work, writer, published.get()); });
    // What still goes on first; the newest first.
    std::ranges::reverse(works);
    std::ranges::stable_partition(works, [](const EnteredWork& work) {
        return work.step != datasets::WorkStep::ended && work.step != datasets::WorkStep::cancelled;
    });
    constexpr std::size_t most = 200;
    view.more = works.size() - std::min(works.size(), most);
    works.resize(works.size() - view.more);
    view.works = std::move(works);
}

Response WorkForm::again(const Call& call, const Refusal& refusal) const
{
    const bool typed = call.form != nullptr && !call.field("geometrie").empty();
    if (!is_new(call.request) && !typed) {
        return list_page(call, nullptr, refusal);
    }
    View view = call.form == nullptr ? View() : view_of(*call.form);
    if (!is_new(call.request)) {  // what was typed is not lost; what is kept is not shown
        view.work.emplace();
        view.work->id = id_of(call.request);
        view.work->revision = revision_of(call.field("vu"));
    }
    view.error = refusal.detail;
    view.error_title = refusal.detail.empty() ? "" : "Rien n’a été enregistré.";
    return form_page(call, std::move(view), refusal.status);
}

Response WorkForm::show(const Request& request, const std::string& base_url) const
{
    const Call call{request, base_url};
    if (m_entry.datasets().empty()) {
        constexpr const char* title = "On ne saisit pas de chantiers ici.";
        const std::string why = "Les chantiers de ce site viennent tous de fichiers : ils se "
                                "corrigent dans leur fichier.";
        if (is_list(request)) {
            publish::site::WorkListView list;
            list.action = call.path();
            list.closed = true;
            list.error_title = title;
            list.error = why;
            return html(404, publish::site::work_list_page(*m_store.current(),
                                                           {"fr", base_url, call.path()}, list));
        }
        View view;
        view.closed = true;
        view.error_title = title;
        view.error = why;
        return form_page(call, std::move(view), 404);
    }
    return is_secret_way(request, m_behind_proxy)
               ? again(call, {200, ""})
               : again(call, {403, "Un jeton ne voyage que chiffré : ouvrez cette page à l’adresse "
                                   "https du site."});
}

std::optional<FormRules> WorkForm::rules(const Request& request, const std::string& base_url) const
{
    if (!is_path_of(request) || !is_secret_way(request, m_behind_proxy) ||
        !is_from_own_page(request, base_url)) {
        return std::nullopt;
    }
    FormRules rules;
    rules.max_bytes = rules.max_field_bytes = largest_work_body;
    return rules;
}

Response WorkForm::refuse(const Request& request, const Refusal& refusal,
                          const std::string& base_url) const
{
    return again({request, base_url},
                 refusal.status == 413
                     ? Refusal{413, fmt::format("Un formulaire a {} octets au plus. Revenez en "
                                                "arrière et simplifiez le tracé ou les textes.",
                                                largest_work_body)}
                     : refusal);
}

void WorkForm::fill(View& view, const EnteredWork& work, const WorkWriter& writer) const
{
    view.work = work;
    view.typed = work.members;
    view.place = work.member(datasets::geometry_member);
    view.why.clear();
    view.history = m_entry.history(work.dataset, work.id, writer);
}

/// Key of the commune that a published work lies in, "" where that is not known.
std::string WorkForm::commune_of(const EnteredWork& work) const
{
    const auto published = m_store.current()->find(work.dataset);
    const auto row = published == nullptr ? std::nullopt : published->row_of(work.id);
    const auto column = row ? published->property("commune") : std::nullopt;
    return column ? std::string(published->text(*row, *column)) : std::string();
}

/// Writes what the form asks for; what is refused comes back with what was typed.
Response WorkForm::act(const Call& call, const WorkWriter& writer)
{
    const std::string gesture = call.field("geste");
    View view = view_of(*call.form);
    view.token = writer.note.token;
    view.who = writer.note.who;
    WorkAsked asked;
    asked.dataset = m_entry.dataset_of(call.dataset(), writer);
    asked.id = id_of(call.request);
    asked.why = view.why;
    asked.action = datasets::work_action(gesture).value_or(WorkAction::change);
    std::string place_fault;
    if (asked.id.empty() || asked.action == WorkAction::change) {
        asked.action = WorkAction::change;
        asked.publish = gesture == "publish";
        asked.whole = true;
        asked.members = view.typed;
        auto place =
            names_street(view.place) ? TypedPlace{view.place, {}} : typed_place(view.place);
        place_fault = std::move(place.fault);
        asked.members[std::string(datasets::geometry_member)] = std::move(place.geojson);
    } else {
        asked.day = iso_day(call.field("jour"));
        const std::string end = iso_day(call.field("fin"));
        if (asked.action == WorkAction::extend ||
            (asked.action == WorkAction::reopen && !end.empty())) {
            asked.members["fin"] = end;
        }
    }
    if (!asked.id.empty()) {
        asked.seen = revision_of(call.field("vu"));
    }
    auto result = m_door.write(asked, writer);
    if (const auto* written = std::get_if<WorkWritten>(&result)) {
        fill(view, written->work, writer);
        view.doubts = written->doubts;
        if (written->work.shown) {
            view.commune = commune_of(written->work);
        }
        view.done = written->unsettled.empty()
                        ? done_words(asked.action, written->work, asked.id.empty())
                        : written->unsettled;
        return form_page(call, std::move(view), 200);
    }
    auto& refusal = std::get<WorkRefusal>(result);
    if (!asked.id.empty()) {
        const auto work = m_entry.work(asked.dataset, asked.id, writer);
        if (!work) {
            return list_page(call, nullptr, {404, refusal.sentence});
        }
        View kept = view;
        fill(kept, *work, writer);
        if (asked.action == WorkAction::change) {  // not what is kept, but what was typed
            kept.typed = std::move(view.typed);
            kept.place = std::move(view.place);
            kept.why = std::move(view.why);
        }
        view = std::move(kept);
    }
    for (auto& [name, reason] : refusal.fields) {
        reason = name == datasets::geometry_member && !place_fault.empty() ? place_fault : reason;
    }
    view.faults = std::move(refusal.fields);
    view.error_title = "Rien n’a été enregistré.";
    view.error = view.faults.empty() ? refusal.sentence : "À revoir :";
    return form_page(call, std::move(view), status_of(refusal.kind));
}

Response WorkForm::take(const Request& request, const Form& form, const std::string& base_url)
{
    const Call call{request, base_url, &form};
    const std::string token = form.field("qui"), gesture = form.field("geste");
    const bool opens = gesture == "open" || is_list(request);
    const bool known = opens || (is_new(request) ? gesture == "draft" || gesture == "publish"
                                                 : datasets::work_action(gesture).has_value());
    if (!known) {
        return again(call, {422, "Ce geste n’existe pas."});
    }
    try {
        const auto writer =
            token.empty() ? m_door.writer_of(form.field("jeton")) : m_door.writer_by_id(token);
        if (!writer) {
            return again(call, unknown_token());
        }
        const std::string id = id_of(request);
        const auto verdict = m_numbers.take(
            form.field("numero"),
            token.empty() ? call.path() : purpose(token, id.empty() ? "new" : id, form.field("vu")),
            instant_now().seconds);
        if (verdict != FormNumbers::Verdict::fresh) {
            return again(call, bad_number(verdict));
        }
        const std::string dataset = m_entry.dataset_of(call.dataset(), *writer);
        if (dataset.empty()) {
            return again(call, {422, "Votre jeton vaut pour plusieurs jeux de chantiers, ou pour "
                                     "aucun : ajoutez « ?dataset= » et le nom du jeu à l’adresse "
                                     "de cette page."});
        }
        if (is_list(request)) {
            return list_page(call, &*writer, {200, ""});
        }
        if (!opens) {
            return act(call, *writer);
        }
        View view;
        view.token = writer->note.token;
        view.who = writer->note.who;
        if (!id.empty()) {
            const auto work = m_entry.work(dataset, id, *writer);
            if (!work) {
                return list_page(call, nullptr,
                                 {404, fmt::format("Il n’y a pas de chantier saisi « {} ».", id)});
            }
            fill(view, *work, *writer);
        }
        return form_page(call, std::move(view), 200);
    } catch (const BusyError&) {
        return again(call, {503, "Le registre est occupé : rien n’a été écrit. Envoyez de "
                                 "nouveau."});
    }
}

}  // namespace parvis::service
