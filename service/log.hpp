// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parvis::service {

/// One line per event on stderr, key=value, UTC. Requests are logged only when asked for.
void start_log(bool requests);

void log_request(std::string_view peer, std::string_view method, std::string_view target,
                 int status, std::uint64_t bytes, double milliseconds);
/// Something broke; `request_id` is the one shown to the client, or "".
void log_failure(std::string_view event, std::string_view text, std::string_view request_id = "");
void log_event(std::string_view event, std::string_view text);
[[nodiscard]] bool logs_requests();

}  // namespace parvis::service
