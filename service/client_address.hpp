// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"

#include <array>
#include <string_view>

namespace parvis::service {

/// Whose requests count together: an IPv4 address (mapped, ::ffff:a.b.c.d), or the first 64 bits of
/// an IPv6 address, for one client has all that follow. All zero for what is no address.
using ClientAddress = std::array<unsigned char, 16>;

[[nodiscard]] ClientAddress read_client_address(std::string_view text);

/// The address that a request came from. Behind a proxy it is the last one in X-Forwarded-For,
/// which the proxy itself wrote, whether it replaces what the client sent or adds to it; the
/// proxy's own where that is none.
[[nodiscard]] ClientAddress client_address(const publish::Request& request, bool behind_proxy);

}  // namespace parvis::service
