// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_schema.hpp"

#include "datasets/json_text.hpp"
#include "datasets/row_issue.hpp"
#include "datasets/schema_annotation.hpp"
#include "datasets/schema_object.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>
#include <rapidjson/pointer.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace parvis::datasets {
namespace {

using Json = rapidjson::Value;

/// A row is looked at rule by rule: so many at most, and nested so deep.
constexpr std::uint64_t most_rules = 20'000;
constexpr std::uint64_t deepest = 100;

constexpr std::array<std::string_view, 20> keywords{
    "type",    "enum",    "const",  "required", "properties",  "items",     "allOf",
    "anyOf",   "if",      "then",   "else",     "pattern",     "minLength", "maxLength",
    "minimum", "maximum", "format", "$ref",     "definitions", "$defs"};
constexpr std::array<std::string_view, 5> own_annotations{"$schema", "$id", "$comment", "default",
                                                          "id"};
constexpr std::string_view type_names[]{"null",   "boolean", "object", "array",
                                        "number", "string",  "integer"};
constexpr std::string_view formats[]{"date", "date-time", "time", "email", "uri", "uuid"};
/// Words that schemas write as a format and JSON Schema does not know: it has them change nothing.
constexpr std::string_view idle_formats[]{"mail"};
constexpr std::string_view geometry_place = "http://geojson.org/schema/";
constexpr std::string_view geometries[]{
    "Point",   "MultiPoint",   "LineString",         "MultiLineString",
    "Polygon", "MultiPolygon", "GeometryCollection", "Geometry"};

bool is_one_of(std::string_view word, std::span<const std::string_view> words)
{
    return std::ranges::find(words, word) != words.end();
}

class Reader {
public:
    Reader(const Json& root, std::string where) : m_root(root), m_where(std::move(where)) {}

    JsonSchema read()
    {
        m_schema.root = rule(m_root, m_where, 0);
        find_rows();
        return std::move(m_schema);
    }

private:
    /// What a rule costs to look at once with all below it, and how deep that goes.
    struct Size {
        std::uint64_t rules = 1;
        std::uint64_t depth = 1;
    };

    std::size_t rule(const Json& json, const std::string& where, std::uint64_t depth)
    {
        if (const auto known = m_known.find(&json); known != m_known.end()) {
            if (known->second == open) {
                throw SourceError(fmt::format(
                    "{} : ce schéma renvoie à lui-même, ce que Parvis ne vérifie pas.", where));
            }
            return known->second;
        }
        if (depth > deepest) {
            throw SourceError(fmt::format("{} : les schémas s’emboîtent trop ; {} niveaux au plus.",
                                          shortened(where), deepest));
        }
        m_known[&json] = open;
        JsonRule made;
        Size size;
        if (json.IsBool()) {
            made.always = json.GetBool();
        } else {
            read_rule(SchemaObject(json, where), made, size, depth);
        }
        if (size.rules > most_rules || size.depth > deepest) {
            throw SourceError(fmt::format("{} : le schéma combine trop de règles pour vérifier "
                                          "chaque ligne ; {} au plus.",
                                          where, most_rules));
        }
        m_schema.rules.push_back(std::move(made));
        m_sizes.push_back(size);
        m_known[&json] = m_schema.rules.size() - 1;
        return m_schema.rules.size() - 1;
    }

    std::size_t below(const Json& json, const std::string& where, Size& size, std::uint64_t depth)
    {
        const std::size_t child = rule(json, where, depth + 1);
        size.rules += m_sizes[child].rules;
        size.depth = std::max(size.depth, m_sizes[child].depth + 1);
        return child;
    }

    void read_rule(const SchemaObject& object, JsonRule& made, Size& size, std::uint64_t depth)
    {
        std::vector<std::string_view> annotations(schema_annotations.begin(),
                                                  schema_annotations.end());
        annotations.insert(annotations.end(), own_annotations.begin(), own_annotations.end());
        object.refuse_unknown(keywords, annotations);
        made.title = object.text("title");
        if (const Json* const reference = object.find("$ref")) {
            read_reference(object, *reference, made, size, depth);
            return;  // draft 7: beside $ref, everything else is ignored
        }
        read_values(object, made);
        read_structure(object, made, size, depth);
    }

    void read_reference(const SchemaObject& object, const Json& reference, JsonRule& made,
                        Size& size, std::uint64_t depth)
    {
        const std::string target = reference.IsString() ? object.text("$ref") : std::string();
        if (target.starts_with(geometry_place) && target.ends_with(".json")) {
            made.geojson =
                target.substr(geometry_place.size(), target.size() - geometry_place.size() - 5);
            if (is_one_of(made.geojson, geometries)) {
                made.title = made.geojson;
                return;
            }
        }
        if (!target.starts_with('#')) {
            object.fail("$ref", fmt::format("« {} » est hors du schéma ; seules les géométries de "
                                            "{} y sont permises",
                                            shortened(target), geometry_place));
        }
        const rapidjson::Pointer pointer(target.c_str(), target.size());
        const Json* const found = pointer.IsValid() ? pointer.Get(m_root) : nullptr;
        if (found == nullptr) {
            object.fail("$ref",
                        fmt::format("« {} » ne se trouve pas dans le schéma", shortened(target)));
        }
        made.all_of = {
            below(*found, fmt::format("{}, {}", m_where, shortened(target)), size, depth)};
        if (made.title.empty()) {
            made.title = m_schema.rules[made.all_of.front()].title;
        }
    }

    void read_values(const SchemaObject& object, JsonRule& made)
    {
        made.types = object.texts("type", true);
        for (const std::string& type : made.types) {
            if (!is_one_of(type, type_names)) {
                object.fail("type", fmt::format("le type « {} » n’existe pas dans JSON Schema",
                                                shortened(type)));
            }
        }
        const Json* const constant = object.find("const");
        const auto choices =
            constant == nullptr ? object.list("enum") : std::span<const Json>(constant, 1);
        if (choices.empty() && object.find("enum") != nullptr) {
            object.fail("enum", "la liste est vide : aucune valeur ne serait permise");
        }
        for (const Json& value : choices) {
            const auto text = comparable_text(value);
            if (!text) {
                object.fail(constant == nullptr ? "enum" : "const",
                            "seuls des textes, des nombres, true, false et null sont compris");
            }
            made.allowed.push_back(*text);
            made.shown.push_back(value.IsNull() ? "null" : scalar_text(value, object.where()));
        }
        made.required = object.texts("required");
        made.min_length = object.count("minLength");
        made.max_length = object.count("maxLength");
        made.minimum = object.number("minimum");
        made.maximum = object.number("maximum");
        if (object.find("pattern") != nullptr) {
            try {
                made.pattern.emplace(object.text("pattern"), Pattern::Reach::part);
            } catch (const SourceError& error) {
                object.fail("pattern", error.what());
            }
        }
        made.format = object.text("format");
        if (is_one_of(made.format, idle_formats)) {
            made.format.clear();
        } else if (!made.format.empty() && !is_one_of(made.format, formats)) {
            object.fail("format",
                        fmt::format("le format « {} » n’est pas compris", shortened(made.format)));
        }
        if (const auto* const examples = object.find("examples");
            examples != nullptr && examples->IsArray() && !examples->Empty() &&
            (*examples)[0].IsString()) {
            std::string example = scalar_text((*examples)[0], object.where());
            if (!made.pattern || made.pattern->look_at(example) == Pattern::Verdict::fits) {
                made.example = std::move(example);
            }
        }
    }

    void read_structure(const SchemaObject& object, JsonRule& made, Size& size, std::uint64_t depth)
    {
        const auto inside = [&](std::string_view name) {
            return fmt::format("{}, « {} »", object.where(), shortened(name));
        };
        if (const Json* const properties = object.find("properties")) {
            const SchemaObject members(*properties, inside("properties"));
            for (const auto& member : properties->GetObject()) {
                const std::string name(member.name.GetString(), member.name.GetStringLength());
                made.properties.emplace_back(
                    name,
                    below(member.value, fmt::format("{}, « {} »", members.where(), shortened(name)),
                          size, depth));
            }
        }
        const auto one = [&](std::string_view name, std::optional<std::size_t>& place) {
            if (const Json* const json = object.find(name)) {
                place = below(*json, inside(name), size, depth);
            }
        };
        if (const Json* const items = object.find("items"); items != nullptr && items->IsArray()) {
            object.fail("items", "un seul schéma pour tous les éléments est compris");
        }
        one("items", made.items);
        one("if", made.condition);
        one("then", made.then);
        one("else", made.otherwise);
        for (const auto& [name, place] :
             {std::pair{"allOf", &made.all_of}, std::pair{"anyOf", &made.any_of}}) {
            const auto list = object.list(name);
            if (list.empty() && object.find(name) != nullptr) {
                object.fail(name, "la liste est vide");
            }
            for (const Json& json : list) {
                place->push_back(below(json, inside(name), size, depth));
            }
        }
    }

    /// Behind references alone, the rule that says something.
    [[nodiscard]] std::size_t resolved(std::size_t at) const
    {
        const JsonRule& rule = m_schema.rules[at];
        const bool refers =
            rule.all_of.size() == 1 && rule.properties.empty() && !rule.items && rule.types.empty();
        return refers ? resolved(rule.all_of.front()) : at;
    }

    [[nodiscard]] std::optional<std::size_t> property(std::size_t at, std::string_view name) const
    {
        for (const auto& [known, child] : m_schema.rules[at].properties) {
            if (known == name) {
                return resolved(child);
            }
        }
        return std::nullopt;
    }

    /// A collection of features, an array of objects, or one object, which is then a row's.
    void find_rows()
    {
        const std::size_t root = resolved(m_schema.root);
        m_schema.row = root;
        const auto features = property(root, "features");
        if (features && m_schema.rules[*features].items) {
            m_schema.row = *m_schema.rules[*features].items;
            m_schema.shape = JsonSchema::Shape::features;
        } else if (m_schema.rules[root].items) {
            m_schema.row = *m_schema.rules[root].items;
        } else if (property(root, "properties") && property(root, "geometry")) {
            m_schema.shape = JsonSchema::Shape::features;
        }
    }

    static constexpr std::size_t open = static_cast<std::size_t>(-1);

    const Json& m_root;
    std::string m_where;
    JsonSchema m_schema;
    std::vector<Size> m_sizes;
    std::map<const Json*, std::size_t> m_known;
};

}  // namespace

std::optional<std::string> comparable_text(const Json& json)
{
    if (json.IsObject() || json.IsArray()) {
        return std::nullopt;
    }
    if (json.IsString()) {
        return "\"" + std::string(json.GetString(), json.GetStringLength());
    }
    if (json.IsNumber() && std::isfinite(json.GetDouble())) {
        std::string out;
        append_number(out, json.GetDouble());
        return out;
    }
    return json.IsNull() ? "null" : json.IsTrue() ? "true" : "false";
}

JsonSchema read_json_schema(const Json& json, const std::string& where)
{
    return Reader(json, where).read();
}

}  // namespace parvis::datasets
