// SPDX-License-Identifier: EUPL-1.2
#include "service/report_command.hpp"

#include "datasets/durable_file.hpp"
#include "geo/error.hpp"
#include "publish/report/edition.hpp"
#include "publish/report/gather.hpp"
#include "publish/report/html.hpp"
#include "publish/report/odt.hpp"
#include "publish/report/table.hpp"
#include "service/file_lock.hpp"
#include "service/report_pdf.hpp"
#include "service/site_clock.hpp"

#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <ostream>

namespace parvis::service {

namespace {

namespace report = publish::report;
using publish::site::Page;

/// What stands between a report and its publication.
void list_obstacles(const Page& page, const report::Report& made, std::ostream& errors)
{
    const auto unexplained = made.unexplained();
    errors << fmt::format("parvis : le rapport {} {} ne peut pas être publié.\n", made.name,
                          made.year);
    for (const report::Fault& fault : made.faults) {
        errors << fmt::format("  {} : {}\n", fault.label, report::plain_text(fault.words));
    }
    if (unexplained.empty()) {
        return;
    }
    errors << fmt::format(
        "Sans explication, alors que la variation est de {} % ou plus (de {} points "
        "pour un pourcentage) ou que la série est rompue :\n",
        made.settings.threshold_percent, made.settings.threshold_points);
    for (const report::Figure* figure : unexplained) {
        errors << fmt::format("  {} ({}) : {}\n", figure->indicator->label, figure->indicator->id,
                              report::plain_text(report::change_html(page, *figure, made.year)));
        for (const datasets::Comment& comment : figure->comments) {
            if (comment.state == datasets::CommentState::to_review) {
                errors << fmt::format("    une explication est à revoir ({} → {}). Si elle reste "
                                      "vraie : parvis comment confirm {} --by …\n",
                                      comment.figure_was, comment.figure_is, comment.id);
            }
        }
    }
    errors << fmt::format("Écrivez pourquoi dans comments/ (measure, place = \"{}\", period = "
                          "\"{}\") {}, ou faites un brouillon avec --draft.\n",
                          made.place, made.year,
                          made.kind == "commune" ? "ou par « parvis comment add »"
                                                 : "ou sur chaque commune qui fait la variation");
}

struct Files {
    std::string html, odt, csv;
    std::optional<std::string> pdf;
    std::string why_no_pdf;
};

Files files_of(const Page& page, const report::Report& made, const report::EditionFacts& edition)
{
    Files files;
    files.html = report::report_html(page, made, edition);
    files.odt = report::report_odt(page, made, files.html);
    files.csv = report::report_csv(page, made);
    return files;
}

void write_file(const std::filesystem::path& file, const std::string& bytes)
{
    std::ofstream stream(file, std::ios::binary);
    stream << bytes;
    stream.flush();
    if (!stream) {
        throw StoreError(file.string() + " : ce fichier ne peut pas être écrit.");
    }
}

int write_report(const Command& command, const Page& page, const report::Report& made,
                 std::ostream& out, std::ostream& errors)
{
    const report::EditionFacts draft = report::facts_of(page, made);
    const Files files = files_of(page, made, draft);
    const std::string& format = command.report_format;
    std::string bytes = format == "odt" ? files.odt : format == "csv" ? files.csv : files.html;
    if (format == "pdf") {
        MadePdf pdf = make_pdf(files.html);
        if (!pdf.bytes) {
            errors << "parvis : pas de PDF : " << pdf.why_not << ".\n";
            return 1;
        }
        bytes = std::move(*pdf.bytes);
    }
    const std::filesystem::path file =
        command.out.empty()
            ? std::filesystem::path(fmt::format("rapport-{}-{}.{}", made.place, made.year, format))
            : command.out;
    write_file(file, bytes);
    out << fmt::format("{} : brouillon, rien n’est publié (--publish le fera).\n", file.string());
    return 0;
}

int publish_report(const Command& command, const Page& page, const report::Report& made,
                   const std::filesystem::path& data, std::ostream& out, std::ostream& errors)
{
    report::EditionFacts facts = report::facts_of(page, made);
    facts.who = command.who;
    facts.why = command.why;
    facts.published = datasets::to_text(instant_now());
    facts.edition = 1;
    facts.has_pdf = !command.without_pdf;
    const auto earlier = report::editions(data, made.place, made.year);
    if (!earlier.empty()) {
        const auto before = report::edition_facts(data, made.place, made.year, earlier.back());
        facts.changes = report::changes_between(before, facts, page.messages);
        facts.before = before.edition;
        facts.edition = before.edition + 1;
        if (facts.changes.empty()) {
            out << fmt::format("{} {} : inchangé, l’édition {} reste.\n", made.name, made.year,
                               before.edition);
            return 0;
        }
    }
    const Files files = files_of(page, made, facts);
    std::vector<std::pair<std::string, std::string>> all{
        {"report.html", files.html}, {"report.odt", files.odt}, {"report.csv", files.csv}};
    if (!command.without_pdf) {
        MadePdf pdf = make_pdf(files.html);
        if (!pdf.bytes) {
            // An edition is final: one that lacks its PDF by accident would lack it for ever.
            errors << "parvis : pas de PDF : " << pdf.why_not
                   << ". Rien n’est publié ; --without-pdf publie une édition sans PDF.\n";
            return 1;
        }
        all.emplace_back("report.pdf", std::move(*pdf.bytes));
    }
    report::write_edition(data, facts, all);
    out << fmt::format("{} {} : édition {} publiée, à l’adresse /reports/{}/{}.\n", made.name,
                       made.year, facts.edition, made.place, made.year);
    return 0;
}

}  // namespace

int make_report(const Command& command, std::ostream& out, std::ostream& errors)
{
    const datasets::Site site = datasets::read_site(command.site);
    // Before anything is read: else the later of two publications may be of the older data.
    std::optional<datasets::FileDescriptor> one_at_a_time;
    if (command.publishes && !command.draft) {
        datasets::make_folder(site.data() / "reports");
        one_at_a_time.emplace(file_lock(site.data() / "reports" / ".lock"));
    }
    publish::Store store{site};
    if (const auto wrong = store.refresh(instant_now())) {
        errors << "parvis : " << *wrong << '\n';
        return 1;
    }
    const auto publication = store.current();
    const publish::site::PageContext context;
    const Page page(publication.get(), context);
    const auto gathered = report::gather(page, command.place, command.year,
                                         datasets::read_report_settings(site.folder));
    if (const auto* why = std::get_if<std::string>(&gathered)) {
        errors << "parvis : " << *why << '\n';
        return 1;
    }
    const auto& made = std::get<report::Report>(gathered);
    if ((!made.unexplained().empty() || !made.faults.empty()) && !command.draft) {
        list_obstacles(page, made, errors);
        return 1;
    }
    return command.publishes && !command.draft
               ? publish_report(command, page, made, site.data(), out, errors)
               : write_report(command, page, made, out, errors);
}

}  // namespace parvis::service
