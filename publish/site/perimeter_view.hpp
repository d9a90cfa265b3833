// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/data.hpp"
#include "publish/site/page.hpp"

#include <string_view>

namespace parvis::publish::site {

/// What a commune code meant over time, oldest first: days in words, the movement that began and
/// the one that ended it, and links to the communes that gave or got its ground. Empty without a
/// file of movements, and for a code that never moved.
[[nodiscard]] Data::List perimeter_list(const Page& page, std::string_view code);

}  // namespace parvis::publish::site
