// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/json_text.hpp"

#include <string>

namespace parvis::publish {

/// The works that people enter, as OpenAPI has them: what can be posted to /works.
[[nodiscard]] std::string post_work();
/// The members of "paths" below /works that a token opens.
void write_work_paths(datasets::JsonText& json);
/// Members of "components/schemas" that those name, each with a comma behind it.
[[nodiscard]] std::string work_schemas();

}  // namespace parvis::publish
