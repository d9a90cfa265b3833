// SPDX-License-Identifier: EUPL-1.2
#include "service/webhook_command.hpp"

#include "datasets/json_text.hpp"
#include "datasets/site.hpp"
#include "datasets/work_hours.hpp"
#include "geo/error.hpp"
#include "publish/formats/csv_cells.hpp"
#include "publish/store.hpp"
#include "publish/works/book.hpp"
#include "publish/works/change_ledger.hpp"
#include "publish/works/change_query.hpp"
#include "service/desk_door.hpp"
#include "service/sandbox.hpp"
#include "service/site_clock.hpp"
#include "service/webhook_delivery.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <ostream>

namespace parvis::service {

namespace {

namespace works = publish::works;

/// Why an address cannot be told anything; "" where it can. Whether it is one of the public
/// internet is seen each time that it is connected to.
std::string url_fault(const std::string& url, bool allow_loopback)
{
    constexpr std::size_t longest = 2'000;
    const bool is_https = url.starts_with("https://");
    if (!is_https && !(allow_loopback && url.starts_with("http://"))) {
        return "elle doit commencer par https:// (http seulement vers cette machine, avec "
               "--allow-loopback).";
    }
    const auto host = url.substr(url.find("//") + 2);
    const auto end = std::min(host.find_first_of("/?#"), host.size());
    if (end == 0 || host.substr(0, end).find('@') != std::string::npos) {
        return "elle nomme un serveur, sans nom d’utilisateur ni mot de passe.";
    }
    const bool is_plain =
        std::ranges::all_of(url, [](char letter) { return letter > ' ' && letter < '\x7f'; });
    return url.size() > longest || !is_plain ? "2 000 caractères ASCII au plus, sans espace." : "";
}

/// What the hook follows, checked against what is published; the ledger gets its first number here
/// where no server has run yet.
std::string checked_follows(const HookWords& words, const datasets::Site& site)
{
    publish::Store store(site);
    if (const auto error = store.refresh(instant_now())) {
        throw StoreError(*error);
    }
    publish::Parameters parameters;
    for (const auto& filter : words.filters) {
        const auto equals = std::min(filter.find('='), filter.size());
        parameters.emplace_back(filter.substr(0, equals),
                                filter.substr(std::min(equals + 1, filter.size())));
    }
    const bool is_cql2 = std::ranges::any_of(
        parameters, [](const auto& one) { return one.first.starts_with("filter"); });
    auto parsed =
        works::parse_change_query(parameters, *store.current(), works::ChangeAddress::changes);
    if (const auto* faults = std::get_if<std::vector<publish::ParameterProblem>>(&parsed)) {
        throw StoreError(fmt::format("--filter {}={} : {}", faults->front().name,
                                     faults->front().value, faults->front().reason));
    }
    const auto& query = std::get<works::ChangeQuery>(parsed);
    if (is_cql2 || query.since) {
        throw StoreError(
            "--filter prend commune=…, bbox=… ou un niveau du territoire (pole=…) : ce "
            "qui envoie n’ouvre aucun jeu de données.");
    }
    works::ChangeLedger ledger(site.data());
    const auto now = instant_now();
    static_cast<void>(ledger.record(*store.current(), works::now_of(site, now), now));
    return query.follow.key;
}

int add(const Command& command, std::ostream& out, std::ostream& err)
{
    if (sodium_init() < 0) {
        throw Error("libsodium does not start");
    }
    const auto site = datasets::read_site(command.site);
    const HookWords& words = command.hook;
    if (const auto fault = url_fault(words.url, words.allow_loopback); !fault.empty()) {
        throw StoreError("cette adresse ne peut pas recevoir de webhook : " + fault);
    }
    Webhook hook;
    hook.follows = checked_follows(words, site);
    hook.id = random_hex().substr(0, 12);
    hook.url = words.url;
    hook.secret = "parvis_hook_" + random_hex() + random_hex();
    hook.made = datasets::to_text(instant_now());
    hook.allow_loopback = words.allow_loopback;
    hook.position = works::ChangeLedger(site.data()).newest();
    WebhookShelf(site.data()).add(hook);
    err << fmt::format(
        "Webhook {} vers {}, à partir du changement {}. Voici le secret qui signe les envois "
        "(Parvis-Signature) : il n’est montré que cette fois.\n",
        hook.id, hook.url, hook.position + 1);
    out << hook.secret << '\n';
    return 0;
}

std::string state_of(const Webhook& hook)
{
    return hook.parked ? "parked" : hook.failures > 0 ? "failing" : "active";
}

/// "tous", or "commune=FR_76540, pole=…".
std::string followed(const Webhook& hook)
{
    std::string text;
    for (const char letter : hook.follows.substr(0, hook.follows.find_last_not_of('\n') + 1)) {
        text += letter == '\n' ? std::string(", ") : std::string(1, letter);
    }
    return text.empty() ? "tous" : text;
}

std::string failures_of(const Webhook& hook)
{
    return hook.failures == 1 ? "1 échec" : fmt::format("{} échecs", hook.failures);
}

int list(const Command& command, std::ostream& out)
{
    const auto site = datasets::read_site(command.site);
    const auto hooks = WebhookShelf(site.data()).all();
    if (command.json) {
        out << webhooks_json(hooks) << '\n';
        return 0;
    }
    for (const Webhook& hook : hooks) {
        out << fmt::format(
            "{} : {} (chantiers : {}), fait le {}, {}{}\n", hook.id, hook.url, followed(hook),
            hook.made,
            hook.taken_at.empty() ? "rien reçu encore" : "dernier envoi reçu le " + hook.taken_at,
            hook.failures == 0 ? std::string()
                               : fmt::format(" ; {} de suite{} : {}", failures_of(hook),
                                             hook.parked ? ", arrêté" : "", hook.error));
    }
    if (hooks.empty()) {
        out << "Aucun webhook. Pour en ajouter un : parvis webhook add --site … https://…\n";
    }
    return 0;
}

int decide_hook(const Command& command, std::ostream& out)
{
    const auto site = datasets::read_site(command.site);
    WebhookShelf shelf(site.data());
    const bool removes = command.hook.action == "remove";
    const bool is_there = removes ? shelf.remove(command.hook.id) : shelf.retry(command.hook.id);
    if (!is_there) {
        throw StoreError("aucun webhook « " + command.hook.id +
                         " » ; parvis webhook list montre ceux qu’il y a.");
    }
    out << fmt::format("Le webhook {} {}.\n", command.hook.id,
                       removes ? "est supprimé" : "reprend là où il s’était arrêté");
    return 0;
}

}  // namespace

int keep_webhooks(const Command& command, std::ostream& out, std::ostream& err)
{
    const std::string& action = command.hook.action;
    if (action == "add") {
        return add(command, out, err);
    }
    if (action == "list") {
        return list(command, out);
    }
    if (action != "deliver") {
        return decide_hook(command, out);
    }
    if (command.ends_with_parent) {
        end_with_parent();
    }
    return deliver_webhooks(command.site / "data") ? 0 : 1;
}

std::string webhooks_json(const std::vector<Webhook>& hooks)
{
    datasets::JsonText json;
    json.start_array();
    for (const Webhook& hook : hooks) {
        json.start_object();
        json.member("id", hook.id);
        json.member("url", hook.url);
        json.member("follows", hook.follows);
        json.member("made", hook.made);
        json.member("state", state_of(hook));
        json.member("position", hook.position);
        json.member("failures", hook.failures);
        json.member("error", hook.error);
        json.member("next_try", hook.parked || hook.failures == 0
                                    ? std::string()
                                    : datasets::to_text(hook.next_try));
        json.member("taken", hook.taken_at);
        json.end_object();
    }
    json.end_array();
    return json.take();
}

std::string webhooks_csv(const std::vector<Webhook>& hooks, const datasets::Zone& zone)
{
    const auto moment = [&](std::optional<datasets::Instant> at) {
        if (!at) {
            return std::string();
        }
        const auto day = zone.date_of(*at);
        return fmt::format("{:02}/{:02}/{} à {}", day.day, day.month, day.year,
                           datasets::clock_text(zone.second_of_day(*at) / 60 * 60));
    };
    const auto state = [&](const Webhook& hook) {
        return hook.failures == 0 ? std::string("actif")
               : hook.parked ? fmt::format("arrêté après {} : {}", failures_of(hook), hook.error)
                             : fmt::format("{} de suite, prochain essai le {} : {}",
                                           failures_of(hook), moment(hook.next_try), hook.error);
    };
    std::string csv;
    publish::append_line(csv, {"webhook", "adresse", "chantiers", "dernier envoi reçu", "état"});
    for (const Webhook& hook : hooks) {
        publish::append_line(csv, {hook.id, hook.url, followed(hook),
                                   moment(datasets::parse_instant(hook.taken_at)), state(hook)});
    }
    return csv;
}

}  // namespace parvis::service
