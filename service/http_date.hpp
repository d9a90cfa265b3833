// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace parvis::service {

/// "Tue, 15 Nov 1994 08:12:31 GMT" (RFC 9110, 5.6.7).
[[nodiscard]] std::string http_date(std::time_t now);

/// Seconds since 1970 of a date in any of the three forms of RFC 9110, 5.6.7; nothing for anything
/// else. A year of two digits that would lie more than 50 years after `now` is of the century
/// before.
[[nodiscard]] std::optional<std::int64_t> read_http_date(std::string_view text, std::time_t now);

}  // namespace parvis::service
