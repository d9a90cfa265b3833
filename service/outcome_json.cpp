// SPDX-License-Identifier: EUPL-1.2
#include "service/outcome_report.hpp"

#include "datasets/json_text.hpp"
#include "datasets/version.hpp"
#include "service/outcome_words.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace parvis::service {

namespace {

using datasets::IngestReport;
using datasets::JsonText;
using datasets::RowIssue;

constexpr std::size_t issues_in_json = 20;  // of each kind
constexpr std::size_t rows_in_json = 200;

std::string number_text(double number)
{
    return std::isfinite(number) ? fmt::format("{}", number) : std::string();
}

struct CellText {
    std::string operator()(std::monostate) const { return ""; }
    std::string operator()(bool value) const { return value ? "oui" : "non"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return number_text(value); }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(datasets::Date value) const { return datasets::to_text(value); }
    std::string operator()(datasets::Instant value) const { return datasets::to_text(value); }
    std::string operator()(const std::vector<std::string>& values) const
    {
        return fmt::format("{}", fmt::join(values, "; "));
    }
    std::string operator()(const std::vector<datasets::Part>& parts) const
    {
        std::string out;
        for (const auto& part : parts) {
            out +=
                fmt::format("{}{} {}", out.empty() ? "" : "; ", part.area, number_text(part.share));
        }
        return out;
    }
};

/// Texts may quote the source, and a source may be broken: never invalid UTF-8.
void write_text(JsonText& json, const std::string& value)
{
    std::string valid;
    datasets::append_valid_utf8(valid, value);
    json.text(valid);
}

void member(JsonText& json, const char* key, const std::string& value)
{
    json.key(key);
    write_text(json, value);
}

void write_texts(JsonText& json, const char* key, const std::vector<std::string>& texts)
{
    json.key(key);
    json.start_array();
    for (const auto& text : texts) {
        write_text(json, text);
    }
    json.end_array();
}

std::string_view name_of(datasets::Severity severity)
{
    switch (severity) {
    case datasets::Severity::rejected:
        return "rejected";
    case datasets::Severity::outside:
        return "outside";
    case datasets::Severity::warning:
        return "warning";
    }
    return "warning";
}

void write_issue(JsonText& json, const RowIssue& issue)
{
    json.start_object();
    json.member("line", issue.line);
    member(json, "severity", std::string(name_of(issue.severity)));
    member(json, "code", issue.code);
    member(json, "column", issue.column);
    member(json, "value", issue.value);
    member(json, "row_key", issue.row_key);
    member(json, "message", issue.message);
    json.end_object();
}

void write_issues(JsonText& json, const IngestReport& report)
{
    json.key("issue_counts");
    json.start_object();
    for (const auto& [code, count] : report.manifest.issues) {
        json.member(code, count);
    }
    json.end_object();
    json.key("issues");
    json.start_array();
    std::map<std::string, std::size_t> shown;
    for (const RowIssue& issue : report.first_issues) {
        if (shown[issue.code]++ < issues_in_json) {
            write_issue(json, issue);
        }
    }
    json.end_array();
}

/// The rows that go: how many, and the first by name.
void write_ended(JsonText& json, const datasets::Manifest& manifest)
{
    json.key("gone");
    json.start_object();
    json.member("count", manifest.ended_rows);
    json.key("rows");
    json.start_array();
    for (std::size_t i = 0; i < manifest.ended.size() && i < most_gone; ++i) {
        const auto& row = manifest.ended[i];
        json.start_object();
        member(json, "id", row.id);
        member(json, "reason", std::string(words_of_end(row.reason)));
        json.end_object();
    }
    json.end_array();
    json.end_object();
}

void write_preview(JsonText& json, const IngestReport& report)
{
    json.key("properties");
    json.start_array();
    for (const auto& property : report.manifest.properties) {
        json.start_object();
        member(json, "name", property.name);
        member(json, "type", std::string(datasets::name_of(property.type)));
        member(json, "label", std::string(datasets::text_in(property.label, "fr")));
        member(json, "unit", property.unit);
        json.end_object();
    }
    json.end_array();
    json.key("rows");
    json.start_array();
    std::string geojson = R"({"type":"FeatureCollection","features":[)";
    const std::size_t count = std::min(rows_in_json, report.first_features.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto& feature = report.first_features[i];
        json.start_array();
        for (const auto& value : feature.values) {
            write_text(json, std::visit(CellText(), value));
        }
        json.end_array();
        geojson += i == 0 ? "" : ",";
        datasets::append_geojson(geojson, feature, report.manifest.properties);
    }
    json.end_array();
    geojson += "]}";
    json.key("geojson");
    json.raw(geojson);
}

/// What Parvis made of the file, in sentences.
std::vector<std::string> understood(const IngestReport& report)
{
    const auto& source = report.manifest.source;
    std::vector<std::string> sentences;
    std::string first = fmt::format("Format {}", source.format.empty() ? "inconnu" : source.format);
    if (!source.encoding.empty()) {
        first += fmt::format(", texte en {}", source.encoding);
    }
    if (!source.separator.empty()) {
        first += source.separator == "\t"
                     ? ", colonnes séparées par des tabulations"
                     : fmt::format(", colonnes séparées par « {} »", source.separator);
    }
    sentences.push_back(first + ".");
    if (!source.crs.empty()) {
        sentences.push_back(fmt::format(
            "Coordonnées en {}{}.", source.crs,
            source.accuracy_m ? fmt::format(" (à {} m près)", number_text(*source.accuracy_m))
                              : std::string()));
    }
    sentences.insert(sentences.end(), source.guessed.begin(), source.guessed.end());
    sentences.push_back(types_line(report.manifest.properties) + ".");
    sentences.insert(sentences.end(), report.hints.begin(), report.hints.end());
    if (!report.manifest.not_published.empty()) {
        sentences.push_back(fmt::format("Colonnes non publiées : {}.",
                                        fmt::join(report.manifest.not_published, ", ")));
    }
    return sentences;
}

void write_columns(JsonText& json, const DatasetOutcome& outcome)
{
    json.key("file_columns");
    json.start_array();
    for (const auto& column : outcome.file_columns) {
        json.start_object();
        member(json, "name", column.name);
        member(json, "written", column.written);
        write_texts(json, "examples", column.examples);
        json.end_object();
    }
    json.end_array();
    json.key("uses");
    json.start_array();
    for (const auto& use : outcome.uses) {
        json.start_object();
        member(json, "slot", use.slot);
        member(json, "label", use.label);
        member(json, "column", use.column);
        json.member("required", use.required);
        json.end_object();
    }
    json.end_array();
}

void write_dataset(JsonText& json, const DatasetOutcome& outcome)
{
    json.start_object();
    member(json, "id", outcome.id);
    member(json, "error", outcome.error);
    if (outcome.busy) {
        json.member("busy", true);
    }
    if (outcome.failed) {
        json.member("failed", true);
    }
    member(json, "source", outcome.source);
    if (!outcome.uses.empty()) {
        write_columns(json, outcome);
    }
    if (outcome.report || outcome.refused) {
        const IngestReport& report = outcome.report ? *outcome.report : *outcome.refused;
        json.key("version");
        report.version ? json.integer(*report.version) : json.null();
        json.member("unchanged", report.unchanged);
        json.member("waits", report.waits);
        if (report.withdrawn) {
            json.member("withdrawn", std::int64_t{*report.withdrawn});
        }
        json.key("seconds");
        json.number(std::isfinite(report.seconds) ? report.seconds : 0);
        write_texts(json, "understood", understood(report));
        json.key("counts");
        write_counts(json, report.manifest.counts);
        write_issues(json, report);
        write_ended(json, report.manifest);
        write_preview(json, report);
    }
    json.end_object();
}

}  // namespace

std::string report_json(const RunOutcome& outcome)
{
    JsonText json;
    json.start_object();
    member(json, "event", "result");  // the last line of those of event_lines.hpp
    member(json, "territory", outcome.territory);
    json.member("succeeded", outcome.succeeded());
    write_texts(json, "warnings", outcome.warnings);
    write_texts(json, "errors", outcome.errors);
    write_texts(json, "pruned", outcome.pruned);
    json.key("territory_issues");
    json.start_array();
    for (const auto& issue : outcome.territory_issues) {
        write_issue(json, issue);
    }
    json.end_array();
    json.key("crossed");
    json.start_array();
    for (const auto& manifest : outcome.crossed) {
        json.start_object();
        member(json, "id", manifest.facts.id);
        json.member("version", std::int64_t{manifest.version});
        json.end_object();
    }
    json.end_array();
    json.key("datasets");
    json.start_array();
    for (const auto& dataset : outcome.datasets) {
        write_dataset(json, dataset);
    }
    json.end_array();
    json.end_object();
    return json.take();
}

}  // namespace parvis::service
