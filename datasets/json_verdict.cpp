// SPDX-License-Identifier: EUPL-1.2
#include "datasets/json_verdict.hpp"

#include "datasets/field_text.hpp"
#include "datasets/field_time.hpp"
#include "datasets/geojson_geometry.hpp"
#include "datasets/json_text.hpp"
#include "datasets/spelling.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cmath>

namespace parvis::datasets {
namespace {

using Json = rapidjson::Value;

/// Deeper than any geometry: what is written out or walked through by recursion ends here.
constexpr int deepest_value = 32;

bool is_shallow(const Json& value, int left)
{
    if (left == 0) {
        return false;
    }
    if (value.IsArray()) {
        return std::ranges::all_of(value.GetArray(),
                                   [=](const Json& item) { return is_shallow(item, left - 1); });
    }
    if (value.IsObject()) {
        return std::ranges::all_of(value.GetObject(), [=](const auto& member) {
            return is_shallow(member.value, left - 1);
        });
    }
    return true;
}

std::string written(const Json& value)
{
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

/// A value as a report shows it.
std::string shown(const Json& value)
{
    if (value.IsString()) {
        return shortened({value.GetString(), value.GetStringLength()});
    }
    return is_shallow(value, deepest_value) ? shortened(written(value)) : "…";
}

bool has_type(const Json& value, std::string_view type)
{
    if (type == "integer") {
        return value.IsNumber() && std::isfinite(value.GetDouble()) &&
               std::floor(value.GetDouble()) == value.GetDouble();
    }
    return type == "null"      ? value.IsNull()
           : type == "boolean" ? value.IsBool()
           : type == "object"  ? value.IsObject()
           : type == "array"   ? value.IsArray()
           : type == "number"  ? value.IsNumber()
                               : value.IsString();
}

std::string_view words_of(std::string_view type)
{
    return type == "null"      ? "rien (null)"
           : type == "boolean" ? "true ou false, sans guillemets"
           : type == "object"  ? "un objet"
           : type == "array"   ? "une liste"
           : type == "number"  ? "un nombre, sans guillemets"
           : type == "integer" ? "un nombre entier, sans guillemets"
                               : "un texte, entre guillemets";
}

bool has_format(const std::string& format, std::string_view text)
{
    return format == "date"        ? read_day("default", text).has_value()
           : format == "date-time" ? read_moment("default", text).has_value()
           : format == "time"      ? read_clock("default", text).has_value()
           : format == "email"     ? is_email(text)
           : format == "uri"       ? is_uri(text)
                                   : is_uuid(text);
}

std::string_view format_words(const std::string& format)
{
    return format == "date"        ? "une date qui existe, écrite AAAA-MM-JJ"
           : format == "date-time" ? "un jour et une heure écrits AAAA-MM-JJTHH:MM:SSZ"
           : format == "time"      ? "une heure écrite HH:MM:SS"
           : format == "email"     ? "une adresse de courriel, telle que nom@commune.fr"
           : format == "uri"       ? "une adresse du web, telle que https://commune.fr/page"
                                   : "un UUID";
}

class Judge {
public:
    Judge(const JsonSchema& schema, std::uint64_t line) : m_schema(schema), m_line(line) {}

    /// With `issues` null, only decides.
    bool fits(std::size_t at, const Json& value, const std::string& path,
              std::vector<RowIssue>* issues) const
    {
        const JsonRule& rule = m_schema.rules[at];
        if (rule.always) {
            return *rule.always ||
                   say(issues, "schema_type", path, value, "Cette valeur n’est pas permise.");
        }
        if (!rule.geojson.empty()) {
            return fits_geometry(rule, value, path, issues);
        }
        if (!rule.types.empty() && std::ranges::none_of(rule.types, [&](const std::string& type) {
                return has_type(value, type);
            })) {
            std::vector<std::string_view> words;
            for (const std::string& type : rule.types) {
                words.push_back(words_of(type));
            }
            return say(issues, "schema_type", path, value,
                       fmt::format("« {} » n’est pas {}.{}", shown(value), fmt::join(words, " ou "),
                                   example(rule)));
        }
        bool good = fits_list(rule, value, path, issues);
        good = (good || issues != nullptr) && fits_text(rule, value, path, issues) && good;
        good = (good || issues != nullptr) && fits_number(rule, value, path, issues) && good;
        good = (good || issues != nullptr) && fits_inside(rule, value, path, issues) && good;
        return (good || issues != nullptr) && fits_others(rule, value, path, issues) && good;
    }

private:
    bool say(std::vector<RowIssue>* issues, const char* code, const std::string& path,
             const Json& value, std::string message) const
    {
        if (issues != nullptr) {
            RowIssue issue = cell_issue(m_line, Severity::rejected, code, column(path),
                                        shown(value), std::move(message));
            // Two rules of the schema may ask the same of one value.
            if (std::ranges::find(*issues, issue) == issues->end()) {
                issues->push_back(std::move(issue));
            }
        }
        return false;
    }

    [[nodiscard]] std::string column(const std::string& path) const
    {
        constexpr std::string_view inside = "properties.";
        return m_schema.shape == JsonSchema::Shape::features && path.starts_with(inside)
                   ? path.substr(inside.size())
                   : path;
    }

    static std::string example(const JsonRule& rule)
    {
        return rule.example.empty() ? std::string()
                                    : fmt::format(" Exemple : « {} ».", shortened(rule.example));
    }

    static std::string inside(const std::string& path, std::string_view name)
    {
        return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
    }

    bool fits_geometry(const JsonRule& rule, const Json& value, const std::string& path,
                       std::vector<RowIssue>* issues) const
    {
        const auto refuse = [&](const std::string& why) {
            return say(
                issues, "schema_geometry", path, value,
                fmt::format("Une géométrie GeoJSON « {} » est attendue.{}", rule.geojson, why));
        };
        if (!value.IsObject() || !is_shallow(value, deepest_value)) {
            return refuse("");
        }
        const auto type = value.FindMember("type");
        const bool named = type != value.MemberEnd() && type->value.IsString();
        const std::string_view name =
            named ? std::string_view(type->value.GetString(), type->value.GetStringLength())
                  : std::string_view();
        if (rule.geojson == "Geometry" ? name == "Feature" || name.empty() : name != rule.geojson) {
            return refuse("");
        }
        const ParsedGeometry parsed = parse_geojson_geometry(written(value));
        return parsed.problem.empty() || refuse(" " + parsed.problem);
    }

    bool fits_list(const JsonRule& rule, const Json& value, const std::string& path,
                   std::vector<RowIssue>* issues) const
    {
        if (rule.allowed.empty()) {
            return true;
        }
        const auto text = comparable_text(value);
        return (text && std::ranges::find(rule.allowed, *text) != rule.allowed.end()) ||
               say(issues, "schema_enum", path, value,
                   fmt::format("« {} » n’est pas dans la liste des valeurs permises.{}",
                               shown(value), spelling_hint(shown(value), rule.shown)));
    }

    bool fits_text(const JsonRule& rule, const Json& value, const std::string& path,
                   std::vector<RowIssue>* issues) const
    {
        if (!value.IsString()) {
            return true;
        }
        const std::string_view text(value.GetString(), value.GetStringLength());
        bool good = true;
        if (!rule.format.empty() && !has_format(rule.format, text)) {
            good = say(issues, "schema_format", path, value,
                       fmt::format("« {} » n’est pas {}.{}", shown(value),
                                   format_words(rule.format), example(rule)));
        }
        const auto length = static_cast<std::uint64_t>(std::ranges::count_if(
            text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
        const auto measured = [&](const char* code, std::uint64_t limit, const char* words) {
            good = say(issues, code, path, value,
                       fmt::format("« {} » a {} caractères ; le schéma en demande {} {}.",
                                   shown(value), length, limit, words));
        };
        if (rule.min_length && length < *rule.min_length) {
            measured("schema_min_length", *rule.min_length, "au moins");
        }
        if (rule.max_length && length > *rule.max_length) {
            measured("schema_max_length", *rule.max_length, "au plus");
        }
        if (rule.pattern) {
            const Pattern::Verdict verdict = rule.pattern->look_at(text);
            if (verdict == Pattern::Verdict::differs) {
                good = say(issues, "schema_pattern", path, value,
                           fmt::format("« {} » n’a pas la forme demandée, « {} ».{}", shown(value),
                                       shortened(rule.pattern->text()), example(rule)));
            } else if (verdict == Pattern::Verdict::undecided) {
                good = say(issues, "schema_pattern_limit", path, value,
                           fmt::format("« {} » demande trop de calcul au motif « {} » : la valeur "
                                       "n’a pas pu être vérifiée. Abrégez-la, ou simplifiez le "
                                       "motif du schéma.",
                                       shown(value), shortened(rule.pattern->text())));
            }
        }
        return good;
    }

    bool fits_number(const JsonRule& rule, const Json& value, const std::string& path,
                     std::vector<RowIssue>* issues) const
    {
        bool good = true;
        if (value.IsNumber() && rule.minimum && !(value.GetDouble() >= *rule.minimum)) {
            good = say(issues, "schema_minimum", path, value,
                       fmt::format("« {} » doit être au moins égal à {}. Vérifiez la valeur et son "
                                   "unité.",
                                   shown(value), *rule.minimum));
        }
        if (value.IsNumber() && rule.maximum && !(value.GetDouble() <= *rule.maximum)) {
            good = say(issues, "schema_maximum", path, value,
                       fmt::format("« {} » doit être au plus égal à {}. Vérifiez la valeur et son "
                                   "unité.",
                                   shown(value), *rule.maximum));
        }
        return good;
    }

    bool fits_inside(const JsonRule& rule, const Json& value, const std::string& path,
                     std::vector<RowIssue>* issues) const
    {
        bool good = true;
        if (value.IsArray() && rule.items) {
            for (rapidjson::SizeType i = 0; i < value.Size() && (good || issues != nullptr); ++i) {
                good = fits(*rule.items, value[i], fmt::format("{}[{}]", path, i), issues) && good;
            }
        }
        if (!value.IsObject()) {
            return good;
        }
        for (const std::string& name : rule.required) {
            if (!value.HasMember(name)) {
                static const Json nothing("");
                good = say(issues, "schema_required", inside(path, name), nothing,
                           fmt::format("« {} » doit être rempli : complétez-le.", name));
            }
        }
        for (const auto& [name, child] : rule.properties) {
            const auto member = value.FindMember(name);
            if (member != value.MemberEnd() && (good || issues != nullptr)) {
                good = fits(child, member->value, inside(path, name), issues) && good;
            }
        }
        return good;
    }

    bool fits_others(const JsonRule& rule, const Json& value, const std::string& path,
                     std::vector<RowIssue>* issues) const
    {
        bool good = true;
        for (const std::size_t one : rule.all_of) {
            good = (good || issues != nullptr) && fits(one, value, path, issues) && good;
        }
        const auto fits_one = [&](std::size_t one) { return fits(one, value, path, nullptr); };
        if (!rule.any_of.empty() && std::ranges::none_of(rule.any_of, fits_one)) {
            good = say(issues, "schema_any_of", path, value,
                       "Aucune des formes permises ne convient" + choices(rule) + ".");
        }
        if (rule.condition) {
            const auto& next =
                fits(*rule.condition, value, path, nullptr) ? rule.then : rule.otherwise;
            good = (!next || fits(*next, value, path, issues)) && good;
        }
        return good;
    }

    [[nodiscard]] std::string choices(const JsonRule& rule) const
    {
        std::vector<std::string> names;
        for (const std::size_t one : rule.any_of) {
            const JsonRule& choice = m_schema.rules[one];
            if (!choice.title.empty() || !choice.types.empty()) {
                names.push_back(choice.title.empty() ? choice.types.front() : choice.title);
            }
        }
        return names.empty() ? std::string() : fmt::format(" : {}", fmt::join(names, ", "));
    }

    const JsonSchema& m_schema;
    std::uint64_t m_line;
};

}  // namespace

bool judge(const JsonSchema& schema, std::size_t rule, const Json& value, const std::string& path,
           std::uint64_t line, std::vector<RowIssue>& issues)
{
    return Judge(schema, line).fits(rule, value, path, &issues);
}

}  // namespace parvis::datasets
