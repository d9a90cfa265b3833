// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/chosen_rows.hpp"

#include "datasets/figure_period.hpp"
#include "publish/filter_note.hpp"
#include "publish/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>

namespace parvis::publish::cross {

namespace {

std::string joined(const std::set<std::string>& texts)
{
    constexpr std::size_t most = 8;
    std::string all;
    std::size_t written = 0;
    for (const std::string& text : texts) {
        if (++written > most) {
            return all + ", …";
        }
        all += (all.empty() ? "« " : ", « ") + text + " »";
    }
    return all;
}

/// As it stands between the quotes of a condition.
std::string doubled_quotes(std::string text)
{
    for (std::size_t at = text.find('\''); at != text.npos; at = text.find('\'', at + 2)) {
        text.insert(at, 1, '\'');
    }
    return text;
}

bool within(const datasets::PeriodDays& days, const TimeSpan& span)
{
    return (!span.first || days.first >= span.first->day) &&
           (!span.last || days.last <= span.last->day);
}

/// A table of figures of which several measures were chosen.
std::optional<std::string> mixed_measures(const Snapshot& dataset,
                                          const std::vector<RowIndex>& rows)
{
    const std::string& name = dataset.manifest().facts.figure_measure;
    const auto property = dataset.property(name);
    if (name.empty() || !property) {
        return std::nullopt;
    }
    std::set<std::string> measures;
    for (const RowIndex row : rows) {
        measures.insert(dataset.text(row, *property));
    }
    if (measures.size() < 2) {
        return std::nullopt;
    }
    return fmt::format("« {} » tient plusieurs mesures qui ne s'additionnent pas : {}. Choisissez, "
                       "par exemple : where {} = '{}'",
                       dataset.id(), joined(measures), name, doubled_quotes(*measures.begin()));
}

/// A number whose unit stands beside it, in `capacite_unite` for `capacite`: beds and places are
/// not added, nor compared.
std::optional<std::string> mixed_units(const Snapshot& dataset, const std::string& name,
                                       const std::vector<RowIndex>& rows)
{
    const auto property = dataset.property(name);
    const auto unit = dataset.property(name + "_unite");
    if (!property || !unit) {
        return std::nullopt;
    }
    std::set<std::string> units;
    for (const RowIndex row : rows) {
        std::string text = dataset.text(row, *unit);
        if (!text.empty() && dataset.number(row, *property)) {
            units.insert(std::move(text));
        }
    }
    if (units.size() < 2) {
        return std::nullopt;
    }
    return fmt::format("« {}.{} » est en plusieurs unités, qui ne se mêlent pas : {}. Choisissez, "
                       "par exemple : where {}_unite = '{}'",
                       dataset.id(), name, joined(units), name, doubled_quotes(*units.begin()));
}

/// Figures of one period: the one asked for, else the latest.
std::optional<std::string> choose_figures(const Snapshot& dataset, const Moment& moment,
                                          std::size_t period, Chosen& chosen)
{
    datasets::FigurePeriods periods;
    std::uint64_t unreadable = 0, undated = 0;
    std::vector<RowIndex> fitting;
    for (const RowIndex row : chosen.rows) {
        const std::string text = dataset.text(row, period);
        if (moment.period) {
            const auto days = datasets::days_of_period(text);
            unreadable += days ? 0U : 1U;
            if (!days || !within(*days, *moment.period)) {
                continue;
            }
        }
        undated += text.empty() ? 1U : 0U;
        periods.add(text);
        fitting.push_back(row);
    }
    if (periods.are_mixed()) {
        return fmt::format(
            "« {} » mêle des périodes de longueurs différentes ({}) : choisissez avec "
            "period ou where",
            dataset.id(), joined(periods.all()));
    }
    if (moment.period && periods.all().size() > 1) {
        return fmt::format("period={} tient plusieurs périodes de « {} » ({}) : demandez-en une",
                           moment.period_text, dataset.id(), joined(periods.all()));
    }
    if (unreadable > 0) {
        chosen.notes.push_back(fmt::format(
            "{} lignes dont la période n'est pas une date sont laissées de côté.", unreadable));
    }
    if (!periods.empty()) {
        if (undated > 0) {
            chosen.notes.push_back(
                fmt::format("{} lignes sans période sont laissées de côté.", undated));
        }
        const std::string latest = periods.latest();
        std::erase_if(fitting, [&](RowIndex row) { return dataset.text(row, period) != latest; });
        chosen.notes.push_back(fmt::format("Période : {}.", latest));
    }
    chosen.rows = std::move(fitting);
    return std::nullopt;
}

/// Works that are active in the period, by the rule of the parameter datetime; those given up are
/// not active.
void choose_active(const Snapshot& dataset, const Moment& moment, Chosen& chosen)
{
    const auto keep = [&](const std::vector<RowIndex>& rows) {
        std::vector<RowIndex> both;
        std::ranges::set_intersection(chosen.rows, rows, std::back_inserter(both));
        return both;
    };
    const auto dated = keep(rows_during(dataset, TimeSpan{}));
    if (dated.size() < chosen.rows.size()) {
        chosen.notes.push_back(fmt::format("{} lignes sans date sont laissées de côté.",
                                           chosen.rows.size() - dated.size()));
    }
    chosen.rows = keep(rows_during(dataset, *moment.period));
    const auto given_up = std::erase_if(chosen.rows, [&](RowIndex row) {
        return dataset.work_state(row, moment.day) == datasets::WorkState::cancelled;
    });
    if (given_up > 0) {
        chosen.notes.push_back(fmt::format("{} chantiers annulés sont laissés de côté.", given_up));
    }
}

}  // namespace

std::variant<Chosen, std::string> choose_rows(const Publication& publication,
                                              const Snapshot& dataset, const Aggregate& aggregate,
                                              const Moment& moment)
{
    const auto& facts = dataset.manifest().facts;
    Chosen chosen;
    if (aggregate.where.empty()) {
        chosen.rows.resize(dataset.size());
        std::iota(chosen.rows.begin(), chosen.rows.end(), RowIndex{0});
    } else {
        const auto filter =
            cql2::Filter::read(aggregate.where, cql2::Language::text, dataset,
                               {&publication, moment.day, nullptr, moment.work.get()});
        if (const auto* reason = std::get_if<std::string>(&filter)) {
            return fmt::format("condition « {} », {}", aggregate.where, *reason);
        }
        const auto& read = std::get<cql2::Filter>(filter);
        chosen.rows = read.rows();
        for (auto& note : unknown_values(publication, dataset, read.asked_texts())) {
            chosen.cautions.push_back(std::move(note.sentence));
        }
    }
    const auto period = dataset.property(facts.figure_period);
    if (!facts.figure_period.empty() && period) {
        if (auto reason = choose_figures(dataset, moment, *period, chosen)) {
            return *std::move(reason);
        }
    } else if (moment.period && !facts.start_property.empty()) {
        choose_active(dataset, moment, chosen);
    } else if (moment.period) {
        chosen.notes.push_back(fmt::format("« {} » n'a pas de dates : la période n'y change rien.",
                                           datasets::text_in(facts.title, "fr")));
    }
    auto reason = mixed_measures(dataset, chosen.rows);
    if (!reason) {
        reason = mixed_units(dataset, aggregate.property, chosen.rows);
    }
    if (reason) {
        return *std::move(reason);
    }
    return chosen;
}

}  // namespace parvis::publish::cross
