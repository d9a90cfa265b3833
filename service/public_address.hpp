// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <sys/socket.h>

namespace parvis::service {

/// Whether an address is one of the public internet: not loopback, private, link-local, shared
/// (RFC 6598), documentation, benchmark, multicast or reserved, nor an IPv6 form of one of those
/// (mapped, 6to4, NAT64). IANA's registries of special-purpose addresses (RFC 6890).
[[nodiscard]] bool is_public_address(const sockaddr& address);

}  // namespace parvis::service
