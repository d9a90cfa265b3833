// SPDX-License-Identifier: EUPL-1.2
#include "service/deposit.hpp"

#include "datasets/dataset_definition.hpp"
#include "geo/error.hpp"
#include "service/check_report.hpp"
#include "service/child_process.hpp"
#include "service/log.hpp"
#include "service/outcome_report.hpp"
#include "service/upload_store.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>
#include <sodium.h>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;
using publish::Request;
using publish::Response;
using publish::site::DepositView;

constexpr std::chrono::seconds reading_time{600};
constexpr std::size_t max_deposits = 20;
constexpr std::size_t token_length = 32;

std::string random_hex()
{
    std::array<unsigned char, token_length / 2> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    std::string text;
    for (const unsigned char byte : bytes) {
        text += fmt::format("{:02x}", byte);
    }
    return text;
}

bool same_secret(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view host_name(std::string_view host)
{
    if (!host.empty() && host.front() == '[') {
        return host.substr(0, host.find(']') + 1);
    }
    return host.substr(0, host.find(':'));
}

/// A page of another site that sends a form here says so itself; what an older browser does not
/// say, the form key catches.
bool is_from_own_page(const Request& request)
{
    const std::string_view origin = request.header("origin");
    const std::string_view site = request.header("sec-fetch-site");
    const bool own_origin =
        origin.empty() || origin == fmt::format("http://{}", request.header("host"));
    return own_origin && (site.empty() || site == "same-origin" || site == "none");
}

Response see_other(const std::string& address)
{
    Response response;
    response.status = 303;
    response.headers = {{"Location", address}, {"Cache-Control", "no-store"}};
    return response;
}

class Turn {
public:
    explicit Turn(std::atomic_flag& flag) : m_flag(flag), m_mine(!flag.test_and_set()) {}
    ~Turn()
    {
        if (m_mine) {
            m_flag.clear();
        }
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    [[nodiscard]] bool is_mine() const { return m_mine; }

private:
    std::atomic_flag& m_flag;
    bool m_mine;
};

std::string broken_off(const ChildResult& child)
{
    if (child.exit_code == -1) {
        return "La lecture du fichier a dépassé la mémoire ou le temps permis. Coupez-le en "
               "plusieurs fichiers.";
    }
    return "Le fichier n’a pas pu être lu.";
}

std::string done_sentence(const CheckReport& report)
{
    if (!report.version) {
        return "Ce fichier est le même que celui de la version publiée : rien n’a changé.";
    }
    const auto& counts = report.view.counts;
    return fmt::format("Version {} publiée : {} lignes gardées, {} hors territoire, {} refusées.",
                       *report.version, grouped(counts.kept, "fr"), grouped(counts.outside, "fr"),
                       grouped(counts.rejected, "fr"));
}

}  // namespace

bool is_from_this_machine(const Request& request)
{
    const std::string& peer = request.peer;
    const bool local =
        peer == "::1" || peer.compare(0, 4, "127.") == 0 || peer.compare(0, 11, "::ffff:127.") == 0;
    constexpr std::array<std::string_view, 4> names{"127.0.0.1", "localhost", "[::1]",
                                                    "parvis.localhost"};
    const bool named =
        std::find(names.begin(), names.end(), host_name(request.header("host"))) != names.end();
    constexpr std::array<std::string_view, 5> marks{"forwarded", "x-forwarded-for",
                                                    "x-forwarded-host", "x-real-ip", "via"};
    const bool direct = std::all_of(marks.begin(), marks.end(), [&](std::string_view mark) {
        return request.header(mark).empty();
    });
    return local && named && direct;
}

Desk::Desk(const publish::Store& store, fs::path site, std::uint64_t max_bytes)
    : m_store(store), m_site(std::move(site)), m_max_bytes(max_bytes), m_form_key(random_hex())
{
    std::error_code ignored;
    fs::remove_all(folder(), ignored);  // never confirmed before the last stop
}

bool Desk::is_path_of(const Request& request)
{
    return !request.path.empty() && request.path[0] == "depot";
}

std::vector<std::pair<std::string, std::string>> Desk::choices() const
{
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& definition : datasets::read_definitions(m_site, "etalab-2.0")) {
        out.emplace_back(definition.facts.id, datasets::text_in(definition.facts.title, "fr"));
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
    response.body = publish::site::deposit_page(m_store.current().get(),
                                                {"fr", base_url, request.raw_path}, view);
    return response;
}

Response Desk::refuse(const Request& request, const std::string& base_url, int status,
                      const std::string& title, const std::string& detail) const
{
    Response response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    response.headers = {{"Cache-Control", "no-store"}};
    response.body = publish::site::error_page(
        m_store.current().get(), {"fr", base_url, request.raw_path}, status, title, detail);
    return response;
}

Response Desk::show(const Request& request, const std::string& base_url)
{
    if (!is_from_this_machine(request)) {
        return refuse(request, base_url, 403, "Page réservée à cette machine",
                      "Le dépôt de fichiers s’ouvre sur la machine qui publie, à l’adresse "
                      "http://127.0.0.1.");
    }
    if (request.method == "POST") {
        return refuse(request, base_url, 403, "Envoi refusé",
                      "Rouvrez la page de dépôt et recommencez.");
    }
    if (request.path.size() == 1) {
        return page(request, base_url, {});
    }
    auto deposit = request.path.size() == 2 ? find(request.path[1]) : std::nullopt;
    if (!deposit) {
        return refuse(request, base_url, 404, "Dépôt inconnu",
                      "Ce dépôt n’existe pas ou plus. Déposez le fichier de nouveau.");
    }
    return page(request, base_url, std::move(deposit->view));
}

std::optional<FormRules> Desk::rules(const Request& request) const
{
    if (!is_path_of(request) || !is_from_this_machine(request) || !is_from_own_page(request)) {
        return std::nullopt;
    }
    if (request.path.size() == 1) {
        const fs::path place = folder() / random_hex();
        fs::create_directories(place);
        return FormRules{m_max_bytes, place / ".incoming"};
    }
    const bool decides = request.path.size() == 3 &&
                         (request.path[2] == "confirmer" || request.path[2] == "annuler");
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
    const auto key = form.fields.find("cle");
    if (key == form.fields.end() || !same_secret(key->second, m_form_key)) {
        if (!form.file.empty()) {
            fs::remove_all(form.file.parent_path());
        }
        return refuse(
            request, base_url, 403, "Formulaire périmé",
            "Le serveur a redémarré depuis que cette page est ouverte. Rouvrez-la et recommencez.");
    }
    const Turn turn(m_busy);
    if (!turn.is_mine()) {
        if (!form.file.empty()) {
            fs::remove_all(form.file.parent_path());
        }
        return refuse(request, base_url, 503, "Un autre fichier est en cours de lecture",
                      "Attendez quelques secondes, puis recommencez.");
    }
    return request.path.size() == 1 ? receive(request, form, base_url) : decide(request, base_url);
}

Response Desk::receive(const Request& request, const Form& form, const std::string& base_url)
{
    Deposit deposit;
    const auto dataset = form.fields.find("jeu");
    deposit.view.dataset = dataset == form.fields.end() ? "" : dataset->second;
    const auto known = choices();
    const bool chosen = std::any_of(known.begin(), known.end(), [&](const auto& choice) {
        return choice.first == deposit.view.dataset;
    });
    if (!chosen || form.file.empty()) {
        if (!form.file.empty()) {
            fs::remove_all(form.file.parent_path());
        }
        deposit.view.error =
            form.file.empty() ? "Choisissez un fichier." : "Choisissez un jeu de données.";
        return page(request, base_url, deposit.view, 422);
    }
    deposit.view.token = form.file.parent_path().filename().string();
    deposit.view.file_name = form.file_name;
    deposit.file = form.file.parent_path() / safe_name(form.file_name);
    fs::rename(form.file, deposit.file);
    check(deposit);
    {
        const std::scoped_lock lock(m_mutex);
        if (m_deposits.size() >= max_deposits) {
            fs::remove_all(m_deposits.begin()->second.file.parent_path());
            m_deposits.erase(m_deposits.begin());
        }
        m_deposits[deposit.view.token] = deposit;
    }
    return see_other("/depot/" + deposit.view.token);
}

void Desk::check(Deposit& deposit) const
{
    const auto child = run_child({"check", "--site", m_site.string(), deposit.view.dataset,
                                  "--file", deposit.file.string(), "--json", "--ends-with-parent"},
                                 reading_time);
    auto report = read_check_report(child.output);
    if (!report) {
        log_failure("deposit",
                    fmt::format("check ended with {}: {}", child.exit_code, child.errors));
        deposit.view.error = broken_off(child);
        return;
    }
    report->view.token = deposit.view.token;
    report->view.dataset = deposit.view.dataset;
    report->view.file_name = deposit.view.file_name;
    deposit.view = std::move(report->view);
}

Response Desk::decide(const Request& request, const std::string& base_url)
{
    const std::string& token = request.path[1];
    auto deposit = find(token);
    if (!deposit) {
        return refuse(request, base_url, 404, "Dépôt inconnu",
                      "Ce dépôt n’existe pas ou plus. Déposez le fichier de nouveau.");
    }
    if (deposit->view.done.empty()) {  // else it was sent twice: the answer is the same
        if (request.path[2] == "annuler") {
            deposit->view.done = "Dépôt annulé : rien n’a été publié.";
        } else if (deposit->view.error.empty() && deposit->view.counts.kept > 0) {
            publish(*deposit);
        }
        if (!deposit->view.done.empty()) {
            fs::remove_all(deposit->file.parent_path());
        }
        const std::scoped_lock lock(m_mutex);
        m_deposits[token] = *deposit;
    }
    return see_other("/depot/" + token);
}

void Desk::publish(Deposit& deposit) const
{
    const fs::path data = m_site / "data";
    const auto previous = newest_deposit(data, deposit.view.dataset);
    const auto kept = keep_upload(data, deposit.view.dataset, deposit.file, deposit.view.file_name);
    const auto child = run_child({"ingest", "--site", m_site.string(), deposit.view.dataset,
                                  "--file", kept.file.string(), "--cause", "upload", "--json"},
                                 reading_time);
    const auto report = read_check_report(child.output);
    if (report && (report->version || report->unchanged)) {
        deposit.view.done = done_sentence(*report);
        if (!report->other_errors.empty()) {
            log_failure("deposit", report->other_errors);
        }
        return;
    }
    log_failure("deposit", fmt::format("ingest ended with {}: {}", child.exit_code, child.errors));
    restore_deposit(data, deposit.view.dataset, previous);
    deposit.view.error = report ? report->view.error : broken_off(child);
}

}  // namespace parvis::service
