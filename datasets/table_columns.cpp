// SPDX-License-Identifier: EUPL-1.2
#include "datasets/table_columns.hpp"

#include "datasets/number_text.hpp"
#include "datasets/spelling.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace parvis::datasets {
namespace {

/// A name without what people write differently: case, blanks, "_", "-" and ".".
std::string same_letters(std::string_view name)
{
    std::string letters;
    for (const char c : trimmed(name)) {
        if (c != ' ' && c != '_' && c != '-' && c != '.') {
            letters += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return letters;
}

void say(ColumnMatch& match, const char* code, const std::string& column, std::string_view value,
         std::string message)
{
    match.issues.push_back(
        cell_issue(0, Severity::rejected, code, column, value, std::move(message)));
}

void check_names(const TableSchema& schema, const std::vector<std::string>& columns,
                 ColumnMatch& match)
{
    const FieldsMatch rule = schema.match;
    std::vector<std::string> beside;
    std::vector<std::string> names;
    for (const SchemaField& field : schema.fields) {
        names.push_back(field.name);
    }
    for (std::size_t at = 0; at < columns.size(); ++at) {
        if (std::ranges::find(match.positions, std::optional(at)) == match.positions.end()) {
            beside.push_back(columns[at]);
        }
    }
    bool any = false;
    for (std::size_t i = 0; i < names.size(); ++i) {
        any = any || match.positions[i].has_value();
        if (match.positions[i]) {
            continue;
        }
        const bool required =
            schema.fields[i].required ||
            std::ranges::find(schema.primary_key, names[i]) != schema.primary_key.end();
        const bool may_lack = rule == FieldsMatch::superset || rule == FieldsMatch::partial;
        if (may_lack && !required) {
            continue;
        }
        const std::string nearest = nearest_spelling(names[i], beside);
        say(match, "schema_column_missing", names[i], {},
            fmt::format("La colonne « {} » manque.{}{}", names[i],
                        nearest.empty()
                            ? std::string()
                            : fmt::format(" Est-ce « {} » ? Alors renommez-la.", nearest),
                        required ? " Elle doit être là et remplie : ajoutez-la."
                                 : " Le schéma la prévoit : ajoutez-la, même vide."));
        if (rule == FieldsMatch::tolerant && !required) {
            match.issues.back().severity = Severity::warning;
        }
    }
    if (rule == FieldsMatch::partial && !any) {
        say(match, "schema_column_missing", "", {},
            fmt::format("Aucune colonne du fichier n’est du schéma ; il connaît : {}.",
                        fmt::join(names, ", ")));
    }
    if (rule == FieldsMatch::subset || rule == FieldsMatch::partial) {
        return;  // more columns may be there
    }
    for (const std::string& name : beside) {
        std::vector<std::string> free;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (!match.positions[i]) {
                free.push_back(names[i]);
            }
        }
        const std::string nearest = nearest_spelling(name, free);
        say(match, "schema_column_unknown", name, name,
            fmt::format("La colonne « {} » n’est pas du schéma.{}", name,
                        nearest.empty() ? std::string(" Elle n’est pas vérifiée.")
                                        : fmt::format(" Vouliez-vous dire « {} » ?", nearest)));
        if (rule == FieldsMatch::tolerant) {
            match.issues.back().severity = Severity::warning;
        }
    }
}

void check_order(const TableSchema& schema, const std::vector<std::string>& columns,
                 ColumnMatch& match)
{
    if (schema.match != FieldsMatch::tolerant && schema.match != FieldsMatch::exact) {
        return;
    }
    std::size_t furthest = 0;
    std::optional<std::size_t> before;
    for (std::size_t i = 0; i < match.positions.size(); ++i) {
        if (!match.positions[i]) {
            continue;
        }
        if (before && *match.positions[i] < furthest) {
            say(match, "schema_column_order", columns[*match.positions[i]], {},
                fmt::format("Les colonnes ne sont pas dans l’ordre du schéma : « {} » y vient "
                            "après « {} ».",
                            schema.fields[i].name, schema.fields[*before].name));
            if (schema.match == FieldsMatch::tolerant) {
                match.issues.back().severity = Severity::warning;
            }
            return;
        }
        furthest = *match.positions[i];
        before = i;
    }
}

}  // namespace

ColumnMatch match_columns(const TableSchema& schema, const std::vector<std::string>& columns)
{
    ColumnMatch match;
    match.positions.resize(schema.fields.size());
    for (std::size_t i = 0; i < schema.fields.size(); ++i) {
        const auto found = std::ranges::find(columns, schema.fields[i].name);
        if (found != columns.end()) {
            match.positions[i] = static_cast<std::size_t>(found - columns.begin());
        }
    }
    // Only then those that differ by case or signs alone: an exact name goes first.
    for (std::size_t i = 0; i < schema.fields.size(); ++i) {
        const std::string& name = schema.fields[i].name;
        for (std::size_t at = 0; !match.positions[i] && at < columns.size(); ++at) {
            const bool taken =
                std::ranges::find(match.positions, std::optional(at)) != match.positions.end();
            if (!taken && same_letters(columns[at]) == same_letters(name)) {
                match.positions[i] = at;
                say(match, "schema_column_spelling", columns[at], columns[at],
                    fmt::format("La colonne « {} » doit s’écrire « {} », à la lettre près. Ses "
                                "valeurs sont vérifiées quand même.",
                                columns[at], name));
            }
        }
    }
    check_names(schema, columns, match);
    check_order(schema, columns, match);
    for (const RowRule& rule : schema.rules) {
        if (rule.kind == RowRule::Kind::unchecked) {
            say(match, "schema_unchecked", rule.column, {},
                fmt::format("La vérification « {} » n’est pas faite : le schéma ne porte pas la "
                            "liste qu’elle demande.",
                            rule.name));
            match.issues.back().severity = Severity::warning;
        }
    }
    return match;
}

}  // namespace parvis::datasets
