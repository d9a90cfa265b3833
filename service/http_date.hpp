// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <ctime>
#include <string>

namespace parvis::service {

/// "Sun, 22 Nov 2026 17:16:21 GMT", as HTTP writes moments.
[[nodiscard]] std::string http_date(std::time_t moment);

}  // namespace parvis::service
