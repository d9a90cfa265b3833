// SPDX-License-Identifier: EUPL-1.2
#include "service/deposit_run.hpp"

#include "datasets/dataset_definition.hpp"
#include "datasets/register.hpp"
#include "datasets/site.hpp"
#include "service/child_process.hpp"
#include "service/clerk_words.hpp"
#include "service/log.hpp"
#include "service/outcome_report.hpp"
#include "service/source_choice.hpp"
#include "service/upload_store.hpp"

#include <fmt/format.h>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;
using publish::site::DepositView;

constexpr std::chrono::seconds reading_time{600};
/// How long one waits for another file to be read before being told to try again.
constexpr std::chrono::seconds waiting_time{15};

std::string broken_off(const ChildResult& child)
{
    if (child.exit_code == -1) {
        return "La lecture du fichier a dépassé la mémoire ou le temps permis. Coupez-le en "
               "plusieurs fichiers.";
    }
    return "Le fichier n’a pas pu être lu.";
}

void put_into_clerks_words(DepositView& view, const ClerkWords& words)
{
    view.error = words(std::move(view.error));
    for (std::string& sentence : view.understood) {
        sentence = words(std::move(sentence));
    }
    for (auto& issue : view.issues) {
        issue.message = words(std::move(issue.message));
    }
}

/// "26 lignes gardées"; in French one and none are singular.
std::string kept_rows(std::uint64_t count)
{
    return fmt::format("{} ligne{} gardée{}", grouped(count, "fr"), count > 1 ? "s" : "",
                       count > 1 ? "s" : "");
}

std::string counted(const datasets::Counts& counts)
{
    const std::string carried =
        counts.carried == 0 ? std::string()
                            : fmt::format(" ; {} absentes de ce fichier restent, à confirmer",
                                          grouped(counts.carried, "fr"));
    return fmt::format("{}, {} hors territoire, {} refusée{}{}", kept_rows(counts.kept),
                       grouped(counts.outside, "fr"), grouped(counts.rejected, "fr"),
                       counts.rejected > 1 ? "s" : "", carried);
}

Handling handling_of(CheckReport report)
{
    Handling handling;
    if (report.version) {
        handling.version = *report.version;
        handling.end = report.waits ? Handling::End::waiting : Handling::End::published;
        handling.sentence =
            report.waits
                ? fmt::format("Version {} vérifiée et gardée : {}. Elle sera publiée quand la "
                              "personne qui tient le site l’aura décidé.",
                              *report.version, counted(report.view.counts))
                : fmt::format("Version {} publiée : {}.", *report.version,
                              counted(report.view.counts));
    } else if (report.unchanged) {
        handling.end = Handling::End::unchanged;
        handling.sentence = "Ce fichier est le même que celui de la dernière version : rien n’a "
                            "changé, aucune version nouvelle.";
    } else if (report.withdrawn) {
        handling.sentence =
            fmt::format("Ce fichier est celui de la version {}, qui a été retirée : rien n’est "
                        "publié. La personne qui tient le site peut la publier de nouveau.",
                        *report.withdrawn);
    } else {
        handling.end = report.busy     ? Handling::End::busy
                       : report.failed ? Handling::End::failed
                                       : Handling::End::refused;
        handling.sentence = report.view.error;
    }
    handling.report = std::move(report);
    return handling;
}

std::string_view outcome_word(Handling::End end)
{
    switch (end) {
    case Handling::End::published:
        return "published";
    case Handling::End::waiting:
        return "waiting";
    case Handling::End::unchanged:
        return "unchanged";
    case Handling::End::refused:
    case Handling::End::busy:
    case Handling::End::failed:
        return "refused";
    }
    return "";
}

std::vector<std::string> with_choices(std::vector<std::string> arguments, const HandedFile& file)
{
    for (const auto& [slot, column] : file.columns) {
        arguments.push_back(fmt::format("--column={}={}", slot, column));
    }
    return arguments;
}

/// The newest version, if it is newer than `before` and was made of this very file: what was told
/// to have failed may only have been what comes after it (a crossing, a time limit).
std::optional<datasets::VersionRecord> made_of(const datasets::Register& reg,
                                               const std::string& dataset,
                                               const StoredUpload& upload, std::uint32_t before)
{
    const auto versions = reg.versions(dataset);
    if (versions.empty() || versions.front().version <= before) {
        return std::nullopt;
    }
    const auto folder = datasets::version_folder(reg.data(), dataset, versions.front().version);
    const auto manifest = datasets::read_manifest(folder / "manifest.json");
    return manifest.source.sha256 == upload.sha256 ? std::optional(versions.front()) : std::nullopt;
}

Handling late_success(const datasets::VersionRecord& made)
{
    Handling handling;
    handling.end = made.state == "published" ? Handling::End::published : Handling::End::waiting;
    handling.version = made.version;
    handling.report.view.counts.kept = made.kept;
    handling.sentence =
        fmt::format("Version {} {} : {}. La suite n’a pas pu être menée à bien : prévenez la "
                    "personne qui tient ce serveur.",
                    made.version, made.state == "published" ? "publiée" : "vérifiée et gardée",
                    kept_rows(made.kept));
    return handling;
}

void settle(const fs::path& data, const std::string& dataset, const StoredUpload& kept,
            Handling::End end)
{
    const bool stands = end == Handling::End::published || end == Handling::End::waiting ||
                        end == Handling::End::unchanged;
    stands ? accept_upload(data, dataset, kept) : give_up_upload(data, dataset, kept);
}

std::uint32_t newest_version(const datasets::Register& reg, const std::string& dataset)
{
    const auto versions = reg.versions(dataset);
    return versions.empty() ? 0 : versions.front().version;
}

}  // namespace

std::unique_lock<std::timed_mutex> DepositRun::turn()
{
    return std::unique_lock(m_turn, waiting_time);
}

CheckReport DepositRun::check(const HandedFile& file) const
{
    const auto child =
        run_child(with_choices({"check", "--site", m_site.string(), file.dataset, "--file",
                                file.file.string(), "--json", "--columns", "--ends-with-parent"},
                               file),
                  reading_time);
    auto report = read_check_report(child.output);
    if (report) {
        put_into_clerks_words(report->view, {m_site, file.file});
        return *std::move(report);
    }
    log_failure("deposit", fmt::format("check ended with {}: {}", child.exit_code, child.errors));
    CheckReport broken;
    broken.view.error = broken_off(child);
    return broken;
}

Handling DepositRun::publish(const HandedFile& file) const
{
    const fs::path data = m_site / "data";
    const std::string& dataset = file.dataset;
    auto definition = datasets::read_definition(m_site / "datasets" / (dataset + ".toml"),
                                                datasets::Site{}.default_licence);
    static_cast<void>(settle_source(definition, m_site));
    datasets::Register reg(data);
    const std::uint32_t before = newest_version(reg, dataset);
    const auto kept = keep_upload(data, dataset, file.file, definition.source,
                                  {file.name, file.columns, file.draft, file.accept_shrink});
    Handling handling;
    try {
        datasets::Arrival arrival;
        arrival.dataset = dataset;
        arrival.who = file.who;
        arrival.token = file.token;
        arrival.file = file.name;
        arrival.sha256 = kept.sha256;
        const std::int64_t number = reg.note_arrival(arrival);
        std::vector<std::string> arguments{"ingest",  "--site", m_site.string(),
                                           dataset,   "--file", kept.file.string(),
                                           "--cause", "upload", "--json"};
        if (file.accept_shrink) {
            arguments.emplace_back("--accept-shrink");
        }
        if (file.draft) {
            arguments.emplace_back("--draft");
        }
        const auto child = run_child(with_choices(std::move(arguments), file), reading_time);
        auto report = read_check_report(child.output);
        if (report && !report->other_errors.empty()) {
            log_failure("deposit", report->other_errors);
        }
        if (report) {
            put_into_clerks_words(report->view, {m_site, kept.file});
            handling = handling_of(*std::move(report));
        } else {
            handling.sentence = broken_off(child);
        }
        if (handling.version == 0 && handling.end != Handling::End::unchanged) {
            log_failure("deposit",
                        fmt::format("ingest ended with {}: {}", child.exit_code, child.errors));
            if (const auto made = made_of(reg, dataset, kept, before)) {
                handling = late_success(*made);
            }
        }
        try {
            reg.settle_arrival(number, std::string(outcome_word(handling.end)), handling.version);
        } catch (const std::exception& error) {
            log_failure("deposit", error.what());  // what became of the file stays true
        }
    } catch (...) {
        settle(data, dataset, kept, handling.end);
        throw;
    }
    settle(data, dataset, kept, handling.end);
    return handling;
}

}  // namespace parvis::service
