// SPDX-License-Identifier: EUPL-1.2
#include "service/version_list.hpp"

#include "datasets/desk_settings.hpp"
#include "datasets/json_text.hpp"
#include "datasets/register.hpp"
#include "datasets/site.hpp"
#include "geo/error.hpp"
#include "geo/projection.hpp"
#include "publish/comment_check.hpp"
#include "publish/report/edition.hpp"
#include "publish/works/change_ledger.hpp"
#include "service/outcome_report.hpp"
#include "service/webhook_shelf.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string_view>

#include <fmt/format.h>

namespace parvis::service {

namespace {

using datasets::VersionRecord;

std::vector<VersionRecord> records(const Command& command, const datasets::Register& reg)
{
    std::vector<std::string> ids = command.datasets;
    if (ids.empty()) {
        for (const auto& record : reg.published()) {
            ids.push_back(record.dataset);
        }
    }
    std::vector<VersionRecord> all;
    for (const auto& id : ids) {
        const auto versions = reg.versions(id);
        all.insert(all.end(), versions.begin(), versions.end());
    }
    return all;
}

/// "retirée le 2026-11-25T08:00:00Z par la Direction de l’eau : colonne des coûts fausse"
std::string decision_text(const datasets::VersionChange& change)
{
    return fmt::format("{} le {}{}{}", datasets::state_label_fr(change.state), change.at,
                       change.decision.who.empty() ? "" : " par " + change.decision.who,
                       change.decision.why.empty() ? "" : " : " + change.decision.why);
}

/// "déposé le 2026-11-25T08:00:00Z par « Service voirie » : travaux.csv"
std::string arrival_text(const datasets::Arrival& arrival)
{
    return fmt::format("déposé le {} par « {} »{} : {}", arrival.at, arrival.who,
                       arrival.token.empty() ? std::string()
                                             : fmt::format(" (jeton {})", arrival.token),
                       arrival.file);
}

/// What is wrong with the sources of the datasets asked for.
std::vector<datasets::Alert> alerts(const Command& command, const datasets::Register& reg)
{
    auto all = reg.alerts();
    std::erase_if(all, [&](const datasets::Alert& alert) {
        return !command.datasets.empty() &&
               std::ranges::find(command.datasets, alert.dataset) == command.datasets.end();
    });
    return all;
}

/// {versions: [{dataset, version, state, created, kept, content_sha256, manifest_sha256,
/// decisions}], alerts: [{dataset, kind, since, message}]}
std::string as_json(const datasets::Register& reg, const std::vector<VersionRecord>& versions,
                    const std::vector<datasets::Alert>& alerts)
{
    datasets::JsonText json;
    json.start_object();
    json.key("versions");
    json.start_array();
    for (const auto& version : versions) {
        json.start_object();
        json.member("dataset", version.dataset);
        json.member("version", std::int64_t{version.version});
        json.member("state", version.state);
        json.member("created", version.created);
        json.member("kept", version.kept);
        json.member("content_sha256", version.content_sha256);
        json.member("manifest_sha256", version.manifest_sha256);
        json.key("decisions");
        json.start_array();
        for (const auto& change : reg.changes(version.dataset)) {
            if (change.version == version.version) {
                json.start_object();
                json.member("state", change.state);
                json.member("at", change.at);
                json.member("by", change.decision.who);
                json.member("why", change.decision.why);
                json.end_object();
            }
        }
        json.end_array();
        json.key("arrivals");
        json.start_array();
        for (const auto& arrival : reg.arrivals(version.dataset)) {
            if (arrival.version == version.version) {
                json.start_object();
                json.member("at", arrival.at);
                json.member("who", arrival.who);
                json.member("token", arrival.token);
                json.member("file", arrival.file);
                json.member("sha256", arrival.sha256);
                json.end_object();
            }
        }
        json.end_array();
        json.end_object();
    }
    json.end_array();
    json.key("alerts");
    json.start_array();
    for (const auto& alert : alerts) {
        json.start_object();
        json.member("dataset", alert.dataset);
        json.member("kind", alert.kind);
        json.member("since", alert.since);
        json.member("message", alert.message);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

}  // namespace

datasets::Register open_register(const datasets::Site& site)
{
    if (!std::filesystem::exists(site.data() / "register.sqlite")) {
        throw StoreError(fmt::format(
            "rien n’est encore publié dans {} : lancez d’abord « parvis ingest --site {} ».",
            site.folder.string(), site.folder.string()));
    }
    return datasets::Register(site.data());
}

int list_versions(const Command& command, std::ostream& out)
{
    const auto site = datasets::read_site(command.site);
    const auto reg = open_register(site);
    const auto versions = records(command, reg);
    if (command.json) {
        out << as_json(reg, versions, alerts(command, reg)) << '\n';
        return 0;
    }
    for (const auto& version : versions) {
        out << fmt::format("{} {} : {}, {} lignes, {}\n", version.dataset, version.version,
                           datasets::state_label_fr(version.state), grouped(version.kept, "fr"),
                           version.created);
        for (const auto& arrival : reg.arrivals(version.dataset)) {
            if (arrival.version == version.version) {
                out << "    " << arrival_text(arrival) << '\n';
            }
        }
        for (const auto& change : reg.changes(version.dataset)) {
            if (change.version == version.version) {
                out << "    " << decision_text(change) << '\n';
            }
        }
    }
    for (const auto& alert : alerts(command, reg)) {
        out << fmt::format("Alerte, {}, depuis le {} : {}\n", alert.dataset, alert.since,
                           alert.message);
    }
    if (versions.empty()) {
        out << "Aucune version.\n";
        return command.datasets.empty() ? 0 : 1;
    }
    return 0;
}

namespace {

/// What an operator is to look at, though the disk is sound: sources that cannot be used, versions
/// that wait for somebody, webhooks that nobody answers, datasets that the desk does not find.
std::vector<std::string> remarks(const datasets::Site& site, const datasets::Register& reg)
{
    std::vector<std::string> all;
    for (const auto& alert : reg.alerts()) {
        all.push_back(fmt::format("« {} » : {}", alert.dataset, alert.message));
    }
    std::set<std::string> published;
    for (const auto& record : reg.published()) {
        published.insert(record.dataset);
        for (const auto& version : reg.versions(record.dataset)) {
            const bool is_open = version.state == "checked" || version.state == "approved";
            if (is_open && version.version > record.version) {
                all.push_back(fmt::format("la version {} de « {} » n’est pas publiée et attend "
                                          "(parvis versions).",
                                          version.version, version.dataset));
            }
        }
    }
    if (std::filesystem::exists(site.data() / publish::works::ledger_file)) {
        for (const auto& hook : WebhookShelf(site.data()).all()) {
            if (hook.parked || hook.failures > 0) {
                all.push_back(fmt::format("le webhook {} {} : {}", hook.id,
                                          hook.parked ? "est mis de côté (parvis webhook retry)"
                                                      : "ne répond pas",
                                          hook.error));
            }
        }
    }
    try {
        const auto desk = datasets::read_desk_settings(site.folder);
        auto named = desk.events;
        named.insert(named.end(), {desk.winter, desk.streets});
        for (const auto& id : named) {
            if (!id.empty() && !published.contains(id)) {
                all.push_back(fmt::format("[works] de parvis.toml nomme « {} », qui n’est pas un "
                                          "jeu publié.",
                                          id));
            }
        }
    } catch (const Error& error) {
        all.emplace_back(error.what());
    }
    return all;
}

/// What this machine's PROJ makes of the systems that files here come in: a missing grid shows as a
/// worse accuracy, not as an error.
std::string transformations()
{
    constexpr std::array<std::string_view, 22> systems{
        "EPSG:2154",  // Lambert-93, France
        "EPSG:3942",  "EPSG:3943", "EPSG:3944", "EPSG:3945", "EPSG:3946",
        "EPSG:3947",  "EPSG:3948", "EPSG:3949", "EPSG:3950",  // its nine zones, CC42 to CC50
        "EPSG:27572",  // Lambert II étendu, old French files
        "EPSG:5490",   // French Antilles
        "EPSG:2972",   // Guyane
        "EPSG:2975",   // Réunion
        "EPSG:4471",   // Mayotte
        "EPSG:31370",  // Belgium, Lambert 72
        "EPSG:3812",   // Belgium, Lambert 2008
        "EPSG:2169",   // Luxembourg
        "EPSG:25832",  // western Germany
        "EPSG:31467",  // old German files
        "EPSG:4258",   // Europe, degrees
        "EPSG:3035",   // Europe, metres
    };
    std::string out;
    for (const std::string_view system : systems) {
        out += out.empty() ? "" : ", ";
        try {
            const std::string name(system);
            const auto accuracy = geo::Projection(name).accuracy_m();
            out += accuracy ? fmt::format("{} {} m", system, *accuracy)
                            : fmt::format("{} inconnue", system);
            if (const auto wanted = geo::Projection::grid_wanted(name)) {
                out += fmt::format(" ({} m avec la grille {}, absente ici)", wanted->accuracy_m,
                                   wanted->grid);
            }
        } catch (const ProjectionError&) {
            out += fmt::format("{} impossible", system);
        }
    }
    return out;
}

}  // namespace

int examine(const Command& command, std::ostream& out)
{
    const auto site = datasets::read_site(command.site);
    const auto reg = open_register(site);
    auto faults = reg.verify();
    const auto of_reports = publish::report::check_editions(site.data());
    faults.insert(faults.end(), of_reports.faults.begin(), of_reports.faults.end());
    for (const auto& fault : faults) {
        out << fault << '\n';
    }
    for (const auto& note : of_reports.notes) {  // nobody can mend it: no fault
        out << "Remarque : " << note << '\n';
    }
    for (const auto& [id, why] : publish::hidden_comments(reg)) {
        out << "Remarque : " << why << '\n';
    }
    for (const auto& remark : remarks(site, reg)) {
        out << "Remarque : " << remark << '\n';
    }
    out << fmt::format(
        "{} jeux publiés, {}.\n", reg.published().size(),
        faults.empty() ? "registre, versions et rapports sains"
                       : fmt::format("{} défaut{}", faults.size(), faults.size() > 1 ? "s" : ""));
    out << fmt::format("Précision des transformations vers la longitude et la latitude : {}.\n",
                       transformations());
    return faults.empty() ? 0 : 1;
}

}  // namespace parvis::service
