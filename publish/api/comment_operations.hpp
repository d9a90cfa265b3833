// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/json_text.hpp"
#include "publish/api/operation.hpp"
#include "publish/store.hpp"

#include <string>

namespace parvis::publish {

/// POST of /comments, as OpenAPI has an operation; GET is among the documents.
[[nodiscard]] std::string post_comment();
/// The paths below /comments: members of "paths".
void write_comment_paths(datasets::JsonText& json, const Publication& publication);
/// "CommentWords" and "Comment": members of "schemas", with a comma behind.
[[nodiscard]] std::string comment_schemas();

}  // namespace parvis::publish
