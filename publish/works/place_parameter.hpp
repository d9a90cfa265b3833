// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/query.hpp"

#include <optional>
#include <string>

namespace parvis::publish {
struct Publication;
}

namespace parvis::publish::works {

/// Reads the parameter of a commune or of a level's area into `commune` or `areas` (level, area).
/// Nothing for another parameter, else "" or why it cannot be used.
[[nodiscard]] std::optional<std::string> read_place(const std::string& name,
                                                    const std::string& text,
                                                    const Publication& publication,
                                                    std::string& commune, Parameters& areas);

}  // namespace parvis::publish::works
