// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/entered_works.hpp"
#include "publish/site/page.hpp"
#include "publish/site/row.hpp"

#include <vector>

namespace parvis::publish::site {

/// Who changed what in a work that is entered here, when and why, newest first; `changes` come
/// oldest first. What it was before it was published is nobody's but those who may see drafts:
/// `with_drafts`.
[[nodiscard]] Data::List
history_list(const Page& page, const std::vector<datasets::WorkChange>& changes, bool with_drafts);
/// The same of a row; empty for one that comes from a file.
[[nodiscard]] Data::List row_history_list(const Page& page, const Row& row);

}  // namespace parvis::publish::site
