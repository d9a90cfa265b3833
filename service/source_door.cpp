// SPDX-License-Identifier: EUPL-1.2
#include "service/source_door.hpp"

#include "datasets/dataset_definition.hpp"
#include "datasets/register.hpp"
#include "datasets/site.hpp"
#include "datasets/spelling.hpp"
#include "geo/busy_error.hpp"
#include "service/access_token.hpp"
#include "service/bearer.hpp"
#include "service/desk_door.hpp"
#include "service/file_lock.hpp"
#include "service/handed_name.hpp"
#include "service/log.hpp"
#include "service/site_clock.hpp"
#include "service/source_answer.hpp"
#include "service/upload_folder.hpp"
#include "service/upload_store.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;
using publish::Request;
using publish::Response;

/// Bodies that one token may be sending at the same time.
constexpr int most_of_a_token = 3;
constexpr std::string_view allowed = "PUT, OPTIONS";

bool is_dataset_id(const std::string& id)
{
    return !id.empty() &&
           id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

std::optional<bool> flag(const Request& request, std::string_view name)
{
    const std::string* const value = request.parameter(name);
    if (value == nullptr || *value == "false") {
        return false;
    }
    return *value == "true" ? std::optional(true) : std::nullopt;
}

/// Folders of servers that are gone, with what they had begun to receive.
void remove_left_over(const fs::path& incoming)
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(incoming, ignored)) {
        if (!entry.is_directory(ignored)) {
            continue;
        }
        const datasets::FileDescriptor lock(
            ::open((entry.path() / ".lock").c_str(), O_RDWR | O_CLOEXEC));
        if (!lock.is_open() || ::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) {
            fs::remove_all(entry.path(), ignored);
        }
    }
}

}  // namespace

/// Bodies that are being received or read, by token.
class SourceDoor::OpenBodies : public std::enable_shared_from_this<OpenBodies> {
public:
    explicit OpenBodies(int most) : m_most(most) {}

    /// Counts one more as long as what is returned lives; nullptr where there are enough.
    std::shared_ptr<void> enter(const std::string& token)
    {
        const std::scoped_lock own(m_mutex);
        const auto found = m_of_token.find(token);
        if (m_all >= m_most || (found != m_of_token.end() && found->second >= most_of_a_token)) {
            return nullptr;
        }
        ++m_all;
        ++m_of_token[token];
        return {this, [all = shared_from_this(), token](void*) { all->leave(token); }};
    }

private:
    void leave(const std::string& token)
    {
        const std::scoped_lock own(m_mutex);
        --m_all;
        if (--m_of_token[token] == 0) {
            m_of_token.erase(token);
        }
    }

    int m_most;
    std::mutex m_mutex;
    int m_all = 0;
    std::map<std::string, int> m_of_token;
};

SourceDoor::SourceDoor(fs::path site, const SourceDoorRules& rules, DepositRun& runs)
    : m_site(std::move(site)), m_rules(rules), m_runs(runs),
      m_open(std::make_shared<OpenBodies>(rules.most_open))
{
    const fs::path incoming = m_site / "data" / "incoming";
    std::error_code ignored;
    if (fs::exists(incoming, ignored)) {
        try {
            const auto whole = file_lock(incoming / ".lock");
            remove_left_over(incoming);
        } catch (const StoreError& error) {
            log_failure("source", error.what());  // a site that may only be read is served too
        }
    }
}

SourceDoor::~SourceDoor()
{
    std::error_code ignored;
    if (!m_folder.empty()) {
        fs::remove_all(m_folder, ignored);
    }
}

bool SourceDoor::is_path_of(const Request& request)
{
    return request.path.size() == 3 && request.path[0] == "datasets" && request.path[2] == "source";
}

Response SourceDoor::answer(const Request& request)
{
    if (request.method == "OPTIONS") {
        Response response;
        response.status = 204;
        response.headers = {{"Allow", std::string(allowed)}};
        return response;
    }
    return problem_response({ProblemKind::wrong_method,
                             "Cette adresse reçoit le fichier d’un jeu de données : elle n’accepte "
                             "que PUT, avec un jeton.",
                             {},
                             {},
                             {{"Allow", std::string(allowed)}}});
}

std::optional<std::string> SourceDoor::fault_of_definition(const std::string& dataset) const
{
    try {
        static_cast<void>(datasets::read_definition(m_site / "datasets" / (dataset + ".toml"),
                                                    datasets::Site{}.default_licence));
        return std::nullopt;
    } catch (const Error& error) {
        return error.what();
    }
}

std::optional<Problem> SourceDoor::admit(const Request& request, HandedFile& file) const
{
    if (!fs::exists(m_site / "data" / "register.sqlite")) {
        return refused_token();
    }
    datasets::Register reg(m_site / "data");
    const auto found = bearer_token(reg, request);
    if (found.refused) {
        return found.refused;
    }
    const auto& token = found.token;
    if (!is_dataset_id(file.dataset) ||
        !fs::exists(m_site / "datasets" / (file.dataset + ".toml"))) {
        return Problem{ProblemKind::no_such_collection,
                       fmt::format("Le site n’a pas de jeu de données « {} ».{}", file.dataset,
                                   datasets::spelling_hint(file.dataset, token->datasets)),
                       {},
                       {},
                       {{"Cache-Control", "no-store"}}};
    }
    if (token->role != datasets::TokenRole::source) {
        return insufficient_token(
            "Ce jeton écrit des commentaires : il ne dépose pas de fichiers.");
    }
    if (std::ranges::find(token->datasets, file.dataset) == token->datasets.end()) {
        return insufficient_token(
            fmt::format("Ce jeton vaut pour {}, pas pour « {} ».", reach_of(*token), file.dataset));
    }
    if (const auto fault = fault_of_definition(file.dataset)) {
        log_failure("source", *fault);
        return Problem{ProblemKind::failure,
                       fmt::format("La définition du jeu « {} » a une faute sur ce serveur : aucun "
                                   "fichier n’y peut être lu. Prévenez la personne qui tient le "
                                   "site, puis envoyez le même fichier.",
                                   file.dataset),
                       {},
                       {},
                       {{"Cache-Control", "no-store"}}};
    }
    file.who = token->name;
    file.token = token->id;
    reg.use_token(token->id);
    return std::nullopt;
}

std::variant<BodyPlan, Response> SourceDoor::plan(const Request& request,
                                                  const std::string& base_url)
{
    if (const auto problem =
            unsafe_token(request, m_rules.behind_proxy, "envoyez le fichier", "fichier")) {
        return refusal_of_source(problem->kind, problem->detail);
    }
    Asked asked;
    asked.base_url = base_url;
    asked.file.dataset = request.path[1];
    try {
        if (const auto refused = admit(request, asked.file)) {
            return problem_response(*refused);
        }
    } catch (const BusyError&) {
        return dataset_in_use(asked.file.dataset);
    }
    constexpr std::array<std::string_view, 3> known{"name", "draft", "accept_shrink"};
    for (const auto& [name, value] : request.query) {
        if (std::ranges::find(known, name) == known.end()) {
            return refusal_of_source(
                ProblemKind::unknown_parameter,
                fmt::format("« {} » : ce paramètre n’existe pas à cette adresse. "
                            "Paramètres possibles : {}.",
                            name, fmt::join(known, ", ")));
        }
    }
    const auto draft = flag(request, "draft"), accept_shrink = flag(request, "accept_shrink");
    if (!draft || !accept_shrink) {
        return refusal_of_source(
            ProblemKind::bad_parameter,
            fmt::format("« {} » est true ou false.", draft ? "accept_shrink" : "draft"));
    }
    if (!request.header("content-range").empty()) {
        return refusal_of_source(
            ProblemKind::bad_request,
            "Un fichier s’envoie entier : Content-Range n’est pas possible ici.");
    }
    auto name = handed_name(request);
    if (auto* const wrong = std::get_if<Problem>(&name)) {
        wrong->headers.emplace_back("Cache-Control", "no-store");
        return problem_response(*wrong);
    }
    asked.file.name = std::get<std::string>(std::move(name));
    asked.file.draft = *draft;
    asked.file.accept_shrink = *accept_shrink;

    // Counted until the plan goes, however it ends.
    const auto counted = m_open->enter(asked.file.token);
    if (!counted) {
        return busy_source("D’autres fichiers arrivent en ce moment. Recommencez dans une minute.");
    }
    const auto folder = new_folder();
    asked.file.file = folder->path() / safe_name(asked.file.name);
    BodyPlan plan;
    plan.max_bytes = m_rules.max_bytes;
    plan.file = asked.file.file;
    plan.whole = [this, asked, folder, counted] { return take(asked); };
    plan.refused = [folder, counted](const Refusal& refusal) {
        return refusal_of_source(refusal.status == 413   ? ProblemKind::body_too_large
                                 : refusal.status == 411 ? ProblemKind::length_required
                                                         : ProblemKind::bad_request,
                                 refusal.detail);
    };
    return plan;
}

std::shared_ptr<const UploadFolder> SourceDoor::new_folder()
{
    const std::scoped_lock own(m_mutex);
    if (m_folder.empty()) {
        const fs::path incoming = m_site / "data" / "incoming";
        fs::create_directories(incoming);
        // Nobody takes a folder away between its making and its lock.
        const auto whole = file_lock(incoming / ".lock");
        remove_left_over(incoming);
        const fs::path folder = incoming / random_hex();
        fs::create_directory(folder);
        m_lock = file_lock(folder / ".lock");
        m_folder = folder;
    }
    return std::make_shared<UploadFolder>(m_folder / random_hex());
}

Response SourceDoor::take(Asked asked) const
{
    const HandedFile& file = asked.file;
    if (fs::file_size(file.file) == 0) {
        return unusable_source(file, "Le fichier est vide (0 octet) : refaites l’export.", {});
    }
    const auto turn = m_runs.turn();
    if (!turn) {
        return busy_source(
            "Un autre fichier est en cours de lecture. Recommencez dans une minute.");
    }
    try {
        const CheckReport checked = m_runs.check(file);
        if (checked.busy) {
            return dataset_in_use(file.dataset);
        }
        if (checked.failed) {
            throw StoreError(checked.view.error);
        }
        if (!checked.view.error.empty() || checked.view.counts.kept == 0) {
            return unusable_source(file, checked.view.error, checked);
        }
        return source_answer(file, m_runs.publish(file), asked.base_url);
    } catch (const BusyError&) {
        return dataset_in_use(file.dataset);
    }
}

}  // namespace parvis::service
