// SPDX-License-Identifier: EUPL-1.2
#include "service/outcome_report.hpp"

#include "datasets/version.hpp"
#include "service/outcome_words.hpp"

#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace parvis::service {

namespace {

using datasets::Counts;
using datasets::IngestReport;
using datasets::RowIssue;

constexpr std::size_t examples_in_text = 3;

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
        const std::size_t most = code == "row_absent" ? most_gone : examples_in_text;
        for (const RowIssue& issue : report.first_issues) {
            if (issue.code == code && shown < most) {
                append_issue(out, issue);
                ++shown;
            }
        }
    }
}

/// Rows of the version before that the new one does not have.
void append_ended(std::string& out, const datasets::Manifest& manifest)
{
    if (manifest.ended_rows == 0) {
        return;
    }
    out += fmt::format("    {} × Ligne publiée jusqu’ici, qui ne l’est plus\n",
                       grouped(manifest.ended_rows, "fr"));
    for (std::size_t i = 0; i < manifest.ended.size() && i < most_gone; ++i) {
        const auto& row = manifest.ended[i];
        out += fmt::format("      « {} » : {}\n", row.id, words_of_end(row.reason));
    }
    if (manifest.ended_rows > most_gone) {
        out +=
            fmt::format("      … et {} autres\n", grouped(manifest.ended_rows - most_gone, "fr"));
    }
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

}  // namespace parvis::service
