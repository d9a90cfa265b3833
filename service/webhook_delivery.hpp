// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"
#include "service/webhook_shelf.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace parvis::service {

/// "t=1796054400,v1=<hex>": HMAC-SHA256 of "<t>.<body>" by the secret as it was shown. A receiver
/// compares it, and refuses what is older than some minutes, so that nobody can send it again.
[[nodiscard]] std::string signature_of(std::string_view secret, std::string_view body,
                                       datasets::Instant now);

/// Tells every hook that is due what it has not taken yet, in order, at most 200 changes a POST; 16
/// hooks beside one another. Those that have taken all hear what comes meanwhile as long as another
/// is at it, 30 s and one POST (10 s) at most: only what failed or was added waits for the next
/// run. One process at a time does so for a site. False where a hook could not be looked after here
/// (receivers that fail are noted). To be run in a process that opens no dataset.
[[nodiscard]] bool deliver_webhooks(const std::filesystem::path& data);

}  // namespace parvis::service
