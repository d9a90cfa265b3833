// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/data.hpp"
#include "publish/site/page.hpp"

namespace parvis::publish::site {

/// Where the limits of the communes come from, country by country, and how they meet; false for a
/// dataset that has none.
[[nodiscard]] Data boundary_data(const Page& page, const datasets::Manifest& manifest);

}  // namespace parvis::publish::site
