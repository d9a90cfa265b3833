// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/delivery.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace parvis::service {

/// The head of an HTTP/1.1 answer with the empty line that ends it: the delivery's own fields, then
/// those that every answer has and that it did not set itself. 204 and 304 have no length (RFC
/// 9110, 8.6). `keep_alive` is how long the connection waits for another request; nothing when it
/// closes.
[[nodiscard]] std::string answer_head(const Delivery& delivery,
                                      std::optional<std::chrono::seconds> keep_alive);

/// "Not Found" for 404; "Unknown" for a status that Parvis does not send.
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace parvis::service
