// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/page.hpp"
#include "publish/snapshot.hpp"

namespace parvis::publish::site {

/// A dataset of figures as people read it: one table per measure, a line per place, the periods
/// side by side, with the last change in words, a sparkline and the comments. Empty for a dataset
/// that does not say which of its properties are measure and value.
[[nodiscard]] Data::List figure_tables(const Page& page, const Snapshot& dataset);

}  // namespace parvis::publish::site
