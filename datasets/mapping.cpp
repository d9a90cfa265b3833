// SPDX-License-Identifier: EUPL-1.2
#include "datasets/mapping.hpp"

#include "datasets/list_text.hpp"
#include "datasets/model_column.hpp"
#include "datasets/spelling.hpp"
#include "datasets/territory.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::datasets {
namespace {

constexpr std::string_view days_format = "+days";
constexpr std::int64_t most_days = 36'525;  ///< a century; more is a typing error

RowIssue value_issue(std::uint64_t line, bool refused, const char* code,
                     const ColumnMapping& column, std::string_view text, std::string message)
{
    return {line,
            refused ? Severity::rejected : Severity::warning,
            code,
            column.from,
            shortened(text),
            {},
            std::move(message)};
}

/// An issue of a cell that has no value now: what is wrong, what that does to the row, what to do.
RowIssue lost_value(std::uint64_t line, bool refused, const char* code, const ColumnMapping& column,
                    std::string_view text, std::string_view wrong, std::string_view advice)
{
    RowIssue issue = value_issue(
        line, refused, code, column, text,
        fmt::format("{}{}.{}", wrong, refused ? " : la ligne est refusée" : "", advice));
    if (!refused) {
        issue.if_kept = "En attendant, la valeur est laissée vide.";
    }
    return issue;
}

std::optional<std::size_t> index_of(const std::vector<Property>& properties,
                                    const std::string& name)
{
    const auto found = std::find_if(properties.begin(), properties.end(),
                                    [&](const Property& p) { return p.name == name; });
    if (name.empty() || found == properties.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - properties.begin());
}

/// How a time is to be written, by example: "comme 31/12/2025 ou 2025-12-31".
std::string expected_time(const std::vector<std::string>& formats, bool days_from_today)
{
    if (days_from_today) {
        return "un nombre de jours à compter du jour de lecture, comme -12 ou 30";
    }
    if (formats.empty()) {
        return "comme 31/12/2025 ou 2025-12-31";
    }
    std::string text;
    for (const std::string& pattern : formats) {
        text += (text.empty() ? "comme " : " ou ") + DateFormat(pattern).example();
    }
    return text;
}

}  // namespace

void set_text(Value& value, std::string_view text)
{
    if (auto* held = std::get_if<std::string>(&value)) {
        held->assign(text);
    } else {
        value.emplace<std::string>(text);
    }
}

Mapping::Mapping(const DatasetDefinition& definition, const Source& source, Date today)
    : m_definition(definition), m_zone(definition.facts.zone), m_today(today),
      m_from_1904(source.counts_from_1904()), m_is_sheet(source.is_sheet())
{
    if (!definition.decimal.empty() && !m_is_sheet) {
        m_decimal = definition.decimal == "," ? Decimal::comma : Decimal::point;
    }
    m_mappings = m_definition.columns;
    std::vector<bool> used(source.columns().size(), false);
    std::vector<std::size_t> positions;
    for (const ColumnMapping& mapping : m_mappings) {
        std::size_t position = 0;
        if (!mapping.from.empty()) {
            position = column_position(definition, mapping.line, source, mapping.from);
            used[position] = true;
        }
        positions.push_back(position);
    }
    // What makes the geometry is published as geometry.
    for (const std::string* name : {&definition.lon, &definition.lat, &definition.point,
                                    &definition.geojson, &definition.wkt}) {
        if (!name->empty()) {
            used[column_position(definition, 0, source, *name)] = true;
        }
    }
    if (definition.own_geometry && !source.has_geometry()) {
        const auto& columns = source.columns();
        const auto shape = std::find(columns.begin(), columns.end(), shape_column);
        if (shape != columns.end()) {
            used[static_cast<std::size_t>(shape - columns.begin())] = true;
        }
    }
    m_personal = PersonalData(definition, source, used);
    if (definition.keep_others) {
        keep_others(source, used);
    }
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (!used[i]) {
            m_not_published.push_back(source.columns()[i]);
        }
    }
    for (std::size_t i = 0; i < m_mappings.size(); ++i) {
        ColumnMapping& mapping = m_mappings[i];
        Column column;
        column.mapping = &mapping;
        column.from = i < positions.size() ? positions[i]
                                           : column_position(definition, 0, source, mapping.from);
        for (const std::string& format : mapping.formats) {
            if (format == days_format) {
                column.days_from_today = true;
            } else {
                column.formats.emplace_back(format);
            }
        }
        const ModelColumn* model = model_column(definition.facts.kind, mapping.property.name);
        column.refuses_invalid = mapping.required || (model != nullptr && model->refuses_invalid);
        column.model = model;
        column.day_of_works =
            definition.facts.kind == Kind::road_works &&
            (model != nullptr || mapping.property.name == definition.facts.start_property ||
             mapping.property.name == definition.facts.end_property);
        column.usual = model != nullptr && model->usual != nullptr ? model : nullptr;
        const auto type = mapping.from.empty() ? std::nullopt : source.type_of(column.from);
        column.profiled = !mapping.typed && !type && mapping.property.type == ValueType::text &&
                          mapping.width == 0 && mapping.property.values.empty() &&
                          !mapping.from.empty() &&
                          std::ranges::find(definition.facts.key, mapping.property.name) ==
                              definition.facts.key.end();
        if (type && !mapping.typed && mapping.property.values.empty() && mapping.width == 0) {
            mapping.property.type = *type;
        }
        m_columns.push_back(std::move(column));
        m_properties.push_back(mapping.property);
    }
    for (std::size_t i = 0; i < m_mappings.size(); ++i) {
        if (!m_mappings[i].status.empty()) {
            m_columns[i].status = m_properties.size();
            m_properties.push_back(status_property(m_properties[i], m_mappings[i].status));
        }
    }
    m_start = index_of(m_properties, definition.facts.start_property);
    m_end = index_of(m_properties, definition.facts.end_property);
    if (definition.facts.kind == Kind::road_works) {
        m_exact_start = index_of(m_properties, "debut_exact");
        m_exact_end = index_of(m_properties, "fin_exacte");
        m_lanes = index_of(m_properties, "voies");
        m_lanes_closed = index_of(m_properties, "voies_fermees");
    }
}

void Mapping::keep_others(const Source& source, std::vector<bool>& used)
{
    const auto taken = [this](const std::string& name) {
        return std::any_of(m_mappings.begin(), m_mappings.end(),
                           [&](const ColumnMapping& m) { return m.property.name == name; });
    };
    const auto& personal = m_personal.columns();
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (used[i] || std::ranges::find(personal, i) != personal.end()) {
            continue;
        }
        used[i] = true;
        ColumnMapping mapping;
        mapping.from = source.columns()[i];
        std::string name = snake_case(mapping.from);
        const bool reserved = name.empty() || name.starts_with("commune") || name == "id" ||
                              name == "etat" || name == "lon" || name == "lat" || name == "wkt" ||
                              name == "longueur_m" || name == "surface_m2" ||
                              m_definition.level_columns.contains(name);
        if (reserved || taken(name)) {
            name = "source_" + (name.empty() ? std::to_string(i + 1) : name);
        }
        const std::string written = name;
        for (int n = 2; taken(name); ++n) {
            name = fmt::format("{}_{}", written, n);
        }
        mapping.property.name = name;
        mapping.property.label = {{"fr", mapping.from}};
        m_mappings.push_back(std::move(mapping));
    }
}

std::vector<std::string> Mapping::hints() const
{
    std::vector<std::string> hints;
    for (const Column& column : m_columns) {
        if (auto hint = column.profile.sentence(column.mapping->from); !hint.empty()) {
            hints.push_back(std::move(hint));
        }
    }
    return hints;
}

std::string Mapping::property_of(std::string_view column) const
{
    for (const ColumnMapping& mapping : m_mappings) {
        if (mapping.from == column) {
            return mapping.property.name;
        }
    }
    return {};
}

void Mapping::read(const SourceRow& row, std::vector<Value>& values, std::vector<RowIssue>& issues)
{
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        Column& column = m_columns[i];
        const ColumnMapping& mapping = *column.mapping;
        const std::string_view text = mapping.from.empty() ? std::string_view(mapping.constant)
                                                           : trimmed(row.cells[column.from]);
        if (column.status) {
            const std::string_view letter = status_of(mapping.status, text);
            values[*column.status] = letter.empty() ? Value{} : Value{std::string(letter)};
            if (!letter.empty()) {
                values[i] = std::monostate{};
                continue;
            }
        }
        if (column.profiled) {
            column.profile.add(text);
        }
        const bool missing =
            text.empty() || std::find(mapping.missing.begin(), mapping.missing.end(), text) !=
                                mapping.missing.end();
        if (!missing) {
            read_value(column, text, row.line, values[i], issues);
            continue;
        }
        values[i] = std::monostate{};
        if (mapping.required) {
            issues.push_back(value_issue(
                row.line, true, "required_missing", mapping, text,
                fmt::format("« {} » est obligatoire et manque : la ligne est refusée. Complétez la "
                            "colonne « {} ».",
                            text_in(mapping.property.label, "fr"), mapping.from)));
        }
    }
    m_personal.take_out(row, m_properties, values, issues);
    check_lanes(row, values, issues);
    fill_days(values);
    check_interval(row, values, issues);
    // Several columns may be read from one cell: what is wrong with it is told once.
    for (auto issue = issues.begin(); issue != issues.end();) {
        const bool is_told = std::find(issues.begin(), issue, *issue) != issue;
        issue = is_told ? issues.erase(issue) : std::next(issue);
    }
}

void Mapping::read_value(const Column& column, std::string_view text, std::uint64_t line,
                         Value& value, std::vector<RowIssue>& issues) const
{
    const ColumnMapping& mapping = *column.mapping;
    const bool refused = column.refuses_invalid;
    const auto fail = [&](const char* code, std::string_view what) {
        value = std::monostate{};
        issues.push_back(lost_value(
            line, refused, code, mapping, text,
            fmt::format("« {} » {} dans la colonne « {} »", shortened(text), what, mapping.from),
            std::string_view(code) == "number_invalid" ? status_advice(text) : std::string()));
    };
    switch (mapping.property.type) {
    case ValueType::boolean:
        if (const auto read = read_boolean(text)) {
            value = *read;
        } else {
            fail("boolean_invalid", "n’est ni oui ni non");
        }
        break;
    case ValueType::integer:
        if (const auto read = read_integer(text, m_decimal)) {
            value = *read;
            check_bounds(column, text, line, value, issues);
        } else {
            fail("number_invalid", "n’est pas un nombre entier");
        }
        break;
    case ValueType::number:
        if (const auto read = read_number(text, m_decimal)) {
            value = *read;
            check_bounds(column, text, line, value, issues);
        } else {
            fail("number_invalid", "n’est pas un nombre");
        }
        break;
    case ValueType::date:
    case ValueType::instant:
        read_time(column, text, line, value, issues);
        break;
    case ValueType::list: {
        // An array of a JSON file has marks between its items, whatever they look like.
        const bool marked = text.find(item_mark) != std::string_view::npos;
        value = read_list(text, marked ? std::string(1, item_mark)
                                : mapping.list_separator.empty() && m_is_sheet
                                    ? std::string(list_separator_of_sheets)
                                    : mapping.list_separator);
        break;
    }
    case ValueType::text:
    case ValueType::parts:
        read_text(column, text, line, value, issues);
        break;
    }
}

void Mapping::check_bounds(const Column& column, std::string_view text, std::uint64_t line,
                           Value& value, std::vector<RowIssue>& issues) const
{
    if (column.model == nullptr) {
        return;
    }
    const auto* whole = std::get_if<std::int64_t>(&value);
    const double number = whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
    if (number >= column.model->least && number <= column.model->most) {
        return;
    }
    const ColumnMapping& mapping = *column.mapping;
    value = std::monostate{};
    const std::string& unit = mapping.property.unit;
    issues.push_back(
        lost_value(line, column.refuses_invalid, "number_impossible", mapping, text,
                   fmt::format("« {} » n’est pas possible dans la colonne « {} »", shortened(text),
                               mapping.from),
                   fmt::format(" Attendu : de {:.15g} à {:.15g}{}{}.", column.model->least,
                               column.model->most, unit.empty() ? "" : " ", unit)));
}

void Mapping::read_text(const Column& column, std::string_view text, std::uint64_t line,
                        Value& value, std::vector<RowIssue>& issues) const
{
    const ColumnMapping& mapping = *column.mapping;
    if (const auto code = code_of(mapping, text)) {
        set_text(value, *code);
        return;
    }
    const bool closed =
        !mapping.values.empty() || !mapping.contains.empty() || !mapping.property.values.empty();
    if (closed) {
        value = std::monostate{};
        std::vector<std::string> possible;
        for (const auto& [written, code] : mapping.values) {
            possible.push_back(written);
        }
        for (const auto& [code, labels] : mapping.property.values) {
            possible.push_back(code);
        }
        issues.push_back(lost_value(
            line, column.refuses_invalid, "value_unknown", mapping, text,
            fmt::format("« {} » n’est pas dans la liste des valeurs de la colonne « {} »",
                        shortened(text), mapping.from),
            spelling_hint(text, possible) +
                " Corrigez la valeur ; si elle est juste, la personne qui tient le site peut "
                "l’ajouter à la liste (« values »)."));
        return;
    }
    if (column.usual != nullptr) {
        const std::string usual = column.usual->usual(text);
        value = usual.empty() ? Value{} : Value{usual};
        if (usual.empty()) {
            issues.push_back(
                lost_value(line, column.refuses_invalid, "value_unknown", mapping, text,
                           fmt::format("« {} » n’est pas compris dans la colonne « {} »",
                                       shortened(text), mapping.from),
                           fmt::format(" Écriture attendue : {}.", column.usual->example)));
        }
        return;
    }
    set_text(value, text);
    if (text.size() < mapping.width &&
        text.find_first_not_of("0123456789") == std::string_view::npos) {
        issues.push_back(value_issue(
            line, false, "code_zero_lost", mapping, text,
            fmt::format("Le code « {} » a sans doute perdu son zéro de tête : ce serait « {} ». "
                        "Mettez la colonne au format texte et corrigez-le.",
                        text, std::string(mapping.width - text.size(), '0').append(text))));
        issues.back().if_kept = "En attendant, il est publié tel quel.";
    }
    if (text.find(item_mark) != std::string_view::npos) {
        std::string joined;
        for (const char c : text) {
            joined += c == item_mark ? std::string_view("; ") : std::string_view(&c, 1);
        }
        value = std::move(joined);
    }
}

std::optional<ReadTime> Mapping::time_of(const Column& column, std::string_view text) const
{
    if (column.days_from_today) {
        if (const auto count = read_integer(text, Decimal::either)) {
            if (*count < -most_days || *count > most_days) {
                return std::nullopt;
            }
            const auto day = days(m_today) + static_cast<std::int32_t>(*count);
            return ReadTime{date_of_days(day), false, 0, {}};
        }
    }
    for (const DateFormat& format : column.formats) {
        if (const auto read = format.read(text)) {
            return read;
        }
    }
    // A cell of a spreadsheet that holds a day gives it in ISO 8601, whatever it looks like there.
    const bool of_a_cell = m_is_sheet && text.size() >= 10 && text[4] == '-';
    return column.mapping->formats.empty() || of_a_cell ? read_usual_date(text) : std::nullopt;
}

void Mapping::read_time(const Column& column, std::string_view text, std::uint64_t line,
                        Value& value, std::vector<RowIssue>& issues) const
{
    const ColumnMapping& mapping = *column.mapping;
    const auto time = time_of(column, text);
    if (!time) {
        value = std::monostate{};
        std::string hint;
        if (const auto day = spreadsheet_day(text, m_from_1904); day && !column.days_from_today) {
            hint = fmt::format(
                " C’est sans doute un numéro de jour de tableur ({}) : mettez la colonne "
                "au format date.",
                to_text(*day));
        } else {
            hint = fmt::format(" Écriture attendue : {}.",
                               expected_time(mapping.formats, column.days_from_today));
        }
        issues.push_back(
            lost_value(line, column.refuses_invalid, "date_invalid", mapping, text,
                       fmt::format("« {} » n’est pas une date possible dans la colonne « {} »",
                                   shortened(text), mapping.from),
                       hint));
        return;
    }
    // Feeds tell drivers of these days, and their formats cannot write just any year. Nobody has
    // planned a work in the year 1, or in 9999: it stands for a day that is not known.
    if (column.day_of_works && (time->date.year < 1900 || time->date.year > 2199)) {
        value = std::monostate{};
        issues.push_back(lost_value(
            line, false, "date_invalid", mapping, text,
            fmt::format("« {} » n’est pas un jour de chantier possible dans la colonne « {} »",
                        shortened(text), mapping.from),
            " Année attendue : de 1900 à 2199 ; laissez vide ce qui n’est pas connu."));
        return;
    }
    const std::int64_t local = std::int64_t{days(time->date)} * 86'400 + time->seconds;
    if (mapping.property.type == ValueType::date) {
        value = time->has_time && time->offset ? m_zone.date_of(Instant{local - *time->offset})
                                               : time->date;
        return;
    }
    if (time->offset) {
        value = Instant{local - *time->offset};
        return;
    }
    const Zone::Reading reading = m_zone.instant_of(time->date, time->seconds);
    value = reading.instant;
    if (reading.doubtful) {
        issues.push_back(value_issue(
            line, false, "time_ambiguous", mapping, text,
            fmt::format(
                "« {} » tombe au changement d’heure : lu comme {}. Indiquez le décalage, par "
                "exemple +01:00.",
                text, to_text(reading.instant))));
    }
}

}  // namespace parvis::datasets
