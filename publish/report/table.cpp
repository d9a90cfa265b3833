// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/table.hpp"

#include "publish/formats/csv_cells.hpp"
#include "publish/report/html.hpp"
#include "publish/report/numbers.hpp"
#include "publish/site/comment_view.hpp"

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
        const std::string review = site::review_words(page, comment);
        text += (review.empty() ? "" : " — ") + review;
    }
    return text;
}

std::string unit_of(const Number& number)
{
    const bool of_grid = number.what == "valeur" || number.what == "objectif";
    return number.what == "evolution" && number.figure->change.in_points() ? "points"
           : number.what == "evolution"                                    ? "%"
           : of_grid && number.figure != nullptr ? number.figure->indicator->unit
                                                 : number.bound->unit;
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
    void add(const Number& number)
    {
        const Figure* const figure = number.figure;
        const Bound& bound = *number.bound;
        const std::array<std::string, header.size()> cells{
            number.chapter == nullptr ? "" : department_title(m_page, number.chapter->department),
            figure == nullptr ? "" : figure->indicator->id,
            figure == nullptr ? "" : figure->indicator->label,
            number.place,
            number.year,
            std::string(number.what),
            fmt::format("{}", bound.value),
            unit_of(number),
            figure == nullptr ? "" : joined(figure->parts, "|"),
            number.status,
            std::string(name_of(bound.rule)),
            cells_text(bound),
            number.is_main ? comments_text(m_page, *figure) : "",
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
    for (const Number& number : numbers_of(report)) {
        lines.add(number);
    }
    return lines.take();
}

}  // namespace parvis::publish::report
