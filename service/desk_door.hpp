// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parvis::service {

/// Random hex digits that nobody can guess. @pre libsodium has started.
[[nodiscard]] std::string random_hex();
/// Compares in a time that tells nothing of how much is right.
[[nodiscard]] bool same_secret(std::string_view a, std::string_view b);

/// Whether an address is one of this machine's own to itself.
[[nodiscard]] bool is_loopback(std::string_view peer);

/// True for a client on this machine that asked for it by a loopback name, with no mark of a proxy
/// between. A proxy that sets nothing at all looks the same: that is what the key is for.
[[nodiscard]] bool is_from_this_machine(const publish::Request& request);

/// Whether a form comes from a page of this site (`base_url`, or the host that was asked): a page
/// of another site that sends one here says so itself; what an older browser does not say, the key
/// or number in the form catches.
[[nodiscard]] bool is_from_own_page(const publish::Request& request, std::string_view base_url);

/// Who may come in to the desk: a browser on this very machine that was given, once, the address
/// printed where Parvis was started. The key of that address goes into a cookie and is another at
/// each start.
class DeskDoor {
public:
    explicit DeskDoor(std::string key) : m_key(std::move(key)) {}

    [[nodiscard]] bool admits(const publish::Request& request) const;
    /// For a GET with the key of the address: a cookie, and on to the page without the key.
    [[nodiscard]] std::optional<publish::Response> entry(const publish::Request& request) const;
    /// "/depot?cle=…"
    [[nodiscard]] std::string address() const;

private:
    std::string m_key;
};

}  // namespace parvis::service
