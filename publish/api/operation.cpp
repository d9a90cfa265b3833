// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/operation.hpp"

#include "publish/api/answer_schema.hpp"

#include "publish/api/link.hpp"
#include "publish/query.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parvis::publish {

namespace {

using datasets::JsonText;

/// The name in `f` of a media type that is no JSON of the API; else "".
std::string_view own_name(std::string_view type)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> names{
        {{media::html, "html"},
         {media::csv, "csv"},
         {media::xlsx, "xlsx"},
         {media::atom, "atom"},
         {media::turtle, "ttl"},
         {media::mvt, "mvt"},
         {media::tilejson, "tilejson"},
         {media::pmtiles, "pmtiles"}}};
    const auto found = std::ranges::find(names, type, [](const auto& name) { return name.first; });
    return found == names.end() ? std::string_view() : found->second;
}

/// `f` with the formats of one address; `f=geojson` is understood wherever `f=json` is.
ParameterText format_parameter(const std::vector<std::string_view>& types,
                               const std::vector<std::string_view>& formats)
{
    const auto shared = items_parameters({});
    auto parameter = *std::find_if(shared.begin(), shared.end(),
                                   [](const auto& known) { return known.name == "f"; });
    JsonText schema;
    schema.start_object();
    schema.member("type", "string");
    schema.key("enum");
    schema.start_array();
    for (const auto format : formats) {
        schema.text(format);
    }
    for (const auto type : formats.empty() ? types : std::vector<std::string_view>{}) {
        if (const auto name = own_name(type); !name.empty()) {
            schema.text(name);
        } else if (types.size() > 1 && type == media::geojson &&
                   std::ranges::find(types, media::json) != types.end()) {
            schema.text("geojson");
        } else if (std::ranges::find(types, media::geojson) != types.end() && type == media::json) {
            schema.text("json");
        } else {
            schema.text("json");
            schema.text("geojson");
        }
    }
    schema.end_array();
    schema.end_object();
    parameter.schema = schema.take();
    return parameter;
}

/// "responses": what is given under each media type, and problems for everything else.
void write_responses(JsonText& json, const Operation& operation)
{
    json.key("responses");
    json.start_object();
    json.key("200");
    json.start_object();
    json.member("description", operation.summary);
    json.key("content");
    json.start_object();
    for (const auto type : operation.types) {
        json.key(type);
        json.start_object();
        json.key("schema");
        json.raw(answer_schema(operation.id, type));
        json.end_object();
    }
    json.end_object();
    json.end_object();
    if (std::ranges::find(operation.types, media::mvt) != operation.types.end()) {
        json.key("204");
        json.raw(R"({"description":"Rien n'est à dessiner dans cette tuile."})");
    }
    json.key("default");
    json.raw(R"({"$ref":"#/components/responses/Problem"})");
    json.end_object();
}

}  // namespace

void write_parameter(datasets::JsonText& json, const ParameterText& parameter)
{
    json.start_object();
    json.member("name", parameter.name);
    json.member("in", "query");
    json.member("description", parameter.description);
    json.member("required", parameter.required);
    if (!parameter.example.empty()) {
        json.member("example", parameter.example);
    }
    json.key("schema");
    json.raw(parameter.schema);
    json.member("style", "form");
    json.member("explode", parameter.repeated);
    json.end_object();
}

void write_variable(datasets::JsonText& json, const PathParameter& variable)
{
    json.start_object();
    json.member("name", variable.name);
    json.member("in", "path");
    json.member("description", variable.description);
    json.member("required", true);
    json.key("schema");
    json.start_object();
    json.member("type", "string");
    if (!variable.values.empty()) {
        json.member("enum", variable.values);
    }
    json.end_object();
    json.member("example", variable.example);
    json.end_object();
}

void write_operation(datasets::JsonText& json, const Operation& operation)
{
    json.key(operation.path);
    json.start_object();
    json.key(operation.body.empty() ? "get" : "post");
    json.start_object();
    json.member("operationId", operation.id);
    json.member("summary", operation.summary);
    json.member("tags", std::vector{operation.tag});
    json.key("parameters");
    json.start_array();
    for (const auto& variable : operation.variables) {
        write_variable(json, variable);
    }
    for (const auto& parameter : operation.parameters) {
        if (parameter.name != "f") {
            write_parameter(json, parameter);
        }
    }
    if (operation.has_format) {
        write_parameter(json, format_parameter(operation.types, operation.formats));
    }
    json.end_array();
    if (!operation.body.empty()) {
        json.key("requestBody");
        json.start_object();
        json.member("required", true);
        json.key("content");
        json.start_object();
        json.key(media::json);
        json.start_object();
        json.key("schema");
        json.raw(operation.body);
        json.end_object();
        json.end_object();
        json.end_object();
    }
    write_responses(json, operation);
    json.end_object();
    for (const auto& [method, description] : operation.others) {
        json.key(method);
        json.raw(description);
    }
    json.end_object();
}

}  // namespace parvis::publish
