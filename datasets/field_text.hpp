// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace parvis::datasets {

// The formats that Table Schema and JSON Schema have for texts.

/// One "@" with something before it and a host name with a dot behind it; no blanks.
[[nodiscard]] bool is_email(std::string_view text);
/// A scheme and something behind it (RFC 3986), without blanks; http and https need a host.
[[nodiscard]] bool is_uri(std::string_view text);
/// 8-4-4-4-12 hexadecimal digits.
[[nodiscard]] bool is_uuid(std::string_view text);
/// RFC 4648, padded.
[[nodiscard]] bool is_base64(std::string_view text);

}  // namespace parvis::datasets
