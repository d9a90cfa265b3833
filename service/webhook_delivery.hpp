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

/// Tells every hook that is due what it has not taken yet, in order, at most 200 changes a POST;
/// 16 hooks beside one another, each for some 15 s before the next run: a slow one keeps the others
/// waiting no longer than that and the 10 s of one POST. One process at a time does so
/// for a site. False where a hook could not be looked after here (receivers that fail are noted).
/// To be run in a process that opens no dataset.
[[nodiscard]] bool deliver_webhooks(const std::filesystem::path& data);

}  // namespace parvis::service
