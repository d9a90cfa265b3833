// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "publish/store.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace parvis::service {

/// Answers every read address of the API and the pages from the current publication: picks the
/// resource from the path, the format from `f` and Accept, checks every parameter, and gives the
/// answer with its ETag (304 when If-None-Match says so), or a problem. `base_url` has no slash at
/// its end. Pure but for version files it may open: no socket, no clock.
[[nodiscard]] publish::Response answer(const publish::Request& request, const publish::Store& store,
                                       const std::string& base_url);

/// "GET, HEAD, OPTIONS", or what else this address takes: for Allow and CORS.
[[nodiscard]] std::string_view allowed_methods(const publish::Request& request);
/// Whether it is an address to POST a JSON body to.
[[nodiscard]] bool takes_body(const publish::Request& request);
/// Bytes of such a body.
inline constexpr std::uint64_t largest_body = 262'144;

}  // namespace parvis::service
