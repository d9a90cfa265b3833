// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/html.hpp"

#include "publish/report/drawing.hpp"
#include "publish/site/embedded.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>

namespace parvis::publish::report {

namespace {

using site::Data;
using site::escaped;
using site::Page;

constexpr std::size_t most_keys = 9, most_changes = 8;

std::string base64(std::string_view bytes)
{
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t three = 0;
        const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k < 3; ++k) {
            three = (three << 8U) | (k < have ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            text += k <= have ? letters[(three >> (18 - 6 * k)) & 63U] : '=';
        }
    }
    return text;
}

Data::List key_list(const Page& page, const Report& report)
{
    Data::List keys;
    for (const Chapter& chapter : report.chapters) {
        if (chapter.figures.empty() || keys.size() == most_keys) {
            continue;
        }
        const Figure& figure = chapter.figures.front();
        Data entry;
        entry.set("label", figure.indicator->label)
            .set("value", bound_html_large(*figure.value))
            .set("counted", figure.counted ? counted_html(page, *figure.counted) : std::string())
            .set("change", change_html(page, figure, report.year));
        keys.push_back(std::move(entry));
    }
    return keys;
}

/// What changed most and was explained: the figure, and how its comment begins.
Data::List most_list(const Page& page, const Report& report)
{
    std::vector<const Figure*> changed;
    for (const Chapter& chapter : report.chapters) {
        for (const Figure& figure : chapter.figures) {
            if (figure.change.times(report.settings) >= 1) {
                changed.push_back(&figure);
            }
        }
    }
    std::ranges::stable_sort(changed, std::greater{}, [&](const Figure* figure) {
        return figure->change.times(report.settings);
    });
    changed.resize(std::min(changed.size(), most_changes));
    Data::List list;
    for (const Figure* figure : changed) {
        std::string why;
        const auto said = std::ranges::find_if(figure->comments, explains);
        if (said != figure->comments.end()) {
            const datasets::Comment& comment = *said;
            // In an area somebody speaks of one commune, not of all.
            why = fmt::format(
                "<p class=\"most-why\" data-comment=\"{}\">{}{} <span "
                "class=\"said-by\">{}</span></p>",
                escaped(comment.id),
                figure->members.empty()
                    ? std::string()
                    : "<strong>" + escaped(place_of(page, comment)) + "</strong>\u202f: ",
                escaped(
                    site::french_spacing(site::first_line(page.in_language(comment.text), 240))),
                escaped(comment.author));
        }
        Data entry;
        entry.set("id", "i-" + figure->indicator->id)
            .set("label", figure->indicator->label)
            .set("value", bound_html(*figure->value))
            .set("counted", figure->counted ? counted_html(page, *figure->counted) : std::string())
            .set("change", change_html(page, *figure, report.year))
            .set("why", why);
        list.push_back(std::move(entry));
    }
    return list;
}

/// "communes@3" of a cell.
std::string version_of(const std::string& cell) { return cell.substr(0, cell.find('#')); }

std::string lead_html(const Page& page, const Report& report)
{
    std::string lead;
    if (report.kind == "commune" && !report.area_name.empty()) {
        lead = escaped(site::capitalized(report.area_noun) + " " + report.area_name);
    } else if (report.kind == "level") {
        lead = escaped(site::capitalized(report.area_noun) + ", " + report.site_name);
    }
    if (report.population) {
        lead += (lead.empty() ? "" : ", ") + bound_html(*report.population);
        if (!report.population_vintage.empty()) {
            lead +=
                fmt::format(" ({} {})", escaped(page.messages.text("report_population")),
                            time_html(report.population_vintage,
                                      site::iso_date_text(report.population_vintage, page.messages),
                                      version_of(report.population->cells.front().front()) +
                                          "/population.vintage"));
        }
    }
    if (!report.size_class.text.empty()) {
        lead += (lead.empty() ? "" : ", ") + fmt::format("<span data-text=\"{}\">{}</span>",
                                                         report.size_class.cell,
                                                         escaped(report.size_class.text));
    }
    return lead;
}

void add_ground(const Page& page, const Report& report, Data& data)
{
    Data::List located;
    for (std::size_t i = 0; i < report.located.size(); ++i) {
        const Located& at = report.located[i];
        Data entry;
        entry.set("letter", letter_of(i))
            .set("name", quoted_html(at.name))
            .set("what", quoted_html(at.what));
        located.push_back(std::move(entry));
    }
    std::string lead;
    for (const auto& count : {report.works_count, report.equipment_count}) {
        if (count) {
            lead += (lead.empty() ? "" : ", ") + bound_html(*count);
        }
    }
    data.set("has_ground", !lead.empty())
        .set("ground_lead", page.messages.format(report.located.empty() ? "report_ground_lead_plain"
                                                                        : "report_ground_lead",
                                                 {{"what", lead}}))
        .set("ground_date",
             page.messages.format(
                 "report_ground_date",
                 {{"date", time_html(report.ground_date,
                                     site::iso_date_text(report.ground_date, page.messages),
                                     report.ground_version + "/created")},
                  {"year", time_html(report.year, report.year)}}))
        .set("place_map", report.place_map)
        .set("map_words", page.messages.format("report_map_words", {{"name", report.name}}))
        .set("has_located", !located.empty())
        .set("located", std::move(located));
}

void add_method(const Page& page, const Report& report, Data& data)
{
    Data::List methods, versions, notes;
    for (const datasets::Comment& comment : report.methods) {
        methods.push_back(comment_of(page, comment, true));
    }
    for (const VersionUsed& used : report.versions) {
        const std::string cell = fmt::format("{}@{}", used.id, used.version);
        const std::string* licence = page.messages.find("licence_" + used.licence);
        Data entry;
        entry.set("cell", cell)
            .set("id", used.id)
            .set("title", used.title)
            .set("sample", used.sample)
            .set("version",
                 fmt::format("<span data-text=\"{}/version\">{}</span>", cell, used.version))
            .set("created",
                 time_html(used.created.substr(0, 10),
                           site::iso_date_text(used.created, page.messages), cell + "/created"))
            .set("producer", used.producer.empty() ? used.origin : used.producer)
            .set("licence", licence == nullptr ? used.licence : *licence);
        versions.push_back(std::move(entry));
        if (!used.note.empty()) {
            Data note;
            note.set("cell", cell + "/note").set("text", site::french_spacing(used.note));
            notes.push_back(std::move(note));
        }
    }
    const std::string threshold =
        fmt::format("<span data-text=\"parvis.toml#report.threshold_percent\">{}\u202f%</span>",
                    site::number_text(report.settings.threshold_percent, 1, page.messages));
    const std::string points =
        fmt::format("<span data-text=\"parvis.toml#report.threshold_points\">{}\u202fpoints</span>",
                    site::number_text(report.settings.threshold_points, 1, page.messages));
    data.set("threshold_words", page.messages.format("report_threshold", {{"threshold", threshold},
                                                                          {"points", points}}))
        .set("notes", std::move(notes))
        .set("has_methods", !methods.empty())
        .set("methods", std::move(methods))
        .set("versions", std::move(versions));
}

void add_edition(const Page& page, const Report& report, const EditionFacts& edition, Data& data)
{
    const bool draft = edition.edition == 0;
    Data::List unexplained, corrections;
    for (const Figure* figure : report.unexplained()) {
        unexplained.push_back(Data(escaped(figure->indicator->label) + " : " +
                                   change_html(page, *figure, report.year)));
    }
    for (const Fault& fault : report.faults) {
        unexplained.push_back(Data(escaped(fault.label) + " : " + fault.words));
    }
    for (const std::string& change : edition.changes) {
        corrections.push_back(Data(site::french_spacing(change)));
    }
    std::string corrections_lead;
    if (edition.before != 0) {
        corrections_lead = page.messages.format(
            "report_corrections_lead",
            {{"before",
              fmt::format("<span data-text=\"edition.json#before\">{}</span>", edition.before)},
             {"why", edition.why.empty() ? std::string()
                                         : fmt::format("<span data-text=\"edition.json#why\">{}"
                                                       "</span>",
                                                       escaped(edition.why))}});
    }
    data.set("draft", draft)
        .set("published", !draft)
        .set("has_pdf", edition.has_pdf)
        .set("edition_words", edition_html(page, edition))
        .set("has_unexplained", !unexplained.empty())
        .set("unexplained", std::move(unexplained))
        .set("has_corrections", !corrections.empty())
        .set("corrections", std::move(corrections))
        .set("corrections_lead", corrections_lead);
}

}  // namespace

std::string document_style(std::string_view file)
{
    std::string style(site::embedded(file));
    for (const std::string_view font : {"text", "headings"}) {
        const std::string name = "url(" + std::string(font) + ".woff2)";
        const std::string data = "url(data:font/woff2;base64," +
                                 base64(site::embedded("assets/" + std::string(font) + ".woff2")) +
                                 ")";
        const std::size_t at = style.find(name);
        if (at != std::string::npos) {
            style.replace(at, name.size(), data);
        }
    }
    return style;
}

std::string report_name(const Page& page, const Report& report)
{
    return report.name + ", " + page.messages.text("report_running") + " " + report.year;
}

std::string edition_html(const Page& page, const EditionFacts& edition)
{
    if (edition.edition == 0) {
        return escaped(page.messages.text("report_draft_words"));
    }
    return page.messages.format(
        edition.who.empty() ? "report_edition" : "report_edition_by",
        {{"n", fmt::format("<span data-text=\"edition.json#edition\">{}</span>", edition.edition)},
         {"date", time_html(edition.published.substr(0, 10),
                            site::iso_date_text(edition.published, page.messages),
                            "edition.json#published")},
         {"who",
          fmt::format("<span data-text=\"edition.json#who\">{}</span>", escaped(edition.who))}});
}

std::string report_html(const Page& page, const Report& report, const EditionFacts& edition)
{
    Data::List chapters, keys = key_list(page, report), most = most_list(page, report);
    for (const Chapter& chapter : report.chapters) {
        chapters.push_back(chapter_data(page, report, chapter));
    }
    Data::List on_population;
    for (const datasets::Comment& comment : report.on_population) {
        on_population.push_back(comment_of(page, comment, false));
    }
    Data data;
    data.set("lang", page.messages.language())
        .set("title", report_name(page, report))
        .set("description", page.messages.format("report_description", {{"name", report.name}}))
        .set("publisher", report.publisher)
        .set("style", document_style("report.css"))
        .set("site_name", report.site_name)
        .set("year", time_html(report.year, report.year, "edition.json#year"))
        .set("name", report.name)
        .set("running", page.messages.text("report_running"))
        .set("lead", lead_html(page, report))
        .set("sample", report.sample)
        .set("cover_map", report.cover_map)
        .set("cover_words",
             report.kind == "territory"
                 ? page.messages.text("report_cover_all")
                 : page.messages.format("report_cover_map",
                                        {{"name", report.name}, {"site", report.site_name}}))
        .set("chapters", std::move(chapters))
        .set("keys", std::move(keys))
        .set("has_most", !most.empty())
        .set("most", std::move(most))
        .set("has_on_population", !on_population.empty())
        .set("on_population", std::move(on_population));
    add_edition(page, report, edition, data);
    add_ground(page, report, data);
    add_method(page, report, data);
    return site::render("report", data, page.messages);
}

}  // namespace parvis::publish::report
