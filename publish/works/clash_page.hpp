// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/pages.hpp"
#include "publish/works/clash_list.hpp"

#include <string>

namespace parvis::publish::works {

/// "/works/clashes" for people: list, map, calendar by pole, drafts.
[[nodiscard]] std::string clashes_page(const ClashList& list, const site::PageContext& context);

}  // namespace parvis::publish::works
