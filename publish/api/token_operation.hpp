// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/api/operation.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parvis::publish {

/// What a token allows, as OpenAPI has it.
struct TokenOperation {
    std::string_view id, summary, description, tag;
    std::string_view content;         ///< of the answer: media types and schemas, as JSON
    std::string_view status = "200";  ///< of the answer that tells of success
    std::string_view body{};          ///< name of the schema of the JSON body, "" for none
    bool needs_body = true;           ///< where there is a schema
    bool has_if_match = false;        ///< takes the ETag of what was read
    std::vector<ParameterText> parameters{};
    std::vector<std::string_view> problems{};  ///< their statuses
};

/// The member of a path for one method. `variable`: of the path, nullptr for none.
[[nodiscard]] std::string token_operation(const TokenOperation& operation,
                                          const PathParameter* variable);

}  // namespace parvis::publish
