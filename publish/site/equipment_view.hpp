// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/row.hpp"

namespace parvis::publish::site {

/// Fields of a piece of equipment in a list: title, address, family, place, hours, commented.
[[nodiscard]] Data equipment_data(const Page& page, const Row& row);

}  // namespace parvis::publish::site
