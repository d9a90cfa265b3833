// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/table.hpp"

#include "publish/formats/csv_cells.hpp"
#include "publish/report/html.hpp"

#include <fmt/format.h>

#include <array>

namespace parvis::publish::report {

namespace {

constexpr std::array header{"chapitre", "indicateur", "libelle",      "lieu",          "annee",
                            "quoi",     "valeur",     "unite",        "postes_inclus", "statut",
                            "regle",    "cellules",   "explications", "exemple"};

std::string joined(const std::vector<std::string>& words, std::string_view between)
{
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : std::string(between)) + word;
    }
    return text;
}

/// Every comment whole, with who said it and when.
std::string comments_text(const site::Page& page, const Figure& figure)
{
    std::string text;
    for (const datasets::Comment& comment : figure.comments) {
        text += (text.empty() ? "" : " ¶ ") + std::string(page.in_language(comment.text)) + " — " +
                comment.author + ", " + datasets::to_text(comment.date);
    }
    return text;
}

class Lines {
public:
    Lines(const site::Page& page, const Report& report) : m_page(page), m_report(report)
    {
        for (const char* name : header) {
            append_cell(m_text, name);
        }
        m_text += '\n';
    }
    void add(const Chapter& chapter, const Figure& figure, const std::string& place,
             const std::string& year, std::string_view what, const std::optional<Bound>& bound,
             const std::string& status, const std::string& comments)
    {
        if (!bound) {
            return;
        }
        const std::array<std::string, header.size()> cells{
            department_title(m_page, chapter.department),
            figure.indicator->id,
            figure.indicator->label,
            place,
            year,
            std::string(what),
            fmt::format("{}", bound->value),
            what == "evolution" ? "%" : figure.indicator->unit,
            joined(figure.parts, "|"),
            status,
            std::string(name_of(bound->rule)),
            cells_text(*bound),
            comments,
            m_report.sample ? "true" : "false"};
        for (const std::string& cell : cells) {
            append_cell(m_text, cell);
        }
        m_text += '\n';
    }
    [[nodiscard]] std::string take() { return std::move(m_text); }

private:
    const site::Page& m_page;
    const Report& m_report;
    std::string m_text;
};

}  // namespace

std::string report_csv(const site::Page& page, const Report& report)
{
    Lines lines(page, report);
    for (const Chapter& chapter : report.chapters) {
        for (const Figure& figure : chapter.figures) {
            lines.add(chapter, figure, report.name, report.year, "valeur", figure.value,
                      figure.status, comments_text(page, figure));
            lines.add(chapter, figure, report.name, report.year, "evolution", figure.change, "",
                      "");
            lines.add(chapter, figure, report.name, report.year, "objectif", figure.target, "", "");
            lines.add(chapter, figure, report.name, report.year, "numerateur", figure.numerator, "",
                      "");
            lines.add(chapter, figure, report.name, report.year, "denominateur", figure.denominator,
                      "", "");
            lines.add(chapter, figure, report.name, report.year, "part_commune", figure.own_part,
                      "", "");
            lines.add(chapter, figure, report.name, report.year, "part_intercommunalite",
                      figure.shared_part, "", "");
            for (const YearValue& at : figure.years) {
                if (at.year != report.year) {
                    lines.add(chapter, figure, report.name, at.year, "valeur", at.value, at.status,
                              "");
                }
            }
            for (const Beside& beside : figure.beside) {
                lines.add(chapter, figure, beside.label.text, report.year, "valeur", beside.value,
                          "", "");
            }
            for (const Member& member : figure.members) {
                lines.add(chapter, figure, member.name, report.year, "valeur", member.value,
                          member.status, "");
            }
        }
    }
    return lines.take();
}

}  // namespace parvis::publish::report
