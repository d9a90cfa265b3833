// SPDX-License-Identifier: EUPL-1.2
#include "service/deposit.hpp"

#include "datasets/dataset_definition.hpp"
#include "datasets/entered_works.hpp"
#include "datasets/register.hpp"
#include "geo/error.hpp"
#include "service/log.hpp"
#include "service/upload_store.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;
using publish::Request;
using publish::Response;
using publish::site::DepositView;

constexpr std::size_t max_deposits = 20;

Response see_other(const std::string& address)
{
    Response response;
    response.status = 303;
    response.headers = {{"Location", address}, {"Cache-Control", "no-store"}};
    return response;
}

}  // namespace

Desk::Desk(const publish::Store& store, fs::path site, std::uint64_t max_bytes, DepositRun& runs)
    : m_store(store), m_site(std::move(site)), m_max_bytes(max_bytes), m_door(random_hex()),
      m_form_key(random_hex()), m_runs(runs)
{
}

void Desk::open()
{
    const fs::path data = m_site / "data";
    fs::create_directories(data);
    const fs::path file = data / "desk.lock";
    m_lock = datasets::FileDescriptor(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!m_lock.is_open()) {
        throw StoreError(
            fmt::format("{} : ouverture impossible ({})", file.string(), std::strerror(errno)));
    }
    if (::flock(m_lock.get(), LOCK_EX | LOCK_NB) != 0) {
        throw StoreError(fmt::format(
            "la page de dépôt du site {} est déjà ouverte par un autre « parvis serve --desk ». "
            "Arrêtez-le, ou lancez celui-ci sans --desk.",
            m_site.string()));
    }
    fs::remove_all(folder());  // never confirmed before the last stop
}

bool Desk::is_path_of(const Request& request)
{
    return !request.path.empty() && request.path[0] == "depot";
}

std::vector<std::pair<std::string, std::string>> Desk::choices() const
{
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& file : datasets::definition_files(m_site)) {
        try {
            const auto definition =
                datasets::read_definition(file, datasets::Site{}.default_licence);
            if (!is_entered(definition)) {  // those take no file
                out.emplace_back(definition.facts.id,
                                 datasets::text_in(definition.facts.title, "fr"));
            }
        } catch (const Error& error) {
            log_failure("deposit", error.what());  // the other datasets can still be fed
        }
    }
    return out;
}

Response Desk::page(const Request& request, const std::string& base_url, DepositView view,
                    int status) const
{
    view.form_key = m_form_key;
    view.choices = choices();
    Response response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    response.headers = {{"Cache-Control", "no-store"}};
    if (view.publishing) {
        response.headers.emplace_back("Refresh", "2");
    }
    response.body = publish::site::deposit_page(m_store.current().get(),
                                                {"fr", base_url, request.raw_path}, view);
    return response;
}

Response Desk::refuse(const Request& request, const std::string& base_url, int status,
                      const std::string& title, const std::string& detail) const
{
    DepositView view;  // the form is there at once to try again
    view.error_title = title;
    view.error = detail;
    return page(request, base_url, view, status);
}

Response Desk::refuse_form(const Request& request, const Refusal& refusal,
                           const std::string& base_url) const
{
    return refuse(request, base_url, refusal.status,
                  refusal.status == 413 ? "Le fichier est trop lourd." : "Envoi refusé.",
                  refusal.detail);
}

Response Desk::unknown(const Request& request, const std::string& base_url) const
{
    return refuse(request, base_url, 404, "Dépôt inconnu.",
                  "Ce dépôt n’existe pas ou plus. Déposez le fichier de nouveau.");
}

Response Desk::busy(const Request& request, const std::string& base_url) const
{
    return refuse(request, base_url, 503, "Un autre fichier est en cours de lecture.",
                  "Attendez quelques secondes, puis recommencez.");
}

Response Desk::show(const Request& request, const std::string& base_url)
{
    if (auto entry = m_door.entry(request)) {
        return *std::move(entry);
    }
    if (!m_door.admits(request)) {
        const bool here = is_from_this_machine(request);
        Response response;
        response.status = 403;
        response.content_type = "text/html; charset=utf-8";
        response.headers = {{"Cache-Control", "no-store"}};
        response.body = publish::site::error_page(
            m_store.current().get(), {"fr", base_url, request.raw_path}, response.status,
            here ? "Page à ouvrir par son adresse complète" : "Page réservée à cette machine",
            here ? "L’adresse du dépôt de fichiers est écrite dans le terminal où Parvis a été "
                   "lancé ; elle commence par http://127.0.0.1 et change à chaque démarrage."
                 : "Le dépôt de fichiers s’ouvre sur la machine qui publie, à l’adresse écrite "
                   "dans le terminal où Parvis a été lancé.");
        return response;
    }
    if (request.method == "POST") {
        return refuse(request, base_url, 403, "Envoi refusé.",
                      "Rouvrez la page de dépôt et recommencez.");
    }
    if (request.path.size() == 1) {
        return page(request, base_url, {});
    }
    const bool decided = request.path.size() == 3;  // the address of a decision, loaded again
    const auto deposit = request.path.size() == 2 || decided ? find(request.path[1]) : std::nullopt;
    if (!deposit) {
        return unknown(request, base_url);
    }
    return decided ? see_other("/depot/" + request.path[1])
                   : page(request, base_url, deposit->view);
}

std::optional<FormRules> Desk::rules(const Request& request) const
{
    if (!is_path_of(request) || !m_door.admits(request) || !is_from_own_page(request, {})) {
        return std::nullopt;
    }
    if (request.path.size() == 1) {
        return FormRules{m_max_bytes, std::make_shared<UploadFolder>(folder() / random_hex())};
    }
    const bool decides =
        request.path.size() == 3 && (request.path[2] == "confirmer" ||
                                     request.path[2] == "annuler" || request.path[2] == "colonnes");
    return decides ? std::optional(FormRules{}) : std::nullopt;
}

std::optional<Desk::Deposit> Desk::find(const std::string& token)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_deposits.find(token);
    return found == m_deposits.end() ? std::nullopt : std::optional(found->second);
}

Response Desk::take(const Request& request, const Form& form, const std::string& base_url)
{
    if (!same_secret(form.field("cle"), m_form_key)) {
        return refuse(request, base_url, 403, "Formulaire périmé.",
                      "Le serveur a redémarré depuis que cette page est ouverte. Déposez le "
                      "fichier de nouveau.");
    }
    if (request.path.size() == 1) {
        return receive(request, form, base_url);
    }
    if (request.path[2] == "colonnes") {
        return choose(request, request.path[1], form, base_url);
    }
    return request.path[2] == "annuler" ? cancel(request, request.path[1], base_url)
                                        : confirm(request, request.path[1], base_url);
}

Response Desk::receive(const Request& request, const Form& form, const std::string& base_url)
{
    Deposit deposit;
    deposit.view.dataset = form.field("jeu");
    const auto known = choices();
    const bool chosen = std::any_of(known.begin(), known.end(), [&](const auto& choice) {
        return choice.first == deposit.view.dataset;
    });
    if (!chosen || !form.folder) {
        return refuse(request, base_url, 422, "Il manque quelque chose.",
                      chosen ? "Choisissez un fichier." : "Choisissez un jeu de données.");
    }
    const auto turn = m_runs.turn();
    if (!turn) {
        return busy(request, base_url);
    }
    deposit.folder = form.folder;
    deposit.view.token = form.folder->path().filename().string();
    deposit.view.file_name = form.file_name;
    deposit.file = form.folder->path() / safe_name(form.file_name);
    fs::rename(form.file, deposit.file);
    check(deposit);
    {
        const std::scoped_lock lock(m_mutex);
        make_room();
        deposit.number = ++m_received;
    }
    keep(deposit);
    return see_other("/depot/" + deposit.view.token);
}

/// Lets go of the oldest deposit that was decided; only where all wait, of the oldest that waits.
void Desk::make_room()
{
    if (m_deposits.size() < max_deposits) {
        return;
    }
    const auto rank = [](const auto& entry) {
        const Deposit& deposit = entry.second;
        const bool usable = deposit.state == State::waiting && deposit.view.error.empty();
        const int last = deposit.state == State::publishing ? 2 : usable ? 1 : 0;
        return std::pair(last, deposit.number);
    };
    m_deposits.erase(
        std::min_element(m_deposits.begin(), m_deposits.end(),
                         [&](const auto& a, const auto& b) { return rank(a) < rank(b); }));
}

void Desk::keep(const Deposit& deposit)
{
    const std::scoped_lock lock(m_mutex);
    m_deposits[deposit.view.token] = deposit;
}

HandedFile Desk::handed(const Deposit& deposit)
{
    HandedFile file;
    file.dataset = deposit.view.dataset;
    file.file = deposit.file;
    file.name = deposit.view.file_name;
    file.who = "page de dépôt";
    file.columns = deposit.chosen;
    file.accept_shrink = true;  // the clerk sees how many rows there are before confirming
    return file;
}

std::uint32_t Desk::published_now(const std::string& dataset) const
{
    if (!fs::exists(m_site / "data" / "register.sqlite")) {
        return 0;  // looking at a file writes nothing
    }
    try {
        const auto published = datasets::Register(m_site / "data").published(dataset);
        return published ? published->version : 0;
    } catch (const std::exception& error) {
        log_failure("deposit", error.what());
        return 0;
    }
}

void Desk::check(Deposit& deposit) const
{
    deposit.published = published_now(deposit.view.dataset);
    CheckReport report = m_runs.check(handed(deposit));
    report.view.token = deposit.view.token;
    report.view.dataset = deposit.view.dataset;
    report.view.file_name = deposit.view.file_name;
    report.view.chosen = deposit.chosen;
    deposit.view = std::move(report.view);
    if (deposit.uses.empty()) {
        deposit.uses = deposit.view.uses;  // before anything was chosen
    }
    deposit.view.uses = deposit.uses;
    for (const auto& [slot, column] : deposit.chosen) {
        const auto use = std::ranges::find(deposit.view.uses, slot, &datasets::ColumnUse::slot);
        if (use != deposit.view.uses.end()) {
            use->column = column;
        }
    }
    // A file that is a table may be saved by another choice of its columns.
    if (!deposit.view.error.empty() && deposit.view.file_columns.size() < 2) {
        deposit.view.file_columns.clear();
        deposit.state = State::failed;
        deposit.folder.reset();
    }
}

/// Reads the file again with the columns that the clerk chose. Each is named by its number in the
/// file, so that nothing but a column of the file can be chosen.
Response Desk::choose(const Request& request, const std::string& token, const Form& form,
                      const std::string& base_url)
{
    const auto turn = m_runs.turn();
    if (!turn) {
        return busy(request, base_url);
    }
    auto deposit = find(token);
    if (!deposit) {
        return unknown(request, base_url);
    }
    if (deposit->state != State::waiting) {
        return see_other("/depot/" + token);
    }
    std::vector<datasets::ColumnChoice> chosen;
    const auto& columns = deposit->view.file_columns;
    for (const datasets::ColumnUse& use : deposit->uses) {
        const std::string text = form.field("colonne." + use.slot);
        if (text.empty()) {
            continue;
        }
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size() || number > columns.size() ||
            (number == 0 && use.required)) {
            return refuse(
                request, base_url, 422, "Colonne inconnue.",
                "Une colonne choisie n’est pas de ce fichier. Rouvrez la page du dépôt et "
                "recommencez.");
        }
        if (number == 0 || !columns[number - 1].is_called(use.column)) {
            chosen.push_back({use.slot, number == 0 ? std::string() : columns[number - 1].name});
        }
    }
    deposit->chosen = std::move(chosen);
    check(*deposit);
    keep(*deposit);
    return see_other("/depot/" + token);
}

Response Desk::cancel(const Request& request, const std::string& token, const std::string& base_url)
{
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_deposits.find(token);
        if (found == m_deposits.end()) {
            return unknown(request, base_url);
        }
        Deposit& deposit = found->second;
        if (deposit.state == State::waiting || deposit.state == State::failed) {
            deposit.state = State::cancelled;
            deposit.folder.reset();
            deposit.view.error.clear();
            deposit.view.done = "Dépôt annulé : rien n’a été publié.";
        }
        if (deposit.state == State::cancelled) {
            return see_other("/depot/" + token);
        }
    }
    return refuse(
        request, base_url, 409, "Trop tard pour annuler.",
        "Ce fichier est déjà publié. Pour revenir en arrière, déposez le fichier d’avant.");
}

/// Whether another version was published since the clerk looked at this deposit: then the page says
/// so, and confirming asks for a second look.
bool Desk::is_overtaken(const std::string& token)
{
    const auto waiting = find(token);
    if (!waiting || waiting->state != State::waiting) {
        return false;
    }
    const std::uint32_t now = published_now(waiting->view.dataset);
    const std::scoped_lock lock(m_mutex);
    const auto found = m_deposits.find(token);
    if (found == m_deposits.end() || found->second.published == now) {
        return false;
    }
    found->second.published = now;
    found->second.view.overtaken = true;
    return true;
}

/// The deposit, when it waited for this: from now on it is being published. Nothing otherwise.
std::optional<Desk::Deposit> Desk::claim(const std::string& token)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_deposits.find(token);
    if (found == m_deposits.end() || found->second.state != State::waiting ||
        found->second.view.counts.kept == 0 || !found->second.view.error.empty()) {
        return std::nullopt;
    }
    found->second.state = State::publishing;
    found->second.view.publishing = true;
    return found->second;
}

Response Desk::confirm(const Request& request, const std::string& token,
                       const std::string& base_url)
{
    if (is_overtaken(token)) {
        return see_other("/depot/" + token);
    }
    auto deposit = claim(token);
    if (!deposit) {
        const auto known = find(token);
        if (!known) {
            return unknown(request, base_url);
        }
        if (known->state == State::cancelled) {
            return refuse(request, base_url, 409, "Ce dépôt a été annulé.",
                          "Rien n’a été publié. Déposez le fichier de nouveau.");
        }
        return see_other("/depot/" + token);  // sent twice, by a double click: the answer is one
    }
    const auto turn = m_runs.turn();
    if (turn) {
        publish(*deposit);
    } else {
        deposit->state = State::waiting;
    }
    const bool waits = deposit->state == State::waiting;
    if (!waits) {
        deposit->folder.reset();
    }
    deposit->view.publishing = false;
    keep(*deposit);
    return waits ? busy(request, base_url) : see_other("/depot/" + token);
}

void Desk::publish(Deposit& deposit) const
{
    deposit.state = State::failed;
    try {
        const Handling handling = m_runs.publish(handed(deposit));
        if (handling.end == Handling::End::busy) {
            deposit.state = State::waiting;  // to be confirmed again
            return;
        }
        if (handling.end == Handling::End::failed) {
            throw StoreError(handling.sentence);
        }
        if (handling.end == Handling::End::refused) {
            deposit.view.error = handling.sentence;
            return;
        }
        deposit.state = State::published;
        deposit.view.done = handling.sentence;
    } catch (const std::exception& error) {  // or the page would say « en cours » for ever
        log_failure("deposit", error.what());
        deposit.view.error = "Le fichier n’a pas pu être gardé ; ce qui était publié le reste. "
                             "Prévenez la personne qui tient ce serveur.";
    }
}

}  // namespace parvis::service
