// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/token_operation.hpp"

#include "datasets/json_text.hpp"

namespace parvis::publish {

std::string token_operation(const TokenOperation& operation, const PathParameter* variable)
{
    datasets::JsonText json;
    json.start_object();
    json.member("operationId", operation.id);
    json.member("summary", operation.summary);
    json.member("description", operation.description);
    json.member("tags", std::vector<std::string>{std::string(operation.tag)});
    json.key("security");
    json.raw(R"([{"token":[]}])");
    json.key("parameters");
    json.start_array();
    if (variable != nullptr) {
        write_variable(json, *variable);
    }
    for (const ParameterText& parameter : operation.parameters) {
        write_parameter(json, parameter);
    }
    if (operation.has_if_match) {
        json.raw(R"({"name":"If-Match","in":"header","required":false,"description":"L'ETag de ce )"
                 R"(qui a été lu : 412 si quelqu'un l'a changé depuis","schema":{"type":)"
                 R"("string"}})");
    }
    json.end_array();
    if (!operation.body.empty()) {
        json.key("requestBody");
        json.raw(std::string(R"({"required":)") + (operation.needs_body ? "true" : "false") +
                 R"(,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/)" +
                 std::string(operation.body) + R"("}}}})");
    }
    json.key("responses");
    json.start_object();
    json.key(operation.status);
    json.start_object();
    json.member("description", operation.summary);
    json.key("content");
    json.raw(operation.content);
    json.end_object();
    for (const std::string_view problem : operation.problems) {
        json.key(problem);
        json.raw(R"({"$ref":"#/components/responses/Problem"})");
    }
    json.key("default");
    json.raw(R"({"$ref":"#/components/responses/Problem"})");
    json.end_object();
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish
