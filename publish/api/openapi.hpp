// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/store.hpp"

#include <string>

namespace parvis::publish {

/// "/api": the OpenAPI 3.0 description of what this site answers, parameters from the same table
/// that reads them.
[[nodiscard]] std::string openapi_json(const Publication& publication, const std::string& base_url);

}  // namespace parvis::publish
