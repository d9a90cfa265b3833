// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"

#include <ostream>
#include <string>

namespace parvis::service {

/// The id of a comment that was given none: "c-" and random digits. @pre libsodium has started.
[[nodiscard]] std::string fresh_comment_id();

/// `parvis comment …`: whoever may run it keeps the site, and needs no token. The exit code: 1 with
/// a sentence on `std::cerr` where what was asked is refused. @throws StoreError, SourceError.
int comment_site(const Command& command, std::ostream& out);

}  // namespace parvis::service
