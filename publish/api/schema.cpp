// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/schema.hpp"

#include "publish/api/facts.hpp"
#include "publish/query.hpp"
#include "publish/row_order.hpp"

namespace parvis::publish {

namespace {

using datasets::JsonText;
using datasets::ValueType;

void write_texts(JsonText& json, std::string_view name, const datasets::Texts& texts)
{
    if (texts.empty()) {
        return;
    }
    json.key(name);
    json.start_object();
    for (const auto& [language, text] : texts) {
        json.member(language, text);
    }
    json.end_object();
}

void write_type(JsonText& json, ValueType type)
{
    const auto nullable = [&](std::string_view name) {
        json.key("type");
        json.start_array();
        json.text(name);
        json.text("null");
        json.end_array();
    };
    switch (type) {
    case ValueType::boolean:
        nullable("boolean");
        return;
    case ValueType::integer:
        nullable("integer");
        return;
    case ValueType::number:
        nullable("number");
        return;
    case ValueType::text:
        nullable("string");
        return;
    case ValueType::date:
        nullable("string");
        json.member("format", "date");
        return;
    case ValueType::instant:
        nullable("string");
        json.member("format", "date-time");
        return;
    case ValueType::list:
        nullable("array");
        json.key("items");
        json.raw(R"({"type":"string"})");
        return;
    case ValueType::parts:
        break;
    }
    nullable("array");
    json.key("items");
    json.raw(
        R"({"type":"object","required":["area","share"],"properties":{"area":{"type":"string"},)"
        R"("share":{"type":"number","minimum":0,"maximum":1}}})");
}

void write_property(JsonText& json, const datasets::Property& property)
{
    json.key(property.name);
    json.start_object();
    json.member("title", datasets::text_in(property.label, "fr"));
    if (const auto description = datasets::text_in(property.description, "fr");
        !description.empty()) {
        json.member("description", description);
    }
    write_type(json, property.type);
    if (!property.values.empty()) {
        json.key("oneOf");
        json.start_array();
        for (const auto& [code, label] : property.values) {
            json.start_object();
            json.member("const", code);
            json.member("title", datasets::text_in(label, "fr"));
            write_texts(json, "x-labels", label);
            json.end_object();
        }
        json.raw(R"({"const":null})");
        json.end_array();
    }
    write_texts(json, "x-labels", property.label);
    if (!property.unit.empty()) {
        json.member("x-unit", property.unit);
    }
    if (!property.vintage.empty()) {
        json.member("x-vintage", property.vintage);
    }
    if (property.derived) {
        json.member("x-derived", true);
    }
    if (!property.from.empty()) {
        json.member("x-from", property.from);
    }
    json.end_object();
}

void write_id(JsonText& json)
{
    json.key("id");
    json.raw(R"({"title":"Identifiant","type":"string","readOnly":true,"x-ogc-role":"id"})");
}

void write_state(JsonText& json, const datasets::Manifest& manifest)
{
    if (has_state(manifest)) {
        json.key("etat");
        json.raw(
            R"({"title":"État","description":"État du chantier le jour demandé (at).",)"
            R"("type":"string","enum":["prevu","en_cours","suspendu","termine","annule","inconnu"],)"
            R"("x-derived":true})");
    }
}

/// What every feature has beside its columns: id, geometry and, for works, state.
void write_own_members(JsonText& json, const datasets::Manifest& manifest)
{
    write_id(json);
    json.key("geometry");
    json.raw(R"({"title":"Géométrie","format":"geometry-any","x-ogc-role":"primary-geometry"})");
    write_state(json, manifest);
}

}  // namespace

std::string schema_json(const Snapshot& dataset, const std::string& base_url)
{
    const auto& manifest = dataset.manifest();
    JsonText json;
    json.start_object();
    json.member("$schema", "https://json-schema.org/draft/2020-12/schema");
    json.member("$id", base_url + "/collections/" + dataset.id() + "/schema");
    json.member("title", datasets::text_in(manifest.facts.title, "fr"));
    json.member("description", datasets::text_in(manifest.facts.row, "fr"));
    json.member("type", "object");
    json.member("version", std::uint64_t{manifest.version});
    write_facts(json, manifest.facts);
    json.key("properties");
    json.start_object();
    write_own_members(json, manifest);
    json.key("commentaires");
    json.raw(R"({"title":"Commentaires","description":"Textes signés et datés sur cet objet.",)"
             R"("type":"array","items":{"type":"object"}})");
    for (const auto& property : manifest.properties) {
        write_property(json, property);
    }
    json.end_object();
    json.end_object();
    return json.take();
}

namespace {

/// The head of a schema that lists names, up to its properties.
void start_names(JsonText& json, const Snapshot& dataset, const std::string& address,
                 std::string_view description)
{
    json.start_object();
    json.member("$schema", "https://json-schema.org/draft/2020-12/schema");
    json.member("$id", address);
    json.member("title", datasets::text_in(dataset.manifest().facts.title, "fr"));
    json.member("description", description);
    json.member("type", "object");
    json.key("properties");
    json.start_object();
}

std::string end_names(JsonText& json)
{
    json.end_object();
    json.member("additionalProperties", false);
    json.end_object();
    return json.take();
}

}  // namespace

std::string queryables_json(const Snapshot& dataset, const std::string& base_url)
{
    const auto& manifest = dataset.manifest();
    JsonText json;
    start_names(json, dataset, base_url + "/collections/" + dataset.id() + "/queryables",
                "Les noms que « filter » peut employer sur ce jeu de données.");
    write_own_members(json, manifest);
    for (const auto& property : manifest.properties) {
        write_property(json, property);
    }
    return end_names(json);
}

std::string sortables_json(const Snapshot& dataset, const std::string& base_url)
{
    const auto& manifest = dataset.manifest();
    JsonText json;
    start_names(json, dataset, base_url + "/collections/" + dataset.id() + "/sortables",
                "Les noms que « sortby » peut employer sur ce jeu de données.");
    if (!dataset.property("id")) {
        write_id(json);
    }
    write_state(json, manifest);
    for (const auto& property : manifest.properties) {
        if (is_sortable(property.type)) {
            write_property(json, property);
        }
    }
    return end_names(json);
}

}  // namespace parvis::publish
