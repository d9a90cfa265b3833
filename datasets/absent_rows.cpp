// SPDX-License-Identifier: EUPL-1.2
#include "datasets/absent_rows.hpp"

#include "datasets/geojson_geometry.hpp"
#include "datasets/model_column.hpp"
#include "datasets/stored_features.hpp"
#include "datasets/zone.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::datasets {
namespace {

bool is_nothing(const Value& value) { return std::holds_alternative<std::monostate>(value); }

/// Values of the version before as the new one types them; a column whose type has changed has
/// none.
struct Column {
    std::string name;
    bool to_number = false;  ///< whole numbers before, numbers now
    bool lost = false;
};

std::vector<Column> columns_of(const std::vector<Property>& now, const Manifest& before)
{
    std::vector<Column> columns;
    for (const Property& property : now) {
        Column column{property.name};
        const auto old = std::ranges::find(before.properties, property.name, &Property::name);
        if (old != before.properties.end() && old->type != property.type) {
            column.to_number =
                old->type == ValueType::integer && property.type == ValueType::number;
            column.lost = !column.to_number;
        }
        columns.push_back(std::move(column));
    }
    return columns;
}

std::vector<std::string> names_of(const std::vector<Column>& columns)
{
    std::vector<std::string> names;
    for (const Column& column : columns) {
        names.push_back(column.name);
    }
    return names;
}

std::optional<Date> day_in(const Value& value)
{
    const auto* day = std::get_if<Date>(&value);
    return day == nullptr ? std::nullopt : std::optional(*day);
}

/// Fits the values to their new types; the names of columns that lose theirs.
std::string fit(std::vector<Value>& values, const std::vector<Column>& columns)
{
    std::string lost;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (const auto* whole = std::get_if<std::int64_t>(&values[i]);
            columns[i].to_number && whole != nullptr) {
            values[i] = static_cast<double>(*whole);
        } else if (columns[i].lost && !is_nothing(values[i])) {
            lost += (lost.empty() ? "" : ", ") + columns[i].name;
            values[i] = std::monostate{};
        }
    }
    return lost;
}

}  // namespace

AbsentRows::AbsentRows(const DatasetDefinition& definition, const Register& reg, Date today)
    : m_definition(&definition), m_data(reg.data()), m_today(today)
{
    const auto published = reg.published(definition.facts.id);
    if (!published) {
        return;
    }
    m_version = published->version;
    try {
        read_published(reg);
    } catch (const StoreError& error) {
        throw StoreError(fmt::format(
            "{} Les lignes qui manquent au nouveau fichier ne peuvent pas être reprises : revenez "
            "d’abord à la version d’avant (parvis rollback {}).",
            error.what(), definition.facts.id));
    }
}

void AbsentRows::read_published(const Register& reg)
{
    const DatasetDefinition& definition = *m_definition;
    const auto folder = version_folder(m_data, definition.facts.id, m_version);
    m_before = read_manifest(folder / "manifest.json");
    std::vector<std::string> wanted{std::string(absent_property().name)};
    wanted.insert(wanted.end(), m_before.facts.key.begin(), m_before.facts.key.end());
    StoredFeatures rows(folder, m_before, std::move(wanted));
    StoredFeatures::Row row;
    while (rows.next(row)) {
        const bool has_key = !std::all_of(row.values.begin() + 1, row.values.end(), is_nothing);
        m_absent.emplace(row.id, Row{has_key, day_in(row.values.front()), {}});
    }
    read_newer_versions(reg);
    for (RowDecision& decision : reg.row_decisions(definition.facts.id)) {
        std::string id = decision.row;
        m_decisions.emplace(std::move(id), std::move(decision));
    }
}

/// A version that waits, or that was withdrawn, knows since when its rows lack: the same file on a
/// later day is then the same content.
void AbsentRows::read_newer_versions(const Register& reg)
{
    for (const VersionRecord& record : reg.versions(m_definition->facts.id)) {
        const auto folder = version_folder(m_data, record.dataset, record.version);
        if (record.version <= m_version || !std::filesystem::exists(folder / "manifest.json")) {
            continue;
        }
        StoredFeatures rows(folder, read_manifest(folder / "manifest.json"),
                            {std::string(absent_property().name)});
        StoredFeatures::Row row;
        while (rows.next(row)) {
            const auto found = m_absent.find(row.id);
            if (found != m_absent.end() && !found->second.since) {
                found->second.since = day_in(row.values.front());
            }
        }
    }
}

bool AbsentRows::has_ended(const Value& end) const
{
    if (const auto* instant = std::get_if<Instant>(&end)) {
        return Zone(m_definition->facts.zone).date_of(*instant) < m_today;
    }
    const auto day = day_in(end);
    return day && *day < m_today;
}

RowIssue AbsentRows::issue_of(const std::string& id, Date since, bool confirmed,
                              const std::string& lost) const
{
    const std::string what =
        confirmed ? "il a été confirmé qu’elle reste publiée."
                  : fmt::format("elle reste publiée, à confirmer. Si elle est finie : parvis "
                                "confirm --site DOSSIER {} {} --removed --by \"Votre service\" ; "
                                "si elle dure : --kept, ou remettez-la dans le fichier.",
                                m_definition->facts.id, id);
    return {0,
            Severity::warning,
            "row_absent",
            {},
            {},
            id,
            fmt::format(
                "« {} » n’est plus dans le fichier depuis le {} : {}{}", id, to_text(since), what,
                lost.empty() ? std::string()
                             : fmt::format(" Colonnes vidées, leur type a changé : {}.", lost))};
}

void AbsentRows::not_kept(std::string_view id, bool outside)
{
    if (const auto found = m_absent.find(std::string(id)); found != m_absent.end()) {
        found->second.not_kept = outside ? "outside" : "rejected";
    }
}

void AbsentRows::settle(const std::vector<Property>& properties, Manifest& manifest,
                        const Carry& carry)
{
    if (m_absent.empty()) {
        return;
    }
    const auto columns = columns_of(properties, m_before);
    const auto absent = static_cast<std::size_t>(
        std::ranges::find(columns, absent_property().name, &Column::name) - columns.begin());
    const auto end = static_cast<std::size_t>(
        std::ranges::find(columns, m_definition->facts.end_property, &Column::name) -
        columns.begin());
    const auto ended = [&](const std::string& id, std::string_view reason) {
        ++manifest.ended_rows;
        if (manifest.ended.size() < ended_named) {
            manifest.ended.push_back({id, std::string(reason)});
        }
    };
    StoredFeatures rows(version_folder(m_data, m_definition->facts.id, m_version), m_before,
                        names_of(columns), StoredFeatures::Geometry::as_text);
    StoredFeatures::Row row;
    Feature feature;
    while (rows.next(row)) {
        const auto found = m_absent.find(row.id);
        if (found == m_absent.end()) {
            continue;
        }
        const Date since = found->second.since.value_or(m_today);
        const auto decision = m_decisions.find(row.id);
        const bool decided =
            decision != m_decisions.end() && decision->second.absent_since == to_text(since);
        const bool kept = decided && decision->second.kept;
        if (!found->second.not_kept.empty()) {
            ended(row.id, found->second.not_kept);
        } else if (!found->second.has_key) {
            ended(row.id, "no_key");
        } else if (decided && !kept) {
            ended(row.id, "removed");
        } else if (!kept && end < columns.size() && has_ended(row.values[end])) {
            ended(row.id, "past");
        } else {
            feature.id = row.id;
            feature.geometry = parse_geojson_geometry(row.geometry).geometry;
            feature.values = std::move(row.values);
            const std::string lost = fit(feature.values, columns);
            feature.values[absent] = since;
            ++manifest.counts.carried;
            carry(feature, issue_of(row.id, since, kept, lost));
        }
    }
}

}  // namespace parvis::datasets
