// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/json_text.hpp"
#include "publish/parameter_text.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parvis::publish {

/// One variable of a path, with a value that it has here: a reader can try the address at once.
struct PathParameter {
    std::string name, description, example;
    std::vector<std::string> values{};  ///< all there are; empty where they are too many to list
};

/// One address, as the server answers it.
struct Operation {
    std::string path, id, summary, tag;
    std::vector<std::string_view> types;  ///< media types of its answers
    std::vector<PathParameter> variables{};
    std::vector<ParameterText> parameters{};
    bool has_format = true;  ///< `f` chooses among `types`
    /// Values of `f`, where media types do not say them.
    std::vector<std::string_view> formats{};
    /// Schema of the JSON body; "" for an address to GET.
    std::string body{};
    /// What else can be done there: method, its description as JSON.
    std::vector<std::pair<std::string, std::string>> others{};
};

/// A parameter in the query, as OpenAPI has it.
void write_parameter(datasets::JsonText& json, const ParameterText& parameter);
/// A variable of a path.
void write_variable(datasets::JsonText& json, const PathParameter& variable);
/// A member of "paths": GET, or POST where the operation has a body.
void write_operation(datasets::JsonText& json, const Operation& operation);

}  // namespace parvis::publish
