// SPDX-License-Identifier: EUPL-1.2
#include "service/json_body.hpp"

#include <utility>

#include <fmt/format.h>

namespace parvis::service {

namespace {

using publish::cql2::JsonValue;

Problem broken(const publish::cql2::Fault& fault)
{
    return {ProblemKind::bad_request,
            fmt::format("L’envoi n’est pas du JSON : {} (à l’octet {}).", fault.reason, fault.at)};
}

}  // namespace

std::variant<JsonValue::Members, Problem> read_json_members(std::string_view body,
                                                            std::string_view example)
{
    if (const auto fault = publish::cql2::broken_utf8(body)) {
        return broken(*fault);
    }
    auto tree = publish::cql2::read_json_value(body);
    if (const auto* fault = std::get_if<publish::cql2::Fault>(&tree)) {
        return broken(*fault);
    }
    auto* members = std::get_if<JsonValue::Members>(&std::get<JsonValue>(tree).value);
    if (members == nullptr) {
        return Problem{ProblemKind::bad_request,
                       fmt::format("Un objet JSON est attendu, comme {}.", example)};
    }
    return std::move(*members);
}

}  // namespace parvis::service
