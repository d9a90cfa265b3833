// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/connection_loop.hpp"

#include <cstdint>
#include <filesystem>

namespace parvis::service {

/// Writes the `length` bytes of a body to a file; whether all of them came.
/// @throws StoreError when the disk refuses them.
[[nodiscard]] bool write_body(BodyReader& body, std::uint64_t length,
                              const std::filesystem::path& file);

}  // namespace parvis::service
