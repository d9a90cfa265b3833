// SPDX-License-Identifier: EUPL-1.2
#include "datasets/mapping.hpp"
#include "datasets/number_text.hpp"
#include "datasets/row_issue.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::datasets {
namespace {

bool is_before(const Value& a, const Value& b)
{
    if (const auto* first = std::get_if<Date>(&a)) {
        const auto* second = std::get_if<Date>(&b);
        return second != nullptr && *first < *second;
    }
    if (const auto* first = std::get_if<Instant>(&a)) {
        const auto* second = std::get_if<Instant>(&b);
        return second != nullptr && *first < *second;
    }
    return false;
}

template <typename T>
const T* value_at(const std::vector<Value>& values, std::optional<std::size_t> index)
{
    return index ? std::get_if<T>(&values[*index]) : nullptr;
}

}  // namespace

std::string_view Mapping::text_of(const SourceRow& row, std::size_t property) const
{
    return m_mappings[property].from.empty() ? std::string_view()
                                             : trimmed(row.cells[m_columns[property].from]);
}

/// An empty day of a work is that of its exact time. One that ends at midnight ends the day before.
void Mapping::fill_days(std::vector<Value>& values) const
{
    const auto fill = [&](std::optional<std::size_t> day, std::optional<std::size_t> exact,
                          std::int64_t before) {
        const auto* time = value_at<Instant>(values, exact);
        if (day && time != nullptr && std::holds_alternative<std::monostate>(values[*day]) &&
            m_properties[*day].type == ValueType::date) {
            values[*day] = m_zone.date_of(Instant{time->seconds - before});
        }
    };
    fill(m_start, m_exact_start, 0);
    fill(m_end, m_exact_end, 1);
}

void Mapping::check_interval(const SourceRow& row, const std::vector<Value>& values,
                             std::vector<RowIssue>& issues) const
{
    const bool works = m_definition.facts.kind == Kind::road_works;
    const auto known = [&](const std::optional<std::size_t>& index) {
        return index && !std::holds_alternative<std::monostate>(values[*index]);
    };
    if (works && !known(m_start) && !known(m_end)) {
        const bool told = std::any_of(issues.begin(), issues.end(), [](const RowIssue& issue) {
            return issue.severity == Severity::rejected;
        });
        if (!told) {
            issues.push_back(
                {row.line,
                 Severity::rejected,
                 "required_missing",
                 {},
                 {},
                 {},
                 "Le chantier n’a ni début ni fin : il est refusé. Indiquez au moins une "
                 "des deux dates."});
        }
        return;
    }
    if (known(m_start) && known(m_end) && is_before(values[*m_end], values[*m_start])) {
        issues.push_back(cell_issue(
            row.line, works ? Severity::rejected : Severity::warning, "end_before_start",
            m_mappings[*m_end].from, text_of(row, *m_end),
            fmt::format("La fin ({}) est avant le début ({}){} Échangez ou corrigez les deux "
                        "dates.",
                        text_of(row, *m_end), text_of(row, *m_start),
                        works ? " : la ligne est refusée." : ".")));
        return;
    }
    if (works) {
        check_length(row, values, issues);
    }
    check_exact_times(row, values, issues);
}

/// A slip of the keyboard makes 2062 of 2026: it would be told for decades.
void Mapping::check_length(const SourceRow& row, const std::vector<Value>& values,
                           std::vector<RowIssue>& issues) const
{
    constexpr int most_years = 10, most_ahead = 20;
    const auto* first = value_at<Date>(values, m_start);
    const auto* last = value_at<Date>(values, m_end);
    if (last == nullptr) {
        return;
    }
    const auto later = [](Date day, int years) {
        day.year += static_cast<decltype(day.year)>(years);
        return day;
    };
    const bool is_long = first != nullptr && *last > later(*first, most_years);
    const bool is_far = *last > later(m_today, most_ahead);
    if (is_long || is_far) {
        issues.push_back(cell_issue(
            row.line, Severity::warning, "period_doubtful", m_mappings[*m_end].from,
            text_of(row, *m_end),
            fmt::format("La fin ({}) est plus de {} ans après {}. Corrigez l’année ; laissez la "
                        "fin vide si elle n’est pas connue.",
                        to_text(*last), is_long ? most_years : most_ahead,
                        is_long ? "le début" : "aujourd’hui")));
        issues.back().if_kept = "En attendant, elle est publiée telle quelle.";
    }
}

/// More lanes closed than there are: how many are left open is not known then.
void Mapping::check_lanes(const SourceRow& row, std::vector<Value>& values,
                          std::vector<RowIssue>& issues) const
{
    const auto* lanes = value_at<std::int64_t>(values, m_lanes);
    const auto* closed = value_at<std::int64_t>(values, m_lanes_closed);
    if (lanes == nullptr || closed == nullptr || *closed <= *lanes) {
        return;
    }
    issues.push_back(cell_issue(row.line, Severity::warning, "lanes_contradict",
                                m_mappings[*m_lanes_closed].from, text_of(row, *m_lanes_closed),
                                fmt::format("{} files fermées sur {} : c’est plus qu’il n’y en a. "
                                            "Corrigez l’un des deux nombres.",
                                            *closed, *lanes)));
    issues.back().if_kept = "En attendant, les files fermées sont laissées vides.";
    values[*m_lanes_closed] = std::monostate{};
}

/// Days and exact times of a work are told to different people: lists show the days, drivers are
/// told the times.
void Mapping::check_exact_times(const SourceRow& row, const std::vector<Value>& values,
                                std::vector<RowIssue>& issues) const
{
    const auto* start = value_at<Instant>(values, m_exact_start);
    const auto* end = value_at<Instant>(values, m_exact_end);
    if (start != nullptr && end != nullptr && !(*start < *end)) {
        issues.push_back(cell_issue(
            row.line, Severity::rejected, "end_before_start", m_mappings[*m_exact_end].from,
            text_of(row, *m_exact_end),
            fmt::format("La fin exacte ({}) n’est pas après le début exact ({}) : la ligne est "
                        "refusée. Corrigez les deux heures.",
                        text_of(row, *m_exact_end), text_of(row, *m_exact_start))));
        return;
    }
    const auto doubt = [&](std::size_t day, std::size_t exact) {
        issues.push_back(cell_issue(
            row.line, Severity::warning, "day_contradicts_time", m_mappings[exact].from,
            text_of(row, exact),
            fmt::format("L’heure exacte ({}) n’est pas du jour donné ({}). Les listes montrent le "
                        "jour, les flux pour conducteurs l’heure : donnez le même jour, ou "
                        "laissez l’heure vide.",
                        text_of(row, exact), text_of(row, day))));
    };
    const auto* first = value_at<Date>(values, m_start);
    if (start != nullptr && first != nullptr && m_zone.date_of(*start) != *first) {
        doubt(*m_start, *m_exact_start);
    }
    const auto* last = value_at<Date>(values, m_end);
    // Midnight ends the day before, and some write that day, some the next.
    if (end != nullptr && last != nullptr && m_zone.date_of(*end) != *last &&
        m_zone.date_of(Instant{end->seconds - 1}) != *last) {
        doubt(*m_end, *m_exact_end);
    }
}

}  // namespace parvis::datasets
