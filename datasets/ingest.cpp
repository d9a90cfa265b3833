// SPDX-License-Identifier: EUPL-1.2
#include "datasets/ingest.hpp"

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

/// Reads every row, hands rows and issues to `writer` where there is one, and fills the report.
IngestReport run(const DatasetDefinition& definition, const Territory& territory, Register* reg,
                 const std::string& cause, const Progress& progress, std::optional<Date> today)
{
    const auto start = std::chrono::steady_clock::now();
    IngestReport report;
    Manifest& manifest = report.manifest;
    IngestReading reading(definition, territory, today ? *today : today_in(definition.facts.zone));
    manifest.facts = definition.facts;
    manifest.cause = cause;
    manifest.properties = reading.properties();
    manifest.not_published = reading.not_published();
    std::optional<VersionWriter> writer;
    if (reg != nullptr) {
        writer.emplace(reg->data(), definition.facts.id, manifest.properties);
    }
    reading.for_each_batch([&](const IngestReading::Batch& batch) {
        for (std::size_t i = 0; i < batch.size; ++i) {
            if (writer) {
                writer->write(batch.features[i]);
            }
            if (report.first_features.size() < features_shown) {
                report.first_features.push_back(batch.features[i]);
            }
        }
        for (const RowIssue& issue : batch.issues) {
            if (writer) {
                writer->write(issue);
            }
            if (++manifest.issues[issue.code] <= issues_shown_per_code) {
                report.first_issues.push_back(issue);
            }
        }
        manifest.counts.read += batch.counts.read;
        manifest.counts.kept += batch.counts.kept;
        manifest.counts.outside += batch.counts.outside;
        manifest.counts.rejected += batch.counts.rejected;
        manifest.counts.unplaced += batch.counts.unplaced;
        manifest.counts.with_issues += batch.counts.with_issues;
        if (progress) {
            progress(manifest.counts.read);
        }
    });
    manifest.source = reading.source_info();
    report.hints = reading.hints();
    reading.check_outcome(manifest.counts, report.first_issues);
    if (writer) {
        report.version = writer->commit(
            manifest, *reg, definition.hold ? Publishing::on_decision : Publishing::at_once);
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
                   const Progress& progress, std::optional<Date> today)
{
    return run(definition, territory, nullptr, "check", progress, today);
}

IngestReport ingest(const DatasetDefinition& definition, const Territory& territory, Register& reg,
                    const std::string& cause, const Progress& progress, std::optional<Date> today)
{
    return run(definition, territory, &reg, cause, progress, today);
}

}  // namespace parvis::datasets
