// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/store.hpp"

#include <string>

namespace parvis::publish {

/// "/": what this site is and where everything stands. `base_url` has no slash at its end.
[[nodiscard]] std::string landing_json(const Publication& publication, const std::string& base_url);
/// "/conformance": the classes that are kept, and no others.
[[nodiscard]] std::string conformance_json();

}  // namespace parvis::publish
