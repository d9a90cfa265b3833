// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/store.hpp"

#include <string>

namespace parvis::publish {

/// Whether a published collection is read from a file of its own, so that it has a form to fill in
/// and takes another file; what is computed from others has neither, nor have works that people
/// enter.
[[nodiscard]] bool has_own_file(const Publication& publication, const std::string& id);

/// Whether a published collection has the works that people enter on this site.
[[nodiscard]] bool takes_entered_works(const Publication& publication, const std::string& id);

}  // namespace parvis::publish
