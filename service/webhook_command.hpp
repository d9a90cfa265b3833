// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/zone.hpp"
#include "service/command_line.hpp"
#include "service/webhook_shelf.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace parvis::service {

/// `parvis webhook add|list|remove|retry|deliver`. The secret of a new one goes to `out` alone, the
/// rest to `err`.
int keep_webhooks(const Command& command, std::ostream& out, std::ostream& err);

// The hooks without their secrets, for whoever keeps the site.
[[nodiscard]] std::string webhooks_json(const std::vector<Webhook>& hooks);
/// As a table for people, with the clock of a zone.
[[nodiscard]] std::string webhooks_csv(const std::vector<Webhook>& hooks,
                                       const datasets::Zone& zone);

}  // namespace parvis::service
