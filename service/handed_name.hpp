// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "service/problem.hpp"

#include <string>
#include <variant>

namespace parvis::service {

/// What the file in the body of a request is called: by the parameter `name`, else by
/// Content-Disposition (RFC 6266, with `filename*`), else "fichier" with the ending that its media
/// type has. The last part of a path alone, at most 200 bytes of UTF-8. A problem (415) where its
/// format cannot be told, or the body is a form or compressed.
[[nodiscard]] std::variant<std::string, Problem> handed_name(const publish::Request& request);

}  // namespace parvis::service
