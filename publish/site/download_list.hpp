// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/page.hpp"

namespace parvis::publish::site {

/// The files of a version, to be had as they are: name, words, size, date, sha256, address.
[[nodiscard]] Data::List download_list(const Page& page, const datasets::Manifest& manifest,
                                       bool is_current);

}  // namespace parvis::publish::site
