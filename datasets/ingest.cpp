// SPDX-License-Identifier: EUPL-1.2
#include "datasets/ingest.hpp"

#include "datasets/absent_rows.hpp"
#include "datasets/gone_rows.hpp"
#include "datasets/ingest_reading.hpp"
#include "datasets/version.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <chrono>

namespace parvis::datasets {
namespace {

constexpr std::uint64_t issues_shown_per_code = 100;
constexpr std::size_t features_shown = 200;

Date today_in(const std::string& zone)
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return Zone(zone).date_of(
        Instant{std::chrono::duration_cast<std::chrono::seconds>(now).count()});
}

/// Keeps of rows and issues what a report shows, and counts issues.
void report_row(IngestReport& report, const Feature& feature)
{
    if (report.first_features.size() < features_shown) {
        report.first_features.push_back(feature);
    }
}

void report_issue(IngestReport& report, const RowIssue& issue)
{
    if (++report.manifest.issues[issue.code] <= issues_shown_per_code) {
        report.first_issues.push_back(issue);
    }
}

void add(Counts& counts, const Counts& more)
{
    counts.read += more.read;
    counts.kept += more.kept;
    counts.outside += more.outside;
    counts.rejected += more.rejected;
    counts.unplaced += more.unplaced;
    counts.with_issues += more.with_issues;
}

/// @throws ShrunkSource for a file of which more than the definition allows lacks, beside the one
/// that the published version was made of.
void refuse_shrunk(const DatasetDefinition& definition, const Register& reg,
                   const IngestReport& report)
{
    const Counts& now = report.manifest.counts;
    const auto published = reg.published(definition.facts.id);
    if (!definition.shrink_alert || !published) {
        return;
    }
    const auto folder = version_folder(reg.data(), definition.facts.id, published->version);
    const std::uint64_t before = read_manifest(folder / "manifest.json").counts.read;
    if (static_cast<double>(now.read) >=
        static_cast<double>(before) * (1 - *definition.shrink_alert)) {
        return;
    }
    throw ShrunkSource(
        fmt::format("{} : {} lignes, alors que le fichier d’avant en avait {} ; au-delà de "
                    "{:.0f} % de moins, rien n’est publié. Si c’est voulu : ?accept_shrink=true "
                    "derrière l’adresse d’un dépôt (PUT), ou parvis ingest … {} --accept-shrink",
                    definition.source.filename().string(), now.read, before,
                    *definition.shrink_alert * 100, definition.facts.id),
        report);
}

/// Reads every row, hands rows and issues to a writer where a version is to be written (`writes`),
/// and fills the report. What `before` has published says which rows are absent; may be none.
IngestReport run(const DatasetDefinition& definition, const Territory& territory,
                 const Register* before, Register* writes, const std::string& cause,
                 const Progress& progress, std::optional<Date> today)
{
    const auto start = std::chrono::steady_clock::now();
    IngestReport report;
    Manifest& manifest = report.manifest;
    const Date day = today ? *today : today_in(definition.facts.zone);
    IngestReading reading(definition, territory, day);
    manifest.facts = definition.facts;
    manifest.cause = cause;
    manifest.properties = reading.properties();
    manifest.not_published = reading.not_published();
    std::optional<VersionWriter> writer;
    if (writes != nullptr) {
        // Somebody waits for what becomes of an upload; a refresh of the same dataset takes
        // seconds.
        constexpr std::chrono::seconds patience{20};
        writer.emplace(writes->data(), definition.facts.id, manifest.properties,
                       cause == "upload" ? patience : std::chrono::milliseconds{});
    }
    // Behind the writer's lock, so that nobody publishes meanwhile.
    std::optional<AbsentRows> absent;
    if (before != nullptr && definition.absent == AbsentRule::confirm) {
        absent.emplace(definition, *before, day);
    }
    std::optional<GoneRows> gone;
    if (before != nullptr && definition.absent == AbsentRule::removed) {
        gone.emplace(definition, *before);
    }
    const auto tell = [&](auto&& what) {
        if (absent) {
            what(*absent);
        }
        if (gone) {
            what(*gone);
        }
    };
    reading.for_each_batch([&](const IngestReading::Batch& batch) {
        for (std::size_t i = 0; i < batch.size; ++i) {
            if (writer) {
                writer->write(batch.features[i]);
            }
            report_row(report, batch.features[i]);
            tell([&](auto& rows) { rows.kept(batch.features[i].id); });
        }
        for (const auto& [id, outside] : batch.not_kept) {
            tell([&](auto& rows) { rows.not_kept(id, outside); });
        }
        for (const RowIssue& issue : batch.issues) {
            if (writer) {
                writer->write(issue);
            }
            report_issue(report, issue);
        }
        add(manifest.counts, batch.counts);
        if (progress) {
            progress(manifest, batch.share_read);
        }
    });
    manifest.source = reading.source_info();
    report.hints = reading.hints();
    try {
        reading.check_outcome(manifest.counts, report.first_issues);
    } catch (const SourceError& error) {
        throw RefusedSource(error.what(), std::move(report));
    }
    if (gone) {
        gone->settle(manifest);
    }
    if (writes != nullptr) {
        refuse_shrunk(definition, *writes, report);
    }
    if (absent) {
        absent->settle(manifest.properties, manifest,
                       [&](const Feature& feature, const RowIssue& issue) {
                           if (writer) {
                               writer->write(feature);
                               writer->write(issue);
                           }
                           report_row(report, feature);
                           report_issue(report, issue);
                       });
    }
    if (writer) {
        report.version = writer->commit(
            manifest, *writes, definition.hold ? Publishing::on_decision : Publishing::at_once);
        report.withdrawn = writer->withdrawn();
        report.unchanged = !report.version && !report.withdrawn;
        report.waits = report.version && definition.hold;
    }
    report.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

}  // namespace

IngestReport check(const DatasetDefinition& definition, const Territory& territory,
                   const Progress& progress, std::optional<Date> today, const Register* before)
{
    return run(definition, territory, before, nullptr, "check", progress, today);
}

IngestReport ingest(const DatasetDefinition& definition, const Territory& territory, Register& reg,
                    const std::string& cause, const Progress& progress, std::optional<Date> today)
{
    return run(definition, territory, &reg, &reg, cause, progress, today);
}

}  // namespace parvis::datasets
