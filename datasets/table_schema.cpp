// SPDX-License-Identifier: EUPL-1.2
#include "datasets/table_schema.hpp"

#include "datasets/row_issue.hpp"
#include "datasets/schema_annotation.hpp"
#include "datasets/spelling.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace parvis::datasets {
namespace {

using Json = rapidjson::Value;
using Names = std::vector<std::string>;

constexpr std::size_t most_fields = 10'000;

constexpr std::array<std::string_view, 8> schema_words{
    "fields",      "fieldsMatch",   "primaryKey",    "uniqueKeys",
    "foreignKeys", "missingValues", "custom_checks", "$schema"};
constexpr std::array<std::string_view, 14> field_words{
    "name",       "type",       "format",      "constraints",      "missingValues",
    "categories", "trueValues", "falseValues", "decimalChar",      "groupChar",
    "bareNumber", "delimiter",  "itemType",    "categoriesOrdered"};
/// `floatNumber` says how a program should hold a number, `profiles` who fills the column in:
/// neither makes a value right or wrong.
constexpr std::array<std::string_view, 7> field_annotations{
    "title", "description", "example", "examples", "rdfType", "profiles", "floatNumber"};
constexpr std::array<std::string_view, 10> constraint_words{
    "required",  "unique",  "enum",    "pattern",          "minLength",
    "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"};

/// Texts, or {value, label} of Table Schema 2.0.
Names read_values(const SchemaObject& object, std::string_view name)
{
    Names values;
    for (const Json& item : object.list(name)) {
        const std::string where = fmt::format("{}, « {} »", object.where(), name);
        if (!item.IsObject()) {
            values.push_back(scalar_text(item, where));
            continue;
        }
        const SchemaObject labelled(item, where);
        constexpr std::array<std::string_view, 2> members{"value", "label"};
        labelled.refuse_unknown(members, {});
        const Json* const value = labelled.find("value");
        if (value == nullptr) {
            labelled.fail("value", "il manque");
        }
        values.push_back(scalar_text(*value, where));
    }
    return values;
}

void read_type(const SchemaObject& object, SchemaField& field)
{
    const std::string type = object.text("type");
    if (!type.empty()) {
        const auto known = field_type(type);
        if (!known) {
            object.fail("type", fmt::format("le type « {} » n’existe pas dans Table Schema",
                                            shortened(type)));
        }
        field.type = *known;
    }
    if (std::string format = object.text("format"); !format.empty()) {
        field.format = std::move(format);
    }
    if (!knows_format(field.type, field.format)) {
        object.fail("format", fmt::format("le format « {} » n’est pas compris pour le type « {} »",
                                          shortened(field.format), name_of(field.type)));
    }
}

/// Refuses a setting that says nothing about the field's type: it would be ignored in silence.
void only_for(const SchemaObject& object, std::string_view name, bool fits, FieldType type)
{
    if (object.find(name) != nullptr && !fits) {
        object.fail(name, fmt::format("il ne s’applique pas au type « {} »", name_of(type)));
    }
}

void read_signs(const SchemaObject& object, SchemaField& field)
{
    const FieldType type = field.type;
    const bool whole = type == FieldType::integer;
    only_for(object, "decimalChar", type == FieldType::number, type);
    only_for(object, "groupChar", whole || type == FieldType::number, type);
    only_for(object, "bareNumber", whole || type == FieldType::number, type);
    only_for(object, "trueValues", type == FieldType::boolean, type);
    only_for(object, "falseValues", type == FieldType::boolean, type);
    only_for(object, "delimiter", type == FieldType::list, type);
    only_for(object, "itemType", type == FieldType::list, type);
    if (object.find("decimalChar") != nullptr) {
        field.decimal_mark = object.required_text("decimalChar");
    }
    field.group_mark = object.text("groupChar");
    field.bare_number = object.boolean("bareNumber", true);
    if (object.find("trueValues") != nullptr) {
        field.true_values = read_values(object, "trueValues");
    }
    if (object.find("falseValues") != nullptr) {
        field.false_values = read_values(object, "falseValues");
    }
    if (object.find("delimiter") != nullptr) {
        field.delimiter = object.required_text("delimiter");
    }
    if (object.find("itemType") != nullptr) {
        const auto item = field_type(object.text("itemType"));
        constexpr FieldType possible[]{FieldType::string, FieldType::integer,  FieldType::boolean,
                                       FieldType::number, FieldType::datetime, FieldType::date,
                                       FieldType::time};
        if (!item || std::ranges::find(possible, *item) == std::end(possible)) {
            object.fail("itemType", "un type simple est attendu : string, integer, number, "
                                    "boolean, date, time, datetime");
        }
        field.item_type = *item;
    }
}

bool has_order(FieldType type)
{
    constexpr FieldType ordered[]{FieldType::number,    FieldType::integer,  FieldType::date,
                                  FieldType::time,      FieldType::datetime, FieldType::year,
                                  FieldType::yearmonth, FieldType::duration};
    return std::ranges::find(ordered, type) != std::end(ordered);
}

std::optional<FieldBound> read_bound(const SchemaObject& object, std::string_view name,
                                     const SchemaField& field)
{
    const Json* const json = object.find(name);
    if (json == nullptr) {
        return std::nullopt;
    }
    const std::string text = scalar_text(*json, fmt::format("{}, « {} »", object.where(), name));
    // A limit is written as JSON writes numbers, whatever the signs of the column.
    SchemaField plain;
    plain.type = json->IsNumber() && field.type != FieldType::year ? FieldType::number : field.type;
    plain.format = json->IsNumber() ? "default" : field.format;
    const FieldReading reading = read_field(plain, text);
    if (!reading.fits || !reading.order || !std::isfinite(*reading.order)) {
        object.fail(name, fmt::format("« {} » n’est pas {}", shortened(text), expectation(field)));
    }
    return FieldBound{text, *reading.order};
}

void read_allowed(const SchemaObject& object, std::string_view name, SchemaField& field)
{
    if (object.find(name) == nullptr) {
        return;
    }
    field.allowed = read_values(object, name);
    if (field.allowed.empty()) {
        object.fail(name, "la liste est vide : aucune valeur ne serait permise");
    }
    for (const std::string& text : field.allowed) {
        const FieldReading reading = read_field(field, text);
        if (!reading.fits) {
            object.fail(name,
                        fmt::format("« {} » n’est pas {}", shortened(text), expectation(field)));
        }
        if (reading.order) {
            field.allowed_orders.push_back(*reading.order);
        }
    }
}

void read_constraints(const SchemaObject& object, SchemaField& field)
{
    object.refuse_unknown(constraint_words, {});
    const FieldType type = field.type;
    const bool has_length = type == FieldType::string || type == FieldType::array ||
                            type == FieldType::object || type == FieldType::list ||
                            type == FieldType::any;
    only_for(object, "minLength", has_length, type);
    only_for(object, "maxLength", has_length, type);
    for (const auto* name : {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}) {
        only_for(object, name, has_order(type), type);
    }
    field.required = object.boolean("required", false);
    field.unique = object.boolean("unique", false);
    field.min_length = object.count("minLength");
    field.max_length = object.count("maxLength");
    if (field.min_length && field.max_length && *field.min_length > *field.max_length) {
        object.fail("minLength", "il dépasse « maxLength » : aucune valeur ne conviendrait");
    }
    field.minimum = read_bound(object, "minimum", field);
    field.maximum = read_bound(object, "maximum", field);
    field.above = read_bound(object, "exclusiveMinimum", field);
    field.below = read_bound(object, "exclusiveMaximum", field);
    if (field.minimum && field.maximum && field.minimum->order > field.maximum->order) {
        object.fail("minimum", "il dépasse « maximum » : aucune valeur ne conviendrait");
    }
    read_allowed(object, "enum", field);
    if (object.find("pattern") != nullptr) {
        try {
            field.pattern.emplace(object.text("pattern"), Pattern::Reach::whole);
        } catch (const SourceError& error) {
            object.fail("pattern", error.what());
        }
    }
}

/// What a field shows as an example: a text, a number, or the first of several.
std::string example_of(const SchemaObject& object)
{
    const Json* json = object.find("example");
    json = json == nullptr ? object.find("examples") : json;
    if (json != nullptr && json->IsArray() && !json->Empty()) {
        json = &(*json)[0];
    }
    const bool scalar = json != nullptr && (json->IsString() || json->IsNumber() || json->IsBool());
    return scalar ? scalar_text(*json, object.where()) : std::string();
}

SchemaField read_schema_field(const Json& json, std::size_t number, const std::string& where,
                              const Names& missing)
{
    const SchemaObject unnamed(json, fmt::format("{}, champ {}", where, number));
    const std::string name = unnamed.required_text("name");
    const SchemaObject object(json,
                              fmt::format("{}, champ {} « {} »", where, number, shortened(name)));
    object.refuse_unknown(field_words, field_annotations);
    SchemaField field;
    field.name = name;
    field.missing = missing;
    read_type(object, field);
    read_signs(object, field);
    if (object.find("missingValues") != nullptr) {
        field.missing = read_values(object, "missingValues");
    }
    read_allowed(object, "categories", field);
    if (const Json* const constraints = object.find("constraints")) {
        const SchemaObject inner(*constraints, object.where() + ", « constraints »");
        if (object.find("categories") != nullptr && inner.find("enum") != nullptr) {
            inner.fail("enum", "« categories » et « enum » s’excluent");
        }
        read_constraints(inner, field);
    }
    // An example that the field itself would refuse teaches nobody how to write it.
    std::string example = example_of(object);
    if (!example.empty() && !field.is_missing(example) && read_field(field, example).fits &&
        (!field.pattern || field.pattern->look_at(example) == Pattern::Verdict::fits)) {
        field.example = std::move(example);
    }
    return field;
}

/// Every name must be a field's. @throws SourceError
void check_names(const SchemaObject& object, std::string_view member, const Names& names,
                 const TableSchema& schema)
{
    Names known;
    for (const SchemaField& field : schema.fields) {
        known.push_back(field.name);
    }
    for (const std::string& name : names) {
        if (std::ranges::find(known, name) == known.end()) {
            object.fail(member, fmt::format("« {} » n’est pas un champ du schéma.{}",
                                            shortened(name), spelling_hint(name, known)));
        }
    }
}

ForeignKey read_foreign_key(const Json& json, const std::string& where, const TableSchema& schema)
{
    constexpr std::array<std::string_view, 2> members{"fields", "reference"};
    constexpr std::array<std::string_view, 2> reference_members{"resource", "fields"};
    const SchemaObject object(json, where);
    object.refuse_unknown(members, {});
    const Json* const reference = object.find("reference");
    if (reference == nullptr) {
        object.fail("reference", "il manque");
    }
    const SchemaObject inner(*reference, where + ", « reference »");
    inner.refuse_unknown(reference_members, {});
    ForeignKey key{object.texts("fields", true), inner.text("resource"),
                   inner.texts("fields", true)};
    check_names(object, "fields", key.columns, schema);
    if (key.columns.empty() || key.columns.size() != key.referenced.size()) {
        inner.fail("fields", "autant de champs sont attendus ici que dans la clé, au moins un");
    }
    if (!key.resource.empty()) {
        inner.fail("resource",
                   fmt::format("la clé étrangère renvoie au fichier « {} », qui n’est pas celui "
                               "qu’on vérifie : elle ne peut pas être vérifiée ici. Retirez-la du "
                               "schéma, ou vérifiez les deux fichiers avec un outil qui les lit "
                               "ensemble",
                               shortened(key.resource)));
    }
    check_names(inner, "fields", key.referenced, schema);
    return key;
}

FieldsMatch read_match(const SchemaObject& object)
{
    const Json* const json = object.find("fieldsMatch");
    if (json == nullptr) {
        return FieldsMatch::tolerant;
    }
    const Names words = object.texts("fieldsMatch", true);
    constexpr std::pair<std::string_view, FieldsMatch> known[]{{"exact", FieldsMatch::exact},
                                                               {"equal", FieldsMatch::equal},
                                                               {"subset", FieldsMatch::subset},
                                                               {"superset", FieldsMatch::superset},
                                                               {"partial", FieldsMatch::partial}};
    for (const auto& [word, match] : known) {
        if (words.size() == 1 && words.front() == word) {
            return match;
        }
    }
    object.fail("fieldsMatch", "possibles : exact, equal, subset, superset, partial");
}

void read_keys(const SchemaObject& object, TableSchema& schema)
{
    schema.primary_key = object.texts("primaryKey", true);
    check_names(object, "primaryKey", schema.primary_key, schema);
    for (const Json& json : object.list("uniqueKeys")) {
        Names names;
        for (const Json& name : json.IsArray() ? std::span<const Json>(json.Begin(), json.Size())
                                               : std::span<const Json>(&json, 1)) {
            names.push_back(scalar_text(name, object.where() + ", « uniqueKeys »"));
        }
        check_names(object, "uniqueKeys", names, schema);
        if (!names.empty()) {
            schema.unique_keys.push_back(std::move(names));
        }
    }
    std::size_t number = 0;
    for (const Json& json : object.list("foreignKeys")) {
        schema.foreign_keys.push_back(read_foreign_key(
            json, fmt::format("{}, clé étrangère {}", object.where(), ++number), schema));
    }
}

}  // namespace

TableSchema read_table_schema(const Json& json, const std::string& where)
{
    const SchemaObject object(json, where);
    object.refuse_unknown(schema_words, schema_annotations);
    const Names missing =
        object.find("missingValues") == nullptr ? Names{""} : read_values(object, "missingValues");
    TableSchema schema;
    const auto fields = object.list("fields");
    if (fields.empty() || fields.size() > most_fields) {
        object.fail("fields", fmt::format("de 1 à {} champs sont attendus", most_fields));
    }
    std::set<std::string> names;
    for (const Json& field : fields) {
        schema.fields.push_back(read_schema_field(field, schema.fields.size() + 1, where, missing));
        if (!names.insert(schema.fields.back().name).second) {
            object.fail("fields", fmt::format("deux champs s’appellent « {} »",
                                              shortened(schema.fields.back().name)));
        }
    }
    schema.match = read_match(object);
    read_keys(object, schema);
    std::size_t number = 0;
    for (const Json& rule : object.list("custom_checks")) {
        const SchemaObject inner(rule, fmt::format("{}, vérification {}", where, ++number));
        schema.rules.push_back(read_row_rule(inner));
        Names used = schema.rules.back().others;
        used.push_back(schema.rules.back().column);
        check_names(inner, "params", used, schema);
    }
    return schema;
}

}  // namespace parvis::datasets
