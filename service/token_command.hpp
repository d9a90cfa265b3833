// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/command_line.hpp"

#include <ostream>

namespace parvis::service {

/// `parvis token new`: the token alone on `out`, for a script to take; what it is on `err`. The
/// exit code; @throws StoreError, SourceError for a dataset that the site does not have.
int make_token(const Command& command, std::ostream& out, std::ostream& err);
/// `parvis token list`: whose they are, for what, until when; never the secret.
int list_tokens(const Command& command, std::ostream& out);
/// `parvis token revoke`. @throws StoreError where there is none of that id.
int revoke_token(const Command& command, std::ostream& out);

}  // namespace parvis::service
