// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"

#include <optional>
#include <string>

namespace parvis::service {

/// The start of links, "https://donnees.example.org", as the client has asked for it: scheme and
/// Host, or, when a proxy of the operator's own is known to stand before us, what that one says in
/// X-Forwarded-Proto and X-Forwarded-Host. Anybody can send any of these: what is not a plain name
/// with a port counts as not said. Nothing when no Host is left.
[[nodiscard]] std::optional<std::string> address_asked(const publish::Request& request,
                                                       bool behind_proxy);

}  // namespace parvis::service
