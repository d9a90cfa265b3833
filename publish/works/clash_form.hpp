// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/page.hpp"
#include "publish/works/clash_list.hpp"

namespace parvis::publish::works {

/// The fields of the page of clashes in which one of several is chosen: places, kind, severity,
/// owners. Fields: name, label, options (value, label, chosen).
[[nodiscard]] site::Data::List clash_fields(const site::Page& page, const ClashList& list);

}  // namespace parvis::publish::works
