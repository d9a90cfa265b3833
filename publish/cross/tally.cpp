// SPDX-License-Identifier: EUPL-1.2
#include "publish/cross/tally.hpp"

#include "datasets/spelling.hpp"
#include "datasets/value_status.hpp"
#include "publish/cross/comment_scope.hpp"
#include "publish/cross/hidden_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace parvis::publish::cross {

namespace {

using datasets::Value;
using datasets::ValueType;

std::vector<std::string> property_names(const Snapshot& dataset)
{
    std::vector<std::string> names;
    for (const auto& property : dataset.manifest().properties) {
        names.push_back(property.name);
    }
    return names;
}

bool is_number(ValueType type) { return type == ValueType::number || type == ValueType::integer; }

/// Index of a numeric property, or why it is none.
std::variant<std::size_t, std::string> numeric(const Snapshot& dataset, const std::string& name)
{
    const auto index = dataset.property(name);
    if (!index) {
        return fmt::format("« {} » n'a pas de propriété « {} ».{}", dataset.id(), name,
                           datasets::spelling_hint(name, property_names(dataset)));
    }
    const auto& property = dataset.manifest().properties[*index];
    if (!is_number(property.type)) {
        return fmt::format("« {}.{} » n'est pas un nombre : seul un nombre se calcule",
                           dataset.id(), name);
    }
    return *index;
}

/// Why the values of a property must not be added, or averaged without a weight.
std::optional<std::string> why_not(const Snapshot& dataset, std::size_t property,
                                   const Aggregate& aggregate)
{
    const auto& one = dataset.manifest().properties[property];
    const bool adds = aggregate.function == Function::sum ||
                      (aggregate.function == Function::mean && aggregate.weight.empty());
    if (one.no_sum.empty() || !adds) {
        return std::nullopt;
    }
    return fmt::format("« {}.{} » ne s'additionne pas : {}", dataset.id(), one.name,
                       datasets::text_in(one.no_sum, "fr"));
}

/// Whether one row counts in every place that it touches.
bool is_shared_out(Function function)
{
    return function == Function::touching || function == Function::length ||
           function == Function::area;
}

/// Whether its values are sums, kept exactly.
bool makes_sums(Function function)
{
    return function == Function::count || function == Function::touching ||
           function == Function::sum || function == Function::length || function == Function::area;
}

}  // namespace

std::optional<Exact> Tally::sum(std::size_t place) const
{
    const Cell& cell = m_cells[place];
    const bool unknown = cell.rows == 0 && (cell.missing > 0 || m_needs_rows);
    return unknown || cell.withheld ? std::nullopt : std::optional{cell.sum};
}

const PerimeterMark* Tally::mark(std::uint32_t place) const
{
    const auto found = m_marks.at.find(place);
    return found == m_marks.at.end() ? nullptr : &found->second;
}

void Tally::mark_what_lacks()
{
    if (!makes_sums(m_aggregate.function)) {
        return;
    }
    for (std::size_t place = 0; place < m_cells.size(); ++place) {
        const Cell& cell = m_cells[place];
        if (cell.rows > 0 && cell.missing > 0) {
            m_lacking[static_cast<std::uint32_t>(place)] = {
                PerimeterMark::unreliable,
                fmt::format("minimum : {} lignes sur {} sont sans valeur", cell.missing,
                            cell.rows + cell.missing),
                true};
        }
    }
}

void Tally::apply(PerimeterMarks marks)
{
    m_marks = std::move(marks);
    for (const auto& [place, lacking] : m_lacking) {
        add_mark(m_marks.at[place], lacking);
    }
    m_notes.insert(m_notes.end(), m_marks.notes.begin(), m_marks.notes.end());
    Cell& unknown = m_cells[m_cells.size() - 2];
    for (const auto& [place, mark] : m_marks.at) {
        Cell& cell = m_cells[place];
        if (mark.known || cell.rows + cell.missing == 0) {
            continue;
        }
        // What is there is no figure of the place, but the total holds it: it is of no known place.
        unknown.sum += cell.sum;
        unknown.rows += cell.rows;
        cell.withheld = true;
        cell.number = std::nullopt;
    }
    m_cells.back().withheld = !m_marks.total_known;
    if (m_cells.back().withheld) {
        m_cells.back().number = std::nullopt;
        add_mark(m_marks.at[static_cast<std::uint32_t>(m_cells.size() - 1)],
                 {PerimeterMark::missing, "une valeur au moins manque ou est secrète", false});
    }
}

void Tally::add(std::size_t place, Exact value, Exact weight)
{
    Cell& cell = m_cells[place];
    cell.sum += value;
    cell.weight += weight;
    ++cell.rows;
}

void Tally::spread(std::size_t unknown, const std::vector<Share>& parts, Exact amount)
{
    // Stored shares have four decimals: what they leave over within that is the largest part's,
    // what lies outside every place is unknown's. So the parts add up to the whole.
    constexpr Exact ten_thousandths = 10'000;
    Exact left = amount;
    std::vector<Exact> pieces;
    for (const auto& [place, share] : parts) {
        pieces.push_back(static_cast<Exact>(
            std::round(static_cast<long double>(amount) * static_cast<long double>(share))));
        left -= pieces.back();
    }
    const Exact rounding = amount / ten_thousandths * static_cast<Exact>(parts.size()) + 1;
    if (!pieces.empty() && left <= rounding && left >= -rounding) {
        pieces[0] += left;
        left = 0;
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        add(parts[i].first, pieces[i], 0);
    }
    if (left != 0) {
        add(unknown, left, 0);
    }
    add(unknown + 1, amount, 0);
}

void Tally::take(NearFigures figures)
{
    m_is_exact = figures.are_sums;
    m_is_estimated = figures.estimated;
    m_uses_population = figures.uses_population;
    m_rows = figures.rows;
    m_skipped = figures.skipped;
    m_notes.insert(m_notes.end(), figures.notes.begin(), figures.notes.end());
    m_cautions.insert(m_cautions.end(), figures.cautions.begin(), figures.cautions.end());
    m_marks.at = std::move(figures.marks);
    const std::size_t unknown = m_cells.size() - 2;
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        if (i == unknown && !figures.has_unknown) {
            continue;
        }
        const auto& number = figures.numbers[i];
        m_cells[i].number = number;
        m_cells[i].sum = number ? to_exact(*number).value_or(0) : 0;
        (number ? m_cells[i].rows : m_cells[i].missing) = 1;
    }
}

void Tally::finish()
{
    for (Cell& cell : m_cells) {
        if (m_aggregate.function == Function::mean) {
            if (cell.weight != 0) {
                cell.number = to_double(cell.sum) / to_double(cell.weight);
            }
        } else if (!cell.values.empty()) {
            const auto middle =
                cell.values.begin() + static_cast<std::ptrdiff_t>(cell.values.size() / 2);
            if (m_aggregate.function == Function::minimum) {
                cell.number = *std::ranges::min_element(cell.values);
            } else if (m_aggregate.function == Function::maximum) {
                cell.number = *std::ranges::max_element(cell.values);
            } else {
                std::nth_element(cell.values.begin(), middle, cell.values.end());
                cell.number = *middle;
                if (cell.values.size() % 2 == 0) {
                    cell.number =
                        (*cell.number + *std::max_element(cell.values.begin(), middle)) / 2;
                }
            }
        }
        cell.values = {};
    }
}

bool Tally::is_one_of_many(std::uint32_t place) const
{
    const Cell& cell = m_cells[place];
    return m_aggregate.is_near() || is_shared_out(m_aggregate.function) ||
           cell.rows + cell.missing > 1;
}

std::variant<Tally, std::string> Tally::of(const Publication& publication, Places& places,
                                           const Aggregate& aggregate, const Moment& moment)
{
    Tally tally;
    tally.m_aggregate = aggregate;
    tally.m_dataset = publication.find(aggregate.dataset);
    if (!tally.m_dataset) {
        std::vector<std::string> ids;
        for (const auto& [id, dataset] : publication.datasets) {
            ids.push_back(id);
        }
        return fmt::format("le jeu de données « {} » n'existe pas.{}", aggregate.dataset,
                           datasets::spelling_hint(aggregate.dataset, ids));
    }
    const Snapshot& dataset = *tally.m_dataset;
    const auto& facts = dataset.manifest().facts;
    tally.m_is_exact = makes_sums(aggregate.function);
    tally.m_needs_rows = !facts.figure_value.empty() || facts.kind == datasets::Kind::demographics;
    const std::string measured = aggregate.function == Function::length ? "longueur_m"
                                 : aggregate.function == Function::area ? "surface_m2"
                                                                        : aggregate.property;
    std::optional<std::size_t> property, weight;
    if (!measured.empty()) {
        if (aggregate.property.empty() && !dataset.property(measured)) {
            return fmt::format(
                "« {}.{} » ne se mesure pas : {}", dataset.id(), name_of(aggregate.function),
                facts.kind == datasets::Kind::communes || facts.kind == datasets::Kind::level
                    ? "la surface d'un lieu est « surface_km2 »"
                    : "ses lignes ne sont pas des objets placés");
        }
        auto found = numeric(dataset, measured);
        if (auto* reason = std::get_if<std::string>(&found)) {
            return *std::move(reason);
        }
        property = std::get<std::size_t>(found);
        tally.m_columns.push_back(measured);
        if (auto reason = why_not(dataset, *property, aggregate)) {
            return *std::move(reason);
        }
    }
    const bool by_people = aggregate.weight == "population";
    if (!aggregate.weight.empty() && !by_people) {
        auto found = numeric(dataset, aggregate.weight);
        if (auto* reason = std::get_if<std::string>(&found)) {
            return *std::move(reason);
        }
        weight = std::get<std::size_t>(found);
        tally.m_columns.push_back(aggregate.weight);
    }
    auto choice = choose_rows(publication, dataset, aggregate, moment);
    if (auto* reason = std::get_if<std::string>(&choice)) {
        return *std::move(reason);
    }
    auto& chosen = std::get<Chosen>(choice);
    tally.m_notes = std::move(chosen.notes);
    tally.m_notes.insert(tally.m_notes.end(), chosen.cautions.begin(), chosen.cautions.end());
    tally.m_cautions = std::move(chosen.cautions);
    tally.m_cells.resize(places.places().size() + 2);

    const Places::Rows& where = places.rows(dataset);
    const std::uint32_t unknown = places.unknown();
    const std::size_t total = std::size_t{unknown} + 1;
    const auto add_comments = [&](RowIndex row) {
        for (const CarriedComment& comment : dataset.comments(row)) {
            const std::string column = column_of(dataset, comment);
            const bool is_other =
                !column.empty() && column != dataset.manifest().facts.figure_value &&
                std::ranges::find(tally.m_columns, column) == tally.m_columns.end();
            if (is_other || !comment.scope.dataset.empty()) {
                continue;
            }
            const CarriedComment said(comment, scope_of(publication, dataset, row));
            if (!is_shared_out(aggregate.function)) {
                tally.m_comments.push_back({where.main(row), said});
                continue;
            }
            for (const auto& [place, share] : where.parts(row)) {
                tally.m_comments.push_back({place, said});
            }
        }
    };
    const bool is_level = dataset.manifest().facts.kind == datasets::Kind::level ||
                          dataset.manifest().facts.kind == datasets::Kind::crossing;
    if (is_level && !aggregate.is_near() && !where.know_places()) {
        return fmt::format("les lieux de « {} » sont plus grands que ceux du niveau « {} » : leurs "
                           "chiffres ne s'y répartissent pas",
                           dataset.id(), places.level());
    }
    if (aggregate.is_near()) {
        if (const auto hidden = hidden_rows(dataset, aggregate, chosen.rows); !hidden.empty()) {
            return fmt::format("« {}.{} » a {} valeurs secrètes ou non disponibles : ce qui s'en "
                               "fait alentour n'est pas connu. Écartez-les : where {} IS NULL",
                               dataset.id(), aggregate.property, hidden.size(),
                               datasets::status_name(aggregate.property));
        }
        auto near = near_figures({publication, places, aggregate, dataset, chosen.rows, property});
        if (auto* reason = std::get_if<std::string>(&near)) {
            return *std::move(reason);
        }
        tally.take(std::get<NearFigures>(std::move(near)));
        for (const RowIndex row : chosen.rows) {
            add_comments(row);
        }
        return tally;
    }
    const auto communes = publication.communes();
    const auto people = communes ? communes->property("population") : std::nullopt;
    std::uint64_t outside = 0;
    for (const RowIndex row : chosen.rows) {
        const auto main = where.main(row);
        // A row that a dataset keeps from beyond the limits is nobody's here: neither a place's nor
        // the total's.
        if (!places.are_areas() && main == unknown && where.know_communes() &&
            where.commune(row).empty() && dataset.bounds(row)) {
            ++outside;
            continue;
        }
        add_comments(row);
        const auto value = property ? dataset.number(row, *property) : std::optional{1.0};
        std::optional<double> by = 1.0;
        if (by_people) {
            const auto commune = communes ? communes->row_of(where.commune(row)) : std::nullopt;
            by = commune && people ? communes->number(*commune, *people) : std::nullopt;
        } else if (weight) {
            by = dataset.number(row, *weight);
        }
        const auto amount = value && by ? to_exact(*value * *by) : std::nullopt;
        const auto weighs = by ? to_exact(*by) : std::nullopt;
        if (!amount || !weighs) {
            ++tally.m_skipped;
            ++tally.m_cells[main].missing;
            ++tally.m_cells[total].missing;
            continue;
        }
        ++tally.m_rows;
        switch (aggregate.function) {
        case Function::touching:
            for (const auto& [place, share] : where.parts(row)) {
                tally.add(place, exact_unit, 0);
            }
            tally.add(total, exact_unit, 0);
            break;
        case Function::length:
        case Function::area:
            tally.spread(unknown, where.parts(row), *amount);
            break;
        case Function::minimum:
        case Function::maximum:
        case Function::median:
            for (const std::size_t place : {std::size_t{main}, total}) {
                tally.add(place, 0, 0);
                tally.m_cells[place].values.push_back(*value);
            }
            break;
        default:
            for (const std::size_t place : {std::size_t{main}, total}) {
                tally.add(place, *amount, *weighs);
            }
        }
    }
    if (outside > 0) {
        const std::string words =
            fmt::format("{} lignes hors du territoire ne sont pas comptées.", outside);
        tally.m_notes.push_back(words);
        tally.m_cautions.push_back(words);
    }
    tally.finish();
    tally.mark_what_lacks();
    tally.apply(
        perimeter_marks(publication, places, dataset, aggregate, chosen.rows, [&](RowIndex row) {
            return !property || dataset.number(row, *property).has_value();
        }));
    return tally;
}

}  // namespace parvis::publish::cross
