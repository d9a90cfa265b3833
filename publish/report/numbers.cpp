// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/numbers.hpp"

#include <utility>

namespace parvis::publish::report {

namespace {

class Numbers {
public:
    explicit Numbers(const Report& report) : m_report(report) {}

    void add_figure(const Chapter& chapter, const Figure& figure)
    {
        m_chapter = &chapter;
        m_figure = &figure;
        const std::string& name = m_report.name;
        add("valeur", figure.value, name, m_report.year, figure.status);
        if (figure.value) {
            m_numbers.back().is_main = true;
        }
        for (const auto& [what, bound] : {std::pair<std::string_view, const std::optional<Bound>&>{
                                              "evolution", figure.change.percent},
                                          {"objectif", figure.target},
                                          {"numerateur", figure.numerator},
                                          {"denominateur", figure.denominator},
                                          {"part_commune", figure.own_part},
                                          {"part_intercommunalite", figure.shared_part}}) {
            add(what, bound, name, m_report.year);
        }
        if (figure.counted) {
            add_counted(*figure.counted, {name, ""});
        }
        for (const YearValue& at : figure.years) {
            if (at.year != m_report.year) {
                add("valeur", at.value, name, at.year, at.status);
            }
        }
        for (const Beside& beside : figure.beside) {
            if (beside.value) {
                add_bound("valeur", *beside.value, beside.label, m_report.year);
            }
            add_counted(beside.counted, beside.label);
        }
        for (const Member& member : figure.members) {
            add("valeur", member.value, member.name, m_report.year, member.status);
        }
    }
    void add(std::string_view what, const std::optional<Bound>& bound, const std::string& place,
             const std::string& year, const std::string& status = {})
    {
        if (bound) {
            add_bound(what, *bound, {place, ""}, year, status);
        }
    }
    [[nodiscard]] std::vector<Number> take() { return std::move(m_numbers); }

private:
    void add_bound(std::string_view what, const Bound& bound, const Quoted& place,
                   const std::string& year, const std::string& status = {})
    {
        m_numbers.push_back(
            {m_chapter, m_figure, place.text, place.cell, year, what, &bound, status, false});
    }
    void add_counted(const Counted& counted, const Quoted& place)
    {
        add_bound("communes_comptees", counted.communes, place, m_report.year);
        add_bound("communes_du_lieu", counted.all, place, m_report.year);
    }

    const Report& m_report;
    const Chapter* m_chapter = nullptr;
    const Figure* m_figure = nullptr;
    std::vector<Number> m_numbers;
};

}  // namespace

std::vector<Number> numbers_of(const Report& report)
{
    Numbers numbers(report);
    numbers.add("population", report.population, report.name, report.year);
    numbers.add("chantiers", report.works_count, report.name, report.year);
    numbers.add("equipements", report.equipment_count, report.name, report.year);
    for (const Chapter& chapter : report.chapters) {
        for (const std::vector<Figure>* figures : {&chapter.figures, &chapter.without}) {
            for (const Figure& figure : *figures) {
                numbers.add_figure(chapter, figure);
            }
        }
    }
    return numbers.take();
}

}  // namespace parvis::publish::report
