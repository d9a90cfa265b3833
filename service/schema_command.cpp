// SPDX-License-Identifier: EUPL-1.2
#include "service/schema_command.hpp"

#include "datasets/json_text.hpp"
#include "datasets/schema_report.hpp"
#include "service/outcome_report.hpp"

#include <fmt/format.h>

#include <ostream>

namespace parvis::service {

namespace {

using datasets::JsonText;
using datasets::RowIssue;
using datasets::SchemaReport;
using datasets::Severity;

constexpr std::size_t examples_in_text = 10;

std::string title_of(const std::string& code)
{
    for (const auto& kind : datasets::issue_kinds()) {
        if (kind.code == code) {
            return std::string(kind.title_fr);
        }
    }
    return code;
}

/// Texts quote the file, and a file may be broken: never invalid UTF-8.
std::string valid(const std::string& text)
{
    std::string out;
    datasets::append_valid_utf8(out, text);
    return out;
}

std::string place_of(const RowIssue& issue)
{
    std::string place = issue.line > 0 ? fmt::format("ligne {}", issue.line) : "";
    if (!issue.column.empty()) {
        place += fmt::format("{}colonne « {} »", place.empty() ? "" : ", ", issue.column);
    }
    return place.empty() ? "fichier" : place;
}

std::string schema_words(const SchemaReport& report)
{
    return fmt::format("« {} »{}", report.schema,
                       report.version.empty() ? std::string()
                                              : fmt::format(", version {}", report.version));
}

std::string text_of(const SchemaReport& report, const std::string& file,
                    const std::string& language)
{
    std::string out = fmt::format("{} : {} lignes lues, {} refusées par le schéma {}\n", file,
                                  grouped(report.rows, language), grouped(report.refused, language),
                                  schema_words(report));
    for (const std::string& sentence : report.source.guessed) {
        out += fmt::format("    {}\n", sentence);
    }
    for (const auto& [code, count] : report.counts) {
        out += fmt::format("  {} × {}\n", grouped(count, language), title_of(code));
        std::size_t shown = 0;
        for (const RowIssue& issue : report.first_issues) {
            if (issue.code == code && shown < examples_in_text) {
                ++shown;
                out += fmt::format("      {}{} : {}\n", place_of(issue),
                                   issue.severity == Severity::warning ? " (remarque)" : "",
                                   issue.message);
            }
        }
        if (count > shown) {
            out += fmt::format("      … et {} autres ; les cent premières avec --json\n",
                               grouped(count - shown, language));
        }
    }
    out += report.conforms() ? "Le fichier est conforme.\n" : "Le fichier n’est pas conforme.\n";
    return valid(out);
}

void member(JsonText& json, const char* key, const std::string& text)
{
    json.member(key, valid(text));
}

std::string json_of(const SchemaReport& report, const std::string& file)
{
    JsonText json;
    json.start_object();
    member(json, "file", file);
    json.key("schema");
    json.start_object();
    member(json, "name", report.schema);
    member(json, "version", report.version);
    member(json, "sha256", report.sha256);
    json.end_object();
    json.member("conforms", report.conforms());
    json.member("rows", report.rows);
    json.member("refused", report.refused);
    json.key("understood");
    json.start_array();
    for (const std::string& sentence : report.source.guessed) {
        json.text(valid(sentence));
    }
    json.end_array();
    json.key("issue_counts");
    json.start_object();
    for (const auto& [code, count] : report.counts) {
        json.member(code, count);
    }
    json.end_object();
    json.key("issues");
    json.start_array();
    for (const RowIssue& issue : report.first_issues) {
        json.start_object();
        json.member("line", issue.line);
        member(json, "column", issue.column);
        json.member("severity", issue.severity == Severity::warning ? "warning" : "rejected");
        member(json, "code", issue.code);
        member(json, "rule", title_of(issue.code));
        member(json, "value", issue.value);
        member(json, "message", issue.message);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

}  // namespace

int check_schema(const Command& command, std::ostream& out)
{
    const datasets::Schema schema = datasets::read_schema(command.schema);
    const std::string& file = command.datasets.front();
    const SchemaReport report = datasets::check_file(file, schema);
    out << (command.json ? json_of(report, file) + "\n" : text_of(report, file, command.language));
    return report.conforms() ? 0 : 1;
}

}  // namespace parvis::service
