// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/register.hpp"
#include "publish/exchange.hpp"
#include "service/problem.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parvis::service {

/// What the Authorization field of a request holds (RFC 6750). Both are there for a token that is
/// known, but was revoked or has expired.
struct BearerFound {
    std::optional<datasets::Token> token;
    std::optional<Problem> refused;
};
/// Whether an Authorization field has the scheme of tokens, whatever stands behind it.
[[nodiscard]] bool is_bearer(const publish::Request& request);
[[nodiscard]] BearerFound bearer_token(const datasets::Register& reg,
                                       const publish::Request& request);

/// 401: not known, revoked or expired; which of them is not said.
[[nodiscard]] Problem refused_token();
/// 403: a good token, for something else.
[[nodiscard]] Problem insufficient_token(std::string detail);

/// Whether nobody on the way could read a token: the request came from this machine, or the proxy
/// in front says that it came by https.
[[nodiscard]] bool is_secret_way(const publish::Request& request, bool behind_proxy);

/// Why no token of a request is looked at: it stands in the address, or came over a way that others
/// can read; in French, what to do ("écrivez") and what is sent ("chantier") as given. Nothing
/// where it may be looked at.
[[nodiscard]] std::optional<Problem> unsafe_token(const publish::Request& request,
                                                  bool behind_proxy, std::string_view what_to_do,
                                                  std::string_view taken);

/// Whether an address has a token in it, under any name: logs and histories keep addresses.
[[nodiscard]] bool is_token_in_address(const publish::Request& request);
inline constexpr std::string_view token_in_address_sentence =
    "Un jeton ne se met pas dans l’adresse, que journaux et historiques gardent : "
    "donnez-le dans l’en-tête Authorization. S’il a été envoyé ainsi, retirez-le "
    "(parvis token revoke) et faites-en un autre.";

}  // namespace parvis::service
