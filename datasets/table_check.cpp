// SPDX-License-Identifier: EUPL-1.2
#include "datasets/table_check.hpp"

#include "datasets/number_text.hpp"
#include "datasets/spelling.hpp"
#include "datasets/table_columns.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace parvis::datasets {
namespace {

/// Stands between the parts of a key: no text of a file is likely to hold it.
constexpr char part_mark = '\x1f';

/// Two 64-bit hashes of different texts, told apart but for one chance in 10^25 over a million.
std::array<std::uint64_t, 2> hash_of(const std::string& text)
{
    return {std::hash<std::string_view>()(text), std::hash<std::string_view>()("parvis" + text)};
}

std::string example_of(const SchemaField& field)
{
    return field.example.empty() ? std::string()
                                 : fmt::format(" Exemple : « {} ».", shortened(field.example));
}

/// What is probably wrong with a value that would fit without the blanks around it.
std::string blanks_around(const SchemaField& field, std::string_view text)
{
    const std::string_view inner = trimmed(text);
    return inner.size() != text.size() && read_field(field, inner).fits
               ? " Des espaces l’entourent : retirez-les."
               : "";
}

bool holds(double left, std::string_view sign, double right)
{
    return sign == "<"    ? left < right
           : sign == "<=" ? left <= right
           : sign == ">"  ? left > right
           : sign == ">=" ? left >= right
                          : left == right;
}

std::string_view words_of(std::string_view sign)
{
    return sign == "<"    ? "plus petit que"
           : sign == "<=" ? "au plus égal à"
           : sign == ">"  ? "plus grand que"
           : sign == ">=" ? "au moins égal à"
                          : "égal à";
}

}  // namespace

TableCheck::TableCheck(TableSchema schema, const std::vector<std::string>& columns)
    : m_schema(std::move(schema)), m_readings(m_schema.fields.size())
{
    ColumnMatch match = match_columns(m_schema, columns);
    m_positions = std::move(match.positions);
    m_header_issues = std::move(match.issues);
    settle_keys();
}

std::size_t TableCheck::field_named(const std::string& name) const
{
    // The schema's reader has made sure that it is there.
    return static_cast<std::size_t>(std::ranges::find(m_schema.fields, name, &SchemaField::name) -
                                    m_schema.fields.begin());
}

void TableCheck::settle_keys()
{
    const auto fields_of = [&](const std::vector<std::string>& names) {
        std::vector<std::size_t> fields;
        for (const std::string& name : names) {
            fields.push_back(field_named(name));
        }
        return fields;
    };
    const auto add = [&](std::vector<std::size_t> fields, const char* code, bool whole) {
        // A key whose column is missing has been said at the header, and once is enough for two
        // ways of asking the same.
        const bool there = std::ranges::all_of(
            fields, [&](std::size_t field) { return m_positions[field].has_value(); });
        const bool known =
            std::ranges::any_of(m_keys, [&](const Key& key) { return key.fields == fields; });
        if (there && !known) {
            m_keys.push_back({std::move(fields), code, whole});
        }
    };
    if (!m_schema.primary_key.empty()) {
        add(fields_of(m_schema.primary_key), "schema_primary_key", true);
    }
    for (const auto& names : m_schema.unique_keys) {
        add(fields_of(names), "schema_unique", false);
    }
    for (std::size_t i = 0; i < m_schema.fields.size(); ++i) {
        if (m_schema.fields[i].unique) {
            add({i}, "schema_unique", false);
        }
    }
    for (const ForeignKey& key : m_schema.foreign_keys) {
        Reference reference{fields_of(key.columns), fields_of(key.referenced), {}, {}, {}};
        const auto missing = [&](std::size_t field) { return !m_positions[field].has_value(); };
        if (std::ranges::none_of(reference.fields, missing) &&
            std::ranges::none_of(reference.referenced, missing)) {
            m_references.push_back(std::move(reference));
        }
    }
}

std::string_view TableCheck::cell(std::size_t field) const
{
    const std::size_t at = *m_positions[field];
    return at < m_row->cells.size() ? m_row->cells[at] : std::string_view();
}

bool TableCheck::is_there(std::size_t field) const
{
    return m_positions[field] && !m_schema.fields[field].is_missing(cell(field));
}

void TableCheck::issue(std::vector<RowIssue>& issues, const char* code, const std::string& column,
                       std::string_view value, std::string message) const
{
    issues.push_back(cell_issue(m_row == nullptr ? 0 : m_row->line, Severity::rejected, code,
                                column, value, std::move(message)));
}

void TableCheck::look_at(const SourceRow& row, std::vector<RowIssue>& issues)
{
    m_row = &row;
    for (std::size_t i = 0; i < m_schema.fields.size(); ++i) {
        if (m_positions[i]) {
            look_at_cell(i, issues);
        }
    }
    for (Key& key : m_keys) {
        check_key(key, issues);
    }
    for (const RowRule& rule : m_schema.rules) {
        check_rule(rule, issues);
    }
    for (Reference& reference : m_references) {
        if (const auto there = joined(reference.referenced)) {
            reference.there.try_emplace(hash_of(*there), row.line);
        }
        if (const auto wanted = joined(reference.fields)) {
            const Hash hash = hash_of(*wanted);
            if (reference.wanted.try_emplace(hash, row.line).second) {
                reference.texts.emplace(hash, shortened(*wanted));
            }
        }
    }
    m_row = nullptr;
}

void TableCheck::look_at_cell(std::size_t at, std::vector<RowIssue>& issues)
{
    const SchemaField& field = m_schema.fields[at];
    const std::string_view text = cell(at);
    m_readings[at] = {};
    if (field.is_missing(text)) {
        if (field.required) {
            issue(issues, "schema_required", field.name, text,
                  fmt::format("« {} » doit être rempli sur chaque ligne : complétez la cellule.{}",
                              field.name, example_of(field)));
        }
        return;
    }
    const FieldReading reading = read_field(field, text);
    m_readings[at] = reading;
    if (!reading.fits) {
        const bool format = field.type == FieldType::string;
        issue(issues, format ? "schema_format" : "schema_type", field.name, text,
              fmt::format("« {} » n’est pas {}.{}{}", shortened(text), expectation(field),
                          blanks_around(field, text), example_of(field)));
        return;
    }
    const bool listed =
        field.allowed.empty() ||
        (reading.order && !field.allowed_orders.empty()
             ? std::ranges::find(field.allowed_orders, *reading.order) != field.allowed_orders.end()
             : std::ranges::find(field.allowed, text) != field.allowed.end());
    if (!listed) {
        issue(issues, "schema_enum", field.name, text,
              fmt::format("« {} » n’est pas dans la liste des valeurs permises.{}", shortened(text),
                          spelling_hint(text, field.allowed)));
    }
    if (field.pattern) {
        const Pattern::Verdict verdict = field.pattern->look_at(text);
        if (verdict == Pattern::Verdict::differs) {
            issue(issues, "schema_pattern", field.name, text,
                  fmt::format("« {} » n’a pas la forme demandée, « {} ».{}", shortened(text),
                              shortened(field.pattern->text()), example_of(field)));
        } else if (verdict == Pattern::Verdict::undecided) {
            issue(issues, "schema_pattern_limit", field.name, text,
                  fmt::format("« {} » demande trop de calcul au motif « {} » : la valeur n’a pas "
                              "pu être vérifiée. Abrégez-la, ou simplifiez le motif du schéma.",
                              shortened(text), shortened(field.pattern->text())));
        }
    }
    check_limits(at, text, reading, issues);
}

void TableCheck::check_limits(std::size_t at, std::string_view text, const FieldReading& reading,
                              std::vector<RowIssue>& issues) const
{
    const SchemaField& field = m_schema.fields[at];
    const bool items = field.type != FieldType::string && field.type != FieldType::any;
    const auto length = [&](const char* code, std::uint64_t limit, const char* words) {
        issue(issues, code, field.name, text,
              fmt::format("« {} » a {} {} ; le schéma en demande {} {}.{}", shortened(text),
                          *reading.length, items ? "éléments" : "caractères", limit, words,
                          example_of(field)));
    };
    if (field.min_length && reading.length && *reading.length < *field.min_length) {
        length("schema_min_length", *field.min_length, "au moins");
    }
    if (field.max_length && reading.length && *reading.length > *field.max_length) {
        length("schema_max_length", *field.max_length, "au plus");
    }
    const auto bound = [&](const char* code, const std::optional<FieldBound>& limit,
                           const char* sign) {
        // Written so that NaN, which is in no order, is refused.
        if (limit && !(reading.order && holds(*reading.order, sign, limit->order))) {
            issue(issues, code, field.name, text,
                  fmt::format("« {} » doit être {} {}. Vérifiez la valeur et son unité.",
                              shortened(text), words_of(sign), limit->text));
        }
    };
    bound("schema_minimum", field.minimum, ">=");
    bound("schema_maximum", field.maximum, "<=");
    bound("schema_minimum", field.above, ">");
    bound("schema_maximum", field.below, "<");
}

std::optional<std::string> TableCheck::joined(const std::vector<std::size_t>& fields) const
{
    std::string text;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!is_there(fields[i])) {
            return std::nullopt;
        }
        if (i > 0) {
            text += part_mark;
        }
        text += cell(fields[i]);
    }
    return text;
}

void TableCheck::check_key(Key& key, std::vector<RowIssue>& issues)
{
    for (const std::size_t field : key.fields) {
        const SchemaField& one = m_schema.fields[field];
        if (key.whole && !one.required && !is_there(field)) {
            issue(issues, key.code, one.name, cell(field),
                  fmt::format("« {} » fait partie de ce qui distingue les lignes : complétez la "
                              "cellule.{}",
                              one.name, example_of(one)));
        }
    }
    const auto text = joined(key.fields);
    if (!text) {
        return;
    }
    if (const auto first = key.seen.note(*text, m_row->line)) {
        std::vector<std::string> names;
        for (const std::size_t field : key.fields) {
            names.push_back(m_schema.fields[field].name);
        }
        std::string shown = *text;
        std::ranges::replace(shown, part_mark, ';');
        issue(issues, key.code, fmt::format("{}", fmt::join(names, ", ")), shown,
              fmt::format("« {} » est déjà à la ligne {} : chaque ligne doit avoir une valeur à "
                          "elle. Corrigez l’une des deux, ou retirez la ligne en double.",
                          shortened(shown), *first));
    }
}

void TableCheck::check_rule(const RowRule& rule, std::vector<RowIssue>& issues) const
{
    const std::size_t at = field_named(rule.column);
    const bool there = is_there(at);
    const std::string_view text = there ? cell(at) : std::string_view();
    const std::string value = shortened(text);
    // A number with the wrong count of digits has been said by its pattern, where there is one.
    const auto digits = [&](std::size_t count) {
        return !m_schema.fields[at].pattern ||
               (text.size() == count &&
                std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }));
    };
    switch (rule.kind) {
    case RowRule::Kind::siren:
        if (there && digits(9) && !is_siren(text)) {
            issue(issues, "schema_siren", rule.column, text,
                  fmt::format("« {} » n’est pas un SIREN : neuf chiffres, dont le dernier est une "
                              "clé. Un chiffre est faux, ou un zéro de tête s’est perdu.",
                              value));
        }
        break;
    case RowRule::Kind::siret:
        if (there && digits(14) && !is_siret(text)) {
            issue(issues, "schema_siret", rule.column, text,
                  fmt::format("« {} » n’est pas un SIRET : quatorze chiffres, dont le dernier est "
                              "une clé. Un chiffre est faux, ou un zéro de tête s’est perdu.",
                              value));
        }
        break;
    case RowRule::Kind::year_interval:
        if (there && !is_year_interval(text, rule.one_year)) {
            issue(issues, "schema_year_interval", rule.column, text,
                  fmt::format("« {} » n’est pas {}« 2019/2021 », la première année d’abord.", value,
                              rule.one_year ? "une année, « 2019 », ni un intervalle, "
                                            : "un intervalle d’années, "));
        }
        break;
    case RowRule::Kind::together:
    case RowRule::Kind::compared:
    case RowRule::Kind::sum:
    case RowRule::Kind::one_of:
        check_relation(rule, issues);
        break;
    case RowRule::Kind::unchecked:
        break;
    }
}

void TableCheck::check_relation(const RowRule& rule, std::vector<RowIssue>& issues) const
{
    const std::size_t at = field_named(rule.column);
    std::vector<std::string> filled;
    std::vector<std::string> empty;
    double sum = 0;
    bool ordered = m_positions[at] && m_readings[at].order.has_value() && is_there(at);
    (is_there(at) ? filled : empty).push_back(rule.column);
    for (const std::string& name : rule.others) {
        const std::size_t other = field_named(name);
        const bool there = is_there(other);
        (there ? filled : empty).push_back(name);
        ordered = ordered && there && m_readings[other].order.has_value();
        sum += there ? m_readings[other].order.value_or(0) : 0;
    }
    const std::string_view text = is_there(at) ? cell(at) : std::string_view();
    const std::string others = fmt::format("{}", fmt::join(rule.others, ", "));
    if (rule.kind == RowRule::Kind::one_of && filled.empty()) {
        issue(issues, "schema_one_of", rule.column, text,
              fmt::format("« {} » ou « {} » doit être rempli : complétez l’un des deux.",
                          rule.column, others));
    } else if (rule.kind == RowRule::Kind::together && !filled.empty() && !empty.empty()) {
        issue(issues, "schema_together", empty.front(), {},
              fmt::format("Ces colonnes se remplissent ensemble : {} l’est, {} ne l’est pas.",
                          fmt::join(filled, ", "), fmt::join(empty, ", ")));
    } else if (rule.kind == RowRule::Kind::compared && ordered &&
               !holds(*m_readings[at].order, rule.comparison, sum)) {
        issue(issues, "schema_compared", rule.column, text,
              fmt::format("« {} » doit être {} « {} », qui est dans la colonne « {} ».",
                          shortened(text), words_of(rule.comparison),
                          shortened(cell(field_named(others))), others));
    } else if (rule.kind == RowRule::Kind::sum && ordered &&
               std::abs(*m_readings[at].order - sum) > 1e-9 * std::max(1.0, std::abs(sum))) {
        issue(issues, "schema_sum", rule.column, text,
              fmt::format("« {} » doit être la somme de {}, qui font {}.", shortened(text), others,
                          sum));
    }
}

void TableCheck::finish(std::vector<RowIssue>& issues)
{
    for (const Reference& reference : m_references) {
        std::vector<std::string> names;
        std::vector<std::string> targets;
        for (const std::size_t field : reference.fields) {
            names.push_back(m_schema.fields[field].name);
        }
        for (const std::size_t field : reference.referenced) {
            targets.push_back(m_schema.fields[field].name);
        }
        std::vector<RowIssue> missing;
        for (const auto& [hash, line] : reference.wanted) {
            if (!reference.there.contains(hash)) {
                std::string shown = reference.texts.at(hash);
                std::ranges::replace(shown, part_mark, ';');
                missing.push_back(cell_issue(
                    line, Severity::rejected, "schema_foreign_key",
                    fmt::format("{}", fmt::join(names, ", ")), shown,
                    fmt::format("« {} » renvoie à une ligne qui n’existe pas : aucune n’a cette "
                                "valeur dans « {} ». Corrigez-la, ou ajoutez la ligne.",
                                shown, fmt::join(targets, ", "))));
            }
        }
        std::ranges::sort(missing, {}, &RowIssue::line);
        issues.insert(issues.end(), missing.begin(), missing.end());
    }
}

}  // namespace parvis::datasets
