// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>
#include <string>

namespace parvis::service {

/// All of a file that a command was given; "-" is the standard input.
/// @throws StoreError where it cannot be read.
[[nodiscard]] std::string given_text(const std::filesystem::path& file);

}  // namespace parvis::service
