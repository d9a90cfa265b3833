// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/page.hpp"

#include <vector>

namespace parvis::publish::site {

/// Fields: mark, about, address, figure, change, first, text, author, role, date, motive, status,
/// id.
[[nodiscard]] Data comment_data(const Page& page, const datasets::Comment& comment);
[[nodiscard]] Data::List comment_list(const Page& page,
                                      const std::vector<datasets::Comment>& comments);

}  // namespace parvis::publish::site
