// SPDX-License-Identifier: EUPL-1.2
#include "service/outcome_report.hpp"

#include "datasets/json_text.hpp"
#include "datasets/version.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <type_traits>
#include <variant>

#include <fmt/format.h>

namespace parvis::service {

namespace {

using datasets::Counts;
using datasets::IngestReport;
using datasets::JsonText;
using datasets::RowIssue;

constexpr std::size_t examples_in_text = 3;
/// Rows that the file lacks are looked up one by one: by name.
constexpr std::size_t absent_in_text = 20;
constexpr std::size_t issues_in_json = 20;  // of each kind
constexpr std::size_t rows_in_json = 200;

std::string title_of(const std::string& code)
{
    for (const auto& kind : datasets::issue_kinds()) {
        if (kind.code == code) {
            return std::string(kind.title_fr);
        }
    }
    return code;
}

std::string counts_line(const Counts& counts, const std::string& language)
{
    const auto n = [&](std::uint64_t number) { return grouped(number, language); };
    const bool english = language == "en";
    const std::string carried =
        counts.carried == 0
            ? std::string()
            : fmt::format("{}{}", english ? ", carried " : ", absentes du fichier et reprises ",
                          n(counts.carried));
    if (english) {
        return fmt::format("read {}, kept {}, outside {}, rejected {}, unplaced {}{}",
                           n(counts.read), n(counts.kept), n(counts.outside), n(counts.rejected),
                           n(counts.unplaced), carried);
    }
    return fmt::format("lues {}, gardées {}, hors territoire {}, refusées {}, sans lieu {}{}",
                       n(counts.read), n(counts.kept), n(counts.outside), n(counts.rejected),
                       n(counts.unplaced), carried);
}

std::string version_words(const IngestReport& report)
{
    if (report.version) {
        return fmt::format(" — version {}{}", *report.version,
                           report.waits ? ", vérifiée, pas encore publiée" : "");
    }
    if (report.withdrawn) {
        return fmt::format(" — même contenu que la version {}, qui a été retirée : rien n’est "
                           "publié. Pour la publier quand même : parvis publish {} {}",
                           *report.withdrawn, report.manifest.facts.id, *report.withdrawn);
    }
    return report.unchanged ? " — inchangé, pas de nouvelle version" : "";
}

void append_issue(std::string& out, const RowIssue& issue)
{
    out += "      ";
    if (issue.line > 0) {
        out += fmt::format("ligne {}", issue.line);
    }
    if (!issue.column.empty()) {
        out += fmt::format("{}colonne « {} »", issue.line > 0 ? ", " : "", issue.column);
    }
    out +=
        fmt::format("{}{}\n", issue.line > 0 || !issue.column.empty() ? " : " : "", issue.message);
}

void append_issues(std::string& out, const IngestReport& report)
{
    for (const auto& [code, count] : report.manifest.issues) {
        out += fmt::format("    {} × {}\n", grouped(count, "fr"), title_of(code));
        std::size_t shown = 0;
        const std::size_t most = code == "row_absent" ? absent_in_text : examples_in_text;
        for (const RowIssue& issue : report.first_issues) {
            if (issue.code == code && shown < most) {
                append_issue(out, issue);
                ++shown;
            }
        }
    }
}

std::string_view words_of_end(std::string_view reason)
{
    return reason == "past"          ? "sa date de fin est passée"
           : reason == "removed"     ? "il a été confirmé qu’elle est finie"
           : reason == "not_in_file" ? "elle n’est pas dans le fichier"
           : reason == "rejected"    ? "elle est dans le fichier, mais refusée"
           : reason == "outside"     ? "elle est dans le fichier, mais hors du territoire"
                                     : "sans identifiant, elle ne peut pas être reconnue d’un "
                                       "fichier à l’autre";
}

/// Rows of the version before that the new one does not have.
void append_ended(std::string& out, const datasets::Manifest& manifest)
{
    if (manifest.ended_rows == 0) {
        return;
    }
    out += fmt::format("    {} × Ligne publiée jusqu’ici, qui ne l’est plus\n",
                       grouped(manifest.ended_rows, "fr"));
    for (std::size_t i = 0; i < manifest.ended.size() && i < absent_in_text; ++i) {
        const auto& row = manifest.ended[i];
        out += fmt::format("      « {} » : {}\n", row.id, words_of_end(row.reason));
    }
    if (manifest.ended_rows > absent_in_text) {
        out += fmt::format("      … et {} autres\n",
                           grouped(manifest.ended_rows - absent_in_text, "fr"));
    }
}

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
    for (std::size_t i = 0; i < manifest.ended.size() && i < absent_in_text; ++i) {
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

std::string_view type_fr(datasets::ValueType type)
{
    using datasets::ValueType;
    switch (type) {
    case ValueType::boolean:
        return "oui ou non";
    case ValueType::integer:
        return "nombre entier";
    case ValueType::number:
        return "nombre";
    case ValueType::text:
        return "texte";
    case ValueType::date:
        return "date";
    case ValueType::instant:
        return "date et heure";
    case ValueType::list:
        return "liste";
    case ValueType::parts:
        return "parts par secteur";
    }
    return "";
}

/// "Types : titre texte, debut date": of the columns that come from the file.
std::string types_line(const std::vector<datasets::Property>& properties)
{
    constexpr std::size_t most = 40;
    std::string line;
    std::size_t columns = 0;
    for (const auto& property : properties) {
        if (!property.derived && ++columns <= most) {
            line += fmt::format("{}{} {}", columns == 1 ? "" : ", ", property.name,
                                type_fr(property.type));
        }
    }
    return fmt::format("Types : {}{}", line, columns > most ? ", …" : "");
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

std::string grouped(std::uint64_t number, const std::string& language)
{
    const std::string digits = std::to_string(number);
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) {
            out += language == "en" ? "," : "\u202f";
        }
        out += digits[i];
    }
    return out;
}

std::string report_text(const DatasetOutcome& outcome, const std::string& language)
{
    if (!outcome.report) {
        std::string out = fmt::format("{} : rien n’a changé. {}\n", outcome.id, outcome.error);
        if (outcome.refused) {
            append_issues(out, *outcome.refused);
        }
        return out;
    }
    std::string out = fmt::format("{} : {}{}\n", outcome.id,
                                  counts_line(outcome.report->manifest.counts, language),
                                  version_words(*outcome.report));
    if (!outcome.source.empty()) {
        out += fmt::format("    {}\n", outcome.source);
    }
    for (const std::string& sentence : outcome.report->manifest.source.guessed) {
        out += fmt::format("    {}\n", sentence);
    }
    if (outcome.report->manifest.cause == "check") {
        out += fmt::format("    {}\n", types_line(outcome.report->manifest.properties));
        if (const auto& unread = outcome.report->manifest.not_published; !unread.empty()) {
            out += fmt::format("    Colonnes du fichier qui ne sont ni lues ni publiées : {}\n",
                               fmt::join(unread, ", "));
        }
    }
    for (const std::string& sentence : outcome.report->hints) {
        out += fmt::format("    {}\n", sentence);
    }
    append_issues(out, *outcome.report);
    append_ended(out, outcome.report->manifest);
    return out;
}

std::string report_text(const RunOutcome& outcome)
{
    std::string out;
    std::map<std::string, std::size_t> seen;
    for (const RowIssue& issue : outcome.territory_issues) {
        if (seen[issue.code]++ == 0) {
            out += fmt::format("territoire : {}\n", title_of(issue.code));
        }
        // Totals and seams are few, and each is of another country: all are said.
        if (seen[issue.code] <= examples_in_text || issue.code == "layer_seam" ||
            issue.code.ends_with("_total")) {
            append_issue(out, issue);
        }
    }
    for (const auto& manifest : outcome.crossed) {
        out += fmt::format("{} : {} lignes croisées — version {}\n", manifest.facts.id,
                           grouped(manifest.counts.kept, "fr"), manifest.version);
    }
    for (const auto& sentence : outcome.pruned) {
        out += sentence + "\n";
    }
    if (outcome.comments) {
        out += fmt::format("commentaires : {}\n", *outcome.comments);
    }
    for (const auto& warning : outcome.warnings) {
        out += fmt::format("  {}\n", warning);
    }
    for (const auto& error : outcome.errors) {
        out += error + "\n";
    }
    return out;
}

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
